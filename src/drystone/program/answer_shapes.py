"""The shape of answers/*.yaml: what whoever reported is told, in every language that people are written to in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field, RootModel

from drystone.lib.text import listing, suggest
from drystone.program.answer_model import PLACEHOLDERS, Answer, Verdict, named
from drystone.program.model import Place, Problem
from drystone.program.playbook_model import Kind
from drystone.program.tree import Node
from drystone.program.written import Id, Written

#: A part of a short word: two or three sentences.
Part = Annotated[str, Field(min_length=1, max_length=600)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}(-[a-z]{2,8})?$")]
Spoken = Annotated[dict[Language, Part], Field(min_length=1)]


class AnswerShape(Written):
    """What is said of one verdict: what it was, what we did, thank you. {sender}, {day}, {organisation} and {address}
    are filled in."""

    id: Id
    verdict: Verdict
    kinds: list[Kind] = Field(default=[], alias="for", description="Kinds of report; none for all others.")
    was: Spoken = Field(description="What it was, by language.")
    did: Spoken = Field(description="What we did, by language.")
    thanks: Spoken = Field(description="Thank you, by language; also for a false alarm.")
    received: Spoken | None = Field(
        default=None, description="What those read who received the same and did nothing; left out, they are not told."
    )


class AnswerFile(RootModel[list[AnswerShape] | AnswerShape]):
    """answers/*.yaml: one answer, or a list."""


def made(shape: AnswerShape, node: Node, places: dict[str, Place]) -> Answer:
    """Make the answer; a text that is folded over lines is one line."""
    said = {name: _joined(getattr(shape, name) or {}) for name in ("was", "did", "thanks", "received")}
    return Answer(shape.id, shape.verdict, node.place, tuple(shape.kinds), places=places, **said)


def _joined(spoken: dict[str, str]) -> dict[str, str]:
    return {language: " ".join(text.split()) for language, text in spoken.items()}


def problems(answers: Iterable[Answer], languages: Sequence[str]) -> list[Problem]:
    """Return what answers say that does not fit: two for one case, a language left out, a placeholder that is none."""
    found: list[Problem] = []
    taken: dict[tuple[str, str], str] = {}
    for one in answers:
        for number, kind in enumerate(one.kinds or ("",)):
            if (first := taken.setdefault((one.verdict, kind), one.id)) != one.id:
                where = _at(one, f"for.{number}") if kind else one.place
                what = f"`{kind}` found {one.verdict}" if kind else f"{one.verdict}, of all kinds,"
                found.append(Problem(where, f"{what} has the answer `{first}` already", "leave it out of one of them"))
        for name, spoken in one.parts.items():
            left_out = [language for language in languages if language not in spoken]
            if left_out:
                # Whoever reads that language is answered in our own words meanwhile.
                message = f"people are written to in {listing(left_out)} too, and this is not"
                found.append(Problem(_at(one, name), message, f"add {left_out[0]}: …", "warning"))
            for language, text in spoken.items():
                found += _unfilled(text, _at(one, f"{name}.{language}"))
    return found


def _unfilled(text: str, place: Place) -> list[Problem]:
    unknown = [name for name in named(text) if name not in PLACEHOLDERS]
    known = listing([f"{{{name}}}" for name in PLACEHOLDERS])
    return [Problem(place, f"nothing is filled in for {{{name}}}", _hint(name, known)) for name in unknown]


def _hint(name: str, known: str) -> str:
    near = suggest(name, list(PLACEHOLDERS))
    return f"did you mean {{{near}}}?" if near else f"known are {known}"


def _at(answer: Answer, path: str) -> Place:
    return answer.places.get(path, answer.place)
