"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The room catalogue."""

    name = "drystone.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"
