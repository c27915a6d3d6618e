"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The room messages."""

    name = "drystone.messages"
    label = "drystone_messages"  # Django has a "messages" of its own.
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room does in the background, and that it carries what the directory has to say."""
        from drystone.messages import actions, handlers  # noqa: F401 # Registering is what importing does.
