"""What is worth doing this week, for many people at once. The rules:

1. A week holds ``MOST`` items at the usual pace and one at the slower: questions, or a lesson with its two questions.
   What was answered or skipped since Monday counts. Who rests, is away or has left is offered nothing.
2. Questions that were answered before and are worth asking again come first, the most urgent first; none twice a week.
3. The next lesson of their course comes where an item is free, at most one a week; and where questions leave no room
   for one, one in ``EVERY`` all the same.
4. What is still free goes to questions of lessons they know that were not asked yet.

Nothing is written down: the same cards and the same week give the same choice.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from drystone.habits import course
from drystone.program.model import Program

MOST: Final = {"usual": 3, "less": 1, "none": 0}
#: In two months one lesson comes even where questions wait: what is new is held back, and not for ever.
EVERY: Final = dt.timedelta(days=62)
#: How long a lesson that was skipped stays away.
SKIPPED: Final = dt.timedelta(days=28)
#: When questions that were not asked with the story are worth asking for the first time: one after the other.
LATER: Final = dt.timedelta(days=120)
#: How long a question takes, in minutes; a lesson says it for itself, with two questions.
QUESTION_MINUTES: Final = 0.5
MOST_MINUTES: Final = 3.0


@dataclass(frozen=True, slots=True)
class Somebody:
    """Whom something may be offered to."""

    person_id: str
    audiences: str = ""
    new: bool = False
    pace: str = "usual"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of these people for one week.

    ``known`` and ``fresh`` are (person, item) of what is worth asking again or for the first time, each person's most
    urgent first; ``asked`` says how much of the week is used, ``settled`` the lessons that are not offered,
    ``lately`` who finished or skipped a lesson less than ``EVERY`` ago, ``this_week`` who did since Monday.
    """

    known: Iterable[tuple[str, str]] = ()
    fresh: Iterable[tuple[str, str]] = ()
    asked: Mapping[str, int] = field(default_factory=dict)
    settled: Mapping[str, Collection[str]] = field(default_factory=dict)
    lately: Collection[str] = frozenset()
    this_week: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody is offered this week: perhaps a lesson, and questions in their order."""

    person_id: str
    lesson_id: str
    item_ids: tuple[str, ...]
    minutes: float


def choose(people: Sequence[Somebody], facts: Facts, program: Program) -> list[Offer]:
    """Return what each of these people is offered, in their order; who is offered nothing is left out."""
    known, fresh = _by_person(facts.known), _by_person(facts.fresh)
    minutes = {lesson.id: lesson.minutes for lesson in program.lessons.values()}
    found = []
    for person, lesson_id in zip(people, _next_lessons(people, facts, program), strict=True):
        free = MOST[person.pace] - facts.asked.get(person.person_id, 0)
        if free <= 0:
            continue
        mine = known.get(person.person_id, [])[:free]
        lesson = lesson_id if _has_room(person, free, len(mine), facts) else ""
        if lesson:
            # A person's patience is counted in minutes, not in questions.
            left = int((MOST_MINUTES - minutes[lesson]) / QUESTION_MINUTES)
            mine = mine[: max(0, min(free - 1, left))]
        else:
            mine = (mine + fresh.get(person.person_id, []))[:free]
        if lesson or mine:
            took = minutes.get(lesson, 0) + QUESTION_MINUTES * len(mine)
            found.append(Offer(person.person_id, lesson, tuple(mine), took))
    return found


def _has_room(person: Somebody, free: int, due: int, facts: Facts) -> bool:
    """Whether this is a week for a lesson (rule 3). At the slower pace one takes the place of a question."""
    if person.person_id in facts.this_week:
        return False
    if person.pace == "less":
        return not due and person.person_id not in facts.lately
    return due < free or person.person_id not in facts.lately


def _by_person(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for person_id, item_id in pairs:
        found[person_id].append(item_id)
    return found


def _next_lessons(people: Sequence[Somebody], facts: Facts, program: Program) -> Iterator[str]:
    """Yield the first lesson of everybody's course that is not settled, "" where all are."""
    courses: dict[tuple[str, bool], tuple[str, ...]] = {}
    for person in people:
        kind = (person.audiences, person.new)
        if kind not in courses:
            courses[kind] = course.lessons_for(program, person.audiences, new=person.new)
        settled = set(facts.settled.get(person.person_id, ()))
        yield next((lesson_id for lesson_id in courses[kind] if lesson_id not in settled), "")
