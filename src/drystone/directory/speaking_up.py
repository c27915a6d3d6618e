"""Where a printed card leads: thanks, what to do now after a slip, and whom to call. Open to everybody, and no form.

It holds the place of the reports that are still to come: it keeps nothing, and says nothing that the program does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from drystone.program.model import Document, Program
from drystone.shell import access, program_words, site
from drystone.shell.viewer import ADMINISTER, RESPOND, Request

#: As many things to do as somebody in a hurry reads.
_STEPS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; ``asked`` and ``answers`` are a question and what to have answered, where it depends."""

    do: str
    why: str
    asked: str
    answers: str


@dataclass(frozen=True, slots=True)
class Book:
    """What to do first after one kind of slip, in the program's words."""

    title: str
    steps: list[Step]
    thanks: str


@access.page(access.anyone)
def report(request: Request) -> HttpResponse:
    """Thank, say what to do now after each kind of slip, and whom to call."""
    program = site.program()
    stressed = stressed_of(program)
    told = {
        "promise": promise(program),
        "promise_language": program_words.language() if stressed else None,
        "books": books(program),
        "calls": calls(program),
        "language": program_words.language(),
    }
    return render(request, "directory/report.html", told)


def books(program: Program) -> list[Book]:
    """Return what the program's playbooks tell a person to do first; those that tell nobody anything are left out."""
    found = []
    for document in program.documents:
        steps = list(_steps(document.head)) if document.kind == "playbook" else []
        if steps:
            found.append(Book(_title(document), steps[:_STEPS], _text(document.head.get("thanks"))))
    return found


def calls(program: Program) -> list[tuple[str, str]]:
    """Return what happened and which position to call, for the positions that the program has; names of nobody."""
    wanted = ((_("Something odd, or a slip of your own"), RESPOND), (_("You cannot get in"), ADMINISTER))
    found = []
    for occasion, power in wanted:
        role = next((role for role in program.roles.values() if power in role.may), None)
        if role is not None:
            found.append((occasion, role.name))
    return found


def promise(program: Program) -> str:
    """Return the first thing that the promise stresses, as plain text; ours where it stresses nothing."""
    return stressed_of(program) or _("You will not be punished for telling us about a mistake.")


def stressed_of(program: Program) -> str:
    """Return the first thing that the promise of the program stresses, or an empty text."""
    stressed = re.search(r"\*\*([^*\n]{1,300})\*\*", program.promise)
    return stressed[1].strip() if stressed else ""


def _steps(head: Mapping[str, Any]) -> Iterator[Step]:
    """Yield what a playbook tells whoever it happened to; its shape is the program's own."""
    questions = {_text(one.get("id")): _text(one.get("say")) for one in _mappings(head.get("ask"))}
    for one in _mappings(head.get("you")):
        do, when = _text(one.get("do")), one.get("when")
        question, answers = next(iter(when.items()), ("", [])) if isinstance(when, Mapping) else ("", [])
        wanted = [_text(answer) for answer in answers] if isinstance(answers, list) else []
        if do:
            yield Step(do, _text(one.get("why")), questions.get(_text(question), ""), " / ".join(filter(None, wanted)))


def _title(document: Document) -> str:
    return _text(document.head.get("title")) or document.id.replace("-", " ")


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
