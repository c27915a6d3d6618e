"""What a format carries comes back as it went out: any question with any signs, and the lessons of a new program."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from tests.lessons.formats.banks import MARKED, several_banks

from drystone.lessons.formats import markup, registry
from drystone.lessons.formats.bank import Bank, Reading
from drystone.lessons.formats.lesson_banks import bank_of, lesson_of
from drystone.lib.errors import UsageError
from drystone.program import Program, load

STARTER = Path(__file__).parents[3] / "src/drystone/program/starter"
#: Every lesson would say no more of a format than these do, and there are tests of the lessons elsewhere.
SOME = ("two-minutes-after-a-click", "blame-costs-time", "the-loose-stone")


def back(banks: tuple[Bank, ...], format: str) -> Reading:
    content = registry.write(banks, format)
    assert registry.kind(content, "x") == format
    return registry.read_bytes(content, "x", format)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(several_banks())
def test_whatever_a_question_says_it_comes_back_from_every_format(banks: tuple[Bank, ...]) -> None:
    for format, carries in registry.CARRIES.items():
        sent = banks if "lessons" in carries else banks[:1]
        read = back(sent, format)
        assert read.banks == tuple(registry.carried(bank, format) for bank in sent), format
        assert read.left == (), format


@settings(max_examples=100, deadline=None)
@given(MARKED)
def test_our_markdown_has_one_way_to_be_written_and_survives_html(text: str) -> None:
    once = markup.markdown(text)
    assert markup.markdown(once) == once
    left: list[str] = []
    assert markup.to_markdown(markup.blocks_of_html(markup.html_of_markdown(once), "x", left)) == once
    assert left == []


@pytest.fixture(scope="module")
def starter() -> Program:
    program = load(STARTER).program
    assert program is not None
    return program


@pytest.mark.parametrize("format", registry.NAMES)
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_lesson_of_a_program_comes_back_whole(starter: Program, format: str, language: str) -> None:
    lesson = starter.lessons[SOME[0]]
    bank = bank_of(lesson, language)
    [read] = back((bank,), format).banks
    assert read == bank
    draft = lesson_of(read, source="x", known=starter.lessons)
    again = draft.lesson.texts[language].items
    assert draft.missing == ()
    assert [
        (item.id, item.kind, way.id, way.best, one.id, one.misconception, one.feedback)
        for item in again
        for way in item.variants
        for one in way.options
    ] == [
        (item.id, item.kind, way.id, way.best, one.id, one.misconception, one.feedback)
        for item in lesson.texts[language].items
        for way in item.variants
        for one in way.options
    ]


def test_the_same_lessons_always_give_the_same_file(starter: Program) -> None:
    banks = tuple(bank_of(starter.lessons[name], "en") for name in SOME)
    for format in ("gift", "moodle", "qti21", "qti30"):
        assert registry.write(banks, format) == registry.write(banks, format)
        assert back(banks, format).banks == banks


def test_a_format_of_one_lesson_says_so() -> None:
    with pytest.raises(UsageError, match="holds one lesson a file, not 2"):
        registry.write([Bank("a", "A", "en"), Bank("b", "B", "en")], "h5p")
