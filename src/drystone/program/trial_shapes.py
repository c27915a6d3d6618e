"""The shape of trials.yaml: questions about reminders, and the arms that are compared."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field, RootModel, model_validator

from drystone.program.settings_shape import Hours
from drystone.program.tree import Node
from drystone.program.trial_model import Arm, ArmWords, Trial, weekdays
from drystone.program.written import Day, Duration, Id, Ids, Language, Word, Words, Written

_WEEKDAYS = r"^(mon|tue|wed|thu|fri|sat|sun)([-,](mon|tue|wed|thu|fri|sat|sun))*$"
_DAY = dt.timedelta(days=1)
#: How long a thing is watched at least and at most, how long a trial takes people in, how late it may speak.
WATCH, LONGEST, LATEST = (7 * _DAY, 90 * _DAY), 366 * _DAY, 7 * _DAY


class ArmWordsShape(Written):
    """What is said in one language in place of the check's own words."""

    title: Word | None = Field(default=None, description="In place of the title that says what to do.")
    why: Word | None = Field(default=None, description="In place of why it is worth doing.")

    @model_validator(mode="after")
    def _something(self) -> ArmWordsShape:
        if not (self.title or self.why):
            msg = "these words say nothing; add title: … or why: …"
            raise ValueError(msg)
        return self


class ArmShape(Written):
    """One way of reminding. With an id alone it is the usual way, with which the others are compared."""

    id: Id
    words: dict[Language, ArmWordsShape] = Field(default={}, description="By language, this folder's own among them.")
    after: Duration | None = Field(default=None, description="How much later the first notice comes; at most 7d.")
    days: Annotated[str, Field(pattern=_WEEKDAYS)] | None = Field(
        default=None, description="The first notice waits for the next of these weekdays: tue-thu."
    )
    hours: Hours | None = Field(default=None, description="When in the working day the message leaves: 14:00-16:00.")
    channels: Words = Field(default=[], description="Tried first, by whoever chose no channel: slack, email.")


class TrialShape(Written):
    """A question about reminders, declared before it begins; an edit after that is another trial."""

    id: Id
    question: Word = Field(description="What you want to know, in a sentence.")
    checks: Ids = Field(default=[], description="What people are reminded of: checks of low or medium severity.")
    habit: Id | None = Field(default=None, description="Or all such checks of one habit.")
    since: Day = Field(alias="from", description="What comes up from this day on is in it.")
    until: Day = Field(description="To this day.")
    watch: Duration = Field(default=28 * _DAY, description="How long each thing is watched; 7d to 90d.")
    matters: Duration = Field(description="The smallest difference in the time to close that would matter to you.")
    arms: Annotated[list[ArmShape], Field(min_length=1, max_length=4)]

    @model_validator(mode="after")
    def _fits(self) -> TrialShape:
        problem = ""
        if self.until < self.since:
            problem = "it would end before it begins"
        elif self.until - self.since > LONGEST:
            problem = "a trial takes in what comes up within a year at most"
        elif not WATCH[0] <= self.watch <= WATCH[1]:
            problem = "each thing is watched for 7d to 90d"
        elif not dt.timedelta() < self.matters < self.watch:
            problem = "what would matter is more than nothing and less than the time for which things are watched"
        if problem:
            raise ValueError(problem)
        return self


class TrialsFile(RootModel[list[TrialShape]]):
    """trials.yaml: a list."""


def made(shape: TrialShape, node: Node) -> Trial:
    """Make the trial."""
    return Trial(
        id=shape.id,
        question=shape.question,
        place=node.place,
        since=shape.since,
        until=shape.until,
        watch=shape.watch,
        matters=shape.matters,
        arms=tuple(_arm(arm) for arm in shape.arms),
        checks=tuple(shape.checks),
        habit=shape.habit,
    )


def _arm(shape: ArmShape) -> Arm:
    return Arm(
        shape.id,
        {language: ArmWords(one.title or "", one.why or "") for language, one in sorted(shape.words.items())},
        shape.after or dt.timedelta(),
        weekdays(shape.days) if shape.days else (),
        shape.hours or "",
        tuple(shape.channels),
    )
