"""The site as a WSGI application for the server that ``drystone serve`` starts; the environment says what it serves."""

from __future__ import annotations

import gc
import os
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection

from drystone.lib import collecting
from drystone.shell import site
from drystone.web import gate, lifeline, logs, setup, stopping

lifeline.hold_to_parent()
setup.site(Path(os.environ.get("DRYSTONE_PROGRAM", ".")), demo=os.environ.get("DRYSTONE_DEMO") == "1")
with collecting.put_off():
    application = gate.at_most(gate.PAGES, get_wsgi_application())
    looking = import_module("drystone.reports.looking")  # Rooms can be imported only after set-up.
    import_module(settings.ROOT_URLCONF)  # Every page and operation; else the first visitor would wait for them.
logs.begin()  # Only now: making the application sets Django up again, and its loggers with it.
looking.stay_ready()
# Who listens would keep the process for a minute; they come back by themselves.
stopping.then(import_module("drystone.reports.desk_live").hub.end_all)
# The thread that imports serves nobody: what it opens for all stays, its own connection does not.
site.warm()
connection.close()
# What was imported stays until the end, so looking through it for garbage while pages are made would be for nothing.
gc.collect()
gc.freeze()
