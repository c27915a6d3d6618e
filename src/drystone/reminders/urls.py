"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.reminders import trial_views, views

app_name = "reminders"
urlpatterns = [
    path("r/<str:token>", views.tap, name="tap"),
    path("program/reminders", views.outlook, name="outlook"),
    path("measures/trials", trial_views.page, name="trials"),
]
