"""Lessons as text: what ``lessons.read`` reads again without loss, for lessons that come from elsewhere.

A line that would be read as something else than it is (a sentence that begins with a hyphen, say) gets a backslash in
front, which the reader takes away.
"""

from __future__ import annotations

import textwrap
from typing import Any

import yaml

from drystone.program.lesson_model import Item, Lesson, LessonText, Option, Reference, Variant
from drystone.program.lesson_text import CHECK, TODAY, shielded

_WIDTH = 118


def lesson_file(lesson: Lesson, language: str) -> str:
    """Return the file of a lesson in one of its languages: whole head for its own, else that of a translation.

    Raises KeyError where the lesson has no text in that language.
    """
    text = lesson.texts[language]
    head = _head(lesson, text) if language == lesson.language else _translation(lesson, text)
    dumped = yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=_WIDTH)
    parts = [
        f"---\n{dumped}---",
        text.story,
        f"## {TODAY.get(language, TODAY['en'])}",
        text.today,
        f"## {CHECK.get(language, CHECK['en'])}",
        *(_variant(item, variant) for item in text.items for variant in item.variants),
    ]
    return "\n\n".join(parts) + "\n"


def _head(lesson: Lesson, text: LessonText) -> dict[str, Any]:
    head: dict[str, Any] = {
        "id": lesson.id,
        "title": text.title,
        "language": lesson.language,
        "habits": list(lesson.habits),
        "for": list(lesson.audience),
        "minutes": lesson.minutes,
        "order": lesson.order,
        "activity": lesson.activity,
        "sources": [_source(one) for one in lesson.references],
    }
    return {key: value for key, value in head.items() if value is not None}


def _translation(lesson: Lesson, text: LessonText) -> dict[str, Any]:
    return {"translates": lesson.id, "language": text.language, "title": text.title}


def _source(reference: Reference) -> dict[str, Any]:
    given = {"name": reference.name, "year": reference.year, "says": reference.says, "url": reference.url}
    return {key: value for key, value in given.items() if value}


def _variant(item: Item, variant: Variant) -> str:
    first = variant.id == "a"
    lines = [f"### {item.id}" if first else f"### {item.id}/{variant.id}"]
    if first and item.kind != "choice":
        lines.append(f"kind: {item.kind}")
    if variant.best != 1:
        lines.append(f"best: {variant.best}")
    for paragraph in variant.stem.split("\n\n"):
        lines += ["", *(shielded(line) for line in textwrap.wrap(paragraph, _WIDTH, break_on_hyphens=False))]
    lines.append("")
    for option in variant.options:
        lines += _option(option)
    return "\n".join(lines)


def _option(option: Option) -> list[str]:
    # An option's own first line is plain after its mark; the lines below it are told apart by how they begin.
    first, *more = textwrap.wrap(option.text, _WIDTH - 6, break_on_hyphens=False) or [""]
    lines = [f"- [{'x' if option.best else ' '}] {first}", *(f"  {shielded(line)}" for line in more)]
    if option.misconception is not None:
        lines.append(f"  misconception: {option.misconception}")
    for number, paragraph in enumerate(option.feedback.split("\n\n")):
        lines += ["  >"] * (number > 0)
        lines += [f"  > {line}" for line in textwrap.wrap(paragraph, _WIDTH - 4, break_on_hyphens=False)]
    return lines
