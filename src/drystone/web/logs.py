"""What the site and its background work say to the log: errors and warnings on stderr, and no visits.

There is no access log: who opened which page when is nobody's business, least of all on the routes of reports.
"""

from __future__ import annotations

import logging.config


def begin() -> None:
    """Write warnings of ours and errors of requests to stderr, with the time; requests that were refused are not."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": "WARNING"},
            "loggers": {
                "django": {"handlers": [], "level": "WARNING", "propagate": True},
                # A refused or missing page is no event; its address may hold a one-time link.
                "django.request": {"level": "ERROR"},
                "django.security": {"level": "CRITICAL"},
            },
        }
    )
