"""Prepares Django for a process that is not the site: a command, a worker, a test."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.conf import settings as django_settings
from django.db import connections

from drystone.lib import collecting
from drystone.lib.errors import UsageError
from drystone.program import load
from drystone.web import databases


@collecting.put_off()
def configure(state_url: str | None, state_path: Path) -> None:
    """Point Django at the state: the database of the URL, else the SQLite file. Call before importing any model.

    Called again, it closes the connection and points at the other state, so one process can serve several programs.
    Nothing is created here: ``drystone.runs.state`` makes the tables. Raises UsageError for a URL that cannot be read.
    """
    database = databases.from_url(state_url) if state_url else databases.sqlite(state_path)
    if not django_settings.configured:
        # It reads the environment as it is imported: what is wrong there is then said like every other error.
        from drystone.web import settings  # noqa: PLC0415

        names = [name for name in dir(settings) if name.isupper()]
        chosen = {name: getattr(settings, name) for name in names}
        django_settings.configure(**{**chosen, "DATABASES": {"default": database}})
        django.setup()
        return
    connections["default"].close()
    del connections["default"]
    connections.settings = connections.configure_settings({"default": database})


@collecting.put_off()
def site(root: Path, *, demo: bool = False) -> None:
    """Make this process serve a program folder: its state, its lake. Raises UsageError where it cannot be read."""
    told = load(root)
    if told.program is None:
        raise UsageError(f"the program has {len(told.problems)} problems", where=str(root), do="drystone validate")
    state = told.program.settings.state
    configure(os.environ.get(state.url_env) or None, told.program.root / state.path)
    # Only now can models be imported, and with them the rooms that know them.
    from drystone.runs import protocol  # noqa: PLC0415
    from drystone.shell import site as served  # noqa: PLC0415

    served.serve(served.Served(told.program.root, protocol.applied, dict(os.environ), demo=demo))
