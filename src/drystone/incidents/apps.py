"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    """The room incidents."""

    name = "drystone.incidents"
    label = "incidents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room does in the background, what goes on, what can be open, and where its tasks lead."""
        from drystone.gaps import tasks
        from drystone.incidents import addresses, handlers, looking_back, queries, waits  # noqa: F401 # Registering is importing.
        from drystone.shell import access, navigation
        from drystone.shell.viewer import RESPOND

        navigation.register("incidents:incidents", _("Incidents"), access.power(RESPOND), count=queries.waiting)
        tasks.register("incident", tasks.Origin(_("Incident"), addresses.page_for))
        looking_back.declare()
        waits.declare()
