"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagesConfig(AppConfig):
    """The room messages."""

    name = "drystone.messages"
    label = "drystone_messages"  # Django has a "messages" of its own.
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room does in the background, and that it carries what the directory has to say."""
        from drystone.messages import actions, handlers, queries, saying, standing, waits  # noqa: F401 # Importing registers.
        from drystone.shell import access, navigation, said
        from drystone.shell import standing as stands

        navigation.register("messages:threads", _("Questions and answers"), access.employee, count=queries.unseen)
        said.register("threads", saying.threads)
        waits.declare()
        stands.register("channels", standing.line)
