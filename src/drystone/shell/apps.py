"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """The room shell."""

    name = "drystone.shell"
    label = "shell"
    default_auto_field = "django.db.models.BigAutoField"
