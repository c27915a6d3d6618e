"""When somebody may be restricted for something: only after what was said to them, and never before the day that was.

1. The first word names the day: the time that the program gives, from the day it is due or from that word, whichever
   is later.
2. The last word comes ``warn`` before that day; where it comes later, the day moves with it.
3. Nobody is restricted who had no last word. Whoever could not be restricted on the day (away, not known) has another.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Terms:
    """The program's times: from due (or the first word) to the restriction, and from the last word to it."""

    after: dt.timedelta
    warn: dt.timedelta


@dataclass(frozen=True, slots=True)
class Foretold:
    """What was said to somebody: when first, which day that named, and when the last word came. Moments are aware."""

    first_at: dt.datetime
    limits_at: dt.datetime
    warned_at: dt.datetime | None = None


def said(known: Foretold | None, *, due: dt.datetime, now: dt.datetime, terms: Terms) -> Foretold:
    """Return what is known to be said once something is said now."""
    if known is None:
        return Foretold(now, max(due, now) + terms.after)
    if is_last_word(known, now=now, terms=terms):
        return Foretold(known.first_at, max(known.limits_at, now + terms.warn), now)
    return known


def is_last_word(known: Foretold, *, now: dt.datetime, terms: Terms) -> bool:
    """Whether what is said now would be the last word: it was not said, and its time has come."""
    return known.warned_at is None and known.limits_at - terms.warn <= now and known.first_at < now


def may_limit(known: Foretold | None, *, now: dt.datetime) -> bool:
    """Whether the day has come that the last word named."""
    return known is not None and known.warned_at is not None and known.limits_at <= now
