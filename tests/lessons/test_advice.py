"""Advice on lessons: each rule speaks where it should, and is silent where it should."""

from __future__ import annotations

import pytest
from tests.lessons.making import item, lesson, three, variant

from drystone.lessons import items, wording
from drystone.lessons.findings import RULES
from drystone.program.lesson_model import Lesson

LONG = "Close the cover, press the two keys that lock it, and take it along to the kitchen."
HARD = "Organisational responsibility necessitates comprehensive documentation. " * 40


def rules(made: Lesson) -> list[str]:
    text = made.text(made.language)
    return sorted({advice.rule for advice in (*wording.advise(made, text), *items.advise(made, text))})


def test_a_good_lesson_needs_no_advice() -> None:
    assert rules(lesson()) == []


@pytest.mark.parametrize(
    ("rule", "made"),
    [
        ("reading-ease", lesson(story=HARD)),
        ("longest-is-right", lesson(three(best=LONG))),
        ("negative-question", lesson(three(stem="Which of these would you not do?"))),
        ("negative-question", lesson(three(stem="Was würdest du nicht tun?"), language="de")),
        ("no-question", lesson(three(stem="You get up for a tea."))),
        ("absolute-in-right", lesson(three(best="Always lock it."))),
        ("absolute-in-right", lesson(three(best="Immer sperren."), language="de")),
        ("absolute-in-wrong", lesson(three(wrong=("Never mind it.", "Turn it off.", "Ask a friend.")))),
        ("options-alike", lesson(three(wrong=("Turn it off again.", "Turn it off again now.", "Ask a friend.")))),
        ("jargon", lesson(three(stem="Is this phishing?"))),
        ("jargon", lesson(three(stem="Ist das ein Phishingversuch?"), language="de")),
        ("unkind", lesson(three(feedback="It was careless to leave it open."))),
        ("unkind", lesson(three(feedback="Das wäre leichtsinnig, und zwar sehr."), language="de")),
        ("verdict-first", lesson(three(feedback="Wrong. It may be seen by anybody."))),
        ("verdict-first", lesson(three(feedback="Leider nein, das sieht jeder, der kommt."), language="de")),
        ("bare-feedback", lesson(three(feedback="Well done."))),
        ("few-items", lesson(three()[:2])),
        ("one-variant", lesson((item("one", variant(at=3)), *three()[1:]))),
        ("right-by-position", lesson((item("one", variant(at=3), variant(at=3, name="b")), *three()[1:]))),
    ],
)
def test_each_rule_speaks(rule: str, made: Lesson) -> None:
    assert rules(made) == [rule]
    assert RULES[rule].why


def test_a_writer_who_likes_one_place_or_long_right_answers_hears_of_it() -> None:
    same = tuple(
        item(name, variant(at=2), variant(at=place, name="b")) for name, place in (("a", 1), ("b", 2), ("c", 4))
    )
    found = [one.text for one in items.advise(lesson(same), lesson(same).text("en"))]
    assert "the right option stands in place 2 in 4 of 6 questions" in found
    longer = "Lock it, please."
    long = tuple(item(name, variant(longer, at=1), variant(longer, at=2, name="b")) for name in "abc")
    found = [one.text for one in items.advise(lesson(long), lesson(long).text("en"))]
    assert found == ["the right option is the longest in 6 of 6 questions"]


def test_words_of_a_trade_may_be_used_among_those_whose_trade_it_is() -> None:
    made = three(stem="Which credentials does this endpoint need?")
    assert rules(lesson(made, audience=("developers", "admins"))) == []
    assert rules(lesson(made, audience=("developers", "everyone"))) == ["jargon"]


def test_a_language_without_word_lists_gets_no_advice_on_words() -> None:
    assert rules(lesson(three(stem="Phishing, toujours?"), language="fr")) == []
