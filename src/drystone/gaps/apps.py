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
        """Have what waits for a decision stand at the top of pages, and never wait for somebody who is gone.

        What somebody said is listed, and the demo shows somebody with something to do.
        """
        from drystone.directory import picker
        from drystone.gaps import (
            consulting,
            handlers,  # noqa: F401 # Registering is what importing does.
            own,
            saying,
            waiting,
            waits,
        )
        from drystone.shell import access, navigation, said

        navigation.register("gaps:waiting", _("Exceptions"), access.employee, count=waiting.undecided)
        navigation.register("gaps:asked-first", _("You are asked"), access.employee, count=consulting.waiting)
        said.register("exceptions", saying.exceptions)
        said.register("decided", saying.decided)
        said.register("words", saying.words)
        waits.declare()
        picker.register(own.with_something_to_do)
