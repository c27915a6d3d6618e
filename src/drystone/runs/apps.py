"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig


class RunsConfig(AppConfig):
    """The room runs."""

    name = "drystone.runs"
    label = "runs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room does in the background."""
        from drystone.runs import handlers  # noqa: F401 # Registering is what importing does.
