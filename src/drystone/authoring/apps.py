"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig


class AuthoringConfig(AppConfig):
    """The room authoring."""

    name = "drystone.authoring"
    label = "authoring"
    default_auto_field = "django.db.models.BigAutoField"
