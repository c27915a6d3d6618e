"""Follows the people data after a run: who is here, whom lessons mean, who is new; and what leaving deletes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from drystone.habits import course
from drystone.habits.choosing import LATER
from drystone.habits.models import Answer, Card, Learner, Shown, Taken
from drystone.lake.engines import Engine
from drystone.program.audiences import AUDIENCES
from drystone.program.model import Program

_BATCH = 1_000
_FIELDS = ("here", "joined_on", "gone_on", "department", "audiences")

_PEOPLE = """
select p.person_id, coalesce(p.status, 'active'), p.start_date, coalesce(p.department, ''), coalesce(w.words, '')
from person p left join (
    select person_id, string_agg(distinct word, ' ' order by word) as words from ({words}) group by person_id
) w on w.person_id = p.person_id
"""
_ROLE = """
select s.person_id, ${word} as word from seat_holder s join position p using (position_id)
where p.role = ${word} and s.step <> 'fallback' and s.person_id is not null
"""
#: The holders of a party's roles, and the people of those holders' departments.
_PARTY = """
select distinct m.person_id, ${word} as word from seat_holder s join position p using (position_id)
join person h on h.person_id = s.person_id
join person m on m.person_id = h.person_id or m.department = h.department
where list_contains(${word}_roles, p.role) and s.step <> 'fallback'
"""
_NOBODY = "select '' as person_id, '' as word where false"


def follow(engine: Engine, program: Program, *, now: dt.datetime) -> int:
    """Make the learners what the applied run says, and return how many rows changed. Twice is the same as once.

    Whoever left keeps what evidence needs, and nothing else, from the first run on that sees it. Whoever comes back is
    asked again, in later weeks, what the lessons asked that they had finished.
    """
    with transaction.atomic():
        before = {
            row[0]: row[1:] for row in Learner.objects.values_list("person_id", *_FIELDS).iterator(chunk_size=5_000)
        }
        changed = list(_changed(engine, program, before, now.date()))
        for start in range(0, len(changed), _BATCH):
            Learner.objects.bulk_create(
                changed[start : start + _BATCH],
                update_conflicts=True,
                unique_fields=["person_id"],
                update_fields=list(_FIELDS),
            )
        forget_memories([one.person_id for one in changed if one.gone_on is not None])
        back = [one.person_id for one in changed if one.gone_on is None and before.get(one.person_id, _NEVER)[2]]
        ask_again(back, program, now=now)
    return len(changed)


_NEVER = (False, None, None, "", "")


def _changed(engine: Engine, program: Program, before: dict[str, tuple[Any, ...]], today: dt.date) -> Iterator[Learner]:
    """Yield the rows that are to be written; whoever no source lists any more has left."""
    listed = set()
    sql, parameters = _sql(program)
    for batch in engine.batches(sql, parameters):
        for person_id, status, joined, department, audiences in batch:
            listed.add(person_id)
            was = before.get(person_id)
            if status == "left" and was is None:
                continue
            gone = (was[2] if was and was[2] else today) if status == "left" else None
            row = (status == "active", joined, gone, department, audiences) if gone is None else _gone(gone)
            if row != was:
                yield Learner(person_id=person_id, **dict(zip(_FIELDS, row, strict=True)))
    for person_id in before.keys() - listed:
        if before[person_id][2] is None:
            yield Learner(person_id=person_id, **dict(zip(_FIELDS, _gone(today), strict=True)))


def _gone(on: dt.date) -> tuple[bool, None, dt.date, str, str]:
    return (False, None, on, "", "")


def _sql(program: Program) -> tuple[str, dict[str, Any]]:
    parts, parameters = [], dict[str, Any]()
    for number, word in enumerate(course.words(program)):
        name = f"w{number}"
        parameters[name] = word
        roles = [role.id for role in program.roles.values() if role.party == word]
        if word in AUDIENCES:
            parts.append(f"select person_id, ${name} as word from ({AUDIENCES[word]})")
        elif word in program.roles:
            parts.append(_ROLE.replace("{word}", name))
        if roles:
            parts.append(_PARTY.replace("{word}", name))
            parameters[f"{name}_roles"] = roles
        elif word not in AUDIENCES and word not in program.roles:
            del parameters[name]
    return _PEOPLE.format(words=" union all ".join(parts) or _NOBODY), parameters


def forget_memories(person_ids: list[str]) -> None:
    """Delete what somebody knows, answered, showed and chose; what they finished stays for a while."""
    for start in range(0, len(person_ids), _BATCH):
        some = person_ids[start : start + _BATCH]
        for model in (Card, Answer, Shown):
            model.objects.filter(person_id__in=some).delete()
        Taken.objects.filter(person_id__in=some, done_at=None).delete()
        Taken.objects.filter(person_id__in=some).update(begun_at=None, skipped_at=None)
        Learner.objects.filter(person_id__in=some).update(pace="usual")


def ask_again(person_ids: list[str], program: Program, *, now: dt.datetime) -> None:
    """Put the questions of lessons that these people finished back among theirs, as after a lesson taken elsewhere."""
    for start in range(0, len(person_ids), _BATCH):
        rows = Taken.objects.filter(person_id__in=person_ids[start : start + _BATCH]).exclude(done_at=None)
        cards = [
            Card(person_id=person_id, item_id=item.id, due=now + LATER * number, overdue=now + LATER * number)
            for person_id, lesson_id in rows.values_list("person_id", "lesson_id")
            if lesson_id in program.lessons
            for number, item in enumerate(program.lessons[lesson_id].items, 1)
        ]
        Card.objects.bulk_create(cards, ignore_conflicts=True, batch_size=_BATCH)
