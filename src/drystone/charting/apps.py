"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChartingConfig(AppConfig):
    """The room charting."""

    name = "drystone.charting"
    label = "charting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have what waits for somebody stand at the top of pages, and do this room's work in the background."""
        from drystone.charting import (
            handlers,  # noqa: F401 # Registering is what importing does.
            queries,
            saying,
            waits,
        )
        from drystone.shell import access, navigation, said

        navigation.register("charting:rounds", _("Who does what"), access.employee, count=queries.ballots_waiting)
        navigation.register("charting:rows", _("My part to accept"), queries.holds, count=queries.rows_waiting)
        waits.declare()
        said.register("acceptances", saying.acceptances)
        said.register("ballots", saying.ballots)
