"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The room audit."""

    name = "drystone.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
