"""How the site itself stands, for those who keep it running: its work, its sources, its program folder."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from drystone.jobs import queries as jobs
from drystone.program.model import Problem
from drystone.shell import site, standing

_MOST = 20


@dataclass(frozen=True, slots=True)
class Source:
    """A source that the last run could not read whole."""

    source_id: str
    status: str
    error: str


@dataclass(frozen=True, slots=True)
class SiteState:
    """What needs a hand. ``behind`` is how many jobs are due and not begun, ``since`` the oldest of them.

    ``run`` is the run that was asked for last.
    """

    failed: tuple[jobs.Standing, ...]
    behind: int
    since: dt.datetime | None
    as_of: dt.datetime | None
    run: jobs.Standing | None
    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]
    warnings: int
    digest: str
    parts: tuple[standing.Line, ...]


def now_stands(*, now: dt.datetime) -> SiteState:
    """Return how the site stands: four questions to the state and one to the lake."""
    behind, since = jobs.waiting(now=now)
    snapshot = site.snapshot()
    errors = [one for one in site.problems() if one.level == "error"]
    return SiteState(
        failed=tuple(jobs.failed(most=_MOST)),
        behind=behind,
        since=since,
        as_of=snapshot.as_of if snapshot else None,
        run=jobs.latest("run"),
        sources=_sources() if snapshot else (),
        problems=tuple(errors[:_MOST]),
        warnings=len(site.problems()) - len(errors),
        digest=site.program().digest[:16],
        parts=tuple(standing.lines(now)),
    )


def _sources() -> tuple[Source, ...]:
    sql = "select source_id, status, coalesce(error, '') from source_status where status <> 'complete' order by 1"
    with site.reading() as engine:
        return tuple(Source(*row) for row in engine.rows(f"{sql} limit {_MOST}"))
