"""Which variant is asked, and where its options stand: drawn from item and review, so that no place is learnt."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from drystone.habits.asking import Asked, ask, with_the_story
from drystone.program import Program, load, write_starter


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    root: Path = tmp_path_factory.mktemp("asking") / "program"
    write_starter(root)
    loaded = load(root)
    assert loaded.program is not None
    return loaded.program


def asked(program: Program, lesson_id: str, item_id: str, number: int, language: str = "en") -> Asked:
    found = ask(program.lessons[lesson_id], item_id, number, language)
    assert found is not None
    return found


def test_all_variants_come_round_before_one_comes_again(program: Program) -> None:
    for lesson in program.lessons.values():
        for item in lesson.items:
            seen = [asked(program, lesson.id, item.id, number).variant.id for number in range(len(item.variants))]
            assert sorted(seen) == [variant.id for variant in item.variants]
            assert asked(program, lesson.id, item.id, 0).first
            assert not asked(program, lesson.id, item.id, len(item.variants)).first


def test_the_right_option_stands_in_every_place_as_often_as_in_any(program: Program) -> None:
    places: Counter[int] = Counter()
    for lesson in program.lessons.values():
        for item in lesson.items:
            for number in range(12):
                options = asked(program, lesson.id, item.id, number).options
                places[next(place for place, option in enumerate(options) if option.best)] += len(options) == 3
    most, least = max(places.values()), min(places[place] for place in range(3))
    assert least > 0.85 * most


def test_two_languages_ask_the_same_in_the_same_order(program: Program) -> None:
    lesson = next(lesson for lesson in program.lessons.values() if "de" in lesson.texts)
    english, german = (asked(program, lesson.id, lesson.items[0].id, 3, language) for language in ("en", "de"))
    assert [one.id for one in english.options] == [one.id for one in german.options]
    assert english.variant.stem != german.variant.stem


def test_a_lesson_asks_two_of_its_items_and_not_everybody_the_same(program: Program) -> None:
    lesson = max(program.lessons.values(), key=lambda one: len(one.items))
    drawn = {with_the_story(lesson, f"person-{number}") for number in range(50)}
    assert {len(two) for two in drawn} == {2}
    assert len(drawn) > 2


def test_an_item_that_is_not_there_is_not_asked(program: Program) -> None:
    assert ask(next(iter(program.lessons.values())), "nothing-like-it", 0, "en") is None
