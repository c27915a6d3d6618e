"""Lessons and the misconceptions that their wrong answers stand for, as frozen objects that know their place.

A lesson has one text for each language. All of them ask the same items, with the same variants and the same options;
only the words differ, so that answers in two languages can be counted together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from drystone.program.place import Place

ItemKind = Literal["choice", "what-would-you-do"]


@dataclass(frozen=True, slots=True)
class Reference:
    """What a lesson or an answer rests on: who published it, in which year, and what it says."""

    name: str
    year: int | None = None
    says: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose. A wrong one names its misconception, which is also its id; the best are ``best``."""

    id: str
    text: str
    best: bool
    feedback: str
    place: Place
    misconception: str | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to ask an item: ``id`` is a letter from ``a``; ``best`` is how many options are best."""

    id: str
    stem: str
    options: tuple[Option, ...]
    place: Place
    best: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """A question that asks for one idea, in one or several ways. The id is unique in the whole program."""

    id: str
    kind: ItemKind
    variants: tuple[Variant, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class LessonText:
    """A lesson in one language; ``story`` and ``today`` are Markdown without HTML, images or headings."""

    language: str
    title: str
    story: str
    today: str
    items: tuple[Item, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson. ``language`` is the one it was written in; ``texts`` holds that one first, then its translations.

    ``audience`` names who it is for, in the words of ``drystone.program.audiences``; ``order`` is its place in a
    course, lower first.
    """

    id: str
    language: str
    habits: tuple[str, ...]
    audience: tuple[str, ...]
    minutes: int
    place: Place
    texts: Mapping[str, LessonText] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    activity: str | None = None
    order: int = 500

    def text(self, language: str) -> LessonText:
        """Return the lesson in a language, or in the one it was written in where it has no such translation."""
        return self.texts.get(language) or self.texts[self.language]

    @property
    def items(self) -> tuple[Item, ...]:
        """The items, in the words of the language that the lesson was written in."""
        return self.texts[self.language].items


@dataclass(frozen=True, slots=True)
class Misconception:
    """A belief behind wrong answers, in the voice of who holds it, and a kind, true answer; both by language."""

    id: str
    habit: str
    belief: Mapping[str, str]
    answer: Mapping[str, str]
    place: Place
    references: tuple[Reference, ...] = ()
