"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The room messages."""

    name = "drystone.messages"
    label = "drystone_messages"  # Django has a "messages" of its own.
    default_auto_field = "django.db.models.BigAutoField"
