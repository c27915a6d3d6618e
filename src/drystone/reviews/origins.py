"""What a review can be about. Reports and campaigns are known here; a later room adds its kind with ``register``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drystone.reports import actions, queries
from drystone.reports.actions import Span


@dataclass(frozen=True, slots=True)
class Origin:
    """A kind of thing to look back at: its ``words``, whether there is one of an id, and what to do after.

    ``reviewed(id, span, by, now)``; a span without ends takes it back.
    """

    words: str | Promise
    exists: Callable[[str], bool]
    reviewed: Callable[[str, Span, str, dt.datetime], object]


def _strike(kind: str) -> Callable[[str, Span, str, dt.datetime], object]:
    def reviewed(source_id: str, span: Span, by: str, now: dt.datetime) -> object:
        return actions.strike((kind, source_id), "reviewed", span=span, source="review", by=by, now=now)

    return reviewed


def _anything(_source_id: str) -> bool:
    return True


def _nothing(_source_id: str, _span: Span, _by: str, _now: dt.datetime) -> None:
    return None


ORIGINS: dict[str, Origin] = {
    "report": Origin(_("a report"), lambda key: queries.report(key) is not None, _strike("report")),
    "campaign": Origin(_("a wave of reports"), queries.is_campaign, _strike("campaign")),
    # Whatever room keeps incidents registers itself in place of this.
    "incident": Origin(_("an incident"), _anything, _nothing),
}


def register(kind: str, origin: Origin) -> None:
    """Say what a review of a kind is about; doing so again replaces it."""
    ORIGINS[kind] = origin
