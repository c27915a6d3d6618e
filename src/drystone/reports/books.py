"""What to do now: the program's playbook for a kind, cut to what somebody answered and to what is theirs."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from drystone.program.model import Program
from drystone.program.playbook_model import Playbook, Task, fits
from drystone.reports import times
from drystone.reports.models import NAMED, Report
from drystone.reports.taking import Thing, things_of
from drystone.shell.viewer import RESPOND

#: As many things to do as somebody in a hurry reads.
FEW = 3
#: More than any playbook has.
ALL = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. ``key`` stays as long as its words do; ``asked`` and ``answers`` are what it depends on, where
    nobody has said it yet."""

    key: str
    do: str
    why: str = ""
    minutes: int | None = None
    asked: str = ""
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """What responders do, who of them, and until when."""

    key: str
    do: str
    role: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of somebody's case: their answers, what is theirs (names, "" where nobody said), the platform."""

    answers: Mapping[str, str]
    device: str = ""
    account: str = ""
    platform: str = ""
    alone: bool = False


def case(answers: Mapping[str, str], things: Sequence[Thing], *, platform: str = "", alone: bool = False) -> Case:
    """Return somebody's case, with what is theirs. ``platform`` is what they write from, where no device says it."""
    device = next((one for one in things if one.kind == "device"), None)
    account = next((one for one in things if one.kind == "account"), None)
    told = device.platform if device else ""
    return Case(answers, device.name if device else "", account.name if account else "", told or platform, alone)


def case_of(report: Report) -> Case:
    """Return the case of a report that was taken, for whoever made it."""
    return case(report.answers, things_of(report), alone=report.known != NAMED and not report.shown)


def of(kind: str, program: Program) -> Playbook | None:
    """Return the playbook of a kind, or None where the program has none."""
    return next((book for book in program.playbooks.values() if kind in book.kinds), None)


def urgency(kind: str, program: Program) -> int:
    """Return how much a kind presses: as its playbook says, else as the kind usually does."""
    book, usual = of(kind, program), times.urgency_of(kind)
    if book is None or book.urgent is None:
        return usual
    return times.NOW if book.urgent else max(usual, times.NOW + 1)


def steps(book: Playbook, case: Case, program: Program, *, most: int = FEW) -> list[Step]:
    """Return the first things to do for somebody, with what is theirs filled in."""
    with translation.override(program.settings.organisation.written_in):
        device, account = case.device or _("the device"), case.account or _("your account")
    says = {question.id: question.say for question in book.ask}
    found = []
    for one in book.you:
        if not fits(one.when, case.answers) or (one.alone and not case.alone):
            continue
        if one.on and case.platform not in one.on:
            continue
        open_ = next((question for question in one.when if question not in case.answers), "")
        do = one.do.replace("{device}", device).replace("{account}", account)
        asked, answers = says.get(open_, ""), " / ".join(one.when.get(open_, ()))
        found.append((one.alone, Step(key("you", one.do), do, one.why, one.minutes, asked, answers)))
    # Whoever is alone with it needs what nobody else will do for them.
    return [step for _alone, step in sorted(found, key=lambda pair: not pair[0])][:most]


def is_step(book: Playbook, step: str) -> bool:
    """Whether a playbook asks for this of whoever tells."""
    return any(key("you", one.do) == step for one in book.you)


def tasks(book: Playbook, program: Program, *, answers: Mapping[str, str], since: dt.datetime) -> list[Due]:
    """Return what responders do next, in the order in which it is due."""
    found = [
        Due(key("we", one.do), one.do, _role(one, program), since + one.within)
        for one in book.we
        if fits(one.when, answers)
    ]
    return sorted(found, key=lambda due: due.at)


def key(side: str, words: str) -> str:
    """Return what a step is called where it is ticked."""
    return f"{side}-{hashlib.sha256(words.encode()).hexdigest()[:12]}"


def whoever_responds(program: Program) -> str:
    """Return the position that has reports first, in the program's words; "" where it has none."""
    named = program.roles.get(program.settings.reports.on_call)
    return named.name if named else next((role.name for role in program.roles.values() if RESPOND in role.may), "")


def _role(task: Task, program: Program) -> str:
    role = program.roles.get(task.by)
    return role.name if role else task.by
