"""Reading for pages, mails and other rooms: what is offered, what somebody finished, what an answer was told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When
from django.urls import reverse

from drystone.habits import course, reading
from drystone.habits.asking import Asked, ask, with_the_story
from drystone.habits.choosing import Offer
from drystone.habits.models import Answer, Card, Learner, Taken
from drystone.program.lesson_model import Lesson, Misconception, Option
from drystone.program.model import Program

_PAGE = 5_000


@dataclass(frozen=True, slots=True)
class Due:
    """What one person may do this week: perhaps a lesson, some questions, and how many minutes that takes."""

    person_id: str
    lesson_id: str
    item_ids: tuple[str, ...]
    minutes: float

    @property
    def link(self) -> str:
        """Return where it begins, as a path of the site."""
        if self.lesson_id:
            return reverse("habits:lesson", kwargs={"lesson_id": self.lesson_id})
        return reverse("habits:question", kwargs={"item_id": self.item_ids[0]})

    def title(self, program: Program, language: str) -> str:
        """Return the lesson's title in a language, "" where there are questions only."""
        lesson = program.lessons.get(self.lesson_id)
        return lesson.text(language).title if lesson else ""


def due_for(person_ids: Collection[str] | None, now: dt.datetime, program: Program) -> dict[str, Due]:
    """Return what is worth doing this week for those of these people (None: all) who have something, by person.

    One answer for all of them, in a number of queries that does not grow. Whoever is away, has left or chose not to be
    reminded is not in it. What is sent may follow from it: it knows nothing that only somebody's own page may know.
    """
    return {offer.person_id: _due(offer) for offer in reading.offers(program, now=now, among=person_ids)}


def learners_after(person_id: str, count: int, *, without: Sequence[QuerySet[Any]] = ()) -> list[str]:
    """Return the next people by id who are here and did not choose to rest, at most so many.

    Not whoever one of ``without`` has a row of (each with a ``person_id``): the database leaves them out.
    """
    rows = Learner.objects.filter(here=True, person_id__gt=person_id).exclude(pace="none")
    for others in without:
        rows = rows.exclude(Exists(others.filter(person_id=OuterRef("person_id"))))
    return list(rows.order_by("person_id").values_list("person_id", flat=True)[:count])


def mine(person_id: str, now: dt.datetime, program: Program) -> Due | None:
    """Return what somebody may do this week, also where they chose not to be reminded; None where there is nothing."""
    found = reading.own_offer(program, person_id, now=now, resting=True)
    return _due(found) if found else None


def two_minutes(person_id: str, now: dt.datetime, program: Program) -> Due | None:
    """Return what the small card on somebody's own page offers; None where nothing is worth it this week."""
    found = reading.own_offer(program, person_id, now=now)
    return _due(found) if found else None


def _due(offer: Offer) -> Due:
    return Due(offer.person_id, offer.lesson_id, offer.item_ids, offer.minutes)


def lesson_of(item_id: str, program: Program) -> Lesson | None:
    """Return the lesson that asks an item."""
    return course.items(program).get(item_id)


def question(person_id: str, item_id: str, language: str, program: Program) -> Asked | None:
    """Return an item as somebody is asked it now; None where the program does not ask it."""
    lesson = lesson_of(item_id, program)
    if lesson is None:
        return None
    number = Card.objects.filter(person_id=person_id, item_id=item_id).values_list("reviews", flat=True).first()
    return ask(lesson, item_id, number or 0, language)


def of_the_week(program: Program, monday: dt.date, language: str) -> Asked | None:
    """Return the question that everybody may talk about in a week: each week another of those for everyone."""
    ours = [lesson for lesson in program.lessons.values() if course.EVERYONE in lesson.audience]
    asked = [(lesson, item.id) for lesson in sorted(ours, key=lambda one: (one.order, one.id)) for item in lesson.items]
    if not asked:
        return None
    lesson, item_id = asked[monday.toordinal() // 7 % len(asked)]
    return ask(lesson, item_id, 0, language)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer with what is said to it. ``beliefs`` are the misconceptions behind what was chosen."""

    answer_id: str
    asked: Asked
    right: bool
    chosen: tuple[Option, ...]
    best: tuple[Option, ...]
    beliefs: tuple[Misconception, ...]
    at: dt.datetime


def answer(answer_id: str, person_id: str) -> Answer | None:
    """Return an answer to the one who gave it, and to nobody else."""
    return Answer.objects.filter(answer_id=answer_id, person_id=person_id).first() if person_id else None


def told(given: Answer, language: str, program: Program) -> Told | None:
    """Return what is said to an answer; None where the program asks that question no more, or otherwise."""
    lesson = lesson_of(given.item_id, program)
    asked = ask(lesson, given.item_id, given.number, language) if lesson else None
    picked = given.options.split()
    if asked is None or asked.variant.id != given.variant or not {one.id for one in asked.options} >= set(picked):
        return None
    chosen = tuple(option for option in asked.options if option.id in picked)
    names = [option.misconception for option in chosen if option.misconception]
    return Told(
        answer_id=given.answer_id,
        asked=asked,
        right=given.right,
        chosen=chosen,
        best=tuple(option for option in asked.options if option.best),
        beliefs=tuple(program.misconceptions[name] for name in names if name in program.misconceptions),
        at=given.at,
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is with a lesson; ``next_item`` is the question that comes next, "" where there is none."""

    begun_at: dt.datetime | None
    done_at: dt.datetime | None
    next_item: str


def progress(person_id: str, lesson: Lesson) -> Progress:
    """Return how far somebody is with a lesson."""
    taken = Taken.objects.filter(person_id=person_id, lesson_id=lesson.id).first()
    begun, done = (taken.begun_at, taken.done_at) if taken else (None, None)
    wanted = with_the_story(lesson, person_id)
    answered: set[str] = set()
    if begun is not None:
        cards = Card.objects.filter(person_id=person_id, item_id__in=wanted, reviewed_at__gte=begun)
        answered = set(cards.values_list("item_id", flat=True))
    rest = [item_id for item_id in wanted if item_id not in answered]
    return Progress(begun, done, rest[0] if rest and done is None else "")


def done_by(person_id: str) -> list[tuple[str, dt.datetime]]:
    """Return (lesson id, when) of what somebody finished, the newest first."""
    rows = Taken.objects.filter(person_id=person_id).exclude(done_at=None).order_by("-done_at", "lesson_id")
    return [(lesson_id, at) for lesson_id, at in rows.values_list("lesson_id", "done_at") if at is not None]


def learner(person_id: str) -> Learner | None:
    """Return what is kept of somebody as a learner; None before the first run that knows them."""
    return Learner.objects.filter(person_id=person_id).first()


# What evidence packs need: done, when, by ids; never an answer.


def completions_of(
    activity_id: str, program: Program, *, since: dt.datetime, before: dt.datetime
) -> Iterator[tuple[Any, ...]]:
    """Yield (lesson id, person id, when, where) of the lessons of an activity that were finished in a period.

    The oldest come first. ``where`` is "here", or "elsewhere" where another learning system said so.
    """
    lessons = [lesson.id for lesson in program.lessons.values() if lesson.activity == activity_id]
    rows = Taken.objects.filter(lesson_id__in=lessons, done_at__gte=since, done_at__lt=before)
    where = Case(When(elsewhere=True, then=Value("elsewhere")), default=Value("here"))
    told = rows.annotate(where=where).order_by("done_at", "pk")
    return told.values_list("lesson_id", "person_id", "done_at", "where").iterator(chunk_size=_PAGE)
