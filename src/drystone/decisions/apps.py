"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """The room decisions."""

    name = "drystone.decisions"
    label = "decisions"
    default_auto_field = "django.db.models.BigAutoField"
