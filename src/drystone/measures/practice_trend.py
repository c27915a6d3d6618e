"""Practice messages over time: how often the first report came before the first click, by difficulty.

The rules:

1. A campaign counts where both may be said of it (``practice``); no figure here is about fewer people than there.
2. Messages of different difficulty are never added up: a harder one is no step back, and an easier one no step ahead.
3. Of few campaigns the interval is wide, and it always stands beside the share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from drystone.lib.phish_scale import Level
from drystone.lib.proportions import Share, share
from drystone.measures.practice import Campaign


@dataclass(frozen=True, slots=True)
class Ahead:
    """In how many campaigns of a difficulty the first report came before any click, of how many, with the interval."""

    level: Level
    count: int
    of: int
    share: Share


def in_order(campaigns: Sequence[Campaign]) -> list[Campaign]:
    """Return the campaigns that can stand in a trend, the oldest first: figures written, difficulty and day known."""
    told = [one for one in campaigns if one.rating and one.began and one.whole.reported.said not in _SILENT]
    return sorted(told, key=lambda one: (one.began, one.source, one.id))


_SILENT = ("running", "unrated", "withheld")


def ahead(campaigns: Sequence[Campaign]) -> list[Ahead]:
    """Return how often the first report came first, for each difficulty that has campaigns, the easiest first."""
    found = []
    for level in get_args(Level):
        firsts = [one.first.report_first for one in in_order(campaigns) if one.first and _level(one) == level]
        if firsts:
            found.append(Ahead(level, sum(firsts), len(firsts), share(sum(firsts), len(firsts))))
    return found


def _level(one: Campaign) -> Level | None:
    return one.rating.level if one.rating else None
