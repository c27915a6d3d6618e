"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """The room tickets."""

    name = "drystone.tickets"
    label = "tickets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room does in the background, and tell administrators how the queues stand."""
        from drystone.shell import standing as stands
        from drystone.tickets import handlers, standing  # noqa: F401 # Registering is what importing does.

        stands.register("tickets", standing.line)
