"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The room jobs."""

    name = "drystone.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room does in the background."""
        from drystone.jobs import handlers  # noqa: F401 # Registering is what importing does.
