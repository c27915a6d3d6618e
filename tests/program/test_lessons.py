"""Lessons: what a good one becomes, and exactly what people are told of each slip."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from drystone.program import Loaded
from drystone.program.audiences import AUDIENCES
from drystone.program.sql import Parsed, parse_select

Told = Callable[..., list[str]]

HEAD = """---
id: a-good-lock
title: A good lock
language: en
habits: lock-and-encrypt
for: [everyone, it]
minutes: 1
sources: {name: A public page, year: 2023, says: Locks help.}
---
"""
STORY = "Nour gets up for a coffee and her screen stays open. " * 5
BODY = f"""{STORY}

## One thing to do today

Find the two keys that lock your screen and press them once.

## Check yourself

### coffee
kind: what-would-you-do

You get up for a coffee,
and the office is empty. What now?

- [x] Lock the screen,
  also for one minute.
  > Right. It takes
  > one second.
- [ ] Leave it, nobody is here.
  misconception: empty-is-safe
  > Empty rooms have visitors too.
- [ ] Turn the monitor off.
  misconception: dark-is-locked
  > One touch brings it back for anybody.

### coffee/b

The train stops and you want a tea. What now?

- [ ] Ask the person opposite to look after it.
  misconception: dark-is-locked
  > They may be kind, and they may get off.
- [ ] Leave it, it is only a minute.
  misconception: empty-is-safe
  > A minute is plenty.
- [x] Lock it and take it along.
  > Right, and the tea tastes better.
"""
LESSON = HEAD + BODY
GERMAN = (
    LESSON.replace(HEAD, "---\ntranslates: a-good-lock\nlanguage: de\ntitle: Ein gutes Schloss\n---\n")
    .replace("One thing to do today", "Eine Sache für heute")
    .replace("Check yourself", "Frag dich selbst")
)
BELIEFS = """
- id: empty-is-safe
  habit: lock-and-encrypt
  belief: {en: Nobody is here., de: Es ist keiner da.}
  answer: {en: Somebody may come while you are away., de: Es kann jederzeit jemand kommen.}
- id: dark-is-locked
  habit: lock-and-encrypt
  belief: {en: A dark screen is locked., de: Dunkel ist gesperrt.}
  answer: {en: It is only dark until somebody touches it., de: Es ist nur dunkel bis zur Berührung.}
"""
PATH = "lessons/a-good-lock.md"
TRANSLATED = "lessons/a-good-lock.de.md"
BANK = "misconceptions/locks.yaml"


def files(old: str = "", new: str = "", **changed: str) -> dict[str, str]:
    """Return a lesson, its translation and the bank, with one thing changed in the lesson."""
    assert old in LESSON
    made = {PATH: LESSON.replace(old, new, 1) if old else LESSON, TRANSLATED: GERMAN, BANK: BELIEFS}
    return {**made, **{{"german": TRANSLATED, "bank": BANK}[name]: text for name, text in changed.items()}}


def test_a_lesson_is_read_with_its_translation(loaded: Callable[..., Loaded]) -> None:
    answer = loaded(files())
    assert answer.problems == ()
    assert answer.program is not None
    lesson = answer.program.lessons["a-good-lock"]
    assert (lesson.habits, lesson.audience, lesson.minutes) == (("lock-and-encrypt",), ("everyone", "it"), 1)
    assert lesson.references[0].year == 2023
    assert list(lesson.texts) == ["en", "de"]
    assert lesson.text("de").title == "Ein gutes Schloss"
    assert lesson.text("fr").title == "A good lock"
    [item] = lesson.items
    assert (item.id, item.kind, [way.id for way in item.variants]) == ("coffee", "what-would-you-do", ["a", "b"])
    first = item.variants[0]
    assert first.stem == "You get up for a coffee, and the office is empty. What now?"
    assert [(option.id, option.best) for option in first.options] == [
        ("best", True),
        ("empty-is-safe", False),
        ("dark-is-locked", False),
    ]
    assert first.options[0].text == "Lock the screen, also for one minute."
    assert first.options[0].feedback == "Right. It takes one second."
    assert str(first.options[1].place) == f"{PATH}:29:18"
    assert answer.program.misconceptions["empty-is-safe"].belief["de"] == "Es ist keiner da."


def test_a_lesson_that_was_saved_on_windows_is_read_all_the_same(loaded: Callable[..., Loaded]) -> None:
    texts = {}
    for ending in ("\n", "\r\n"):
        answer = loaded({path: text.replace("\n", ending) for path, text in files().items()})
        assert answer.problems == ()
        assert answer.program is not None
        texts[ending] = answer.program.lessons["a-good-lock"].texts
    assert texts["\n"] == texts["\r\n"]


def test_several_best_options_are_told_apart(loaded: Callable[..., Loaded]) -> None:
    two = LESSON.replace("- [ ] Turn", "- [x] Turn").replace("  misconception: dark-is-locked\n", "", 1)
    answer = loaded({PATH: two.replace("kind:", "best: 2\nkind:"), BANK: BELIEFS})
    assert answer.program is not None, answer.problems
    options = answer.program.lessons["a-good-lock"].items[0].variants[0].options
    assert [option.id for option in options] == ["best-1", "empty-is-safe", "best-2"]


CASES: list[tuple[str, dict[str, str], list[str]]] = [
    (
        "no best option",
        files("- [x] Lock the", "- [ ] Lock the"),
        [
            f"{PATH}:18:1: error: an item has exactly one best option; this has 0; mark it with - [x]",
            f"{PATH}:24:1: error: a wrong option names the misconception behind it; add the line misconception: …",
        ],
    ),
    (
        "a misconception that is not there, and one named twice",
        files("misconception: dark-is-locked\n  > One", "misconception: empty-is-saf\n  > One").copy()
        | {TRANSLATED: GERMAN.replace("misconception: dark-is-locked", "misconception: empty-is-safe", 1)},
        [
            f"{TRANSLATED}:28:18: error: `empty-is-safe` is named twice in this item; each wrong option stands for a",
            f"{PATH}:32:18: error: unknown misconception `empty-is-saf`; did you mean `empty-is-safe`?",
        ],
    ),
    (
        "a best option with a misconception",
        files("  > Right. It takes", "  misconception: empty-is-safe\n  > Right. It takes"),
        [f"{PATH}:26:18: error: a best option has no misconception"],
    ),
    (
        "all of the above",
        files("Turn the monitor off.", "All of the above."),
        [f"{PATH}:32:18: error: an option speaks for itself, not of the others (`All of the above`)"],
    ),
    (
        "none of them in German",
        files(german=GERMAN.replace("Turn the monitor off.", "Keine der genannten Antworten")),
        [f"{TRANSLATED}:28:18: error: an option speaks for itself, not of the others (`Keine der genannten`)"],
    ),
    (
        "an unknown habit, audience and too many minutes",
        files("habits: lock-and-encrypt\nfor: [everyone, it]\nminutes: 1", "habits: lock\nfor: [manager]\nminutes: 9"),
        [
            f"{PATH}:5:9: error: unknown habit `lock`",
            f"{PATH}:6:7: error: a lesson cannot be for `manager`; did you mean `managers`?",
            f"{PATH}:7:10: error: `minutes` should be at most 3",
        ],
    ),
    (
        "slips of the pen in the check",
        files("- [ ] Turn the monitor off.", "- Turn the monitor off.\nand more"),
        [
            f"{PATH}:18:1: error: an item has 3 to 6 options; this has 2",
            f"{PATH}:31:1: error: this option does not say whether it is right; write - [x] before a best answer",
            f"{PATH}:32:1: error: this line belongs to no option; indent it by two spaces",
            f"{PATH}:33:1: error: an option has one misconception",
        ],
    ),
    (
        "keys and headings that are nearly right",
        files("### coffee\nkind: what-would", "### coffee\nkinds: x\nkind: what-wuld").copy()
        | {TRANSLATED: GERMAN.replace("## Eine Sache für heute", "## Eine Sache"), BANK: BELIEFS},
        [
            f"{TRANSLATED}:8:1: error: the first heading is `Eine Sache`; write ## Eine Sache für heute",
            f"{TRANSLATED}:14:1: error: `coffee` is a choice in the lesson; write kind: choice",
            f"{PATH}:19:1: error: unknown key `kinds`; did you mean `kind`?",
            f"{PATH}:20:1: error: `kind` is `what-wuld-you-do`; it may be choice or what-would-you-do; did you mean",
        ],
    ),
    (
        "HTML, a title, a section too many and an item that stands twice",
        files("### coffee/b", "# Title\n\n## More\n\n<b>### </b>\n### coffee"),
        [
            f"{PATH}:35:1: error: there is no place for the heading `Title`",
            f"{PATH}:37:1: error: there is no place for the heading `More`",
            f"{PATH}:39:1: error: a lesson is plain Markdown, without HTML or pictures; say it in words",
            f"{PATH}:39:1: error: this line belongs to no option",
            f"{PATH}:40:1: error: `coffee` already stands above; write ### coffee/b for another way to ask it",
            f"{TRANSLATED}:31:1: error: the lesson asks `coffee` in fewer ways",
        ],
    ),
    (
        "a translation of nothing, and a language that is taken",
        files(german=GERMAN.replace("translates: a-good-lock", "translates: a-god-lock")).copy()
        | {"lessons/more.md": GERMAN.replace("language: de", "language: en")},
        [
            f"{TRANSLATED}:2:13: error: unknown lesson `a-god-lock`; did you mean `a-good-lock`?",
            "lessons/more.md:3:11: error: `a-good-lock` in en already stands at lessons/a-good-lock.md:2:1",
            "lessons/more.md:8:1: error: the first heading is `Eine Sache für heute`",
            "lessons/more.md:12:1: error: the second heading is",
        ],
    ),
    (
        "a belief in one language, and a long story",
        files(STORY, STORY * 2, bank=BELIEFS.replace(", de: Dunkel ist gesperrt.", "")),
        [
            f"{PATH}:2:1: error: story and task have 122 words; there is room for 100 in 1 minute; shorten it",
            f"{BANK}:8:11: error: `belief` is not written in de; add de: …",
        ],
    ),
    (
        "a bank that cannot be read is told once",
        files(bank="- id: empty-is-safe\n  answer: Well: no\n"),
        [f'{BANK}:2:15: error: this is not YAML: mapping values are not allowed in this context; put a text that'],
    ),
    (
        "the same item in two lessons, and a file by another name",
        files().copy() | {"lessons/other.md": LESSON.replace("id: a-good-lock", "id: another")},
        [
            "lessons/other.md:1:1: error: this file holds `another` in en; name it another.md",
            "lessons/other.md:18:1: error: the item `coffee` is already asked at lessons/a-good-lock.md:18:1",
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("case", "changed", "expected"), CASES, ids=[case for case, _, _ in CASES])
def test_each_slip_is_told_with_its_place(told: Told, case: str, changed: dict[str, str], expected: list[str]) -> None:
    found = sorted(told(changed))
    for start in expected:
        assert [line for line in found if line.startswith(start)], f"{case}: {start}\n" + "\n".join(found)
    assert len(found) == len(expected), "\n".join(found)


def test_every_audience_is_found_by_sql_that_a_program_may_run() -> None:
    for word, sql in AUDIENCES.items():
        assert isinstance(parse_select(sql), Parsed), word


def test_a_translation_that_offers_other_options_is_told_where_to_compare(told: Told) -> None:
    other = GERMAN.replace("misconception: dark-is-locked", "misconception: dark-is-dark", 1)
    third = BELIEFS + BELIEFS.replace("empty-is-safe", "dark-is-dark").split("- id: dark-is-locked")[0]
    assert told(files(german=other, bank=third)) == [
        f"{TRANSLATED}:14:1: error: `coffee` has other options here than in the lesson: dark-is-locked and"
        f" dark-is-dark; compare {PATH}:18:1"
    ]
    without = GERMAN[: GERMAN.index("### coffee/b")]
    assert told(files(german=without)) == [
        f"{TRANSLATED}:14:1: error: the lesson asks `coffee` in 2 ways; translate {PATH}:35:1"
    ]
