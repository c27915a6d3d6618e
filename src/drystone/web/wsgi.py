"""The site as a WSGI application for the server that ``drystone serve`` starts; the environment says what it serves."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application

from drystone.web import setup

_root = Path(os.environ.get("DRYSTONE_PROGRAM", "."))
setup.site(_root, demo=os.environ.get("DRYSTONE_DEMO") == "1")
application = get_wsgi_application()
