"""Playbooks: what to do now, per kind of mistake, as frozen objects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from drystone.program.place import Place

Kind = Literal[
    "clicked", "typed-password", "opened-file", "sent-wrong", "lost-device", "let-someone-in", "paid", "looks-odd",
    "something-else", "ask-first",
]  # fmt: skip
#: What can have happened; the last is a question before anything did.
KINDS: tuple[Kind, ...] = (
    "clicked", "typed-password", "opened-file", "sent-wrong", "lost-device", "let-someone-in", "paid", "looks-odd",
    "something-else", "ask-first",
)  # fmt: skip
Platform = Literal["windows", "macos", "linux", "ios", "android"]
#: Which answers to which questions a step is for; none is for all.
When = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Question:
    """What whoever reported is asked: one tap, and not knowing is an answer."""

    id: str
    say: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What whoever reported does now.

    ``{device}`` and ``{account}`` in ``do`` stand for what is theirs. ``on`` are the platforms that it is for, none for
    all. ``alone``: only for somebody who contains it alone, because nobody is told whose device or account it is.
    """

    do: str
    why: str = ""
    minutes: int | None = None
    when: When = field(default_factory=dict)
    on: tuple[Platform, ...] = ()
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """What responders do next: which position, and within which time of the report."""

    do: str
    by: str
    within: dt.timedelta
    when: When = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Playbook:
    """What to do now after one kind of mistake; ``kinds`` are those it is for.

    ``habit`` is the one whose lesson is offered, ``shows`` the one that telling shows.
    ``urgent`` says whether minutes decide; None leaves it to the kind.
    """

    id: str
    title: str
    place: Place
    kinds: tuple[Kind, ...] = ()
    habit: str | None = None
    shows: str | None = None
    urgent: bool | None = None
    ask: tuple[Question, ...] = ()
    you: tuple[Step, ...] = ()
    we: tuple[Task, ...] = ()
    then: str = ""
    thanks: str = ""
    places: Mapping[str, Place] = field(default_factory=dict)


def fits(when: When, answers: Mapping[str, str]) -> bool:
    """Whether a step is for somebody who answered so; what was not answered fits everything."""
    return all(question not in answers or answers[question] in wanted for question, wanted in when.items())
