"""What the site and its background work say to the log: errors and warnings on stderr, and no visits.

There is no access log: who opened which page when is nobody's business, least of all on the routes of reports. What is
said of a request says its method, its status and the name of its route: an address may hold a link that works once.
"""

from __future__ import annotations

import copy
import logging.config
from typing import Any

from django.http import HttpRequest

#: Loggers of which every word is about a request, whether or not they say which.
_OF_REQUESTS = ("django.request", "django.security", "django.server")
#: Values in an address that are too short to be a secret, and would only tear holes into a traceback.
_SHORT = 6


def begin() -> None:
    """Write warnings of ours and errors of requests to stderr, with the time; requests that were refused are not.

    Call it after Django is set up for the last time: setting it up gives its loggers their own levels back.
    """
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"()": Line, "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": "WARNING"},
            "loggers": {
                "django": {"handlers": [], "level": "WARNING", "propagate": True},
                # A missing page is no event; a form or a host name that is refused may be an address set up wrongly.
                "django.request": {"level": "ERROR"},
                "django.security": {"level": "WARNING"},
            },
        }
    )


class Line(logging.Formatter):
    """Formats a record; of one about a request, only what says nothing of its address."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line; the traceback of what broke follows, without the values of the address."""
        request = getattr(record, "request", None)
        if not isinstance(request, HttpRequest) and not record.name.startswith(_OF_REQUESTS):
            return super().format(record)
        status = getattr(record, "status_code", None)
        told = copy.copy(record)
        told.msg, told.args = " ".join(_said(request, status, record)), ()
        if status is None or status < 500:  # From there on it is our fault (RFC 9110).
            told.exc_info = told.exc_text = told.stack_info = None
            return super().format(told)
        told.exc_text = None  # Another handler may have written it out in full.
        text = super().format(told)
        for value in _values(request):
            text = text.replace(value, "…")
        return text


def _said(request: Any, status: int | None, record: logging.LogRecord) -> list[str]:
    if not isinstance(request, HttpRequest):
        return ["a request was refused"]
    match = request.resolver_match
    words = [request.method or "?", str(status or ""), (match.view_name or match.route) if match else "(no route)"]
    if record.name == "django.security.csrf" and isinstance(record.args, tuple) and record.args:
        # Why: the first argument, whose words before the dash are Django's own.
        words.append(f"({str(record.args[0]).split(' - ')[0].rstrip('.')})")
    return [word for word in words if word]


def _values(request: Any) -> list[str]:
    """Return what of an address may stand in a traceback, the longest first."""
    if not isinstance(request, HttpRequest):
        return []
    match, query = request.resolver_match, request.META.get("QUERY_STRING", "")
    held = [str(value) for value in match.kwargs.values()] if match else []
    asked = [value for values in request.GET.lists() for value in values[1]]
    found = {request.get_full_path(), request.path, request.path_info, query, *held, *asked}
    return sorted((value for value in found if len(value) >= _SHORT), key=len, reverse=True)
