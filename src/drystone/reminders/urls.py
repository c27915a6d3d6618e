"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.reminders import views

app_name = "reminders"
urlpatterns = [
    path("r/<str:token>", views.tap, name="tap"),
    path("program/reminders", views.outlook, name="outlook"),
]
