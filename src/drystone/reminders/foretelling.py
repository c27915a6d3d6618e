"""What people were told of restrictions: read with their case, noted in the transaction that hands a message over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.db.models import Exists, OuterRef

from drystone.gaps import stages
from drystone.gaps.own import Mine
from drystone.program.consequence_model import Consequence, Hook
from drystone.reminders.deciding import limiting
from drystone.reminders.deciding.limiting import Foretold, Terms
from drystone.reminders.models import Digest, Foretelling
from drystone.shell.many import as_one, aware, listed, moment

_BATCH, _CHUNK = 500, 2_000
#: Written out, since it is asked for everything that is open of everybody: to put models together takes longer.
_TOLD_SQL = """
    select person_id, gap_id, {opened_at}, {first_at}, {limits_at}, {warned_at} from reminders_foretelling
    where person_id in {people}
"""
_MOMENTS = ("opened_at", "first_at", "limits_at", "warned_at")


#: Returns what a check ends in and the hook that does it, None where that is no restriction.
Restricts = Callable[[str], tuple[Consequence, Hook] | None]
#: What was said to somebody of a gap since it was opened at a moment, by person and gap.
Told = Mapping[tuple[str, str], tuple[dt.datetime, Foretold]]


@dataclass(frozen=True, slots=True)
class Limit:
    """What a message would say of a gap now: from when on somebody is restricted, in which words, and what is kept.

    ``limits_at`` is None where that is at once. ``last``: it is time for the last word.
    """

    opened_at: dt.datetime
    words: str
    limits_at: dt.datetime | None
    last: bool = False
    kept: Foretold | None = None


def limits(
    person_id: str,
    standing: Iterable[tuple[dt.datetime, Mine]],
    restriction: Restricts,
    told: Told,
    *,
    now: dt.datetime,
) -> dict[str, Limit]:
    """Return what would be said of each of somebody's gaps that may end in a restriction, by gap."""
    found = {}
    for opened_at, gap in standing:
        restricts = restriction(gap.check_id)
        if restricts is None or gap.outcome != "fail" or not stages.is_own(gap.via):
            continue
        consequence, hook = restricts
        if consequence.strategy == "restrict-at-once":
            found[gap.gap_id] = Limit(opened_at, hook.words, None)
            continue
        terms, known = _terms(consequence.after, consequence.warn), _known(told.get((person_id, gap.gap_id)), opened_at)
        kept = limiting.said(known, due=gap.due, now=now, terms=terms)
        last = known is not None and limiting.is_last_word(known, now=now, terms=terms)
        found[gap.gap_id] = Limit(opened_at, hook.words, kept.limits_at, last, kept)
    return found


#: The same for every gap of a check.
_terms = lru_cache(maxsize=256)(Terms)


def _known(row: tuple[dt.datetime, Foretold] | None, opened_at: dt.datetime) -> Foretold | None:
    """What was said of a gap that closed and came back says nothing."""
    return row[1] if row is not None and row[0] == opened_at else None


def told(person_ids: Sequence[str]) -> Told:
    """Return what was said to these people, by person and gap; one query."""
    found, sql = {}, _TOLD_SQL.format(people=listed(), **{name: moment(name) for name in _MOMENTS})
    with connection.cursor() as cursor:
        cursor.execute(sql, [as_one(person_ids)])
        while rows := cursor.fetchmany(_CHUNK):
            for person_id, gap_id, opened, first, ends, warned in rows:
                said = Foretold(aware(first), aware(ends), aware(warned) if warned else None)
                found[person_id, gap_id] = aware(opened), said
    return found


def note(person_id: str, gap_ids: Collection[str], said: Mapping[str, Limit]) -> None:
    """Keep what a message says of these gaps, in the caller's transaction."""
    for gap_id in sorted(gap_ids & said.keys()):
        limit = said[gap_id]
        if limit.kept is not None:
            kept = limit.kept
            values = {"opened_at": limit.opened_at, "first_at": kept.first_at, "limits_at": kept.limits_at,
                      "warned_at": kept.warned_at}  # fmt: skip
            Foretelling.objects.update_or_create(person_id=person_id, gap_id=gap_id, defaults=values)


def unsay(person_id: str, gap_ids: Collection[str], *, at: dt.datetime) -> None:
    """Forget what a message that never left said at a moment."""
    rows = Foretelling.objects.filter(person_id=person_id, gap_id__in=gap_ids)
    rows.filter(first_at=at).delete()
    rows.filter(warned_at=at).update(warned_at=None)


# What the room of consequences asks.


@dataclass(frozen=True, slots=True)
class Ripe:
    """Somebody whose day has come: they had the last word on a gap, and it named a day that is here, ``limits_at``."""

    person_id: str
    gap_id: str
    opened_at: dt.datetime
    limits_at: dt.datetime


def ripe(*, now: dt.datetime, gap_ids: Collection[str] | None = None) -> list[Ripe]:
    """Return for whom the day has come that a message named, of these gaps or of all; the earliest first.

    A last word that has not left yet, or waits at a shared screen for its person to come by, is none.
    """
    waits = Digest.objects.filter(person_id=OuterRef("person_id"), handed_at=OuterRef("warned_at"), status="handed")
    rows = Foretelling.objects.filter(limits_at__lte=now, warned_at__isnull=False).exclude(Exists(waits))
    rows = (rows if gap_ids is None else rows.filter(gap_id__in=gap_ids)).order_by("limits_at", "pk")
    return [Ripe(*row) for row in rows.values_list("person_id", "gap_id", "opened_at", "limits_at")]


def say_again(pairs: Iterable[tuple[str, str]]) -> None:
    """Have the last word said anew: (person, gap) whose day came while they could not be restricted."""
    for person_id, gap_id in pairs:
        Foretelling.objects.filter(person_id=person_id, gap_id=gap_id).update(warned_at=None)


def earliest(gap_id: str, person_ids: Collection[str]) -> Foretold | None:
    """Return what was said of a gap to some people: of several, the one whose day comes first."""
    row = Foretelling.objects.filter(gap_id=gap_id, person_id__in=person_ids).order_by("limits_at").first()
    return Foretold(row.first_at, row.limits_at, row.warned_at) if row else None


def of_gaps(gap_ids: Collection[str]) -> dict[str, dt.datetime]:
    """Return the day that was named last of each of these gaps that one was named of."""
    rows = Foretelling.objects.filter(gap_id__in=gap_ids).order_by("limits_at")
    return dict(rows.values_list("gap_id", "limits_at"))


def forget(before: dt.datetime) -> None:
    """Delete what was said long ago of days that are long over."""
    Foretelling.objects.filter(limits_at__lt=before).delete()


def forget_gaps(gap_ids: Collection[str]) -> None:
    """Delete what was said of gaps that have closed: when one comes back, it is said anew."""
    ids = sorted(gap_ids)
    for first in range(0, len(ids), _BATCH):
        Foretelling.objects.filter(gap_id__in=ids[first : first + _BATCH]).delete()
