"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.people import views

app_name = "people"
urlpatterns = [
    path("", views.home, name="home"),
    path("me/data", views.data, name="data"),
]
