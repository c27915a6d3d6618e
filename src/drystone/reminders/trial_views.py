"""The page about trials: what is being tried on whom (everybody, by lot), and what came of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from drystone.program.model import Program
from drystone.reminders import trial_answers, trial_words
from drystone.reminders.access import may_see_trials
from drystone.reminders.trial_answers import Told
from drystone.shell import access, site
from drystone.shell.viewer import Request


@access.page(may_see_trials)
def page(request: Request) -> HttpResponse:
    """Show every trial: its question, its arms, where it stands, and once it is over what came of it."""
    program = site.program()
    found = [_row(one, program, request.viewer.language) for one in trial_answers.known(program, now=request.now)]
    said = {"trials": found, "floor": program.settings.privacy.group_floor}
    return render(request, "reminders/trials.html", said)


def _row(one: Told, program: Program, language: str) -> dict[str, Any]:
    figures = {figure.arm: figure for figure in one.outcome.arms} if one.outcome else {}
    effects = {effect.arm: effect for effect in one.outcome.effects} if one.outcome else {}
    home, matters = program.settings.organisation.written_in, one.declared["matters"]
    return {
        "trial": one,
        "state": trial_words.STATES[one.state],
        "question": one.declared["question"],
        "about": trial_words.titles(one),
        "terms": trial_words.terms(one),
        "standing": trial_words.standing(one),
        "outcome": trial_words.outcome(one.outcome, matters) if one.outcome else [],
        "arms": [
            {
                "id": arm["id"],
                "usual": arm["id"] == one.declared["usual"],
                "changes": trial_words.changes(arm, language, home),
                "figures": figures.get(arm["id"]),
                "effect": effects.get(arm["id"]),
            }
            for arm in one.declared["arms"]
        ],
        "said": bool(effects),
    }
