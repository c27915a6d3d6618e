"""Prepares Django for a process that is not the site: a command, a worker, a test."""

from __future__ import annotations

from pathlib import Path

import django
from django.conf import settings as django_settings
from django.db import connections

from drystone.web import databases, settings


def configure(state_url: str | None, state_path: Path) -> None:
    """Point Django at the state: the database of the URL, else the SQLite file. Call before importing any model.

    Called again, it closes the connection and points at the other state, so one process can serve several programs.
    Nothing is created here: ``drystone.runs.state`` makes the tables. Raises UsageError for a URL that cannot be read.
    """
    database = databases.from_url(state_url) if state_url else databases.sqlite(state_path)
    if not django_settings.configured:
        names = [name for name in dir(settings) if name.isupper()]
        chosen = {name: getattr(settings, name) for name in names}
        django_settings.configure(**{**chosen, "DATABASES": {"default": database}})
        django.setup()
        return
    connections["default"].close()
    del connections["default"]
    connections.settings = connections.configure_settings({"default": database})
