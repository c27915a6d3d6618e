"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """The room reports."""

    name = "drystone.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room does in the background, what waits for responders, and what can be open here."""
        from drystone.habits import elsewhere
        from drystone.messages import kinds
        from drystone.reports import desk, handlers, showing, telling_receivers, waits  # noqa: F401 # Registering is what importing does.
        from drystone.shell import access, navigation
        from drystone.shell.viewer import RESPOND

        navigation.register("reports:desk", _("Reports"), access.power(RESPOND), count=desk.waiting)
        elsewhere.register(showing.habits_shown)
        kinds.register_optional(telling_receivers.PURPOSE, _("What a message was that you and others received"))
        waits.declare()
