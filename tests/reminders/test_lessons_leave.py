"""A lesson as a message of its own: for whoever has nothing to mend, where the program says so, until they end it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from served import NOW, Served

DAY = dt.timedelta(days=1)


@pytest.fixture
def idle(switched_on: Served) -> list[str]:
    """Lessons may be messages; nothing is open, and nobody answers for anything that is."""
    from drystone.gaps.models import Gap
    from drystone.habits.models import Learner
    from drystone.shell import site

    path = switched_on.root / "drystone.toml"
    text = path.read_text(encoding="utf-8").replace("[reminders]\non = true", "[reminders]\non = true\nlessons = true")
    path.write_text(text, encoding="utf-8")
    site.reread()
    assert site.program().settings.reminders.lessons
    Gap.objects.filter(status="open").update(status="closed", closed_at=NOW, close_reason="fixed")
    return sorted(Learner.objects.filter(here=True).values_list("person_id", flat=True))


def messages() -> list[Any]:
    from drystone.messages.models import Message

    return list(Message.objects.filter(purpose="lesson").order_by("pk"))


def test_it_leaves_once_a_week_with_a_way_to_end_it_and_by_whatever_channel(
    idle: list[str], decide: Callable[..., list[Any]], leave: Callable[..., int]
) -> None:
    from drystone.habits import queries
    from drystone.habits.models import Learner
    from drystone.messages import document, kinds
    from drystone.messages.models import Preference
    from drystone.messages.rendering import plain
    from drystone.reminders.models import Said
    from drystone.shell import site

    decided = [one for one in decide() if one.lesson]
    told = {one.person_id for one in decided}
    assert told
    assert told <= set(queries.due_for(idle, NOW, site.program()))
    assert {one.person_id for one in decide() if one.lesson} == told
    rested, ended = sorted(told)[:2]
    Learner.objects.filter(person_id=rested).update(pace="none")
    Preference.objects.update_or_create(person_id=ended, defaults={"off": ["lesson"], "secret": "x" * 40})
    leave()
    left = messages()
    assert {one.person_id for one in left} == told - {rested, ended}
    assert len(left) == len(told) - 2
    assert kinds.is_optional("lesson")
    assert Preference.objects.filter(person_id__in=told).exclude(secret="").count() == len(told) - 1
    assert {one.person_id for one in left} & set(_looked_at(NOW + 8 * DAY)) == {one.person_id for one in left}
    # Who heard of one this week is not even looked at for another.
    assert set(_looked_at(NOW + DAY)) & {rested, *told} <= {ended, *_others()}
    # Two messages a week there are not, whatever happens on the other days.
    assert set(Said.objects.filter(key="lesson").values_list("times", flat=True)) == {1}
    assert not [one for days in range(1, 7) for one in decide(NOW + days * DAY) if one.lesson]
    later = {one.person_id for one in decide(NOW + 7 * DAY) if one.lesson}
    assert later
    assert not later & {rested, ended}
    first = document.from_json(left[0].document)
    text = plain.text(first)
    assert "Two minutes, if you like" in first.title
    assert "/lessons/" in first.links[0].url or "/me/questions/" in first.links[0].url
    assert "Skipping it costs nothing." in text
    assert "worth doing" not in text
    assert "work once" not in text


def _looked_at(now: dt.datetime) -> list[str]:
    from drystone.reminders.gathering import Gathering
    from drystone.shell import site

    return [one for page in Gathering(site.program(), None, now=now).pages() for one in page]


def _others() -> set[str]:
    """Who is looked at for something else: what they answer for, or are told about."""
    from drystone.directory import queries as directory
    from drystone.reminders.gathering import Gathering
    from drystone.shell import site

    gathering = Gathering(site.program(), None, now=NOW)
    return {*gathering.accountables, *gathering.leaders, gathering.keeper, *directory.told_after("", 10_000)}


def test_it_is_not_said_any_more_once_there_is_something_to_mend_or_it_was_taken(
    idle: list[str], decide: Callable[..., list[Any]], leave: Callable[..., int]
) -> None:
    from drystone.gaps.models import Gap, GapResponsible
    from drystone.habits.models import Taken
    from drystone.reminders.models import Digest

    told = sorted(one.person_id for one in decide() if one.lesson)
    open_now = GapResponsible.objects.filter(person_id__in=told, gap__reach="live").first()
    assert open_now is not None
    Gap.objects.filter(pk=open_now.gap_id).update(status="open", closed_at=None, outcome="fail")
    busy = open_now.person_id
    took = next(one for one in told if one != busy)
    for number in range(3):
        Taken.objects.create(person_id=took, lesson_id=f"lesson-{number}", begun_at=NOW, done_at=NOW)
    leave()
    assert {busy, took} <= set(Digest.objects.filter(status="dropped").values_list("person_id", flat=True))
    assert not {one.person_id for one in messages()} & {busy, took}


def test_looking_for_lessons_asks_the_state_as_often_for_two_people_as_for_all(idle: list[str]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from drystone.reminders.gathering import Gathering
    from drystone.shell import site

    counts = []
    with site.reading() as engine:
        gathering = Gathering(site.program(), engine, now=NOW)
        assert set(idle) <= {one for page in gathering.pages() for one in page}
        for some in (idle[:2], idle):
            people = gathering.zones(some)
            with CaptureQueriesContext(connection) as asked:
                found = list(gathering.cases(people, {}))
            counts.append(len(asked))
        assert any(one.situation.lesson for one in found)
    assert counts[0] == counts[1]


def test_a_message_says_how_many_questions_there_are_as_the_page_does(served: Served) -> None:
    from drystone.habits.queries import Due
    from drystone.reminders import wording
    from drystone.shell import site

    for item_ids, said in ((("a",), "1 quick question"), (("a", "b", "c"), "3 quick questions")):
        case: Any = SimpleNamespace(lesson=Due("person-1", "", item_ids, len(item_ids) / 2))
        line = wording._lesson(case, site.program())
        assert line is not None
        assert line[0] == f"Two minutes, if you like: {said}"
