"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """The room measures."""

    name = "drystone.measures"
    label = "measures"
    default_auto_field = "django.db.models.BigAutoField"
