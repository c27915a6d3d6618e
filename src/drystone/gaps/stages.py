"""What happens if nothing happens, and when: the stages of a gap, as its people are shown them from the first word on.

1. Only what is somebody's own is ever restricted for: their thing by a claim, or themselves. What is theirs to do by
   position is not.
2. A date that was said once is kept: it moves later, never earlier.
3. What a later room knows of a gap (what was said of it, what is restricted) it tells here; gaps know none of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from drystone.gaps.models import Gap
from drystone.gaps.steps import OWNED
from drystone.program.consequence_model import Consequence, Hook
from drystone.program.model import Program

#: The steps by which a gap is about what is somebody's own, or about themselves.
OWN = OWNED | {"self", "asset.person"}


@dataclass(frozen=True, slots=True)
class Stage:
    """What happens at a moment (aware; None: at once, or nobody knows yet), and whether it has happened."""

    at: dt.datetime | None
    words: str
    past: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """How far a gap's consequence has come for some people: the earliest of what was said and done; None is not yet."""

    limits_at: dt.datetime | None = None
    warned_at: dt.datetime | None = None
    limited_at: dt.datetime | None = None
    lifting: bool = False


#: ``provider(gap id, person ids)`` tells how far it has come for those of them whom it concerns.
Provider = Callable[[str, Collection[str]], Course]
_registered: list[Provider] = []


def register(provider: Provider) -> None:
    """Have asked how far consequences have come; the last one to register is asked."""
    _registered[:] = [provider]


def is_own(via: str) -> bool:
    """Whether somebody found by this step is responsible for what is their own, so that it may be restricted for."""
    return via in OWN


def restriction(program: Program, check_id: str) -> tuple[Consequence, Hook] | None:
    """Return what restricts for a check, and how; None where nothing does, or its hook is a dry run."""
    told = program.consequence(check_id)
    hook = program.settings.hooks.get(told.hook) if told.restricts else None
    return (told, hook) if hook is not None and not hook.dry_run else None


def stages(program: Program, gap: Gap, people: Collection[str], *, now: dt.datetime) -> tuple[Stage, ...]:
    """Return what happens to an open gap if nothing happens, in order; ``people`` are those whose own it is.

    Nothing for a gap that is closed, accepted or not known, or that reaches nobody yet.
    """
    if gap.status != "open" or gap.outcome != "fail" or gap.reach != "live":
        return ()
    told = program.consequence(gap.check_id)
    found = [Stage(None, _("Nobody is reminded of this; it stands on pages."), past=True)]
    if told.reminds:
        found = [Stage(None, _("Whoever it is for is reminded, seldom, within their working hours."), past=True)]
    late = _("It is late. Whoever answers for it hears so in their weekly message, as a thing.")
    found.append(Stage(gap.due, late, past=gap.due <= now))
    restricts = restriction(program, gap.check_id)
    if restricts is not None and people:
        found += _limits(gap, people, *restricts)
    return tuple(found)


def _limits(gap: Gap, people: Collection[str], told: Consequence, hook: Hook) -> list[Stage]:
    course = _registered[0](gap.gap_id, people) if _registered else Course()
    limits, at_once = _("Access is limited:"), _("Access is limited at once:")
    lifts = _("It is lifted by itself as soon as a look finds this in order.")
    if course.lifting:
        return [Stage(course.limited_at, _("The limits are being lifted."), past=True)]
    if course.limited_at is not None:
        return [Stage(course.limited_at, f"{limits} {hook.words} {lifts}", past=True)]
    if told.strategy == "restrict-at-once":
        return [Stage(None, f"{at_once} {hook.words} {lifts}")]
    if course.limits_at is None:
        after = _("Access is limited, %(days)s days after it is due or was first told of, whichever is later:") % {
            "days": told.after.days
        }
        return [Stage(None, f"{after} {hook.words} {lifts}")]
    last = Stage(course.warned_at or course.limits_at - told.warn, _("A last word is said before it."),
                 past=course.warned_at is not None)  # fmt: skip
    return [last, Stage(course.limits_at, f"{limits} {hook.words} {lifts}")]
