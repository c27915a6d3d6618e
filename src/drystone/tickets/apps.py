"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """The room tickets."""

    name = "drystone.tickets"
    label = "tickets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room does in the background."""
        from drystone.tickets import handlers  # noqa: F401 # Registering is what importing does.
