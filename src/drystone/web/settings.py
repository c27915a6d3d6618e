"""Django's settings, read from the environment; a value that is wrong raises at once.

DRYSTONE_STATE_URL    a database URL; without it the state is a file
DRYSTONE_STATE_PATH   that file (default: var/state.sqlite3 in the current folder)
DRYSTONE_SECRET_KEY   signs cookies and links, once there is a site
"""

from __future__ import annotations

import os
from pathlib import Path

from drystone.lib.errors import UsageError
from drystone.web import databases


def _text(name: str, default: str) -> str:
    value = os.environ.get(name, default)
    if not value.strip():
        raise UsageError(f"{name} is set but empty", do="give it a value or unset it")
    return value


SECRET_KEY = _text("DRYSTONE_SECRET_KEY", "nothing-is-signed-before-the-site-exists")
DEBUG = False
ALLOWED_HOSTS: list[str] = []
INSTALLED_APPS = ["drystone.audit", "drystone.jobs", "drystone.decisions", "drystone.gaps", "drystone.runs"]
DATABASES = {
    "default": databases.from_url(_text("DRYSTONE_STATE_URL", ""))
    if os.environ.get("DRYSTONE_STATE_URL")
    else databases.sqlite(Path(_text("DRYSTONE_STATE_PATH", "var/state.sqlite3")))
}
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
