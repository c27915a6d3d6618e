"""Which gaps somebody may take along, and as what: rows for the API's list and for downloads, never more than a batch
in memory.

Everybody gets the gaps whose page they may open (``places``), with ids that mean nothing outside in the place of
people, and no name or text that may say one, save of what is their own. Who sees pseudonyms on the page of a gap
(auditors, and whoever keeps the program) has them in the place of names here too, also where a thing is called after
somebody by chance. Names are another matter: they take a reason, which is kept, and which everybody reads who is named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.checks.evaluation import HOLE_CHECK
from drystone.directory import naming
from drystone.directory import queries as directory
from drystone.gaps import places, subjects, wording
from drystone.gaps.models import Gap, GapResponsible
from drystone.gaps.queries import as_row
from drystone.lib.errors import UsageError
from drystone.shell import site
from drystone.shell.viewer import AUDIT, EDIT_PROGRAM, Viewer

Status = Literal["standing", "open", "excepted", "closed", "all"]
STATUSES: dict[Status, tuple[str, ...]] = {
    "standing": ("open", "excepted"),
    "open": ("open",),
    "excepted": ("excepted",),
    "closed": ("closed",),
    "all": ("open", "excepted", "closed"),
}
_BATCH = 1_000

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


def may_share(viewer: Viewer, **_arguments: Any) -> bool:
    """Everybody whom the people data know, and whoever sees gaps by a power alone."""
    return bool(viewer.person_id) or viewer.may(AUDIT) or viewer.may(EDIT_PROGRAM)


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
    return _writer(looking, _named)(shown), (shown[-1].due, shown[-1].gap_id) if more else None


def stream(asked: Asked, looking: Looking, *, findings: bool = False) -> Iterator[dict[str, Any]]:
    """Yield all rows, the earliest due first. With a reason the look is logged before the first row is out.

    ``findings`` are rows for OCSF: people stay ids there, and with a reason ``people`` says who they are.
    """
    gaps = _visible(asked, looking.viewer)
    if looking.reason:
        _log(asked, looking, _people(gaps))
    if not findings:
        return _streamed(gaps, _writer(looking, _named))
    current = site.snapshot()
    rows = _streamed(gaps, _writer(looking, _with_people))
    return wording.findings(rows, site.program(), seen=current.as_of if current else None)


def _streamed(gaps: QuerySet[Gap], write: Callable[[list[Gap]], _Rows]) -> Iterator[dict[str, Any]]:
    batch: list[Gap] = []
    for gap in gaps.order_by("due", "gap_id").iterator(chunk_size=_BATCH):
        batch.append(gap)
        if len(batch) == _BATCH:
            yield from write(batch)
            batch = []
    yield from write(batch)


def known(asked: Asked) -> Asked:
    """Return what was asked for. Raises UsageError where no program and no gap knows such a check or activity."""
    program = site.program()
    for name, value, current in (
        ("check", asked.check, {*program.checks, HOLE_CHECK}),
        ("activity", asked.activity, set(program.activities)),
    ):
        if value and value not in current and not Gap.objects.filter(**{f"{name}_id": value}).exists():
            raise UsageError(
                _("nothing here is called “%(id)s”") % {"id": value[:100]},
                where=name,
                do=_("Look in the program for its id."),
            )
    return asked


def _visible(asked: Asked, viewer: Viewer) -> QuerySet[Gap]:
    gaps = places.visible(viewer).filter(status__in=STATUSES[asked.status])
    if asked.check:
        gaps = gaps.filter(check_id=asked.check)
    if asked.activity:
        gaps = gaps.filter(activity_id=asked.activity)
    if asked.due_before:
        gaps = gaps.filter(due__lt=dt.datetime.combine(asked.due_before, dt.time(), dt.UTC))
    return gaps


_Rows = list[dict[str, Any]]


def _writer(looking: Looking, people: Callable[[_Rows], _Rows]) -> Callable[[list[Gap]], _Rows]:
    """Return what makes rows of gaps; ``people`` puts people into them, where a reason was given."""
    viewer = looking.viewer
    by_power = viewer.may(AUDIT) or viewer.may(EDIT_PROGRAM)
    hide = naming.without_names() if by_power and not looking.reason else str

    def write(gaps: list[Gap]) -> _Rows:
        held: dict[str, list[str]] = {}
        pairs = GapResponsible.objects.filter(gap_id__in=[gap.gap_id for gap in gaps])
        for gap_id, person in pairs.values_list("gap_id", "person_id") if gaps else ():
            held.setdefault(gap_id, []).append(person)
        own = subjects.named_after(viewer.person_id) if gaps else ()
        rows = [
            as_row(
                gap,
                sorted(held.get(gap.gap_id, [])),
                named=bool(looking.reason) or (gap.asset_kind, gap.asset_id) in own,
                hide=hide,
            )
            for gap in gaps
        ]
        return people(rows) if looking.reason else rows

    return write


def _cards(rows: _Rows) -> dict[str, directory.Card]:
    return directory.cards({one for row in rows for one in (*row["responsible"], row["accountable"] or "")})


def _with_people(rows: _Rows) -> _Rows:
    known = {person: (card.name, card.email) for person, card in _cards(rows).items()}
    return [row | {"people": known} for row in rows]


def _named(rows: _Rows) -> _Rows:
    cards = _cards(rows)
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
    """Return everyone whom rows with names name: who mends, who answers, and whom the thing is named after."""
    responsible = GapResponsible.objects.filter(gap_id__in=gaps.values("gap_id")).values_list("person_id", flat=True)
    accountable = gaps.exclude(accountable="").values_list("accountable", flat=True)
    things = gaps.values_list("asset_kind", "asset_id").distinct().iterator(chunk_size=_BATCH)
    return sorted({*responsible.distinct().iterator(), *accountable.distinct().iterator(), *subjects.meant(things)})


def _log(asked: Asked, looking: Looking, people: list[str]) -> None:
    reason = looking.reason.strip()
    if not reason or len(reason) > _LONGEST_REASON:
        raise UsageError(
            _("people's names need a reason"),
            where="X-Reason",
            do=_("say why in at most %(n)s characters") % {"n": _LONGEST_REASON},
        )
    payload = {"reason": reason, "check": asked.check, "activity": asked.activity, "people": people}
    audit.record("gaps-with-people", actor=looking.viewer.actor, at=looking.at, about=("gaps", ""), payload=payload)
