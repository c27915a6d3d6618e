"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig


class AccountabilityConfig(AppConfig):
    """The room accountability."""

    name = "drystone.accountability"
    label = "accountability"
    default_auto_field = "django.db.models.BigAutoField"
