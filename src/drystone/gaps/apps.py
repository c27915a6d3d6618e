"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig


class GapsConfig(AppConfig):
    """The room gaps."""

    name = "drystone.gaps"
    label = "gaps"
    default_auto_field = "django.db.models.BigAutoField"
