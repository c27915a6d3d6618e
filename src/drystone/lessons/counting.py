"""What a program teaches, counted: by habit, language and audience, and what is missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from drystone.lessons import items, wording
from drystone.program.lesson_model import Lesson
from drystone.program.lesson_rules import words
from drystone.program.model import Program


@dataclass(frozen=True, slots=True)
class TextCount:
    """One lesson in one language: its length, how easily it reads, and how much it asks."""

    lesson: str
    language: str
    words: int
    ease: float | None
    items: int
    variants: int


@dataclass(frozen=True, slots=True)
class HabitCount:
    """What is taught about one habit; ``misconceptions`` are those of the bank."""

    habit: str
    lessons: int
    items: int
    misconceptions: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The whole. No wrong answer stands for an ``unused`` misconception; ``positions`` is where right answers stand."""

    lessons: int
    items: int
    variants: int
    misconceptions: int
    by_language: dict[str, int]
    by_audience: dict[str, int]
    by_habit: tuple[HabitCount, ...]
    texts: tuple[TextCount, ...]
    unused: tuple[str, ...]
    positions: dict[int, int]
    longest_right: int


def count(program: Program) -> Counts:
    """Count the lessons, items and misconceptions of a program."""
    lessons = sorted(program.lessons.values(), key=lambda lesson: (lesson.order, lesson.id))
    variants = [variant for lesson in lessons for item in lesson.items for variant in item.variants]
    used = {option.misconception for variant in variants for option in variant.options}
    return Counts(
        lessons=len(lessons),
        items=sum(len(lesson.items) for lesson in lessons),
        variants=len(variants),
        misconceptions=len(program.misconceptions),
        by_language=dict(Counter(language for lesson in lessons for language in lesson.texts)),
        by_audience=dict(Counter(who for lesson in lessons for who in lesson.audience)),
        by_habit=tuple(_habit(program, lessons, habit) for habit in program.habits),
        texts=tuple(_text(lesson, language) for lesson in lessons for language in lesson.texts),
        unused=tuple(name for name in program.misconceptions if name not in used),
        positions=dict(sorted(Counter(items.right_position(variant) for variant in variants).items())),
        longest_right=sum(items.longest_is_right(variant) for variant in variants),
    )


def _habit(program: Program, lessons: list[Lesson], habit: str) -> HabitCount:
    about = [lesson for lesson in lessons if habit in lesson.habits]
    return HabitCount(
        habit,
        len(about),
        sum(len(lesson.items) for lesson in about),
        sum(belief.habit == habit for belief in program.misconceptions.values()),
    )


def _text(lesson: Lesson, language: str) -> TextCount:
    text = lesson.texts[language]
    score = wording.ease_of(text)
    return TextCount(
        lesson.id,
        language,
        words(text.story) + words(text.today),
        score.score if score else None,
        len(text.items),
        sum(len(item.variants) for item in text.items),
    )
