"""Which gaps somebody may take along, and as what: rows for the API's list and for downloads, never more than a batch
in memory.

Everybody gets what they are responsible or accountable for. Whoever holds a power that looks at the whole gets all,
with ids that mean nothing outside in the place of people. Names are another matter: they take a reason, which is kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Exists, OuterRef, Q, QuerySet

from drystone.audit import actions as audit
from drystone.directory import queries as directory
from drystone.gaps.models import Gap, GapResponsible
from drystone.gaps.queries import as_row
from drystone.lib.errors import UsageError
from drystone.program.vocabulary import TABLES
from drystone.shell.viewer import ACCEPT_EXCEPTIONS, AUDIT, RESPOND, SEE_SCREENING, Viewer

Status = Literal["standing", "open", "excepted", "closed", "all"]
STATUSES: dict[Status, tuple[str, ...]] = {
    "standing": ("open", "excepted"),
    "open": ("open",),
    "excepted": ("excepted",),
    "closed": ("closed",),
    "all": ("open", "excepted", "closed"),
}
_BATCH = 1_000

#: What is about one person and nobody else's work: shown to auditors (as ids) and to those whom the matrix names.
_PERSONAL = frozenset({"person", *(name for name, table in TABLES.items() if table.seen_by)})
#: Things whose names are people's names, or say them.
_NAMING = frozenset({*_PERSONAL, "account"})
_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """Which gaps; empty fields leave nothing out. ``due_before`` is that day's midnight in UTC, not included."""

    check: str = ""
    activity: str = ""
    status: Status = "standing"
    due_before: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks, when, and why they want names ("" where they do not)."""

    viewer: Viewer
    at: dt.datetime
    reason: str = ""


Place = tuple[dt.datetime, str]


def sees_all(viewer: Viewer) -> bool:
    """Whether somebody's power lets them see every gap, without names."""
    return any(viewer.may(power) for power in (AUDIT, RESPOND, ACCEPT_EXCEPTIONS))


def may_share(viewer: Viewer, **_arguments: Any) -> bool:
    """Everybody whom the people data know, and whoever sees all gaps."""
    return bool(viewer.person_id) or sees_all(viewer)


def page(
    asked: Asked, looking: Looking, *, after: Place | None, limit: int
) -> tuple[list[dict[str, Any]], Place | None]:
    """Return at most ``limit`` rows after a place, the earliest due first, and the place where the next page begins.

    With a reason the rows bear names, and the look is logged. Raises UsageError for a reason that says nothing.
    """
    gaps = _visible(asked, looking.viewer)
    if after is not None:
        gaps = gaps.filter(Q(due__gt=after[0]) | Q(due=after[0], gap_id__gt=after[1]))
    found = list(gaps.order_by("due", "gap_id")[: limit + 1])
    shown, more = found[:limit], len(found) > limit
    if looking.reason:
        _log(asked, looking, _people(Gap.objects.filter(gap_id__in=[gap.gap_id for gap in shown])))
    return _rows(shown, looking), (shown[-1].due, shown[-1].gap_id) if more else None


def stream(asked: Asked, looking: Looking) -> Iterator[dict[str, Any]]:
    """Yield all rows, the earliest due first. With a reason the look is logged before the first row is out."""
    gaps = _visible(asked, looking.viewer)
    if looking.reason:
        _log(asked, looking, _people(gaps))
    return _streamed(gaps, looking)


def _streamed(gaps: QuerySet[Gap], looking: Looking) -> Iterator[dict[str, Any]]:
    batch: list[Gap] = []
    for gap in gaps.order_by("due", "gap_id").iterator(chunk_size=_BATCH):
        batch.append(gap)
        if len(batch) == _BATCH:
            yield from _rows(batch, looking)
            batch = []
    yield from _rows(batch, looking)


def _visible(asked: Asked, viewer: Viewer) -> QuerySet[Gap]:
    gaps = Gap.objects.filter(status__in=STATUSES[asked.status])
    if asked.check:
        gaps = gaps.filter(check_id=asked.check)
    if asked.activity:
        gaps = gaps.filter(activity_id=asked.activity)
    if asked.due_before:
        gaps = gaps.filter(due__lt=dt.datetime.combine(asked.due_before, dt.time(), dt.UTC))
    if viewer.may(AUDIT):
        return gaps
    others = ~Q(asset_kind__in=_hidden_from(viewer)) if sees_all(viewer) else Q(pk__in=())
    if not viewer.person_id:
        return gaps.filter(others)
    held = GapResponsible.objects.filter(gap_id=OuterRef("gap_id"), person_id=viewer.person_id)
    return gaps.filter(Q(Exists(held)) | Q(accountable=viewer.person_id) | others)


def _hidden_from(viewer: Viewer) -> frozenset[str]:
    return _PERSONAL - {"screening"} if viewer.may(SEE_SCREENING) else _PERSONAL


def _rows(gaps: list[Gap], looking: Looking) -> list[dict[str, Any]]:
    if not gaps:
        return []
    held: dict[str, list[str]] = {}
    pairs = GapResponsible.objects.filter(gap_id__in=[gap.gap_id for gap in gaps]).values_list("gap_id", "person_id")
    for gap_id, person in pairs:
        held.setdefault(gap_id, []).append(person)
    rows = [_row(gap, sorted(held.get(gap.gap_id, [])), looking) for gap in gaps]
    return _named(rows) if looking.reason else rows


def _row(gap: Gap, responsible: list[str], looking: Looking) -> dict[str, Any]:
    me = looking.viewer.person_id
    theirs = bool(me) and (me in responsible or gap.accountable == me)
    named = theirs or bool(looking.reason) or gap.asset_kind not in _NAMING
    row = as_row(gap, responsible, named=named)
    return row if named else row | {"asset_name": gap.asset_id}


def _named(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    cards = directory.cards({one for row in rows for one in (*row["responsible"], row["accountable"] or "")})
    known = {person: card.email or card.name or person for person, card in cards.items()}
    return [
        row
        | {
            "responsible": sorted(known.get(one, one) for one in row["responsible"]),
            "accountable": known.get(row["accountable"], row["accountable"]) if row["accountable"] else None,
        }
        for row in rows
    ]


def _people(gaps: QuerySet[Gap]) -> list[str]:
    responsible = GapResponsible.objects.filter(gap_id__in=gaps.values("gap_id")).values_list("person_id", flat=True)
    accountable = gaps.exclude(accountable="").values_list("accountable", flat=True)
    return sorted({*responsible.distinct().iterator(), *accountable.distinct().iterator()})


def _log(asked: Asked, looking: Looking, people: list[str]) -> None:
    reason = looking.reason.strip()
    if not reason or len(reason) > _LONGEST_REASON:
        raise UsageError(
            "people's names need a reason", where="X-Reason", do=f"say why in at most {_LONGEST_REASON} characters"
        )
    payload = {"reason": reason, "check": asked.check, "activity": asked.activity, "people": people}
    audit.record("gaps-with-people", actor=looking.viewer.actor, at=looking.at, about=("gaps", ""), payload=payload)
