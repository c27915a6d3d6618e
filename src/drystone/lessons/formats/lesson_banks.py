"""Lessons as banks, and banks as lessons: what leaves a program, and what is written into one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from drystone.lessons.formats import markup
from drystone.lessons.formats.bank import QUESTION_ID, Answer, Bank, Question, is_id
from drystone.program.lesson_model import Item, Lesson, LessonText, Option, Reference, Variant
from drystone.program.place import Place

#: What would begin HTML or a picture in Markdown; words that look so are written with a sign that cannot.
_MARKUP = re.compile(r"<(?=[A-Za-z/!?])")
_PICTURE = re.compile(r"!\[")
_ABOUT: Final = re.compile(r"(habit|for|minutes|order|activity):(.{1,80})")
_HERE: Final = Place("")


def bank_of(lesson: Lesson, language: str) -> Bank:
    """Return a lesson in one language as a bank, a question for each way to ask an item.

    Raises KeyError where the lesson has no text in that language.
    """
    text = lesson.texts[language]
    tags = [
        *(f"habit:{habit}" for habit in lesson.habits),
        *(f"for:{who}" for who in lesson.audience),
        f"minutes:{lesson.minutes}",
        f"order:{lesson.order}",
        *([f"activity:{lesson.activity}"] if lesson.activity else []),
    ]
    questions = tuple(_question(item, variant) for item in text.items for variant in item.variants)
    return Bank(
        lesson.id,
        markup.line(text.title),
        language,
        questions,
        markup.markdown(text.story),
        markup.markdown(text.today),
        tuple(tags),
    )


def _question(item: Item, variant: Variant) -> Question:
    from_options = tuple(
        Answer(markup.line(one.text), one.best, markup.tidy(one.feedback), one.misconception) for one in variant.options
    )
    return Question(
        item.id if variant.id == "a" else f"{item.id}/{variant.id}",
        markup.tidy(variant.stem),
        from_options,
        kind=item.kind,
        several=variant.best > 1,
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """A lesson made of a bank, and what a person has still to write before it is whole."""

    lesson: Lesson
    language: str
    missing: tuple[str, ...]


def lesson_of(
    bank: Bank, *, source: str, habits: Sequence[str] = (), known: Mapping[str, Lesson] | None = None
) -> Draft:
    """Return a bank as a lesson, or as the translation of a known one of its id in another language.

    ``source`` is what it rests on; ``habits`` stand in where its tags name none. What no format says is left empty and
    named in ``missing``: nothing is made up.
    """
    said: dict[str, list[str]] = {}
    for tag in bank.tags:
        if found := _ABOUT.fullmatch(tag):
            said.setdefault(found[1], []).append(found[2])
    text = LessonText(bank.language, _safe(bank.title), _safe(bank.story), _safe(bank.today), _items(bank), _HERE)
    original = (known or {}).get(bank.id)
    own = original.language if original is not None and original.language != bank.language else bank.language
    chosen = tuple(name for name in said.get("habit", []) if is_id(name)) or tuple(habits)
    lesson = Lesson(
        id=bank.id,
        language=own,
        habits=chosen,
        audience=tuple(said.get("for", ["everyone"])),
        minutes=_whole(said.get("minutes", []), 3, 2),
        place=_HERE,
        texts={bank.language: text},
        references=(Reference(source),),
        activity=next((name for name in said.get("activity", []) if is_id(name)), None),
        order=_whole(said.get("order", []), 999, 500),
    )
    missing = [] if chosen or own != bank.language else ["which habit it is about"]
    missing += [what for what, there in (("a story", text.story), ("one thing to do today", text.today)) if not there]
    options = [option for item in text.items for variant in item.variants for option in variant.options]
    without = sum(not option.best and option.misconception is None for option in options)
    missing += [f"the misconception behind {without} wrong answers"] * bool(without)
    silent = sum(not option.feedback for option in options)
    missing += [f"what is said to {silent} answers"] * bool(silent)
    return Draft(lesson, bank.language, tuple(missing))


def _whole(given: Sequence[str], most: int, otherwise: int) -> int:
    number = int(given[0]) if given and given[0].isascii() and given[0].isdecimal() and len(given[0]) < 4 else otherwise
    return number if 1 <= number <= most else otherwise


def _items(bank: Bank) -> tuple[Item, ...]:
    """Return the items; the further ways to ask one stand below it, lettered in order."""
    asked: dict[str, list[Question]] = {}
    for question in bank.questions:
        found = QUESTION_ID.fullmatch(question.id)
        asked.setdefault(found[1] if found else question.id, []).append(question)
    return tuple(
        Item(
            name,
            listed[0].kind,
            tuple(_variant(chr(ord("a") + place), question) for place, question in enumerate(listed[:26])),
            _HERE,
        )
        for name, listed in asked.items()
    )


def _variant(letter: str, question: Question) -> Variant:
    options = []
    best = 0
    several = sum(answer.best for answer in question.answers)
    for place, answer in enumerate(question.answers, 1):
        best += answer.best
        named = f"best-{best}" if several > 1 else "best"
        name = named if answer.best else answer.misconception or f"option-{place}"
        feedback = "\n\n".join(part for part in (answer.feedback, question.feedback) if part)
        options.append(Option(name, _safe(answer.text), answer.best, _safe(feedback), _HERE, answer.misconception))
    return Variant(letter, _safe(question.stem), tuple(options), _HERE, several)


def _safe(text: str) -> str:
    return _PICTURE.sub("! [", _MARKUP.sub("‹", text))
