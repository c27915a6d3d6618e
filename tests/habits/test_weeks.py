"""Who is offered what this week: set-wise, never too much, nothing to those who are away, nothing left of leavers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drystone.lib.errors import ProgramError
from served import NOW, Served

WEEK = dt.timedelta(days=7)


def program() -> Any:
    from drystone.shell import site

    return site.program()


def due(person_id: str, at: dt.datetime = NOW) -> Any:
    from drystone.habits import queries

    return queries.mine(person_id, at, program())


@pytest.fixture
def people(served: Served) -> list[str]:
    from drystone.habits.models import Learner

    return list(Learner.objects.filter(here=True).order_by("person_id").values_list("person_id", flat=True))


def answer(me: str, item_id: str, at: dt.datetime, *, right: bool = True) -> None:
    from drystone.habits import actions, queries

    question = queries.question(me, item_id, "en", program())
    chosen = next(option.id for option in question.options if option.best is right)
    actions.answer(me, question, [chosen], now=at)


def test_everybody_who_is_here_is_offered_something_and_all_at_once_is_the_same_as_one_by_one(
    served: Served, people: list[str]
) -> None:
    from drystone.directory.models import Person
    from drystone.habits import queries

    with CaptureQueriesContext(connection) as all_at_once:
        whole = queries.due_for(None, NOW, program())
    with CaptureQueriesContext(connection) as one:
        assert queries.due_for(people[:1], NOW, program()) == {people[0]: whole[people[0]]}
    assert len(all_at_once) == len(one) == 3
    assert sorted(whole) == people
    assert queries.due_for(people, NOW, program()) == whole
    assert queries.due_for([], NOW, program()) == {}
    away = set(Person.objects.exclude(status="active").values_list("person_id", flat=True))
    assert away
    assert not away & whole.keys()
    assert all(len(one.item_ids) + bool(one.lesson_id) <= 3 and one.minutes <= 3 for one in whole.values())
    # On the site each of them is led to where it begins.
    assert served.client(people[0]).get(whole[people[0]].link).status_code == 200


def test_lessons_for_a_role_reach_its_holders_and_its_department(served: Served, people: list[str]) -> None:
    from drystone.directory.models import Holding, Person
    from drystone.habits.models import Learner

    words = dict(Learner.objects.values_list("person_id", "audiences"))
    managers = set(Person.objects.exclude(status="left").values_list("manager_id", flat=True)) - {""}
    assert {one for one, told in words.items() if "managers" in told.split()} == managers & words.keys()
    hr = {role.id for role in program().roles.values() if role.party == "hr"}
    heads = set(Holding.objects.filter(role_id__in=hr).exclude(step="fallback").values_list("person_id", flat=True))
    rooms = set(Person.objects.filter(person_id__in=heads).values_list("department", flat=True))
    theirs = set(Person.objects.filter(department__in=rooms).exclude(status="left").values_list("person_id", flat=True))
    assert heads
    assert {one for one, told in words.items() if "hr" in told.split()} == (theirs | heads) & words.keys()


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.sampled_from(["answer", "skip", "wait"])), max_size=25))
def test_a_week_never_holds_more_than_three_items_or_one_twice(
    served: Served, people: list[str], acts: list[tuple[int, bool, str]]
) -> None:
    from django.db import transaction

    from drystone.habits import actions
    from drystone.habits.weeks import week_of

    me, at = people[0], NOW
    seen: dict[dt.date, list[str]] = {}
    with transaction.atomic():
        for days, right, act in acts:
            at += dt.timedelta(days=days)
            offer = due(me, at)
            week = seen.setdefault(week_of(at, program()).monday, [])
            if offer is None:
                continue
            assert len(offer.item_ids) == len(set(offer.item_ids))
            assert not set(offer.item_ids) & set(week)
            if offer.lesson_id and act == "skip":
                actions.skip_lesson(me, program().lessons[offer.lesson_id], now=at)
                week.append(offer.lesson_id)
            elif offer.lesson_id and act == "answer":
                lesson = program().lessons[offer.lesson_id]
                actions.begin(me, lesson, now=at)
                from drystone.habits.asking import with_the_story

                for item_id in with_the_story(lesson, me):
                    answer(me, item_id, at, right=right)
                week.append(lesson.id)
            elif offer.item_ids and act == "skip":
                actions.skip_question(me, offer.item_ids[0], now=at)
                week.append(offer.item_ids[0])
            elif offer.item_ids and act == "answer":
                answer(me, offer.item_ids[0], at, right=right)
                week.append(offer.item_ids[0])
            assert len(week) <= 3
        transaction.set_rollback(True)


def test_a_habit_that_somebody_shows_spaces_its_questions_out_once(served: Served, people: list[str]) -> None:
    from drystone.habits import actions
    from drystone.habits.models import Card

    me, lesson = people[0], program().lessons["blame-costs-time"]
    first, second = (item.id for item in lesson.items[:2])
    answer(me, first, NOW)
    answer(me, second, NOW, right=False)
    before = dict(Card.objects.filter(person_id=me).values_list("item_id", "due"))
    at = NOW + dt.timedelta(days=3)
    assert actions.shown(me, lesson.habits[0], program(), how="reported", at=at) == 2
    after = dict(Card.objects.filter(person_id=me).values_list("item_id", "due"))
    assert all(before[name] < after[name] <= at + dt.timedelta(days=120) for name in after)
    assert actions.shown(me, lesson.habits[0], program(), how="reported", at=at) == 0
    assert actions.shown(me, "walk-strangers-in", program(), how="reported", at=at) == 0
    assert dict(Card.objects.filter(person_id=me).values_list("item_id", "due")) == after
    with pytest.raises(ValueError, match="gossip"):
        actions.shown(me, lesson.habits[0], program(), how="gossip", at=at)


def test_mending_something_counts_as_showing_its_habit(served: Served) -> None:
    from access.gaps import gap_of_the_employee
    from drystone.gaps.models import Gap, GapResponsible
    from drystone.habits.models import Shown
    from drystone.jobs import queue

    gap, me = gap_of_the_employee(served), served.people["employee"]
    GapResponsible.objects.filter(gap=gap).exclude(person_id=me).delete()
    Gap.objects.filter(pk=gap.pk).update(status="closed", close_reason="fixed", closed_at=NOW, reach="live")
    for _ in range(2):
        queue.publish("run-applied", {}, now=NOW)
        served.drain()
    shown = Shown.objects.get(person_id=me)
    assert (shown.habit_id, shown.how, shown.shown_at) == (program().checks[gap.check_id].habit, "mended", NOW)
    for how in ("reported", "approved"):  # That somebody reported something stands in no job.
        queue.enqueue("habit-shown", {"person": me, "habit": "report-early", "how": how}, now=NOW)
        served.drain()
        assert Shown.objects.filter(person_id=me).count() == (2 if how == "approved" else 1)


def test_whoever_reported_a_practice_message_has_shown_its_habit_and_nobody_else(served: Served) -> None:
    from drystone.habits import practising
    from drystone.habits.models import Shown
    from drystone.jobs import queue
    from drystone.shell import site

    with site.reading() as engine:
        rows = engine.rows(
            "select person_id, max(acted_at) from practice where act = 'reported' and person_id is not null group by 1"
        )
        [(day,)] = engine.rows("select max(acted_at) from practice where act = 'reported'")
        at = day.replace(tzinfo=dt.UTC)
        told = list(practising.reported(engine, program(), since=at - dt.timedelta(days=90), now=at))
    assert {person_id for _habit, person_id, _at in told} == {person_id for person_id, _at in rows}
    assert {habit for habit, *_more in told} == {"report-early"}
    for _ in range(2):
        queue.publish("run-applied", {}, now=at + WEEK)
        queue.drain(now=at + WEEK)
    shown = {(one.person_id, one.shown_at) for one in Shown.objects.filter(how="reported", habit_id="report-early")}
    recent = {(person_id, last.replace(tzinfo=dt.UTC)) for person_id, last in rows if last >= day - WEEK}
    assert recent
    assert recent == shown


def test_whoever_goes_the_approved_way_or_updates_is_asked_less_as_the_program_says(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    from drystone.habits import actions, declared_signs
    from drystone.habits.models import Card, Shown
    from drystone.jobs import queue
    from drystone.shell import site

    with site.reading() as engine:
        last = engine.value("select max(bought_at) from purchase where intake_id is not null")
        at = dt.datetime.combine(last, dt.time(), dt.UTC)
        bought = engine.rows(
            "select buyer_id, max(bought_at) from purchase where intake_id is not null and buyer_id is not null"
            " and bought_at >= $day group by 1",
            {"day": last - dt.timedelta(days=7)},
        )
        me = next(person_id for person_id, day in bought if day == last)
        lesson = next(one for one in program().lessons.values() if one.habits[0] == "ask-first")
        answer(me, lesson.items[0].id, at - WEEK, right=False)
        odd = replace(program().habits["ask-first"], shown={"approved": "select person_id from training"})
        slow = replace(program(), habits={**program().habits, "ask-first": odd})
        with pytest.raises(ProgramError, match="shown_at"):
            list(declared_signs.found(engine, slow, since=at - WEEK, now=at))
        # What cannot be asked is said, and the others are asked.
        odd = replace(odd, shown={"approved": "select person_id, cast(course as date) as shown_at from training"})
        signs = list(
            declared_signs.found(
                engine, replace(slow, habits={**program().habits, odd.id: odd}), since=at - WEEK, now=at + WEEK
            )
        )
        assert "ask-first (approved) could not be asked" in caplog.text
        assert "Security basics" not in caplog.text
        assert {habit for _how, habit, _people in signs} == {"restart-and-update", "approved-first"}
    Shown.objects.all().delete()
    for _ in range(2):
        queue.publish("run-applied", {}, now=at + WEEK)
        queue.drain(now=at + WEEK)
    shown = {(one.person_id, one.shown_at.date()) for one in Shown.objects.filter(how="approved", habit_id="ask-first")}
    assert shown == set(bought)
    assert Card.objects.get(person_id=me, item_id=lesson.items[0].id).due >= at + 2 * WEEK
    # Somebody who left in between shows nothing; many at once ask the state no more often than few.
    people = {person_id: NOW + WEEK for person_id, _day in bought} | {"person-gone": NOW + WEEK}
    with CaptureQueriesContext(connection) as many:
        actions.shown_by(people, "ask-first", program(), how="approved")
    with CaptureQueriesContext(connection) as one:
        actions.shown_by({me: NOW + 2 * WEEK}, "ask-first", program(), how="approved")
    assert len(many) <= len(one) + 1
    assert not Shown.objects.filter(person_id="person-gone").exists()


def test_whoever_goes_on_leave_is_offered_nothing_and_of_a_leaver_nothing_stays_but_what_they_finished(
    served: Served, people: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import transaction

    from drystone.habits import actions, learners, queries, retention
    from drystone.habits.asking import with_the_story
    from drystone.habits.models import Answer, Card, Learner, Shown, Taken

    class Changed:
        """The applied run, in which two people changed."""

        def __init__(self, engine: Any, **now: str) -> None:
            self.engine, self.now = engine, now

        def batches(self, sql: str, parameters: Any) -> Any:
            for batch in self.engine.batches(sql, parameters):
                yield [(row[0], self.now.get(row[0], row[1]), *row[2:]) for row in batch]

    gone, resting = people[:2]
    lesson = program().lessons["blame-costs-time"]
    for me in (gone, resting):
        actions.begin(me, lesson, now=NOW)
        for item_id in with_the_story(lesson, me):
            answer(me, item_id, NOW)
        actions.shown(me, "report-early", program(), how="reported", at=NOW)
    from drystone.shell import site

    with site.reading() as engine:
        there: Any = Changed(engine, **{gone: "left", resting: "leave"})
        assert learners.follow(there, program(), now=NOW) == 2
        assert learners.follow(there, program(), now=NOW + WEEK) == 0
    later = NOW + 5 * WEEK
    assert not {gone, resting} & queries.due_for(None, later, program()).keys()
    assert Card.objects.filter(person_id=resting).exists()
    assert not any(model.objects.filter(person_id=gone).exists() for model in (Card, Answer, Shown))
    assert list(Taken.objects.filter(person_id=gone).values_list("done_at", "begun_at")) == [(NOW, None)]
    with site.reading() as engine, transaction.atomic():
        # Somebody who comes back has that lesson behind them, and its questions before them.
        learners.follow(engine, program(), now=later)
        assert Card.objects.filter(person_id=gone).count() == len(lesson.items)
        assert due(gone, later + dt.timedelta(days=130)).lesson_id != lesson.id
        transaction.set_rollback(True)
    retention.forget(program(), now=NOW + program().settings.privacy.keep_leavers)
    assert Taken.objects.filter(person_id=gone).exists()
    retention.forget(program(), now=NOW + program().settings.privacy.keep_leavers + 2 * dt.timedelta(days=1))
    assert not Taken.objects.filter(person_id=gone).exists()
    assert not Learner.objects.filter(person_id=gone).exists()
    with site.reading() as engine:
        learners.follow(engine, program(), now=later)
    assert {gone, resting} <= queries.due_for(None, later, program()).keys()


def test_answers_go_after_twelve_weeks_and_what_is_known_stays(served: Served, people: list[str]) -> None:
    from drystone.habits import retention
    from drystone.habits.models import Answer, Card

    item = program().lessons["blame-costs-time"].items[0].id
    answer(people[0], item, NOW)
    retention.forget(program(), now=NOW + retention.KEPT)
    assert Answer.objects.count() == 1
    Card.objects.create(person_id=people[0], item_id="asked-no-more", due=NOW, overdue=NOW)
    retention.forget(program(), now=NOW + retention.KEPT + dt.timedelta(days=1))
    assert Answer.objects.count() == 0
    assert list(Card.objects.values_list("item_id", flat=True)) == [item]


def test_new_questions_of_a_lesson_reach_those_who_finished_it_gently_and_once(
    served: Served, people: list[str]
) -> None:
    from dataclasses import replace

    from drystone.habits import renewing, retention
    from drystone.habits.models import Card, Learner, Taken

    whole = program()
    lesson = whole.lessons["blame-costs-time"]
    text = lesson.texts["en"]
    first, second = (item.id for item in lesson.items[-2:])

    def without(*gone: str) -> Any:
        kept = tuple(item for item in text.items if item.id not in gone)
        shorter = replace(lesson, texts=lesson.texts | {"en": replace(text, items=kept)})
        return replace(whole, lessons=whole.lessons | {lesson.id: shorter})

    long_ago, lately, leaver, idle, knows = people[:5]
    for who in (long_ago, leaver, knows):
        Taken.objects.create(person_id=who, lesson_id=lesson.id, done_at=NOW - dt.timedelta(days=200))
    Taken.objects.create(person_id=lately, lesson_id=lesson.id, done_at=NOW - dt.timedelta(days=9))
    Taken.objects.create(person_id=idle, lesson_id=lesson.id, begun_at=NOW)
    Learner.objects.filter(person_id=leaver).update(gone_on=NOW.date())
    answer(knows, first, NOW)
    renewing.give_new(without(first, second), now=NOW)
    mine = Card.objects.filter(item_id__in=[first, second])
    assert [(one.person_id, one.reviews) for one in mine] == [(knows, 1)]
    assert renewing.give_new(whole, now=NOW) == 2
    assert renewing.give_new(whole, now=NOW) == 0
    told = {(one.person_id, one.item_id): (one.due - NOW).days for one in mine.filter(reviews=0)}
    assert told == {
        (long_ago, first): 14,
        (long_ago, second): 28,
        (knows, second): 28,
        (lately, first): 120,
        (lately, second): 120,
    }
    assert mine.get(person_id=knows, item_id=first).reviews == 1, "who has it already keeps it as it is"
    # Not this week, and then with all that is theirs: never more than a week holds.
    assert not {first, second} & set(due(long_ago).item_ids if due(long_ago) else ())
    # A question that was withdrawn is new when it comes back.
    retention.forget(without(first), now=NOW)
    assert renewing.give_new(without(first), now=NOW) == 0
    assert renewing.give_new(whole, now=NOW) == 1
    assert mine.filter(item_id=first, reviews=0).count() == 3


def test_of_a_day_that_is_over_no_minute_stays_that_would_say_who_told_of_something(
    served: Served, people: list[str]
) -> None:
    """What the thanks for a report offered may have been taken right then; the report itself is forgotten."""
    from drystone.habits import actions, by_day
    from drystone.habits.asking import with_the_story
    from drystone.habits.handlers import count
    from drystone.habits.models import Answer, Card, Taken
    from drystone.jobs.queue import Task

    me, lesson = people[0], program().lessons["blame-costs-time"]
    at = NOW.replace(hour=9, minute=41, second=7)
    actions.begin(me, lesson, now=at)
    for number, item_id in enumerate(with_the_story(lesson, me)):
        answer(me, item_id, at + dt.timedelta(seconds=20 * number))
    actions.skip_question(me, program().lessons["habit-not-event"].items[0].id, now=at)
    actions.skip_lesson(me, program().lessons["habit-not-event"], now=at)
    order = list(Answer.objects.order_by("at").values_list("item_id", flat=True))
    # In the evening all is as it was; the day after nothing but the day is left, in the same order.
    assert by_day.keep_days(program(), now=NOW.replace(hour=20)) == 0
    count(Task(1, "count-answers", {}, NOW + dt.timedelta(days=1), 1))
    noon = by_day.noon_of(at, program())
    kept = [
        moment
        for model in (Answer, Card, Taken)
        for row in model.objects.filter(person_id=me).values()
        for moment in row.values()
        if isinstance(moment, dt.datetime)
    ]
    assert len(kept) >= 20
    assert {(one.minute, one.second) for one in kept} == {(0, 0)}
    assert Taken.objects.get(person_id=me, lesson_id=lesson.id).done_at == noon
    assert list(Answer.objects.order_by("at").values_list("item_id", flat=True)) == order
    assert by_day.keep_days(program(), now=NOW + dt.timedelta(days=1)) == 0
