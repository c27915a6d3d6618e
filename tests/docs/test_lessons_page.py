"""The page about lessons is true: its example is a good lesson, and its tables are what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drystone.lessons.findings import RULES
from drystone.lessons.linting import lint
from drystone.program import Program, load, write_starter
from drystone.program.audiences import AUDIENCES
from drystone.program.lesson_rules import BELIEF_WORDS, BOUNDS, WORDS_A_MINUTE
from drystone.program.lesson_shapes import LessonShape, MisconceptionShape, TranslationShape

PAGE = (Path(__file__).parents[2] / "docs/lessons.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Load a program whose only lesson is the one on the page."""
    root = tmp_path_factory.mktemp("page") / "program"
    write_starter(root)
    for path in [*root.rglob("lessons/**/*.md"), *root.rglob("misconceptions/*.yaml")]:
        path.unlink()
    lesson, translation = re.findall(r"```markdown\n(.*?)```", PAGE, re.DOTALL)
    [bank] = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    for path, text in (
        ("lessons/a-good-lock.md", lesson),
        ("lessons/a-good-lock.de.md", translation),
        ("misconceptions/locks.yaml", bank),
    ):
        (root / path).write_text(text, encoding="utf-8")
    loaded = load(root)
    assert loaded.program is not None, loaded.problems
    return loaded.program


def test_the_example_is_a_good_lesson(example: Program) -> None:
    assert list(example.lessons) == ["a-good-lock"]
    assert list(example.lessons["a-good-lock"].texts) == ["en", "de"]
    about_it = [advice for advice in lint(example) if not advice.rule.startswith("habit-without-")]
    assert {advice.rule for advice in about_it} == {"few-items"}


def test_every_bound_and_rule_and_key_is_on_the_page() -> None:
    names = {"today": "one thing to do", **{part: part for part in (*BOUNDS, *BELIEF_WORDS) if part != "today"}}
    for part, (least, most) in {**BOUNDS, **BELIEF_WORDS}.items():
        assert re.search(rf"^\| {names[part]} \| {least} to {most}\b", PAGE, re.MULTILINE), part
    room = [minutes * WORDS_A_MINUTE - WORDS_A_MINUTE // 2 for minutes in (1, 2, 3)]
    assert f"{room[0]}, {room[1]} or {room[2]} words" in PAGE
    for rule in RULES:
        assert f"`{rule}`" in PAGE, rule
    for shape in (LessonShape, TranslationShape, MisconceptionShape):
        for name, field in shape.model_fields.items():
            assert re.search(rf"^(?:- |  )?{field.alias or name}:", PAGE, re.MULTILINE), name
    for word in AUDIENCES:
        assert f"`{word}`" in PAGE, word
