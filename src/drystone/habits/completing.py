"""Brings in what other learning systems say of lessons: done, when. The rules:

1. People are found by their id, else by a mail address of theirs, else by the name of an account. Where nobody
   fits, or more than one person does, it is counted and not kept.
2. A lesson that somebody finished here stays as it is. Of several words from elsewhere the first moment counts, in
   whatever order they come; the same again changes nothing.
3. Its questions come in later weeks, as after a lesson that was taken here.
4. Nothing that was said about answers, scores or time is read (``lessons/formats/done.py``), and no address is kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction

from drystone.audit import actions as audit
from drystone.habits.by_day import noon_of, today
from drystone.habits.choosing import LATER
from drystone.habits.models import Card, Learner, Taken
from drystone.lake.engines import Engine
from drystone.lessons.formats.done import DIGEST, Completions, Done
from drystone.program.model import Program

_BATCH = 500

_WHOSE = f"""
with said as (select unnest($names) as name), found as (
    select s.name, 1 as strength, p.person_id from said s join person p on p.person_id = s.name
    union all select s.name, 1, a.asset_id from said s join asset_alias a
        on a.asset_kind = 'person' and a.old_id = s.name
    union all select s.name, 2, p.person_id from said s join person p
        on lower(p.email) = lower(s.name) or '{DIGEST}' || sha1('mailto:' || lower(p.email)) = s.name
    union all select s.name, 2, a.person_id from said s join alias a on lower(a.email) = lower(s.name)
    union all select s.name, 3, c.person_id from said s join account c
        on lower(c.username) = lower(s.name) and c.kind is distinct from 'shared'
)
select name, min(person_id) from (
    select * from found where person_id is not null qualify strength = min(strength) over (partition by name)
) group by name having count(distinct person_id) = 1
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of completions: for how many people of each lesson they stand now, and how many fitted nobody."""

    lessons: Mapping[str, int]
    unmatched: int


def keep(done: Iterable[Done], engine: Engine, program: Program, *, now: dt.datetime, actor: str) -> Kept:
    """Keep completions of lessons of the program, and say so in the log, without names.

    People are those of the applied run (``engine``) whom lessons know. Twice is the same as once.
    """
    given = list(done)
    names = sorted({one.person for one in given})
    whose = dict(engine.rows(_WHOSE, {"names": names})) if names else {}
    here = dict(_learners(sorted(set(whose.values()))))
    first: dict[str, dict[str, dt.datetime]] = {}
    unmatched = 0
    for one in given:
        person_id = whose.get(one.person, "")
        if person_id not in here or one.lesson not in program.lessons:
            unmatched += 1
            continue
        mine = first.setdefault(person_id, {})
        mine[one.lesson] = min(one.when, mine.get(one.lesson, one.when))
    people: dict[str, int] = {}
    for lessons in first.values():
        for lesson_id in lessons:
            people[lesson_id] = people.get(lesson_id, 0) + 1
    with transaction.atomic():
        for some in _batches(sorted(first)):
            _write({person_id: first[person_id] for person_id in some}, here, program)
        told = {"taken": sum(people.values()), "unmatched": unmatched}
        audit.record("lessons-done-taken-in", actor=actor, at=now, payload=told)
    return Kept(dict(sorted(people.items())), unmatched)


def given_out(lesson_ids: Collection[str], program: Program, *, now: dt.datetime, actor: str) -> Completions:
    """Return who finished these lessons here, and on which day, by opaque id: of days that are over, at their noon.

    The log says that it was given out, not of whom. What another system said is not said back to it.
    """
    rows = Taken.objects.filter(lesson_id__in=list(lesson_ids), done_at__lt=today(now, program), elsewhere=False)
    told = rows.order_by("done_at", "pk").values_list("person_id", "lesson_id", "done_at")
    with transaction.atomic():
        done = tuple(
            Done(person_id, lesson_id, noon_of(at, program)) for person_id, lesson_id, at in told if at is not None
        )
        audit.record("lessons-done-given-out", actor=actor, at=now, payload={"given": len(done)})
    return Completions(done, {})


def _learners(person_ids: list[str]) -> Iterator[tuple[str, bool]]:
    """Yield whom lessons know, and whether they have not left."""
    for some in _batches(person_ids):
        rows = Learner.objects.filter(person_id__in=some).values_list("person_id", "gone_on")
        yield from ((person_id, gone_on is None) for person_id, gone_on in rows)


def _batches(person_ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(person_ids), _BATCH):
        yield person_ids[start : start + _BATCH]


def _write(first: Mapping[str, Mapping[str, dt.datetime]], here: Mapping[str, bool], program: Program) -> None:
    """Write some people's completions: as many statements, however many there are."""
    known = {(row.person_id, row.lesson_id): row for row in Taken.objects.filter(person_id__in=list(first))}
    fresh: list[Taken] = []
    changed: list[Taken] = []
    cards: list[Card] = []
    for person_id, lessons in first.items():
        for lesson_id, at in lessons.items():
            row = known.get((person_id, lesson_id))
            if row is not None and row.done_at is not None and (not row.elsewhere or row.done_at <= at):
                continue
            if row is None:
                fresh.append(Taken(person_id=person_id, lesson_id=lesson_id, done_at=at, elsewhere=True))
            else:
                row.done_at, row.skipped_at, row.elsewhere = at, None, True
                changed.append(row)
            if here[person_id]:
                cards += _cards(person_id, lesson_id, at, program)
    Taken.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=_BATCH)
    Taken.objects.bulk_update(changed, ["done_at", "skipped_at", "elsewhere"], batch_size=_BATCH)
    Card.objects.bulk_create(cards, ignore_conflicts=True, batch_size=_BATCH)


def _cards(person_id: str, lesson_id: str, at: dt.datetime, program: Program) -> Iterator[Card]:
    for number, item in enumerate(program.lessons[lesson_id].items, 1):
        due = at + LATER * number
        yield Card(person_id=person_id, item_id=item.id, due=due, overdue=due)
