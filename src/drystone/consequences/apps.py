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
        from drystone.consequences import brakes, handlers, queries, standing  # noqa: F401 # Importing registers.
        from drystone.gaps import stages
        from drystone.shell import standing as stands

        brakes.declare()
        stages.register(queries.course)
        stands.register("hooks", standing.line)
