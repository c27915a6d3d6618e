"""What each arm of a trial would say, as whole messages: for previews, which never say in which arm somebody is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language

from drystone.messages.document import Document
from drystone.messages.rendering import plain
from drystone.program.model import Program
from drystone.program.trial_model import Arm, Trial
from drystone.reminders import trial_words, trials
from drystone.reminders.case import Case
from drystone.reminders.deciding.choosing import Choice
from drystone.reminders.deciding.trying import SERIOUS, Tried
from drystone.reminders.gathering import Gathering
from drystone.reminders.rendering import letter
from drystone.reminders.wording import Linker


@dataclass(frozen=True, slots=True)
class ArmSaid:
    """One arm: what it changes, in words, and the whole message that it makes."""

    arm: str
    changes: tuple[str, ...]
    document: Document

    @property
    def text(self) -> str:
        """The message as plain text."""
        return plain.text(self.document)


@dataclass(frozen=True, slots=True)
class TrialSaid:
    """A trial that a message touches, with what each of its arms would say."""

    id: str
    question: str
    arms: tuple[ArmSaid, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        arms = [
            {"arm": one.arm, "changes": list(one.changes), "subject": one.document.title, "text": one.text}
            for one in self.arms
        ]
        return {"id": self.id, "question": self.question, "arms": arms}


def of(case: Case, choice: Choice, gathering: Gathering, link: Linker) -> tuple[TrialSaid, ...]:
    """Return the trials that a message touches and that are not over by their last day, declared or begun."""
    program = gathering.program
    serious = {matter.key for matter in case.situation.matters if matter.severity >= SERIOUS}
    found = []
    for trial in program.trials.values():
        checks = frozenset(program.tried(trial))
        keys = [
            key
            for key in choice.keys
            if key not in serious and any(gap.check_id in checks for gap in case.gaps.get(key, ()))
        ]
        if keys and trials.ends_on(program, trial) >= case.situation.today:
            arms = tuple(_said(case, choice, gathering, link, (keys, checks, arm)) for arm in trial.arms)
            found.append(TrialSaid(trial.id, trial.question, arms))
    return tuple(found)


def of_trial(trial: Trial, program: Program, language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each arm of a trial with what it changes, in words for a reader of a language."""
    declared, home = trials.as_declared(program, trial), program.settings.organisation.written_in
    return tuple((arm["id"], tuple(trial_words.changes(arm, language, home))) for arm in declared["arms"])


def _said(
    case: Case, choice: Choice, gathering: Gathering, link: Linker, way: tuple[list[str], frozenset[str], Arm]
) -> ArmSaid:
    keys, checks, arm = way
    tried = replace(case, arms=dict.fromkeys(keys, Tried(arm, checks, case.zone)))
    _words, document = letter(tried, choice, gathering, link)
    plainly = trials.plain(arm)
    home = gathering.program.settings.organisation.written_in
    return ArmSaid(arm.id, tuple(trial_words.changes(plainly, get_language() or home, home)), document)
