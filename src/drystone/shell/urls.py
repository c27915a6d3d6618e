"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.shell import views

app_name = "shell"
urlpatterns = [path("health", views.health, name="health")]
