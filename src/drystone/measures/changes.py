"""What changed in the program from one week to the next: what each week's run judged by, compared.

Kept of a week is what matters for figures, by ids: which checks there are and how far each reaches, what holds each
activity, which lessons and habits there are, and the digest that names the version. No author, no reason: who edits
stands in the program's own history.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from drystone.lake.engines import Engine
from drystone.program.model import Program


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed: what (``KINDS``), of which check, lesson, activity or habit; ``detail`` is how now."""

    what: str
    id: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """What was different in a week from the week before it that is known; ``digest`` names the version."""

    week_start: dt.date
    digest: str
    changes: tuple[Change, ...]


def facts(program: Program, engine: Engine, digest: str) -> dict[str, Any]:
    """Return what is kept of the program that a run judged by."""
    return {
        "digest": digest or program.digest,
        "checks": {str(key): str(reach) for key, reach in engine.rows("select check_id, reach from check_reach")},
        "activities": {key: one.held_by for key, one in program.activities.items()},
        "lessons": dict.fromkeys(program.lessons, ""),
        "habits": dict.fromkeys(program.habits, ""),
    }


def changed(weeks: Sequence[tuple[dt.date, Mapping[str, Any]]]) -> tuple[Changed, ...]:
    """Return the weeks in which something differs from the one before, oldest first; ``weeks`` are in that order."""
    found = []
    for (_before, old), (monday, new) in pairwise(weeks):
        changes = tuple(_compared(old, new))
        if changes:
            found.append(Changed(monday, new["digest"], changes))
    return tuple(found)


def _compared(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for part, one in (("habits", "habit"), ("activities", "activity"), ("checks", "check"), ("lessons", "lesson")):
        before, now = old[part], new[part]
        yield from (Change(f"{one}-new", key, str(now[key])) for key in now if key not in before)
        yield from (Change(f"{one}-gone", key) for key in before if key not in now)
        yield from (
            Change(_turned(one, before[key], now[key]), key, str(now[key]))
            for key in now
            if key in before and before[key] != now[key]
        )


def _turned(one: str, before: str, now: str) -> str:
    if one == "check":
        return "check-live" if now == "live" else "check-quiet" if before == "live" else "check-trial"
    return f"{one}-held"


def of_habit(found: Sequence[Changed], habit_id: str, program: Program) -> tuple[Changed, ...]:
    """Return what of these changes is about a habit: its checks, and the lessons that name it."""
    checks = {key for key, one in program.checks.items() if one.habit == habit_id}
    lessons = {key for key, one in program.lessons.items() if habit_id in one.habits}
    mine = {"check": checks, "lesson": lessons, "habit": {habit_id}}
    told = [
        Changed(
            one.week_start,
            one.digest,
            tuple(change for change in one.changes if change.id in mine.get(change.what.partition("-")[0], ())),
        )
        for one in found
    ]
    return tuple(one for one in told if one.changes)


def words(change: Change, program: Program, language: str) -> str:
    """Say a change in a sentence's part, in the active language; what the program knows no more is named by its id."""
    says = KINDS.get(change.what)
    name = called(change, program, language)
    return says() % {"name": name} if says else name


def called(change: Change, program: Program, language: str) -> str:
    """Return what the thing that changed is called; of a lesson in a language. Its id where the program lacks it."""
    return _NAMES[change.what.partition("-")[0]](change.id, program, language)


def _check(key: str, program: Program, _language: str) -> str:
    return program.checks[key].title.failed if key in program.checks else key


def _lesson(key: str, program: Program, language: str) -> str:
    return program.lessons[key].text(language).title if key in program.lessons else key


def _habit(key: str, program: Program, language: str) -> str:
    return program.habits[key].text(language).name if key in program.habits else key


_NAMES: Mapping[str, Callable[[str, Program, str], str]] = {
    "check": _check,
    "lesson": _lesson,
    "activity": lambda key, program, _l: program.activities[key].name if key in program.activities else key,
    "habit": _habit,
}
KINDS: Mapping[str, Callable[[], str]] = {
    "habit-new": lambda: _("new habit: %(name)s"),
    "habit-gone": lambda: _("no longer a habit: %(name)s"),
    "activity-new": lambda: _("new activity: %(name)s"),
    "activity-gone": lambda: _("no longer an activity: %(name)s"),
    "activity-held": lambda: _("held another way now: %(name)s"),
    "check-new": lambda: _("new check: %(name)s"),
    "check-gone": lambda: _("no longer checked: %(name)s"),
    "check-live": lambda: _("this check reaches people now: %(name)s"),
    "check-quiet": lambda: _("this check reaches nobody any more: %(name)s"),
    "check-trial": lambda: _("this check is on trial: %(name)s"),
    "lesson-new": lambda: _("new lesson: %(name)s"),
    "lesson-gone": lambda: _("no longer a lesson: %(name)s"),
}
