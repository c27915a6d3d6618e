"""Tells Django about this room."""

from __future__ import annotations

from django.apps import AppConfig


class IncomingConfig(AppConfig):
    """The room incoming."""

    name = "drystone.incoming"
    label = "incoming"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room does in the background, and the reader of mail that came back."""
        from drystone.incoming import handlers, readers, standing  # noqa: F401 # Importing registers.
        from drystone.messages import bounces
        from drystone.shell import standing as stands

        readers.register("returns", lambda letter, now: bounces.came_back(letter.raw, now=now))
        stands.register("incoming", standing.line)
