"""Whether somebody is told something today, and what: the rules of the room in one place.

1. Nobody who is away or has left is told anything.
2. One message a day at most, and in any seven days no more than the program allows; urgent ones come on top, marked.
   Urgent is what is critical and was never said before, and the last word before somebody is restricted.
3. There must be something to say: a thing to do that was never said, or whose pause is over, or that became late since;
   what somebody answers for and that became due or late; or thanks. Where there is nothing to mend at all, a lesson
   will do, at most once in seven days. What they are told about (I) goes along once a week; alone it is a message as
   seldom as thanks. Whoever answers for things hears once a week, unless they ended that, what came in order and what
   waits for their answer, also where nothing is due.
4. The pauses grow each time the same is said. What closed and came back begins anew.
5. The first thing is the first of the person's own page; the other places go round, so that nothing waits for ever:
   what stands for four weeks and was never said goes first.
6. What others wrote by way of this site fills the week as well, but holds a message back for a week at most: whoever is
   asked something every few days would else never hear of what is theirs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

WEEK = 7
#: Thanks alone, and what is only suggested, are a message of their own no more often than this.
SELDOM = dt.timedelta(days=28)
#: How far ahead whoever answers for things hears that they become due.
AHEAD = dt.timedelta(days=7)
CRITICAL = 3

Nothing = Literal["away", "said today", "budget", "nothing", ""]


@dataclass(frozen=True, slots=True)
class Pace:
    """How often and how much: the program's [reminders]."""

    per_week: int = 1
    groups: int = 2
    waits: tuple[dt.timedelta, ...] = (dt.timedelta(days=7), dt.timedelta(days=14), dt.timedelta(days=28))


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to do, whatever number of gaps it closes. ``severity`` is 0 to 3; moments are aware.

    ``since`` is when the oldest of its gaps opened, ``settled`` from when on it is worth saying. ``certain``: known to
    be wrong; else it is only not heard of.
    """

    key: str
    severity: int
    due: dt.datetime
    since: dt.datetime
    settled: dt.datetime
    minutes: int | None = None
    certain: bool = True
    last_word: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """How often something was said to somebody, and when last."""

    times: int
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Answering:
    """What somebody answers for and who does it has not done: how much is late, how much is due within a week.

    ``latest`` is the due date nearest before now, ``coming`` the last one of the week ahead. ``stranded`` are critical
    gaps whose people are all away, ``suggested`` activities that reach nobody but whoever keeps the program. ``week``:
    something came in order, or waits for their answer, and they want to hear of their week.
    """

    late: int = 0
    soon: int = 0
    latest: dt.datetime | None = None
    coming: dt.datetime | None = None
    stranded: tuple[str, ...] = ()
    suggested: int = 0
    week: bool = False

    @property
    def presses(self) -> bool:
        """Whether there is more to say than what their week was like."""
        return bool(self.late or self.soon or self.stranded or self.suggested)


@dataclass(frozen=True, slots=True)
class Memory:
    """What was said to somebody: each thing, the last word on what they answer for, the last thanks.

    ``days`` are the person's days with a message, ``spent`` those whose message counted against the budget, ``others``
    those with anything else that interrupted them; ``lesson`` is when a lesson was a message of its own.
    """

    told: Mapping[str, Told] = field(default_factory=dict)
    answers: Told | None = None
    stranded: frozenset[str] = frozenset()
    thanked: dt.datetime | None = None
    days: frozenset[dt.date] = frozenset()
    spent: tuple[dt.date, ...] = ()
    others: tuple[dt.date, ...] = ()
    lesson: dt.datetime | None = None
    informed: Told | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """Somebody at a moment. ``matters`` are in the order of their page; ``closed`` is what they closed since.

    ``lesson``: there is something for them to learn, and they may be told of it by itself.
    ``news`` counts the activities that they are told about and of which there is something to tell this week.
    """

    now: dt.datetime
    today: dt.date
    here: bool = True
    matters: Sequence[Matter] = ()
    answering: Answering | None = None
    closed: int = 0
    memory: Memory = field(default_factory=Memory)
    lesson: bool = False
    news: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """What is said: the keys of things to do in order, and which other parts are there; ``why_not`` if nothing.

    ``week``: of what they answer for, only what their week was like, and nothing to do beside it.
    """

    keys: tuple[str, ...] = ()
    urgent: bool = False
    answers: bool = False
    thanks: int = 0
    lesson: bool = False
    informed: bool = False
    week: bool = False
    why_not: Nothing = ""

    @property
    def says(self) -> bool:
        """Whether there is a message."""
        return not self.why_not


def choose(one: Situation, pace: Pace) -> Choice:
    """Return what somebody is told now, or why nothing."""
    if not one.here:
        return Choice(why_not="away")
    if one.today in one.memory.days:
        return Choice(why_not="said today")
    ready = [matter for matter in one.matters if matter.settled <= one.now]
    ripe = {matter.key for matter in ready if is_ripe(matter, one, pace)}
    urgent = [matter for matter in ready if matter.key in ripe and _is_urgent(matter, one.memory)]
    stranded = _newly_stranded(one)
    answers = bool(stranded) or answers_ripe(one, pace)
    thanks = _thanks(one, ready)
    informed = informed_ripe(one)
    told = informed and is_seldom(one)
    lesson = not (ripe or answers or thanks or told) and _may_learn(one)
    if not (ripe or answers or thanks or told or lesson):
        return Choice(why_not="nothing")
    if not urgent and not stranded and left(one, pace) <= 0 and not _held_back_long(one, pace, ready, answers=answers):
        return Choice(why_not="budget")
    if lesson:
        return Choice(lesson=True)
    keys = _in_order(ready, ripe, urgent, one, pace) if ripe else ()
    closed = one.closed if ripe or answers else thanks
    return Choice(keys, bool(urgent or stranded), answers, closed, informed=informed, week=is_week(keys, answers, one))


def is_urgent_still(one: Situation, keys: Sequence[str]) -> bool:
    """Whether something of what was chosen cannot wait now either; what could not may have closed meanwhile."""
    return bool(_newly_stranded(one)) or any(
        matter.key in keys and _is_urgent(matter, one.memory) for matter in one.matters
    )


def is_week(keys: Sequence[str], answers: bool, one: Situation) -> bool:  # Not a switch: what was chosen.
    """Whether what is said is only what somebody's week was like."""
    return answers and not keys and one.answering is not None and not one.answering.presses


def left(one: Situation, pace: Pace) -> int:
    """Return how many more messages fit into the seven days that end today; what lies ahead (zones) counts too."""
    return pace.per_week - _this_week((*one.memory.spent, *one.memory.others), one)


def _this_week(days: Sequence[dt.date], one: Situation) -> int:
    return sum(day > one.today - dt.timedelta(days=WEEK) for day in days)


def _held_back_long(one: Situation, pace: Pace, ready: Sequence[Matter], *, answers: bool) -> bool:
    """Whether only what others wrote is in the way, and something could have been said for a week."""
    if _this_week(one.memory.spent, one) >= pace.per_week:
        return False
    earlier = replace(one, now=one.now - AHEAD)
    waits = [matter for matter in ready if matter.settled <= earlier.now and is_ripe(matter, earlier, pace)]
    return bool(waits) or (answers and _answers_waited(earlier, pace))


def _answers_waited(earlier: Situation, pace: Pace) -> bool:
    if earlier.memory.answers is not None:
        return answers_ripe(earlier, pace)
    latest = earlier.answering.latest if earlier.answering else None
    return latest is not None and latest <= earlier.now


def may_hear_of_lesson(memory: Memory, now: dt.datetime) -> bool:
    """Whether a lesson was not a message of its own within the last seven days."""
    return memory.lesson is None or memory.lesson <= lesson_again_after(now)


def lesson_again_after(now: dt.datetime) -> dt.datetime:
    """Return until when somebody must have been told of a lesson last, to be told of one now."""
    return now + _SLACK - dt.timedelta(days=WEEK)


def _may_learn(one: Situation) -> bool:
    return one.lesson and not one.matters and may_hear_of_lesson(one.memory, one.now)


def is_ripe(matter: Matter, one: Situation, pace: Pace) -> bool:
    """Whether something is worth a message by itself: never said, late since it was said, or its pause is over."""
    told = _told(matter, one.memory)
    if told is None or matter.last_word or told.at < matter.due <= one.now:
        return True
    return told.at + _wait(told, pace) <= one.now + _SLACK


def answers_ripe(one: Situation, pace: Pace) -> bool:
    """Whether what somebody answers for is worth a message: something became late or due since, or a pause is over."""
    now = one.answering
    if now is None or not (now.late or now.soon or now.suggested or now.week):
        return False
    told = one.memory.answers
    if told is None or (now.suggested and told.at + SELDOM <= one.now):
        return True
    if told.at + AHEAD > one.now + _SLACK:
        return False
    became_late = now.latest is not None and told.at < now.latest
    becomes_due = now.coming is not None and told.at + AHEAD < now.coming
    return became_late or becomes_due or now.week or (now.late > 0 and told.at + _wait(told, pace) <= one.now + _SLACK)


def informed_ripe(one: Situation) -> bool:
    """Whether the lines of what somebody is told about go along: once a week, where there is something to tell."""
    told = one.memory.informed
    return bool(one.news) and (told is None or told.at + AHEAD <= one.now + _SLACK)


def is_seldom(one: Situation) -> bool:
    """Whether these lines alone are worth a message: no more often than thanks alone."""
    told = one.memory.informed
    return told is None or told.at + SELDOM <= one.now


#: The same hour a week later may be an hour early by the clock of UTC, or a morning's spread.
_SLACK = dt.timedelta(hours=12)
_IN_BETWEEN, _PLANNED = 5, 30
_WEIGHT = (1.0, 2.0, 4.0, 8.0)


def fair(matter: Matter, one: Situation) -> float:
    """Return how much something deserves a place: severity × due × how long it waited ÷ effort.

    What waits grows without end and the rest is bounded, so everything gets its turn.
    """
    told = _told(matter, one.memory)
    waited = (one.now - (told.at if told else matter.settled)) / dt.timedelta(days=WEEK)
    late = 2.0 if matter.due <= one.now else 1.5 if matter.due <= one.now + AHEAD else 1.0
    effort = _effort(matter.minutes)
    certain = 1.0 if matter.certain else 0.5
    return _WEIGHT[matter.severity] * late * (1.0 + max(0.0, waited)) * certain / effort


def _effort(minutes: int | None) -> float:
    """What takes five minutes fits in between; what takes more than half an hour has to be planned."""
    if minutes is None:
        return 1.0
    return 0.8 if minutes <= _IN_BETWEEN else 1.0 if minutes <= _PLANNED else 1.25


def _in_order(
    ready: Sequence[Matter], ripe: set[str], urgent: Sequence[Matter], one: Situation, pace: Pace
) -> tuple[str, ...]:
    first = [ready[0].key]
    marked = [matter.key for matter in urgent]
    rest = sorted(ready, key=lambda matter: (matter.key not in ripe, not _starves(matter, one), -fair(matter, one)))
    keys = dict.fromkeys([*first, *marked, *(matter.key for matter in rest)])
    return tuple(keys)[: max(pace.groups, 1)]


def _starves(matter: Matter, one: Situation) -> bool:
    """Whether something was never said, for so long that it goes before what was: places are few."""
    return _told(matter, one.memory) is None and matter.settled + SELDOM <= one.now


def _told(matter: Matter, memory: Memory) -> Told | None:
    """What was said of it since it stands; what was said before it closed and came back says nothing."""
    told = memory.told.get(matter.key)
    return told if told is not None and told.at >= matter.since else None


def _wait(told: Told, pace: Pace) -> dt.timedelta:
    return pace.waits[min(told.times, len(pace.waits)) - 1]


def _is_urgent(matter: Matter, memory: Memory) -> bool:
    if matter.last_word:
        return True
    return matter.certain and matter.severity >= CRITICAL and _told(matter, memory) is None


def _newly_stranded(one: Situation) -> set[str]:
    return set(one.answering.stranded if one.answering else ()) - one.memory.stranded


def _thanks(one: Situation, ready: Sequence[Matter]) -> int:
    """Thanks alone: only where nothing is left to do, and seldom."""
    if not one.closed or ready:
        return 0
    thanked = one.memory.thanked
    return one.closed if thanked is None or thanked + SELDOM <= one.now else 0
