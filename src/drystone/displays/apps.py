"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig


class DisplaysConfig(AppConfig):
    """The room displays."""

    name = "drystone.displays"
    label = "displays"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room does in the background."""
        from drystone.displays import handlers  # noqa: F401 # Registering is what importing does.
