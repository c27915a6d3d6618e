"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GapsConfig(AppConfig):
    """The room gaps."""

    name = "drystone.gaps"
    label = "gaps"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have what waits for a decision stand at the top of pages, and never wait for somebody who is gone."""
        from drystone.gaps import (
            handlers,  # noqa: F401 # Registering is what importing does.
            waiting,
        )
        from drystone.shell import access, navigation

        navigation.register("gaps:waiting", _("Exceptions"), access.employee, count=waiting.undecided)
