"""The shape of playbooks/*.yaml: what to do now, for one kind of mistake."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, RootModel

from drystone.lib.text import listing, suggest
from drystone.program.model import Place, Problem
from drystone.program.playbook_model import Kind, Platform, Playbook, Question, Step, Task, When
from drystone.program.report_shapes import Span
from drystone.program.tree import Node
from drystone.program.written import Id, Prose, Word, Words, Written

Minutes = Annotated[int, Field(ge=0, le=1_000)]
WhenShape = dict[Id, Words]


class QuestionShape(Written):
    """What whoever reported is asked; one tap."""

    id: Id
    say: Word
    answers: Annotated[Words, Field(min_length=2, max_length=8)]


class StepShape(Written):
    """What whoever reported does now. {device} and {account} stand for theirs."""

    do: Word
    why: Word | None = None
    minutes: Minutes | None = None
    when: WhenShape = Field(default={}, description="Only for these answers: question id to answers.")
    on: list[Platform] = Field(default=[], description="Only on these platforms.")
    alone: bool = Field(default=False, description="Only for somebody who contains it alone.")


class TaskShape(Written):
    """What responders do next."""

    do: Word
    by: Id = Field(description="The role that does it.")
    within: Span = Field(description="From the report on: 10m, 2h, 1d.")
    when: WhenShape = Field(default={})


class PlaybookShape(Written):
    """What to do now, for one kind of mistake."""

    id: Id
    title: Word
    kinds: list[Kind] = Field(default=[], alias="for", description="The kinds of report that it is for.")
    habit: Id | None = Field(default=None, description="What the lesson is about that is offered to whoever told.")
    shows: Id | None = Field(default=None, description="The habit that whoever tells this has shown by telling it.")
    urgent: bool | None = Field(default=None, description="Minutes decide; else as the kind usually is.")
    ask: Annotated[list[QuestionShape], Field(max_length=5)] = Field(default=[])
    you: Annotated[list[StepShape], Field(min_length=1, max_length=12)]
    we: list[TaskShape] = Field(default=[])
    then: Prose | None = None
    thanks: Word


class PlaybookFile(RootModel[list[PlaybookShape] | PlaybookShape]):
    """playbooks/*.yaml: one playbook, or a list."""


def made(shape: PlaybookShape, node: Node, places: dict[str, Place]) -> Playbook:
    """Make the playbook."""
    return Playbook(
        id=shape.id,
        title=shape.title,
        place=node.place,
        kinds=tuple(shape.kinds),
        habit=shape.habit,
        shows=shape.shows,
        urgent=shape.urgent,
        ask=tuple(Question(one.id, one.say, tuple(one.answers)) for one in shape.ask),
        you=tuple(
            Step(one.do, one.why or "", one.minutes, _when(one.when), tuple(one.on), one.alone) for one in shape.you
        ),
        we=tuple(Task(one.do, one.by, one.within, _when(one.when)) for one in shape.we),
        then=shape.then or "",
        thanks=shape.thanks,
        places=places,
    )


def problems(book: Playbook, *, roles: Iterable[str], habits: Iterable[str]) -> list[Problem]:
    """Return what a playbook says that does not fit: questions, answers, roles and habits that are not there."""
    found = [_unknown("role", task.by, roles, _at(book, f"we.{at}.by")) for at, task in enumerate(book.we)]
    named = (("habit", book.habit), ("shows", book.shows))
    found += [_unknown("habit", habit, habits, _at(book, key)) for key, habit in named if habit is not None]
    given = {question.id: question.answers for question in book.ask}
    parts = [*((f"you.{at}", one.when) for at, one in enumerate(book.you))]
    parts += [(f"we.{at}", one.when) for at, one in enumerate(book.we)]
    for path, when in parts:
        for question, wanted in when.items():
            place = _at(book, f"{path}.when.{question}")
            found.append(_unknown("question", question, given, place))
            found += [_unknown("answer", one, given[question], place) for one in wanted if question in given]
    return [one for one in found if one is not None]


def _unknown(what: str, name: str, known: Iterable[str], place: Place) -> Problem | None:
    names = list(known)
    if name in names:
        return None
    near = suggest(name, names)
    hint = f"did you mean `{near}`?" if near else f"known are {listing(names)}" if names else ""
    return Problem(place, f"unknown {what} `{name}`", hint)


def _at(book: Playbook, path: str) -> Place:
    return book.places.get(path, book.place)


def _when(shape: dict[str, list[str]]) -> When:
    return {question: tuple(answers) for question, answers in shape.items()}
