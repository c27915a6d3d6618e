"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RemindersConfig(AppConfig):
    """The room reminders."""

    name = "drystone.reminders"
    label = "reminders"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room does in the background, and which of its messages people can do without."""
        from drystone.messages import calendars, kinds
        from drystone.reminders import handlers, sending, times, unreached  # noqa: F401 # Registering is importing.
        from drystone.shell import standing

        kinds.register_optional(sending.THANKS, _("Thanks, when what was yours to do is in order"))
        kinds.register_optional(sending.LESSON, _("A small lesson, in weeks in which nothing is yours to mend"))
        kinds.register_optional(sending.WEEK, _("Your week, where you answer for things and nothing of them is due"))
        calendars.register("reminders", times.times)
        standing.register("reminders", unreached.line)
