"""How parts of the site stand, for those who keep it running: a line for each, on the page of administration.

Rooms further down register what of theirs can fail while everything else goes on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Line:
    """A part of the site, and how it stands; ``good``: it needs no hand. ``url`` is the page about it, or ""."""

    part: str | Promise
    words: str
    good: bool
    url: str


#: Returns how a part stands at a moment (aware), or None where there is nothing of it.
Provider = Callable[[dt.datetime], Line | None]
_registered: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """Have a part of the site told of; registering a name again replaces it."""
    _registered[name] = provider


def lines(now: dt.datetime) -> list[Line]:
    """Return how every part stands, in the order in which they were registered."""
    return [line for provider in _registered.values() if (line := provider(now)) is not None]
