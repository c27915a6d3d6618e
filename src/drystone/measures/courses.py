"""What the wall is built of: activities gathered into courses by domain, and how large a stone each is.

A domain is the file that activities are written in (``activities/3-access.yaml``: Access); where all are in one file,
the function of the NIST Cybersecurity Framework that each names first.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from drystone.measures.standing import Standing, State
from drystone.program.model import Activity, Program

_FUNCTIONS = {"GV": "Govern", "ID": "Identify", "PR": "Protect", "DE": "Detect", "RS": "Respond", "RC": "Recover"}


@dataclass(frozen=True, slots=True)
class Stone:
    """An activity as a stone. ``weight`` is what it protects, damped: about 1 to 9; ``protects`` names the goals."""

    activity_id: str
    name: str
    state: State
    reason: str
    weight: float
    protects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """One layer of the wall, and the domains that it holds."""

    name: str
    stones: tuple[Stone, ...]


def domains(program: Program, standings: Mapping[str, Standing]) -> list[Course]:
    """Return every domain with its stones, in the order of the program."""
    floor = program.settings.privacy.group_floor
    gathered: dict[str, list[Stone]] = {}
    single = len({activity.place.path for activity in program.activities.values()}) == 1
    for activity in program.activities.values():
        standing = standings[activity.id]
        stone = Stone(
            activity.id,
            activity.name,
            standing.state,
            standing.reason,
            weight(program, activity, standing, floor),
            tuple(program.objectives[one].name for one in activity.protects if one in program.objectives),
        )
        gathered.setdefault(_domain(activity, single=single), []).append(stone)
    return [Course(name, tuple(stones)) for name, stones in gathered.items()]


def weight(program: Program, activity: Activity, standing: Standing, floor: int) -> float:
    """Return how much an activity bears: the criticality of its objectives, times how many things it is about, damped.

    A number of things under the floor counts as the floor, so that no size gives it away.
    """
    protected = [program.objectives[one].criticality for one in activity.protects if one in program.objectives]
    return math.sqrt(max(protected, default=2)) * (1 + math.log10(max(standing.things, floor)))


def layers(found: Sequence[Course], *, most: int) -> list[Course]:
    """Cut domains into layers of at most ``most`` stones, and join neighbours that are too small for one of their own.

    The layers come from the top down: the first domain is the last, for it bears the others. Of a domain's layers the
    topmost bears its name.
    """
    made: list[Course] = []
    for course in found:
        previous = made[-1] if made else None
        small = previous is not None and max(len(previous.stones), len(course.stones)) <= max(1, most // 3)
        if previous is not None and small:
            made[-1] = Course(f"{previous.name} · {course.name}", previous.stones + course.stones)
            continue
        parts = list(_parts(course.stones, most))
        made += [Course("", part) for part in parts[:-1]]
        made.append(Course(course.name, parts[-1]))
    return made[::-1]


def _parts(stones: tuple[Stone, ...], most: int) -> Iterator[tuple[Stone, ...]]:
    count = math.ceil(len(stones) / most)
    for number in range(count):
        yield stones[number * len(stones) // count : (number + 1) * len(stones) // count]


def first_to_set(found: Iterable[Course]) -> Stone | None:
    """Return the stone most worth setting straight: a loose one, else a missing, else an unknown; the heaviest."""
    order = {"loose": 0, "missing": 1, "unknown": 2}
    stones = [stone for stone in chain.from_iterable(course.stones for course in found) if stone.state in order]
    return min(stones, key=lambda one: (order[one.state], -one.weight, one.activity_id), default=None)


def _domain(activity: Activity, *, single: bool) -> str:
    if single:
        named = activity.csf[0][:2] if activity.csf else ""
        return _FUNCTIONS.get(named, _("Everything else") if activity.csf else _("The whole program"))
    stem = PurePosixPath(activity.place.path).stem
    words = stem.lstrip("0123456789").strip("-_ ").replace("-", " ").replace("_", " ") or stem
    return words[:1].upper() + words[1:]
