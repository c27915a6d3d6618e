"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.authoring import views

app_name = "authoring"
urlpatterns = [
    path("program/", views.program, name="program"),
]
