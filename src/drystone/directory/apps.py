"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """The room directory."""

    name = "drystone.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room does in the background."""
        from drystone.directory import (  # noqa: F401 # Registering is what importing does.
            handlers,
            noticing,
            ways_in_handlers,
        )
