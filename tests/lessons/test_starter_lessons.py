"""The lessons that come with a starter program are worth taking: in two languages, unbiased, plain and kind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from drystone.lessons.linting import lint
from drystone.program import Program, load

STARTER = Path(__file__).parents[2] / "src/drystone/program/starter"
FOUNDATIONS = [
    "not-one-teams-job",
    "what-sharing-means",
    "blame-costs-time",
    "habit-not-event",
    "the-loose-stone",
    "ask-before-doing",
]
FOUR_FALSE_BELIEFS = {
    "security-is-their-job",
    "someone-will-have-done-it",
    "blame-keeps-people-careful",
    "the-yearly-course-covers-it",
}


@pytest.fixture(scope="module")
def program() -> Program:
    loaded = load(STARTER)
    assert loaded.program is not None, loaded.problems
    return loaded.program


def test_every_lesson_is_in_english_and_german(program: Program) -> None:
    assert {tuple(lesson.texts) for lesson in program.lessons.values()} == {("en", "de")}


def test_every_habit_is_called_something_in_english_and_german(program: Program) -> None:
    organisation = replace(program.settings.organisation, languages=("en", "de", "fr"))
    told = lint(replace(program, settings=replace(program.settings, organisation=organisation)))
    untold = [(one.about, one.language) for one in told if one.about in program.habits and one.language]
    assert untold == [(habit, "fr") for habit in program.habits]
    for habit in program.habits.values():
        english, german = habit.text("en"), habit.text("de-AT")
        assert all((german.name, german.words, german.why))
        assert not {english.name, english.words, english.why} & {german.name, german.words, german.why}
        assert habit.text("fr") == english
        assert len(german.name) <= 60


def test_no_lesson_needs_advice_that_matters(program: Program) -> None:
    assert [advice for advice in lint(program) if advice.level == "warning"] == []


def test_the_course_begins_with_the_foundations(program: Program) -> None:
    ordered = sorted(program.lessons.values(), key=lambda lesson: lesson.order)
    assert [lesson.id for lesson in ordered[:6]] == FOUNDATIONS
    asked = [item for name in FOUNDATIONS for item in program.lessons[name].items]
    assert all(len(program.lessons[name].items) >= 5 for name in FOUNDATIONS)
    assert all(len(item.variants) >= 2 for item in asked)
    named = {option.misconception for item in asked for way in item.variants for option in way.options}
    assert named >= FOUR_FALSE_BELIEFS


def test_somebody_from_each_kind_of_work_is_in_the_stories(program: Program) -> None:
    stories = " ".join(lesson.text("en").story.lower() for lesson in program.lessons.values())
    for word in ("ramp", "ward", "keeps the books", "builds software"):
        assert word in stories
