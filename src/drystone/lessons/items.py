"""Advice on items: what gives an answer away to people who know nothing about the matter.

The flaws are those of item-writing guides (T. M. Haladyna, S. M. Downing, M. C. Rodriguez, "A review of
multiple-choice item-writing guidelines for classroom assessment", 2002).
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from drystone.lessons import word_lists
from drystone.lessons.findings import Advice
from drystone.program.lesson_model import Item, Lesson, LessonText, Option, Variant

#: How much longer than the next a right option may be, and in which share of questions it may be the longest.
LONGER = 1.35
OFTEN = 0.6
#: Fewer questions than this say nothing about a habit of their writer.
ENOUGH = 4
ALIKE = 0.86
FEW = 3


def advise(lesson: Lesson, text: LessonText) -> Iterator[Advice]:
    """Give advice on the items of a lesson in one language."""
    variants = [variant for item in text.items for variant in item.variants]
    for variant in variants:
        yield from _variant(lesson, text.language, variant)
    for item in text.items:
        yield from _item(lesson, text.language, item)
    yield from _bias(lesson, text, [variant for variant in variants if variant.best == 1])
    if len(text.items) < FEW:
        said = f"{len(text.items)} items; write at least {FEW}"
        yield Advice("few-items", text.place, lesson.id, text.language, said)


def right_position(variant: Variant) -> int:
    """Return where the best option stands, from 1; 0 where there is none."""
    return next((number for number, option in enumerate(variant.options, 1) if option.best), 0)


def longest_is_right(variant: Variant) -> bool:
    """Whether the best option is longer than every other."""
    others = [len(option.text) for option in variant.options if not option.best]
    return min((len(option.text) for option in variant.options if option.best), default=0) > max(others, default=0)


def _variant(lesson: Lesson, language: str, variant: Variant) -> Iterator[Advice]:
    negative = word_lists.NEGATIVE.get(language)
    if negative and (found := negative.search(variant.stem)):
        said = f"`{found.group()}` asks for what is not so"
        yield Advice("negative-question", variant.place, lesson.id, language, said)
    if "?" not in variant.stem:
        yield Advice("no-question", variant.place, lesson.id, language, "ends without a question")
    absolute = word_lists.ABSOLUTE.get(language)
    for option in variant.options:
        if absolute and (found := absolute.search(option.text)):
            rule = "absolute-in-right" if option.best else "absolute-in-wrong"
            yield Advice(rule, option.place, lesson.id, language, f"`{found.group()}` in `{option.text}`")
    yield from _alike(lesson, language, variant.options)
    if variant.best == 1 and longest_is_right(variant):
        best = next(len(option.text) for option in variant.options if option.best)
        other = max(len(option.text) for option in variant.options if not option.best)
        if best > LONGER * other:
            said = f"the right option has {best} characters, the next longest {other}"
            yield Advice("longest-is-right", variant.place, lesson.id, language, said)


def _alike(lesson: Lesson, language: str, options: Sequence[Option]) -> Iterator[Advice]:
    for one, other in combinations(options, 2):
        first, second = one.text.casefold(), other.text.casefold()
        if difflib.SequenceMatcher(None, first, second, autojunk=False).ratio() >= ALIKE:
            said = f"`{one.text}` and `{other.text}` say nearly the same"
            yield Advice("options-alike", other.place, lesson.id, language, said)


def _item(lesson: Lesson, language: str, item: Item) -> Iterator[Advice]:
    if len(item.variants) == 1:
        said = f"`{item.id}` is asked in one way; add ### {item.id}/b"
        yield Advice("one-variant", item.place, lesson.id, language, said)
        return
    positions = {right_position(variant) for variant in item.variants}
    if len(positions) == 1:
        said = f"every way to ask `{item.id}` has its right option in place {positions.pop()}; move one"
        yield Advice("right-by-position", item.place, lesson.id, language, said)


def _bias(lesson: Lesson, text: LessonText, variants: Sequence[Variant]) -> Iterator[Advice]:
    if len(variants) < ENOUGH:
        return
    place, most = Counter(right_position(variant) for variant in variants).most_common(1)[0]
    if most > OFTEN * len(variants):
        said = f"the right option stands in place {place} in {most} of {len(variants)} questions"
        yield Advice("right-by-position", text.place, lesson.id, text.language, said)
    longest = sum(longest_is_right(variant) for variant in variants)
    if longest > OFTEN * len(variants):
        said = f"the right option is the longest in {longest} of {len(variants)} questions"
        yield Advice("longest-is-right", text.place, lesson.id, text.language, said)
