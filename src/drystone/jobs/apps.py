"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The room jobs."""

    name = "drystone.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
