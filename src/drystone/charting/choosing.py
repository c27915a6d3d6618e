"""Which activities are worth a round, with the reason; and who can be invited."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from drystone.charting import breaking, wording
from drystone.charting.models import Topic, Version
from drystone.directory import filling
from drystone.gaps import queries as gaps
from drystone.program.model import Activity, Program
from drystone.responsibility.matrices import programs

#: How many activities a round may have: fewer is a chat, more is no ten minutes.
FEWEST, MOST = 8, 20
#: How many are suggested.
SUGGESTED = 12
#: So much open is a reason of its own.
MUCH_OPEN = 5
_WEIGHTS = {"refused": 6, "conflict": 5, "lint": 3, "gaps": 3, "critical": 2, "new": 1}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An activity that a round may take up; ``reasons`` are words of ``wording.REASONS``, ``weight`` orders them.

    ``findings`` are what the lint says of it.
    """

    activity: Activity
    reasons: tuple[str, ...]
    findings: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class Invitee:
    """A party that can be invited: its key and name, in whose words, which positions it holds, and who might answer.

    ``person_id`` is "" where nobody fills any of its positions today.
    """

    key: str
    name: str
    words: str
    positions: tuple[str, ...]
    person_id: str
    department: bool


def criticality(program: Program, activity: Activity) -> int:
    """Return how much hangs on an activity, 1 to 4: that of the most critical objective that it protects."""
    told = (program.objectives[one].criticality for one in activity.protects if one in program.objectives)
    return max(told, default=2)


def candidates(program: Program) -> list[Candidate]:
    """Return every activity, the one most worth a round first, in a constant number of queries."""
    findings = _findings(program)
    much = gaps.open_by_activity()
    before = Counter[str]()
    for activity_id, state in Topic.objects.filter(round__state="revealed").values_list("activity_id", "state"):
        before[activity_id] += 1 if state in {"open", "voting", "put-off"} else 0
    known = dict(Version.objects.filter(newest=True).values_list("activity_id", "reopened_at"))
    found = []
    for activity in program.activities.values():
        reasons = [
            *(["refused"] if known.get(activity.id) else []),
            *(["conflict"] if before[activity.id] else []),
            *(["lint"] if activity.id in findings else []),
            *(["gaps"] if much.get(activity.id, 0) >= MUCH_OPEN else []),
            *(["critical"] if criticality(program, activity) == 4 else []),
            *(["new"] if activity.id not in known and activity.standing == "suggested" else []),
        ]
        weight = sum(_WEIGHTS[reason] for reason in reasons)
        found.append(Candidate(activity, tuple(reasons), findings.get(activity.id, ()), weight))
    return sorted(found, key=lambda one: -one.weight)


def invitees(program: Program) -> list[Invitee]:
    """Return every department and position that can be invited, and who might answer for it; in one query."""
    held = filling.filled(list(program.roles), most=_MOST_SEATS)
    by_party: dict[str, list[str]] = {}
    for role in program.roles.values():
        if role.party and not role.each and not role.external:
            by_party.setdefault(role.party, []).append(role.id)
    found = [
        Invitee(key, wording.party(key), key, tuple(roles), _first(roles, held), True)
        for key, roles in sorted(by_party.items(), key=lambda pair: wording.party(pair[0]))
    ]
    for role in sorted(program.roles.values(), key=lambda one: one.name.casefold()):
        words = role.party or "everyone"
        seats = held.get(role.id, []) if role.each else []
        if not role.each:
            key = f"{POSITION}{role.id}"
            found.append(Invitee(key, role.name, words, (role.id,), _first([role.id], held), False))
        for seat in {one.position_id: one for one in reversed(seats)}.values():
            name = wording.position(program, seat.position_id)
            key = f"{POSITION}{seat.position_id}"
            found.append(Invitee(key, name, words, (seat.position_id,), seat.person_id, False))
    return found


#: How the key of a position's party begins.
POSITION = "position:"
_MOST_SEATS = 2_000


def _first(roles: list[str], held: dict[str, list[filling.Filled]]) -> str:
    """The first who fills one of these roles, in the order of the program; its head stands first there."""
    return next((one.person_id for role in roles for one in held.get(role, ())), "")


def _findings(program: Program) -> dict[str, tuple[str, ...]]:
    """What the lint says of each activity; a program is judged once for each of its versions."""
    if _judged.digest != program.digest:
        said = breaking.by_row(programs.of_program(program), severities=("error", "warning"))
        _judged.digest, _judged.findings = program.digest, said
    return _judged.findings


@dataclass(slots=True)
class _Judged:
    digest: str = ""
    findings: dict[str, tuple[str, ...]] = field(default_factory=dict)


_judged = _Judged()
