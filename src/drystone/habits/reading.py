"""Reads what choosing needs from the state: a few questions for one person, and as many for a hundred thousand."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from django.db.models import Aggregate, Case, Count, F, Q, QuerySet, TextField, Value, When, Window
from django.db.models.functions import RowNumber

from drystone.habits import course, elsewhere
from drystone.habits.asking import WITH_THE_STORY
from drystone.habits.choosing import EVERY, MOST, SKIPPED, Facts, Offer, Somebody, choose
from drystone.habits.models import Card, Learner, Taken
from drystone.habits.spacing import LONGEST, rests
from drystone.habits.weeks import Week, week_of
from drystone.program.model import Program
from drystone.shell.many import Listed

#: More people than that are read all at once, and those that nobody asked about are left out afterwards.
_NAMED = 500
_PAGE = 5_000


def offers(program: Program, *, now: dt.datetime, among: Collection[str] | None = None) -> list[Offer]:
    """Return this week's offers to everybody who is here, or to those ``among`` whom it asks."""
    if not program.lessons or (among is not None and not among):
        return []
    week = week_of(now, program)
    named = among if among is not None and len(among) <= _NAMED else None
    return choose(_people(now, among), _facts(program, week, now, named), program)


def own_offer(program: Program, person_id: str, *, now: dt.datetime, resting: bool = False) -> Offer | None:
    """Return this week's offer to one person, for their own eyes; None where there is nothing.

    Questions of a habit that they showed elsewhere (``elsewhere``) wait, as after what this room keeps itself. Whoever
    chose to rest is offered nothing unless ``resting``: then what others are, for when they ask.
    """
    if not program.lessons or not person_id:
        return None
    people = _people(now, [person_id])
    if resting:
        people = [replace(person, pace="usual") if person.pace == "none" else person for person in people]
    shown = elsewhere.shown(person_id, since=now - dt.timedelta(days=LONGEST)) if people else {}
    facts = _facts(program, week_of(now, program), now, [person_id], shown)
    return next(iter(choose(people, facts, program)), None)


def _people(now: dt.datetime, among: Collection[str] | None) -> list[Somebody]:
    rows = Learner.objects.filter(here=True)
    if among is not None and len(among) <= _NAMED:
        rows = rows.filter(person_id__in=Listed(sorted(among)))
    rows = rows.annotate(new=Q(joined_on__gt=now.date() - course.NEW)).order_by("person_id")
    wanted = None if among is None else set(among)
    return [
        Somebody(person_id, audiences, bool(new), pace)
        for person_id, audiences, new, pace in rows.values_list("person_id", "audiences", "new", "pace").iterator(
            chunk_size=_PAGE
        )
        if wanted is None or person_id in wanted
    ]


def _facts(
    program: Program,
    week: Week,
    now: dt.datetime,
    named: Collection[str] | None,
    shown: Mapping[str, dt.datetime] | None = None,
) -> Facts:
    """Two questions; every person's page asks them, so there are no more."""
    known, fresh, asked = _cards(program, week, named, shown or {})
    settled: dict[str, list[str]] = {}
    lately: set[str] = set()
    this_week: set[str] = set()
    for person_id, lessons, ended_lately, done, skipped in _taken(week, now, named):
        settled[person_id] = lessons.split()
        if ended_lately:
            lately.add(person_id)
        if done or skipped:
            this_week.add(person_id)
            # A lesson is one item, with its questions or without.
            asked[person_id] = max(done, asked[person_id] - done * (WITH_THE_STORY - 1)) + skipped
    return Facts(known, fresh, asked, settled, lately, this_week)


def _of(rows: QuerySet[Any], named: Collection[str] | None) -> QuerySet[Any]:
    return rows if named is None else rows.filter(person_id__in=Listed(sorted(named)))


class _Together(Aggregate):
    """The texts of a group in one, with blanks between: a row for each person, not one for each lesson."""

    template = "%(function)s(%(expressions)s, ' ')"
    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Write it as PostgreSQL calls it."""
        return self.as_sql(compiler, connection, function="STRING_AGG", **more)


def _taken(week: Week, now: dt.datetime, named: Collection[str] | None) -> Iterator[tuple[str, str, int, int, int]]:
    """Yield of each person the lessons that are not offered now, and how many ended lately, were done, were skipped."""
    rows = _of(Taken.objects.order_by(), named).filter(Q(done_at__isnull=False) | Q(skipped_at__gte=now - SKIPPED))
    told = rows.values("person_id").annotate(
        lessons=_Together("lesson_id"),
        lately=Count("pk", filter=Q(done_at__gte=now - EVERY) | Q(skipped_at__gte=now - EVERY)),
        done=Count("pk", filter=Q(done_at__gte=week.begins)),
        skipped=Count("pk", filter=Q(skipped_at__gte=week.begins)),
    )
    names = ("person_id", "lessons", "lately", "done", "skipped")
    return cast("Iterator[tuple[str, str, int, int, int]]", told.values_list(*names).iterator(chunk_size=_PAGE))


def _cards(
    program: Program, week: Week, named: Collection[str] | None, shown: Mapping[str, dt.datetime]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]], Counter[str]]:
    """Return what is due within the week, known and fresh, the most urgent first, and how much of it is used.

    Of everybody no more is read than a week can hold. What was answered or skipped this week is not asked again in it,
    nor what waits since a habit was ``shown`` by the one who is named.
    """
    rows = _of(Card.objects.order_by("overdue", "item_id"), named)
    rows = rows.filter(Q(due__lt=week.ends) | Q(touched_at__gte=week.begins))
    rows = rows.annotate(new=_is(Q(reviews=0)), touched=_is(Q(touched_at__gte=week.begins)))
    if named is None:
        kinds = [F("person_id"), F("new"), F("touched")]
        place = Window(RowNumber(), partition_by=kinds, order_by=[F("overdue"), F("item_id")])
        rows = rows.annotate(place=place).filter(place__lte=max(MOST.values())).order_by("person_id", "place")
    items = course.items(program)
    known: list[tuple[str, str]] = []
    fresh: list[tuple[str, str]] = []
    used = Counter[str]()
    columns = ("person_id", "item_id", "interval_days", "new", "touched")
    for person_id, item_id, days, new, again in rows.values_list(*columns).iterator(chunk_size=_PAGE):
        if again:
            used[person_id] += 1
        elif item_id in items:  # What the program asks no more goes within a day (retention).
            seen = shown.get(items[item_id].habits[0])
            if seen is None or seen + rests(days) < week.ends:
                (fresh if new else known).append((person_id, item_id))
    return known, fresh, used


def _is(condition: Q) -> Case:
    """A condition as a column that is true or false, and never null."""
    return Case(When(condition, then=Value(value=True)), default=Value(value=False))
