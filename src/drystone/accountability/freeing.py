"""The one decision that would free the most of what somebody answers for, and where to take it.

A decision is something that one person can settle today: a yes or no, whose something is, who holds a position, a
source that is looked after, a check that is started. By how many gaps it would free they are ranked; of two that free
as many, the viewer's own comes first. Where nothing waits for a decision, a kind word about what is late is the most.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from drystone.accountability import stuck
from drystone.accountability.stuck import Known, Standing, Waiting
from drystone.gaps import staleness, wording
from drystone.gaps.answered import Open
from drystone.program.model import Program
from drystone.program.relations import is_relation
from drystone.shell.viewer import ADMINISTER, EDIT_PROGRAM

_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Decision:
    """Something to decide. ``mine``: the viewer can; else they can ask for it. ``frees`` is None where withheld.

    ``ask`` says it as a request to somebody else, "" where it is the viewer's own. ``url`` leads straight to it.
    """

    reason: str
    words: str
    url: str
    mine: bool
    frees: int | None
    rank: int
    ask: str = ""


@dataclass(frozen=True, slots=True)
class _For:
    """Whose week it is, and by what they may decide."""

    me: str
    powers: Collection[str]
    program: Program


#: A decision about some gaps: (reason, gaps, known, for whom) → the decisions, each with the gaps that it frees.
_Made = Iterator[tuple[Decision, Sequence[Open]]]


def first(standing: Standing, me: str, powers: Collection[str], program: Program) -> Decision | None:
    """Return what would free the most, or None where nothing is stuck."""
    if standing.known is None:
        return None
    whose, found = _For(me, powers, program), list[Decision]()
    for one in standing.waiting:
        make = _MAKERS.get(one.reason)
        found += (
            [_told(made, gaps, one, standing.known, program) for made, gaps in make(one, standing.known, whose)]
            if make
            else []
        )
    if not found:
        return _a_word(standing, program)
    return min(found, key=lambda made: (-made.rank, not made.mine, made.words))


def _told(made: Decision, gaps: Sequence[Open], whole: Waiting, known: Known, program: Program) -> Decision:
    """Say how many it frees, where neither they nor the others of its kind are too few people's."""
    floor = program.settings.privacy.group_floor
    chosen = {one.gap_id for one in gaps}
    behind = stuck.people(gaps, known.owners)
    rest = stuck.people([one for one in whole.gaps if one.gap_id not in chosen], known.owners)
    may = made.reason in stuck.OWN_QUEUE or (
        whole.count is not None and not 0 < behind < floor and not 0 < rest < floor
    )
    return Decision(made.reason, made.words, made.url, made.mine, len(chosen) if may else None, len(chosen), made.ask)


def _decide(one: Waiting, _known: Known, _whose: _For) -> _Made:
    words = _("Say yes or no to the exceptions that wait for you")
    yield Decision(one.reason, words, reverse("gaps:waiting"), True, None, 0), one.gaps


def _settle(one: Waiting, known: Known, _whose: _For) -> _Made:
    for (kind, asset_id), gaps in _by(one.gaps, lambda gap: (gap.asset_kind, gap.asset_id)).items():
        question = known.questions[kind, asset_id].question_id
        words = _("Settle whose a thing is that somebody says is not theirs")
        yield Decision(one.reason, words, reverse("decisions:question", args=[question]), True, None, 0), gaps


def _source(one: Waiting, known: Known, whose: _For) -> _Made:
    for names, gaps in _by(one.gaps, lambda gap: sources(gap, known, whose.program)).items():
        told = _listed(names)
        mine = ADMINISTER in whose.powers
        words = _("Have the source looked at that is not complete: %(names)s") % {"names": told}
        ask = _("The source %(names)s is not complete, so what people mend cannot be seen. Can you look at it?")
        url = reverse("directory:administration") if mine else ""
        yield Decision(one.reason, words, url, mine, None, 0, "" if mine else ask % {"names": told}), gaps


def _check(one: Waiting, _known: Known, whose: _For) -> _Made:
    for gaps in _by(one.gaps, lambda gap: gap.check_id).values():
        mine = EDIT_PROGRAM in whose.powers
        title = gaps[0].title(whose.program)
        words = _("Have the check mended that cannot be run: “%(title)s”") % {"title": title}
        ask = _("The check “%(title)s” cannot be run, so nobody sees what is in order. Can you look at it?")
        url = reverse("authoring:program") if mine else reverse("accountability:activity", args=[gaps[0].activity_id])
        yield Decision(one.reason, words, url, mine, None, 0, "" if mine else ask % {"title": title}), gaps


def _hole(one: Waiting, known: Known, whose: _For) -> _Made:
    for position, gaps in _by(one.gaps, lambda gap: vacancy(gap, known, whose.program)).items():
        name = wording.position(whose.program, position)
        if is_relation(position):
            words = _("Find out, where it is not known: %(name)s") % {"name": name}
            url = reverse("gaps:gap", args=[gaps[0].gap_id])
            yield Decision(one.reason, words, url, True, None, 0), gaps
            continue
        mine = EDIT_PROGRAM in whose.powers
        words = _("Find somebody who holds this: %(name)s") % {"name": name}
        ask = _("Nobody holds “%(name)s”, so what belongs there stays with the last resort. Whom can we name?")
        role = position.partition("/")[0]
        edits = mine and role in whose.program.roles
        url = (
            reverse("authoring:role", args=[role]) if edits else reverse("catalogue:thing", args=["position", position])
        )
        yield Decision(one.reason, words, url, mine, None, 0, "" if mine else ask % {"name": name}), gaps


def _start(one: Waiting, _known: Known, whose: _For) -> _Made:
    for check_id, gaps in _by(one.gaps, lambda gap: gap.check_id).items():
        check, mine = whose.program.checks[check_id], gaps[0].accountable == whose.me
        words = _("Look at a sample, then start the check “%(title)s”") % {"title": check.title.failed}
        ask = _("The check “%(title)s” has watched long enough. Will you look at its sample and start it?")
        url = reverse("accountability:check", args=[check.activity, check_id]) if mine else ""
        yield Decision(one.reason, words, url, mine, None, 0, "" if mine else ask % {"title": check.title.failed}), gaps


def _agree(one: Waiting, _known: Known, whose: _For) -> _Made:
    for activity_id, gaps in _by(one.gaps, lambda gap: gap.activity_id).items():
        if activity_id in whose.program.activities:
            name = whose.program.activities[activity_id].name
            words = _("Let its parties agree on the activity “%(name)s”") % {"name": name}
            yield Decision(one.reason, words, reverse("authoring:activity", args=[activity_id]), True, None, 0), gaps


def _hook(one: Waiting, _known: Known, whose: _For) -> _Made:
    mine = EDIT_PROGRAM in whose.powers
    url = reverse("consequences:hooks") if mine else ""
    ask = "" if mine else _("A hook that limits access has stopped, or fails. Can you look at it?")
    yield Decision(one.reason, _("Look at the hook that stopped, or fails"), url, mine, None, 0, ask), one.gaps


def _away(one: Waiting, _known: Known, _whose: _For) -> _Made:
    for activity_id, gaps in _by(one.gaps, lambda gap: gap.activity_id).items():
        words = _("Let somebody step in for those who are away")
        url = reverse("accountability:activity", args=[activity_id]) if activity_id else ""
        yield Decision(one.reason, words, url, True, None, 0), gaps


_MAKERS: Mapping[str, Callable[[Waiting, Known, _For], _Made]] = {
    "decide": _decide, "settle": _settle, "source": _source, "check": _check, "hole": _hole, "start": _start,
    "agree": _agree, "hook": _hook, "away": _away,
}  # fmt: skip


def _a_word(standing: Standing, program: Program) -> Decision | None:
    """Where nothing waits for a decision: a word about what is late or not heard from, and most of it."""
    known = standing.known
    assert known is not None
    found = []
    for one in standing.waiting:
        for gaps in _by(one.gaps, lambda gap: gap.check_id).values():
            words = _("A word about “%(title)s”: ask what is in the way") % {"title": gaps[0].title(program)}
            found.append(_told(Decision("word", words, "#words", True, None, 0), gaps, one, known, program))
    return min(found, key=lambda made: (-made.rank, made.words), default=None)


def sources(gap: Open, known: Known, program: Program) -> tuple[str, ...]:
    """Return the incomplete sources that feed what the check of a gap reads; all of them where none says so."""
    tables = staleness.tables(program, gap.check_id, gap.asset_kind)
    feeding = {one.id for one in program.sources.values() if any(feed.table in tables for feed in one.feeds)}
    return tuple(sorted(feeding & set(known.incomplete))) or tuple(sorted(known.incomplete))


def vacancy(gap: Open, known: Known, program: Program) -> str:
    """Return the position or relation that nobody holds, for want of which a gap has only the last resort."""
    if gap.position or gap.asset_kind == "position":
        return gap.position or gap.asset_id
    activity = program.activities.get(gap.activity_id)
    named = activity.responsible if activity else ()
    vacant = [who for who in named if who in known.holes]
    seats = [hole for who in named for hole in sorted(known.holes) if hole.startswith(f"{who}/")]
    return next(iter([*vacant, *seats, *named]), program.settings.authority.fallback or "")


def _by(gaps: Sequence[Open], key: Callable[[Open], _Key]) -> dict[_Key, list[Open]]:
    found: dict[_Key, list[Open]] = {}
    for one in gaps:
        found.setdefault(key(one), []).append(one)
    return found


def _listed(names: Sequence[str]) -> str:
    return str(get_text_list(list(names), _("and")))
