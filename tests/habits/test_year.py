"""A made-up year of 250 people: what it asks of them, and whether what comes back comes back in time.

Their memories are FSRS's own, with a forgetting of their own each; what the room sees is their answers, in which
guessing hides. Nothing here touches a database: choosing and spacing are plain functions.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median

import pytest

from drystone.habits import choosing, course, spacing
from drystone.habits.asking import ask, with_the_story
from drystone.habits.choosing import EVERY, MOST, SKIPPED, Facts, Offer, Somebody
from drystone.program import Program, load, write_starter

START = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)
PEOPLE, WEEKS = 250, 52
#: How many know an answer right after the story; the room believes a little less.
KNOWN = 0.75


@dataclass
class Card:
    """What the room knows of one item of one person, and what that person really does."""

    due: dt.datetime
    touched: dt.datetime | None = None
    reviews: int = 0
    seen: spacing.Memory | None = None
    real: spacing.Memory | None = None

    @property
    def urgent(self) -> dt.datetime:
        return self.due + dt.timedelta(days=self.seen.interval if self.seen else 0)


@dataclass
class Person:
    who: Somebody
    better: float
    away: range
    cards: dict[str, Card] = field(default_factory=dict)
    done: dict[str, dt.datetime] = field(default_factory=dict)
    skipped: dict[str, dt.datetime] = field(default_factory=dict)
    minutes: list[float] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)


class Year:
    def __init__(self, program: Program) -> None:
        self.program, self.lots = program, random.Random(11)
        self.items = course.items(program)
        kinds = ("", "", "", "managers", "developers", "admins", "hr")
        self.people = [
            Person(
                Somebody(
                    f"p{number:03d}",
                    kinds[number % len(kinds)],
                    number % 5 == 0,
                    "less" if number % 10 == 9 else "usual",
                ),
                better=self.lots.lognormvariate(0.0, 0.3),
                away=range(number % 40, number % 40 + 4) if number % 6 == 0 else range(0),
            )
            for number in range(PEOPLE)
        ]
        self.recalled: list[tuple[bool, bool]] = []
        self.apart: list[dt.timedelta] = []
        self.skipped_for: list[dt.timedelta] = []

    def facts(self, monday: dt.datetime) -> Facts:
        known, fresh = [], []
        settled, lately = {}, set()
        for one in self.people:
            name = one.who.person_id
            for item_id, card in sorted(one.cards.items(), key=lambda pair: (pair[1].urgent, pair[0])):
                if card.due < monday + WEEK:
                    (known if card.reviews else fresh).append((name, item_id))
            ended = {**one.skipped, **one.done}
            settled[name] = [lesson for lesson, at in ended.items() if lesson in one.done or monday - at < SKIPPED]
            if any(monday - at < EVERY for at in ended.values()):
                lately.add(name)
        return Facts(known, fresh, {}, settled, lately)

    def week(self, number: int) -> None:
        monday = START + WEEK * number
        here = [one for one in self.people if number not in one.away]
        offers = {
            offer.person_id: offer
            for offer in choosing.choose([one.who for one in here], self.facts(monday), self.program)
        }
        for one in self.people:
            offer = offers.get(one.who.person_id)
            if offer is None:
                one.minutes.append(0.0)
                one.asked.append(0)
            elif self.lots.random() < 0.9:
                self.take(one, offer, monday + dt.timedelta(days=self.lots.randrange(7), hours=10))
            else:
                one.minutes.append(0.0)
                one.asked.append(len(offer.item_ids) + bool(offer.lesson_id))

    def take(self, one: Person, offer: Offer, at: dt.datetime) -> None:
        asked, minutes = 0, 0.0
        if offer.lesson_id in one.skipped:
            self.skipped_for.append(at - one.skipped[offer.lesson_id])
        if offer.lesson_id and self.lots.random() < 0.05:
            one.skipped[offer.lesson_id] = at
            asked += 1
        elif offer.lesson_id:
            lesson = self.program.lessons[offer.lesson_id]
            both = with_the_story(lesson, one.who.person_id)
            minutes += self.lots.lognormvariate(0.0, 0.25) * (lesson.minutes - 0.5 * len(both))
            for item_id in both:
                minutes += self.answer(one, item_id, at)
            others = [item.id for item in lesson.items if item.id not in both]
            for place, item_id in enumerate(others, 1):
                one.cards.setdefault(item_id, Card(at + choosing.LATER * place))
            one.done[offer.lesson_id] = at
            asked += 1
        for item_id in offer.item_ids:
            minutes += self.answer(one, item_id, at)
            asked += 1
        one.minutes.append(minutes)
        one.asked.append(asked)

    def answer(self, one: Person, item_id: str, at: dt.datetime) -> float:
        card = one.cards.setdefault(item_id, Card(at))
        if card.touched is not None:
            self.apart.append(at - card.touched)
        question = ask(self.items[item_id], item_id, card.reviews, "en")
        assert question is not None
        likely = KNOWN if card.real is None else self.remembers(one, card.real, at)
        recalled = self.lots.random() < likely
        right = recalled or self.lots.random() < question.chance
        if card.reviews:
            self.recalled.append((recalled, right))
        # What they read after a wrong answer stays with them as after a right one begins to.
        card.real = spacing.review(card.real, right=recalled, chance=0.0, at=at)
        card.seen = spacing.review(card.seen, right=right, chance=question.chance, at=at)
        card.reviews, card.touched, card.due = card.reviews + 1, at, card.seen.due
        return self.lots.lognormvariate(0.0, 0.4) * 0.5

    @staticmethod
    def remembers(one: Person, memory: spacing.Memory, at: dt.datetime) -> float:
        own = spacing.Memory(memory.stability * one.better, memory.difficulty, memory.at)
        return spacing.recall(own, at)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    root: Path = tmp_path_factory.mktemp("year") / "program"
    write_starter(root)
    loaded = load(root)
    assert loaded.program is not None
    made = Year(loaded.program)
    for number in range(WEEKS):
        made.week(number)
    return made


def test_a_week_asks_three_minutes_of_people_at_most(year: Year) -> None:
    busy = [[minutes for minutes in one.minutes if minutes] for one in year.people]
    assert median(minutes for one in year.people for minutes in one.minutes) <= 3
    assert median(minutes for each in busy for minutes in each) <= 3
    assert max(median(each) for each in busy) <= 3.5


def test_nobody_is_nagged(year: Year) -> None:
    assert max(count for one in year.people for count in one.asked) <= MOST["usual"]
    slower = [one for one in year.people if one.who.pace == "less"]
    assert max(mean(one.asked) for one in slower) <= 1.25
    # No question comes on the heels of its answer, and a lesson that was skipped stays away for weeks.
    assert min(year.apart) >= dt.timedelta(days=1)
    assert len(year.skipped_for) > 10
    assert min(year.skipped_for) >= SKIPPED


def test_what_comes_back_is_recalled_near_the_target(year: Year) -> None:
    truly = mean(recalled for recalled, _right in year.recalled)
    right = mean(right for _recalled, right in year.recalled)
    assert abs(truly - spacing.TARGET) < 0.02
    assert right > truly
    # Nor is it the one half of the year that makes up for the other.
    half = len(year.recalled) // 2
    for some in (year.recalled[:half], year.recalled[half:]):
        assert abs(mean(recalled for recalled, _right in some) - spacing.TARGET) < 0.03


def test_a_year_is_enough_for_most_of_the_course(year: Year) -> None:
    usual = [one for one in year.people if one.who.pace == "usual" and not one.away]
    assert median(len(one.done) for one in usual) >= 12


def test_new_people_begin_with_what_their_role_needs(year: Year) -> None:
    new = next(one for one in year.people if one.who.new and one.who.audiences == "developers" and not one.away)
    first = min(new.done, key=lambda lesson_id: new.done[lesson_id])
    assert "developers" in year.program.lessons[first].audience
    old = next(one for one in year.people if not one.who.new and one.who.audiences == "developers" and not one.away)
    first = min(old.done, key=lambda lesson_id: old.done[lesson_id])
    assert year.program.lessons[first].order == min(lesson.order for lesson in year.program.lessons.values())
