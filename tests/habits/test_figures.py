"""Figures about groups: nothing of fewer than five, by no difference of groups, weeks or looks; and what packs hold."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from typing import Any

import pytest

from served import NOW, Served

WEEK = dt.timedelta(days=7)
LESSON = "blame-costs-time"


def program() -> Any:
    from drystone.shell import site

    return site.program()


@pytest.fixture
def many(served: Served) -> list[str]:
    """Forty people of two departments who take lessons."""
    from drystone.habits.models import Learner

    made = [
        Learner(person_id=f"person-x{number:02d}", department="Sales X" if number < 12 else "Works X")
        for number in range(40)
    ]
    Learner.objects.bulk_create(made)
    return [one.person_id for one in made]


def give(me: str, *, right: bool, at: dt.datetime = NOW, item: int = 0) -> str:
    """Give an answer and return the belief behind it, "" for the best one."""
    from drystone.habits import actions, queries

    question = queries.question(me, program().lessons[LESSON].items[item].id, "en", program())
    assert question is not None
    chosen = sorted(option.id for option in question.options if option.best is right)[0]
    actions.answer(me, question, [chosen], now=at)
    return "" if right else chosen


def common(department: str | None, at: dt.datetime) -> list[Any]:
    from drystone.habits import figures

    return figures.common_misconceptions(department, program=program(), now=at)


def test_a_misconception_is_common_only_among_five_and_said_in_whole_fives(many: list[str]) -> None:
    from drystone.habits.models import Answer

    beliefs = {give(me, right=False) for me in many[:4]}
    [belief] = beliefs
    later = NOW + WEEK
    assert common(None, later) == common("Sales X", later) == []
    give(many[4], right=False)
    # Hardly anybody of those asked knows better: that is all that is said.
    assert [(one.misconception, one.holding, one.asked) for one in common("Sales X", later)] == [(belief, 5, 5)]
    for me in many[5:12]:
        give(me, right=True)
    assert [(one.holding, one.asked) for one in common("Sales X", later)] == [(5, 10)]
    # Everybody less the department would be three people of another: neither number says so.
    for me in many[12:15]:
        give(me, right=False)
    everywhere = common(None, later)
    assert [(one.holding, one.asked) for one in everywhere] == [(5, 15)]
    assert common("Works X", later) == []
    # Nobody's answer can be seen coming: this week's do not count yet.
    assert common("Sales X", NOW) == []
    assert all(one.holding % 5 == one.asked % 5 == 0 for one in everywhere)
    # Whoever learnt better does not hold it any more.
    Answer.objects.filter(person_id=many[0]).update(options="best", right=True)
    assert common("Sales X", later) == []
    assert common("", later) == common("Nowhere", later) == []


def test_of_a_department_of_five_nothing_is_said_for_it_would_be_each_of_them(many: list[str]) -> None:
    from drystone.habits.models import Learner

    Learner.objects.filter(person_id__in=many[:9]).update(department="Small X")
    for me in many[:9]:
        give(me, right=False)
    assert common("Small X", NOW + WEEK) == []
    Learner.objects.filter(person_id=many[9]).update(department="Small X")
    assert [(one.holding, one.asked) for one in common("Small X", NOW + WEEK)] == [(5, 5)]


def test_no_difference_of_two_groups_or_two_weeks_is_a_count_of_one_to_four(many: list[str]) -> None:
    for number, me in enumerate(many):
        give(me, right=number % 3 == 0, at=NOW + dt.timedelta(hours=number))
        told = [*common(None, NOW + WEEK), *common("Sales X", NOW + WEEK), *common("Works X", NOW + WEEK)]
        counts = {one.holding for one in told} | {one.asked for one in told}
        assert not {abs(a - b) for a in counts for b in counts} & {1, 2, 3, 4}


def test_first_answers_are_counted_in_lots_of_five_once_and_feed_the_statistics(
    served: Served, many: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    from drystone.habits import counting, figures
    from drystone.habits.models import Answer, Tally
    from drystone.habits.weeks import week_of

    def count(at: dt.datetime) -> int:
        return counting.count(week_of(at, program()), floor=5)

    for item in range(5):
        for number, me in enumerate(many[:4]):
            give(me, right=number % 2 == 0, item=item)
    assert count(NOW) == count(NOW + WEEK) == 0
    for item in range(5):
        for number, me in enumerate(many[4:]):
            give(me, right=number % 2 == 0, item=item)
    give(many[0], right=False, at=NOW + dt.timedelta(hours=1))  # The same item again, in another way: too few.
    assert count(NOW + WEEK) == 200
    assert count(NOW + WEEK) == 0
    assert Answer.objects.filter(counted=False).count() == 1
    shown = [one for one in figures.statistics(program()) if one.people]
    assert [(one.people, one.facility.value) for one in shown if one.facility] == [(40, 0.5)] * 5
    assert all(one.discrimination and one.discrimination.value == 1.0 for one in shown)
    assert not {"person_id", "at"} & {field.name for field in Tally._meta.get_fields()}
    from drystone.cli.main import main

    capsys.readouterr()
    assert main(["lessons", "stats", "--site", "--json", "--program", str(served.root)]) == 0
    told = [one for one in json.loads(capsys.readouterr().out) if one["people"]]
    assert [one["people"] for one in told] == [40] * 5


def test_no_two_looks_at_the_statistics_differ_by_what_each_of_a_few_people_answered(many: list[str]) -> None:
    """Evidence says who took the lesson between two looks: had all of them answered alike, it would be each's."""
    from drystone.habits import counting, figures
    from drystone.habits.weeks import week_of

    def shown(week: int) -> list[tuple[int, float]]:
        counting.count(week_of(NOW + week * WEEK, program()), floor=5)
        return [
            (one.people, one.facility.value) for one in figures.statistics(program()) if one.people and one.facility
        ]

    for number, me in enumerate(many[:10]):
        give(me, right=number % 2 == 0)
    assert shown(1) == [(10, 0.5)]
    for me in many[10:19]:
        give(me, right=True, at=NOW + WEEK)
    assert shown(2) == [(10, 0.5)]
    give(many[19], right=False, at=NOW + 2 * WEEK)
    assert shown(3) == [(20, 0.7)]
    for me in many[20:39]:
        give(me, right=True, at=NOW + 3 * WEEK)
    assert shown(4) == [(20, 0.7)]
    give(many[39], right=True, at=NOW + 4 * WEEK)
    assert shown(5) == [(40, 0.85)]


def test_what_most_miss_or_everybody_hits_is_pointed_out_of_a_simulated_program(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three hundred people of two kinds; of eight questions one is too hard, one too easy, and one misleads."""
    from random import Random

    from drystone.cli.main import main
    from drystone.habits import counting
    from drystone.habits.models import Answer
    from drystone.habits.weeks import week_of

    dice = Random(5)
    lessons = (program().lessons[name] for name in (LESSON, "habit-not-event"))
    items = [(item.id, item.variants[0]) for lesson in lessons for item in lesson.items][:8]
    odd = {1: (0.3, 0.25), 2: (1.0, 1.0), 3: (0.1, 0.6)}
    likely = {item_id: odd.get(number, (0.95, 0.5)) for number, (item_id, _way) in enumerate(items)}
    made: list[Answer] = []
    for number in range(300):
        for item_id, way in items:
            right = dice.random() < likely[item_id][number % 2]
            chosen = dice.choice(sorted(option.id for option in way.options if option.best is right))
            who = {"answer_id": f"{len(made):020d}", "person_id": f"person-y{number:03d}"}
            what = {"item_id": item_id, "variant": way.id, "options": chosen, "right": right}
            made.append(Answer(**who, **what, number=0, first=True, at=NOW))
    Answer.objects.bulk_create(made)
    assert counting.count(week_of(NOW + WEEK, program()), floor=5) == 2_400
    assert main(["lessons", "stats", "--site", "--json", "--program", str(served.root)]) == 0
    told = {one["item"]: one for one in json.loads(capsys.readouterr().out) if one["people"]}
    kinds = {"most-miss-it", "everybody-hits-it", "misleads"}
    assert [kinds & set(told[item_id]["remarks"]) for item_id, _ in items] == [
        set(), {"most-miss-it"}, {"everybody-hits-it"}, {"most-miss-it", "misleads"}, set(), set(), set(), set(),
    ]  # fmt: skip
    assert {one["people"] for one in told.values()} == {300}
    good, bad = (told[items[number][0]]["discrimination"] for number in (0, 3))
    assert good["low"] > 0.2
    assert bad["high"] < 0
    assert main(["lessons", "stats", "--site", "--program", str(served.root)]) == 0
    page = capsys.readouterr().out
    assert "Most people choose another answer." in page
    assert "person-y" not in page


def test_a_week_is_kept_as_how_many_did_something_for_a_habit_and_not_where_they_were_few(many: list[str]) -> None:
    from drystone.habits import actions, counting, figures
    from drystone.habits.models import Answer
    from drystone.habits.weeks import week_of

    for me in many[:6]:
        give(me, right=True)
    actions.shown(many[7], "walk-strangers-in", program(), how="approved", at=NOW)
    week = week_of(NOW, program())
    for _ in range(2):
        counting.keep_week(week, program(), floor=5)
    told = {habit: people for _monday, habit, people in figures.weeks(since=week.monday)}
    assert (told[""], told["report-early"], told["walk-strangers-in"], told["ask-first"]) == (7, 6, None, 0)
    # Counted again it would be smaller by whoever left or did it once more; weeks that were missed are made good.
    Answer.objects.filter(person_id=many[0]).delete()
    give(many[9], right=True, at=NOW + WEEK)
    counting.keep_weeks(week_of(NOW + 3 * WEEK, program()), program(), floor=5)
    weeks = [(monday, people) for monday, habit, people in figures.weeks(since=week.monday) if not habit]
    assert weeks == [(week.monday, 7), (week.monday + WEEK, None), (week.monday + 2 * WEEK, 0)]


def test_a_pack_says_who_finished_a_lesson_and_when_and_never_an_answer(served: Served) -> None:
    from drystone.accountability import masks
    from drystone.audit import signing
    from drystone.habits import actions
    from drystone.habits.asking import with_the_story
    from drystone.habits.models import Answer

    lesson = next(one for one in program().lessons.values() if one.activity == "encrypt-laptops")
    me = served.people["employee"]
    actions.begin(me, lesson, now=NOW)
    for item_id in with_the_story(lesson, me):
        from drystone.habits import queries

        question = queries.question(me, item_id, "en", program())
        assert question is not None
        wrong = next(option.id for option in question.options if not option.best)
        actions.answer(me, question, [wrong], now=NOW)
    url = "/answer-for/encrypt-laptops/evidence.zip?since=2026-06-01&until=2026-06-30"
    answer = served.client("auditor").get(url)
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as pack:
        rows = list(csv.reader(io.TextIOWrapper(pack.open("lessons.csv"), "utf-8")))
        whole = b"".join(pack.read(name) for name in pack.namelist())
    assert rows == [["lesson_id", "person_id", "done_at", "finished"], [lesson.id, rows[1][1], rows[1][2], "here"]]
    assert masks.opened(signing.key(served.root / "var" / "evidence-key.pem"), rows[1][1]) == me
    for given in Answer.objects.filter(person_id=me):
        assert given.options.encode() not in whole
        assert given.item_id.encode() not in whole


def ask(served: Served, who: str, path: str, *scopes: str, **more: Any) -> Any:
    from dataclasses import replace

    from ninja.testing import TestClient

    from drystone.directory import queries
    from drystone.habits.api import router

    viewer = replace(queries.viewer_of(served.user(who), program(), strong=True), scopes=frozenset(scopes))
    client = TestClient(router)
    return (client.post if more else client.get)(path, viewer=viewer, now=NOW, **more)


def test_a_program_takes_a_lesson_for_one_person_and_reads_that_persons_alone(served: Served) -> None:
    mine = ask(served, "employee", "/me/lessons", "me:read").json()
    lesson = ask(served, "employee", f"/lessons/{mine['lesson_id']}/begin", "lessons:write", json={}).json()
    for _ in range(2):
        question = ask(served, "employee", f"/me/questions/{lesson['next_item']}", "me:read").json()
        body = {"number": question["number"], "options": [question["options"][0]["option"]]}
        url = f"/me/questions/{question['item_id']}"
        told = ask(served, "employee", url, "lessons:write", json=body).json()
        assert told["chosen"][0]["feedback"]
        assert ask(served, "employee", url, "lessons:write", json=body).json() == told
        lesson = ask(served, "employee", f"/lessons/{mine['lesson_id']}", "me:read").json()
    assert lesson["next_item"] == ""
    assert [one["lesson_id"] for one in ask(served, "employee", "/me/lessons", "me:read").json()["done"]] == [
        mine["lesson_id"]
    ]
    answer = f"/me/answers/{told['answer_id']}"
    assert ask(served, "employee", answer, "me:read").json() == told
    assert ask(served, "administrator", answer, "me:read").status_code == 404
    figures = ask(served, "editor", "/lessons-statistics", "measures:read").json()
    assert {one["people"] for one in figures} == {None}
