"""Twelve made-up weeks of lessons, for a demo whose pages would have nothing to say otherwise.

What people are offered, how questions are spaced and how weeks are counted are what they are for everybody; only what
these people choose is drawn by lot: some take part, few do in one week of holidays, and nearly all in one before an
audit, which shows as the burst that it is.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

from django.db import transaction

from drystone.habits import actions, counting, course
from drystone.habits.asking import ask, with_the_story
from drystone.habits.by_day import next_noon
from drystone.habits.choosing import EVERY, LATER, Facts, Offer, Somebody, choose
from drystone.habits.models import Answer, Card, Learner, Taken
from drystone.habits.spacing import FIRST, recall
from drystone.habits.weeks import Week, week_of
from drystone.program.model import Program

WEEKS = 12
#: Which share takes part in a week; in the weeks of holidays and before an audit, counted from the first, another.
TAKES_PART = 0.27
OTHERWISE = {4: 0.08, 9: 0.95}
_NOON = dt.timedelta(hours=12)
_BATCH = 500


def live(program: Program, *, now: dt.datetime, seed: int = 7) -> tuple[Week, ...]:
    """Let everybody who is here live the weeks before this one, and return these, the oldest first.

    The learners must be there. Nothing happens where somebody took a lesson already, or the program has none.
    """
    if not program.lessons or Taken.objects.exists() or Answer.objects.exists():
        return ()
    weeks = [week_of(now, program)]
    for _back in range(WEEKS):
        weeks.insert(0, week_of(weeks[0].begins - dt.timedelta(days=1), program))
    life = _Life(program, Random(seed))  # noqa: S311 # Made-up weeks are no secret.
    people = [
        Somebody(one.person_id, one.audiences, one.joined_on is not None and one.joined_on > now.date() - course.NEW)
        for one in Learner.objects.filter(here=True).order_by("person_id")
    ]
    for person in people:
        life.before(person, weeks[0])
    for number, week in enumerate(weeks[:-1]):
        for offer in choose(people, life.facts(week), program):
            if life.lots.random() < OTHERWISE.get(number, TAKES_PART):
                life.take(offer, week.begins + dt.timedelta(days=life.lots.randrange(5)) + _NOON)
    floor = max(program.settings.privacy.group_floor, 5)
    with transaction.atomic():
        Card.objects.bulk_create(life.cards.values(), batch_size=_BATCH)
        Taken.objects.bulk_create(life.taken.values(), batch_size=_BATCH)
        Answer.objects.bulk_create(life.answers, batch_size=_BATCH)
        for week in weeks[:-1]:
            counting.keep_week(week, program, floor=floor)
        counting.count(weeks[-1], floor=floor)
    return tuple(weeks[:-1])


@dataclass
class _Life:
    """What came of the weeks so far."""

    program: Program
    lots: Random
    cards: dict[tuple[str, str], Card] = field(default_factory=dict)
    taken: dict[tuple[str, str], Taken] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)

    def before(self, person: Somebody, week: Week) -> None:
        """Let somebody who is not new have taken some lessons before the first week: one a week, as far as they came.

        What they answered then is forgotten by now.
        """
        lessons = course.lessons_for(self.program, person.audiences, new=False)
        came = 0 if person.new else self.lots.randrange(len(lessons))
        for number, lesson_id in enumerate(lessons[:came]):
            at = week.begins - dt.timedelta(weeks=came - number) + _NOON
            self.take(Offer(person.person_id, lesson_id, (), 0.0), at)
        self.answers.clear()

    def facts(self, week: Week) -> Facts:
        """Say what choosing needs to know as the week begins."""
        due = sorted((one for one in self.cards.values() if one.due < week.ends), key=lambda one: one.overdue)
        settled: defaultdict[str, list[str]] = defaultdict(list)
        lately = set()
        for one in self.taken.values():
            settled[one.person_id].append(one.lesson_id)
            if one.done_at is not None and one.done_at >= week.begins - EVERY:
                lately.add(one.person_id)
        return Facts(
            known=[(one.person_id, one.item_id) for one in due if one.reviews],
            fresh=[(one.person_id, one.item_id) for one in due if not one.reviews],
            settled=settled,
            lately=lately,
        )

    def take(self, offer: Offer, at: dt.datetime) -> None:
        """Let somebody do what they are offered, at the noon of a day."""
        me = offer.person_id
        if offer.lesson_id:
            lesson = self.program.lessons[offer.lesson_id]
            both = with_the_story(lesson, me)
            for item_id in both:
                at = self._answer(me, item_id, at)
            others = [item.id for item in lesson.items if item.id not in both]
            for place, item_id in enumerate(others, 1):
                due = next_noon(at + LATER * place)
                self.cards[me, item_id] = Card(person_id=me, item_id=item_id, due=due, overdue=due)
            done = at.replace(microsecond=0)
            self.taken[me, lesson.id] = Taken(person_id=me, lesson_id=lesson.id, begun_at=done, done_at=done)
        for item_id in offer.item_ids:
            at = self._answer(me, item_id, at)

    def _answer(self, me: str, item_id: str, at: dt.datetime) -> dt.datetime:
        """Answer a question, and return a moment later: the answers of a day keep their order."""
        card = self.cards.setdefault((me, item_id), Card(person_id=me, item_id=item_id, due=at, overdue=at))
        asked = ask(course.items(self.program)[item_id], item_id, card.reviews, "")
        if asked is None:
            return at
        memory = actions.memory_of(card)
        right = self.lots.random() < (recall(memory, at) if memory else FIRST)
        options = [one.id for one in asked.options if one.best is right]
        chosen = options if right else self.lots.sample(options, min(len(asked.best), len(options)))
        self.answers.append(
            Answer(
                answer_id=f"{len(self.answers):020x}",
                person_id=me,
                item_id=item_id,
                variant=asked.variant.id,
                options=" ".join(chosen),
                right=right,
                number=card.reviews,
                first=asked.first,
                at=at,
            )
        )
        actions.remember(card, right, asked.chance, at)
        return at + dt.timedelta(microseconds=1)
