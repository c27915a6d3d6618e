"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig


class ConsequencesConfig(AppConfig):
    """The room consequences."""

    name = "drystone.consequences"
    label = "consequences"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room does in the background, and tell earlier rooms how far consequences have come."""
        from drystone.accountability import stuck, weekly
        from drystone.authoring import saving
        from drystone.consequences import (  # noqa: F401 # Importing registers.
            answering,
            brakes,
            handlers,
            lost,
            queries,
            standing,
        )
        from drystone.gaps import stages
        from drystone.shell import standing as stands

        brakes.declare()
        saving.register("hooks", lost.forbid)
        stages.register(queries.course)
        weekly.register_limits(answering.limited)
        stuck.register_held(answering.held)
        stands.register("hooks", standing.line)
