"""How an item is asked: which variant, in which order its options stand. Both follow from item and number of review.

All variants come round before one comes again, and where an option stands says nothing: it is elsewhere the next time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from math import comb

from drystone.program.lesson_model import Item, Lesson, Option, Variant

#: How many questions follow a lesson's story; the others come in later weeks.
WITH_THE_STORY = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as somebody meets it the ``number``-th time (from 0), in one language."""

    lesson: Lesson
    language: str
    item: Item
    number: int
    variant: Variant
    options: tuple[Option, ...]

    @property
    def best(self) -> frozenset[str]:
        """The ids of the best options."""
        return frozenset(option.id for option in self.options if option.best)

    @property
    def choices(self) -> tuple[tuple[str, Option], ...]:
        """The options by their place, from "1" on: an id would say which of them is best."""
        return tuple((str(place), option) for place, option in enumerate(self.options, 1))

    def at(self, places: Iterable[str]) -> list[str]:
        """Return the ids of the options at some places, and "" for a place where there is none."""
        ids = {place: option.id for place, option in self.choices}
        return [ids.get(place, "") for place in places]

    @property
    def chance(self) -> float:
        """How likely somebody who knows nothing finds the best ones."""
        return 1 / comb(len(self.options), max(1, len(self.best)))

    @property
    def first(self) -> bool:
        """Whether they meet this variant for the first time."""
        return self.number < len(self.item.variants)


def ask(lesson: Lesson, item_id: str, number: int, language: str) -> Asked | None:
    """Return an item of a lesson as it is asked the ``number``-th time; None where the lesson has no such item."""
    text = lesson.text(language)
    item = next((one for one in text.items if one.id == item_id), None)
    if item is None:
        return None
    variant = item.variants[(_drawn(item_id) + number) % len(item.variants)]
    options = sorted(variant.options, key=lambda option: _drawn(f"{item_id} {number} {option.id}"))
    return Asked(lesson, text.language, item, number, variant, tuple(options))


def with_the_story(lesson: Lesson, person_id: str) -> tuple[str, ...]:
    """Return the items that somebody is asked right after the story: neighbours, from a place drawn for them."""
    ids = [item.id for item in lesson.items]
    start = _drawn(f"{lesson.id} {person_id}") % max(1, len(ids))
    return tuple((ids[start:] + ids[:start])[:WITH_THE_STORY])


def _drawn(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
