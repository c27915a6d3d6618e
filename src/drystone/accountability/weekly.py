"""Somebody's week: what improved of what they answer for, what is stuck and on what, one decision, and words to say.

The same for the page, the API and the message. What improved is told of a whole week against the one before, as those
were kept, so that no two looks differ by one person; what is stuck is told of now. Whoever only leads others reads of
their own duties; of those they lead, nothing but how many they are, unless an agreement of the program says more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence

from drystone.accountability import drafts, freeing, stuck
from drystone.accountability.stuck import Waiting
from drystone.accountability.week import Example, Improved, Led, Limited, Stuck, Week
from drystone.directory import queries as directory
from drystone.directory import whereabouts
from drystone.gaps import answered, everyone, subjects, wording
from drystone.lake.engines import Engine
from drystone.measures import queries as measures
from drystone.measures.queries import Point
from drystone.program.model import Program
from drystone.program.vocabulary import NAMED_AFTER_PEOPLE

_WEEK = dt.timedelta(days=7)
#: How many things that came in order are named, and how many examples of what waits for one thing.
_NAMED, _EXAMPLES = 5, 3

#: Tells where access is limited because of what somebody answers for: ``(person id, program, now)``.
Limits = Callable[[str, Program, dt.datetime], Sequence[Limited]]
_limits: list[Limits] = []


def register_limits(limits: Limits) -> None:
    """Have asked where access is limited; the last one to register is asked."""
    _limits[:] = [limits]


def of(person_id: str, program: Program, engine: Engine, *, now: dt.datetime, today: dt.date) -> Week:
    """Return somebody's week, in the active language: some twenty questions, whatever the number of anything.

    ``now`` is aware, ``today`` the day that it is for them; ``engine`` sees the applied run's tables.
    """
    duties = directory.duties(person_id, "RA")
    powers = powers_of(person_id, program)
    standing = stuck.of(person_id, powers, program, engine, now=now)
    answered_for = _activities(duties, standing.activities, program)
    week = _improved(answered_for, program, today)
    own = subjects.named_after(person_id)
    told = Week(
        answers=bool(answered_for) or bool(standing.known),
        begins=week.begins,
        over=week.over,
        closed=week.closed,
        closed_before=week.closed_before,
        improved=week.improved,
        things=tuple(_things(person_id, now)),
        stuck=tuple(_stuck(one, standing, program, own) for one in standing.waiting),
        going=standing.going,
        decision=freeing.first(standing, person_id, powers, program),
        limited=tuple(_limits[0](person_id, program, now)) if _limits else (),
        led=_led(person_id, program, now),
        of_first=answered.MOST if standing.more else 0,
        due=stuck.due(standing, person_id, within=_WEEK, floor=program.settings.privacy.group_floor),
    )
    return drafts.added(told)


def powers_of(person_id: str, program: Program) -> frozenset[str]:
    """Return what somebody may do by the positions that they fill today."""
    roles = [program.roles[one] for one in directory.roles(person_id) if one in program.roles]
    return frozenset(power for role in roles for power in role.may)


def _activities(duties: Sequence[tuple[str, str, str]], theirs: Collection[str], program: Program) -> list[str]:
    """What they answer for: by the matrix, and by the gaps that are theirs; only what was agreed."""
    found = {activity_id for activity_id, letter, _position in duties if letter == "A"} | set(theirs)
    return [one for one in program.activities if one in found and program.activities[one].standing == "agreed"]


def _improved(activity_ids: Sequence[str], program: Program, today: dt.date) -> Week:
    """What the newest whole week was like against the one before; the week that goes on, where none is over yet."""
    points = measures.trends(activity_ids, 3, today=today) if activity_ids else {}
    over = any(last.ran for _before, last, _now in points.values())
    pairs = {one: found[:2] if over else found[1:] for one, found in points.items()}
    if not any(after.ran for _before, after in pairs.values()):
        return Week(answers=bool(activity_ids))
    told = [_better(one, program, *pair) for one, pair in pairs.items()]
    begins = next(iter(pairs.values()))[1].week_start
    return Week(
        answers=True,
        begins=begins,
        over=over,
        closed=_sum([one.closed for one in told]),
        closed_before=_sum([one.closed_before for one in told]),
        improved=tuple(sorted((one for one in told if one.closed or (one.fewer or 0) > 0), key=_most)),
    )


def _better(activity_id: str, program: Program, before: Point, after: Point) -> Improved:
    failing, failed = after.outcomes.get("fail"), before.outcomes.get("fail")
    return Improved(
        activity_id,
        program.activities[activity_id].name,
        after.gaps.get("closed") if after.ran else 0,
        before.gaps.get("closed") if before.ran else None,
        failing,
        failed - failing if failing is not None and failed is not None else None,
    )


def _most(one: Improved) -> tuple[int, int, str]:
    return (-(one.closed or 0), -(one.fewer or 0), one.name)


def _sum(counts: Sequence[int | None]) -> int | None:
    return None if None in counts else sum(count or 0 for count in counts)


def _things(person_id: str, now: dt.datetime) -> list[str]:
    return list(
        dict.fromkeys(name for _check, name in answered.came_in_order(person_id, since=now - _WEEK, most=_NAMED))
    )


def _stuck(one: Waiting, standing: stuck.Standing, program: Program, own: Collection[tuple[str, str]]) -> Stuck:
    counted: dict[str, int] = {}
    for gap in one.gaps:
        title = gap.title(program)
        counted[title] = counted.get(title, 0) + 1
    examples = tuple(
        Example(
            gap.gap_id,
            gap.title(program),
            gap.asset_kind,
            _name(
                gap, program, named=gap.asset_kind not in NAMED_AFTER_PEOPLE or (gap.asset_kind, gap.asset_id) in own
            ),
        )
        for gap in one.gaps[:_EXAMPLES]
    )
    titles = tuple(sorted(counted, key=lambda title: (-counted[title], title)))
    return Stuck(one.reason, str(one.words), one.count, _on(one, standing, program), titles, examples)


def _name(gap: answered.Open, program: Program, *, named: bool) -> str:
    if gap.asset_kind == "position":
        return wording.position(program, gap.asset_id)
    return gap.asset_name if named else ""


def _on(one: Waiting, standing: stuck.Standing, program: Program) -> tuple[str, ...]:
    """The sources, positions or queues that something waits for, the most first."""
    known, counted = standing.known, dict[str, int]()
    if known is None or one.reason not in {"source", "hole", "ticket"}:
        return ()
    for gap in one.gaps:
        names: Sequence[str] = ()
        if one.reason == "source":
            names = freeing.sources(gap, known, program)
        elif one.reason == "hole":
            names = (wording.position(program, freeing.vacancy(gap, known, program)),)
        elif gap.gap_id in known.tickets:
            names = (known.tickets[gap.gap_id][0],)
        for name in names:
            counted[name] = counted.get(name, 0) + 1
    return tuple(sorted(counted, key=lambda name: (-counted[name], name)))


def _led(person_id: str, program: Program, now: dt.datetime) -> Led:
    led, floor = whereabouts.led_by([person_id]), program.settings.privacy.group_floor
    if len(led) < floor:
        return Led(None if led else 0)
    agreed = [one for one in program.settings.agreements if "managers-hear" in one.scope and one.holds(now.date())]
    late = everyone.late_of(led, now=now) if agreed else []
    called = wording.standing(program, (one.check_id for one in late))
    return Led(
        len(led),
        tuple((called[one.check_id], one.late) for one in late),
        tuple(one.name for one in agreed),
    )
