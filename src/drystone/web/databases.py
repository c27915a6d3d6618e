"""Where the state lies: Django's description of a SQLite file or of a PostgreSQL server given as a URL.

A URL holds a password, so no message here ever repeats one.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from drystone.lib.errors import UsageError
from drystone.lib.text import listing, suggest

Database = dict[str, Any]

_SHAPE = "write postgresql://user:password@host:5432/database or sqlite:///path/to/file"
_POSTGRES_OPTIONS = ("host", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name")
_SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
    " PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=16384;"
)


def sqlite(path: Path) -> Database:
    """Describe a SQLite file: write-ahead log, transactions that lock at their start, 20 s of patience for a lock."""
    options = {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": _SQLITE_START}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": options, "CONN_MAX_AGE": None}


def from_url(url: str) -> Database:
    """Describe the database that a URL names. Raises UsageError, which never repeats the URL's password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UsageError("the state's database URL cannot be read", do=_SHAPE) from error
    if parts.scheme == "sqlite":
        if parts.netloc or len(parts.path) < 2:
            raise UsageError("a sqlite URL names a file and no host", do=_SHAPE)
        return sqlite(Path(unquote(parts.path[1:] if parts.path.startswith("//") else parts.path)))
    if parts.scheme not in {"postgresql", "postgres"}:
        raise UsageError(f"the state cannot live in a database of kind {parts.scheme or 'nothing'!r}", do=_SHAPE)
    return _postgresql(parts, port)


def _postgresql(parts: SplitResult, port: int | None) -> Database:
    name = unquote(parts.path.removeprefix("/"))
    if not name or "/" in name:
        raise UsageError("the state's database URL does not name one database", do=_SHAPE)
    if find_spec("psycopg") is None:
        raise UsageError("PostgreSQL needs the extra part 'postgres'", do="pip install 'drystone[postgres]'")
    options: dict[str, Any] = {"connect_timeout": "10"}
    host = unquote(parts.hostname or "")
    for key, value in parse_qsl(parts.query, keep_blank_values=True):
        if key not in _POSTGRES_OPTIONS:
            near = suggest(key, _POSTGRES_OPTIONS)
            hint = f"; did you mean {near}?" if near else ""
            raise UsageError(
                f"the state's database URL has an unknown option {key!r}{hint}",
                do=f"known are {listing(_POSTGRES_OPTIONS)}",
            )
        if key == "host":
            host = value
        else:
            options[key] = value
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "OPTIONS": options,
        # Every thread of the site keeps its connection, and looks at the start of a request whether it still lives.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
