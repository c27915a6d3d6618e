"""Two pages for those who lead: what is often believed, and which habits would free the most. Never who."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from drystone.measures import keeping, levers
from drystone.measures.access import leads
from drystone.measures.levers import Lever
from drystone.program.model import Program
from drystone.shell import access, site
from drystone.shell.viewer import Request


@dataclass(frozen=True, slots=True)
class Believed:
    """What is often believed in a department, or everywhere (""): misconception, habit, at least so many of so many."""

    name: str
    common: tuple[tuple[str, str, int, int], ...]


@access.page(leads)
def beliefs(request: Request) -> HttpResponse:
    """Show which misconceptions are common, everywhere and in departments that are large enough."""
    since, groups = believed()
    program, language = site.program(), request.viewer.language
    said = {
        "since": since,
        "groups": [_group(one, program, language) for one in groups],
        "floor": program.settings.privacy.group_floor,
    }
    return render(request, "measures/beliefs.html", said)


@access.page(leads)
def freeing(request: Request) -> HttpResponse:
    """Show which habits would free the most, were they everybody's."""
    program = site.program()
    since, found = most_freeing()
    said = {
        "since": since,
        "rows": [{"lever": one, "slips": titles(one.slips, program)} for one in found],
        "floor": program.settings.privacy.group_floor,
    }
    return render(request, "measures/levers.html", said)


def believed() -> tuple[dt.date | None, tuple[Believed, ...]]:
    """Return what is common, as it was counted this week: everywhere first, then departments by name. One query."""
    kept = sorted(keeping.newest("beliefs"), key=lambda one: (bool(one.key), one.key.casefold()))
    groups = tuple(
        Believed(one.key, tuple((told["misconception"], told["habit"], told["holding"], told["asked"])
                                for told in one.figures["common"]))
        for one in kept
    )  # fmt: skip
    return (kept[0].since if kept else None), groups


def most_freeing() -> tuple[dt.date | None, tuple[Lever, ...]]:
    """Return the habits, what would free the most first, as it was counted this week. Two queries."""
    kept = keeping.newest("levers")
    _since, groups = believed()
    everywhere = [(belief, habit) for group in groups if not group.name for belief, habit, _n, _of in group.common]
    figures = {one.key: one.figures for one in kept}
    return (kept[0].since if kept else None), levers.ranked(site.program(), figures, everywhere) if kept else ()


#: So many beliefs of a group stand open; the others are folded away.
_OPEN = 8


def _group(one: Believed, program: Program, language: str) -> dict[str, Any]:
    rows = _rows(one, program, language)
    return {"name": one.name, "rows": rows[:_OPEN], "more": rows[_OPEN:]}


def _rows(one: Believed, program: Program, language: str) -> list[dict[str, Any]]:
    return [
        {
            "belief": text(program.misconceptions[key].belief, language),
            "answer": text(program.misconceptions[key].answer, language),
            "habit": program.habits.get(habit),
            "holding": holding,
            "asked": asked,
        }
        for key, habit, holding, asked in one.common
        if key in program.misconceptions
    ]


def titles(slips: Sequence[str], program: Program) -> list[str]:
    """Return what kinds of slip are called, by the ids of their playbooks."""
    return [program.playbooks[key].title for key in slips if key in program.playbooks]


def text(texts: Any, language: str) -> str:
    """Return a text in a language, else as it was written first."""
    return str(texts.get(language) or texts.get(language.partition("-")[0]) or next(iter(texts.values()), ""))
