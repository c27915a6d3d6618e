"""What happened to a thing over time, the newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drystone.gaps.things import GapOfThing, Happened
from drystone.lake.engines import Engine
from drystone.program.model import Program
from drystone.shell.templatetags.words import apart

#: What happens to gaps, as a thing's page says it; what is not here the gap's own page tells.
_EVENTS: dict[str, Promise] = {
    "opened": gettext_lazy("To do"),
    "reopened": gettext_lazy("To do again"),
    "closed": gettext_lazy("Settled"),
    "excepted": gettext_lazy("Accepted for a while"),
    "exception-ended": gettext_lazy("No longer accepted"),
    "unknown": gettext_lazy("Not heard from any more"),
    "verified": gettext_lazy("Heard from again"),
    "moved": gettext_lazy("Moved here from a former id"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One line: when (aware), what, about which check in words, and the gap it is about, "" for none."""

    at: dt.datetime
    event: str
    words: str
    about: str = ""
    gap_id: str = ""


@dataclass(frozen=True, slots=True)
class Origins:
    """Since when a thing is known, its former ids, and what people decided about whose it is (naive UTC)."""

    first_seen: dt.datetime | None
    aliases: tuple[str, ...]
    decisions: tuple[tuple[str, str, dt.datetime], ...]


def origins(engine: Engine, kind: str, asset_id: str) -> Origins:
    """Read when the first record of a thing came, what it was called, and the decisions that the run knew."""
    about = {"kind": kind, "id": asset_id}
    first = engine.value("select min(first_seen) from member where asset_kind = $kind and asset_id = $id", about)
    aliases = engine.rows(
        "select old_id from asset_alias where asset_kind = $kind and asset_id = $id order by 1", about
    )
    formerly = [asset_id, *(row[0] for row in aliases)]
    decisions = engine.rows(
        "select kind, person_id, decided_at from decision where asset_kind = $kind and kind in ('owner', 'not_mine')"
        " and list_contains($ids, asset_id) and decided_at is not null order by decided_at",
        {"kind": kind, "ids": formerly},
    )
    return Origins(first, tuple(row[0] for row in aliases), tuple((row[0], row[1] or "", row[2]) for row in decisions))


def tell(
    program: Program,
    found: Origins,
    gaps: Sequence[GapOfThing],
    story: Sequence[Happened],
    names: Mapping[str, str],
) -> list[Moment]:
    """Put everything in one line of time."""
    of = {gap.gap_id: gap for gap in gaps}
    moments = [
        Moment(one.at, one.event, str(_EVENTS[one.event]), _about(program, of[one.gap_id], one.event), one.gap_id)
        for one in story
        if one.event in _EVENTS and one.gap_id in of
    ]
    for kind, person_id, at in found.decisions:
        person = names.get(person_id, person_id)
        words = (
            _("Decided: it belongs to %(person)s")
            if kind == "owner"
            else _("Decided: it does not belong to %(person)s")
        )
        moments.append(Moment(at.replace(tzinfo=dt.UTC), kind, words % {"person": apart(person)}))
    if found.first_seen:
        first = found.first_seen.replace(tzinfo=dt.UTC)
        moments.append(Moment(first, "first-seen", _("First seen in a source")))
    return sorted(moments, key=lambda one: one.at, reverse=True)


def _about(program: Program, gap: GapOfThing, event: str) -> str:
    check = program.checks.get(gap.check_id)
    if check is None:
        title = gap.check_id.replace("-", " ")
    elif event in ("closed", "verified"):
        title = check.title.passed if event == "closed" else check.title.failed
    else:
        title = check.title.unknown if event == "unknown" else check.title.failed
    return f"{title} ({gap.item})" if gap.item else title
