"""A lesson written as text is read again as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drystone.program import Program, load
from drystone.program.lesson_model import Item, Lesson, LessonText, Option, Variant
from drystone.program.lesson_text import read_body
from drystone.program.lesson_writing import lesson_file
from drystone.program.place import Place
from drystone.program.tree import Text

STARTER = Path(__file__).parents[2] / "src/drystone/program/starter"
HERE = Place("")


def placeless(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return the items without the places, which are another file's."""
    return tuple(
        replace(
            item,
            place=HERE,
            variants=tuple(
                replace(variant, place=HERE, options=tuple(replace(option, place=HERE) for option in variant.options))
                for variant in item.variants
            ),
        )
        for item in items
    )


def bare(lessons: Mapping[str, Lesson]) -> list[Lesson]:
    return [
        replace(
            lesson,
            place=HERE,
            texts={name: replace(text, place=HERE, items=placeless(text.items)) for name, text in lesson.texts.items()},
        )
        for _, lesson in sorted(lessons.items())
    ]


@pytest.fixture(scope="module")
def starter() -> Program:
    program = load(STARTER).program
    assert program is not None
    return program


def test_the_starter_lessons_are_read_again_as_they_were(starter: Program, tmp_path: Path) -> None:
    for path in STARTER.rglob("*.yaml"):
        (tmp_path / path.relative_to(STARTER)).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path.relative_to(STARTER)).write_bytes(path.read_bytes())
    (tmp_path / "drystone.toml").write_bytes((STARTER / "drystone.toml").read_bytes())
    (tmp_path / "lessons").mkdir()
    for lesson in starter.lessons.values():
        for language in lesson.texts:
            name = lesson.id if language == lesson.language else f"{lesson.id}.{language}"
            (tmp_path / f"lessons/{name}.md").write_text(lesson_file(lesson, language), encoding="utf-8")
    again = load(tmp_path)
    assert again.program is not None, again.errors
    assert bare(again.program.lessons) == bare(starter.lessons)


WORDS = st.lists(
    st.sampled_from(
        ["-", "*", ">", "#", "\\", "kind:", "best:", "misconception:", "- [x]", "###", "a", "well-known", "<", "é"]
    )
    | st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40),
    min_size=1,
    max_size=30,
).map(" ".join)
OPTIONS = st.lists(st.tuples(WORDS, WORDS), min_size=2, max_size=4)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, min_size=1, max_size=2), OPTIONS)
def test_whatever_words_an_item_has_it_is_read_again_as_it_was(stem: list[str], options: list[tuple[str, str]]) -> None:
    made = tuple(
        Option(
            "best" if number == 0 else f"b{number}",
            text,
            number == 0,
            said,
            HERE,
            None if number == 0 else f"b{number}",
        )
        for number, (text, said) in enumerate(options)
    )
    item = Item("one", "what-would-you-do", (Variant("a", "\n\n".join(stem), made, HERE),), HERE)
    text = LessonText("en", "T", "S", "T", (item,), HERE)
    written = lesson_file(Lesson("x", "en", ("h",), ("everyone",), 1, HERE, {"en": text}), "en")
    body = read_body(Text.of("x.md", written), written.index("\n---\n") + 5, "en", [])
    assert placeless(body.items) == (item,)
