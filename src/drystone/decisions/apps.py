"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DecisionsConfig(AppConfig):
    """The room decisions."""

    name = "drystone.decisions"
    label = "decisions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have what waits to be settled stand at the top of pages, and never wait for somebody who is gone."""
        from drystone.decisions import (
            handlers,  # noqa: F401 # Registering is what importing does.
            queries,
            saying,
            waits,
        )
        from drystone.shell import access, navigation, said

        navigation.register("decisions:questions", _("Whose is it?"), access.employee, count=queries.unsettled)
        said.register("questions", saying.questions)
        said.register("answers", saying.answers)
        waits.declare()
        said.register("confirmations", saying.confirmations)
