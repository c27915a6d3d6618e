"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room people."""

    name = "drystone.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
