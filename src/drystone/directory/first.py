"""The first administrator of a new site."""

from __future__ import annotations

import datetime as dt


def link(*, now: dt.datetime) -> str:
    """Return the path of a one-time link that makes whoever opens it administrator, such as ``/first/<token>``.

    Empty where there is an administrator already. Asking again ends the link that was given before.
    """
    return ""
