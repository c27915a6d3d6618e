"""Questions between formats: what a lesson asks, in one language, with all that some format carries.

A bank is made of plain words and our small Markdown only; whoever reads a format reduces what it holds to these first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from drystone.lessons.formats import limits
from drystone.lessons.formats.refusing import damaged
from drystone.program.lesson_model import ItemKind

ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Z]{2})?")
#: An item's id, and the letter of the way to ask it.
QUESTION_ID: Final = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)(?:/([b-z]))?")
_LONGEST_ID = 80
_STEP = Decimal("0.00001")
_FINE = Decimal("0.0000001")
_NUMBER = re.compile(r"[+-]?\d{1,4}(?:[.,]\d{0,10})?")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to choose, in one line. ``worth`` is its percent of the mark, None where ``best`` says it all."""

    text: str
    best: bool
    feedback: str = ""
    misconception: str | None = None
    worth: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One way to ask one thing. ``several`` answers may be chosen; ``feedback`` is said whatever was chosen.

    ``id`` is an item's id, with ``/b`` and on for its further ways; ``title`` is its name where that is not its id.
    """

    id: str
    stem: str
    answers: tuple[Answer, ...]
    title: str = ""
    kind: ItemKind = "choice"
    several: bool = False
    feedback: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bank:
    """The questions of one lesson in one language, with its story and task in our Markdown where there are any."""

    id: str
    title: str
    language: str
    questions: tuple[Question, ...] = ()
    story: str = ""
    today: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file held: its banks, and every thing that was left out, in words."""

    banks: tuple[Bank, ...]
    left: tuple[str, ...] = ()


def slug(text: str, otherwise: str = "") -> str:
    """Return an id made of a name: small ASCII letters, digits and hyphens; ``otherwise`` where nothing is left."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "-", bare)[:_LONGEST_ID].strip("-")
    return made or otherwise


def is_id(text: str) -> bool:
    """Whether a text is an id as programs write them."""
    return len(text) <= _LONGEST_ID and ID.fullmatch(text) is not None


def number(text: str, where: str) -> Decimal:
    """Read a percentage of a mark. Raises RefusedFileError where it is none, or beyond what a mark can be."""
    given = text.strip().rstrip("%").strip()
    found = Decimal(given.replace(",", ".")) if len(given) <= limits.MAX_NUMBER and _NUMBER.fullmatch(given) else None
    if found is None or abs(found) > 100:
        raise damaged(f"{text[:30]!r} is no percentage of a mark", where)
    return found.quantize(_FINE).normalize() + 0


def shares(answers: Sequence[Answer], *, several: bool) -> list[Decimal]:
    """Return what each answer is worth where nobody said otherwise: one best gives all, several best share it."""
    best = sum(answer.best for answer in answers)
    each = (Decimal(100) / best).quantize(_STEP).normalize() + 0 if several and best else Decimal(100)
    return [each if answer.best else Decimal(0) for answer in answers]


def worths(answers: Sequence[Answer], *, several: bool) -> list[Decimal]:
    """Return what each answer is worth, said or not."""
    implied = shares(answers, several=several)
    return [usual if answer.worth is None else answer.worth for answer, usual in zip(answers, implied, strict=True)]


def settled(answers: Iterable[Answer], *, several: bool) -> tuple[Answer, ...]:
    """Return the answers with a worth on each, or on none where all are as ``shares`` says (to rounding)."""
    listed = list(answers)
    usual = shares(listed, several=several)
    given = worths(listed, several=several)
    said = any(abs(one - other) > Decimal("0.01") for one, other in zip(given, usual, strict=True))
    return tuple(replace(answer, worth=one if said else None) for answer, one in zip(listed, given, strict=True))
