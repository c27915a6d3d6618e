"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig


class HabitsConfig(AppConfig):
    """The room habits."""

    name = "drystone.habits"
    label = "habits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room does in the background, and offer its lessons where other rooms have use for one."""
        from drystone.habits import (
            handlers,  # noqa: F401 # Registering is what importing does.
            offering,
        )
        from drystone.shell import offers

        offers.register(offering.for_habit)
