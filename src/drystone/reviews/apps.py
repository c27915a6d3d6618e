"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    """The room reviews."""

    name = "drystone.reviews"
    label = "reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what can be open here, and what its tasks came of."""
        from drystone.gaps import tasks
        from drystone.reviews import queries, waits

        waits.declare()
        tasks.register(queries.TASKS, tasks.Origin(_("a review"), queries.address))
