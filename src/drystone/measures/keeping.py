"""Keeps what may be shown of a week: each subject once, by the first run of the week, and never again.

Counted again a day later, the difference would be about whoever answered, moved or came meanwhile. What is kept is
withheld and rounded already; of a figure that a lower floor let through, nothing is shown.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from drystone.habits import figures as habit_figures
from drystone.habits.weeks import Week, week_of
from drystone.lake.engines import Engine
from drystone.measures import changes, closing_counting, courses, coverage, coverage_counting, levers, report_counting
from drystone.measures.models import KeptFigures
from drystone.measures.standing import standings
from drystone.program.model import Program
from drystone.shell import site

#: Every figure of one subject, by key.
Figures = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Now:
    """What a run gives to count from: its tables (``engine``), the moment (aware) it judged by, by which program."""

    program: Program
    engine: Engine
    week: Week
    as_of: dt.datetime
    digest: str

    @property
    def floor(self) -> int:
        """The program's floor."""
        return self.program.settings.privacy.group_floor


def keep(now: Now, *, run_id: str) -> int:
    """Write what this week lacks, and return how many rows; twice is the same as once."""
    monday = now.week.monday
    there = set(KeptFigures.objects.filter(since=monday).values_list("subject", flat=True))
    return sum(write(subject, monday, made(now), now.floor, run_id=run_id)
               for subject, made in SUBJECTS.items() if subject not in there)  # fmt: skip


def keep_coverage(now: Now, *, run_id: str) -> int:
    """Write the coverage of a week that is over, where there is none, and return how many rows."""
    return write("coverage", now.week.monday, _coverage(now), now.floor, run_id=run_id)


def of_run(program: Program, engine: Engine, *, as_of: dt.datetime, digest: str = "") -> Now:
    """Return what there is to count from, for the week of the run."""
    return Now(program, engine, week_of(as_of, program), as_of, digest)


def write(subject: str, since: dt.date, figures: Figures, floor: int, *, run_id: str) -> int:
    """Write a subject's figures where there are none, and return how many rows."""
    rows = [
        KeptFigures(since=since, subject=subject, key=key, floor=floor, figures=dict(one), run_id=run_id)
        for key, one in figures.items()
    ]
    # Another worker may have written them meanwhile; what stands first stays.
    KeptFigures.objects.bulk_create(rows, batch_size=200, ignore_conflicts=True)
    return len(rows)


@dataclass(frozen=True, slots=True)
class Kept:
    """One row: from which day, which of the subject, the floor it was made by, and the figures."""

    since: dt.date
    key: str
    floor: int
    figures: Mapping[str, Any]


def read(subject: str, *, key: str | None = None, since: dt.date | None = None) -> tuple[Kept, ...]:
    """Return what is kept of a subject, oldest first, but for what a lower floor than today's let through. One query.

    Of one ``key``, or of all; from a day on, or all.
    """
    rows = KeptFigures.objects.filter(subject=subject, floor__gte=site.program().settings.privacy.group_floor)
    if key is not None:
        rows = rows.filter(key=key)
    if since is not None:
        rows = rows.filter(since__gte=since)
    told = rows.order_by("since", "pk").values_list("since", "key", "floor", "figures")
    return tuple(Kept(*row) for row in told)


def newest(subject: str) -> tuple[Kept, ...]:
    """Return the rows of the newest week of a subject. One query."""
    last = KeptFigures.objects.filter(subject=subject).order_by("-since").values("since")[:1]
    floor = site.program().settings.privacy.group_floor
    rows = KeptFigures.objects.filter(subject=subject, since=last, floor__gte=floor).order_by("pk")
    return tuple(Kept(*row) for row in rows.values_list("since", "key", "floor", "figures"))


def _coverage(now: Now) -> Figures:
    counts = coverage_counting.counted(now.engine, now.program, now.week, as_of=now.as_of)
    return {habit: coverage.shown(habit, groups, now.floor).as_figures() for habit, groups in counts.items()}


def _closing(now: Now) -> Figures:
    return {"": closing_counting.counted(now.engine, now.week, now.floor).as_figures()}


def _reports(now: Now) -> Figures:
    told = report_counting.counted(now.program, now.week, now.floor)
    return {pair: one.as_figures() for pair, one in told.items()}


def _beliefs(now: Now) -> Figures:
    told = habit_figures.common_in_groups(program=now.program, now=now.week.begins)
    common = {group or "": [asdict(one) for one in several] for group, several in told.items()}
    return {group: {"common": several} for group, several in {"": [], **common}.items()}


def _levers(now: Now) -> Figures:
    return levers.counted(now.engine, now.program, as_of=now.as_of)


def _wall(now: Now) -> Figures:
    domains = courses.domains(now.program, standings(now.program, now.engine, as_of=now.as_of))
    first = courses.first_to_set(domains)
    counts = Counter(stone.state for course in domains for stone in course.stones)
    return {"": {"counts": dict(counts), "first": first.name if first else ""}}


def _program(now: Now) -> Figures:
    return {"": changes.facts(now.program, now.engine, now.digest)}


#: What is counted each week, by its name in ``KeptFigures.subject``.
SUBJECTS: dict[str, Callable[[Now], Figures]] = {
    "coverage": _coverage,
    "closing": _closing,
    "reports": _reports,
    "beliefs": _beliefs,
    "levers": _levers,
    "wall": _wall,
    "program": _program,
}
