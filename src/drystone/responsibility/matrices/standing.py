"""How a program or file stands against a profile: each of its rows, with what answers it and what is still open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from drystone.responsibility.matrices.linting import Finding, Report
from drystone.responsibility.matrices.model import Role, Row
from drystone.responsibility.matrices.profiles.judging import Asked, Found, State, judge
from drystone.responsibility.matrices.profiles.model import Profile, Wanted
from drystone.responsibility.matrices.rules.measures import people


@dataclass(frozen=True, slots=True)
class Standing:
    """One row of a profile. ``rows`` are the activities that answer it, ``holders`` those who hold its letter there.

    ``empty`` are positions among them that nobody fills; ``agreed`` is None where nothing says it; ``findings`` are
    what the lint says, for rows that are about it; ``open``, ``alone`` and ``close`` as in ``judging.Found``.
    """

    wanted: Wanted
    state: State
    rows: tuple[Row, ...] = ()
    holders: tuple[Role, ...] = ()
    fitting: tuple[Role, ...] = ()
    empty: tuple[Role, ...] = ()
    agreed: bool | None = None
    open: tuple[str, ...] = ()
    alone: tuple[Role, ...] = ()
    close: tuple[Role, ...] = ()
    findings: tuple[Finding, ...] = ()


def standings(profile: Profile, report: Report) -> list[Standing]:
    """Return every row of a profile, in its order, as a report's file stands against it on the report's day."""
    asked = Asked(report.wishes.group or 1, report.wishes.kinds)
    found = {one.wanted.id: one for one in judge(profile, report.reading, asked)}
    on = report.as_of.date()
    made = []
    for wanted in profile.rows:
        if wanted.lint:
            made.append(_linted(wanted, report))
        elif wanted.id in found:
            made.append(_standing(found[wanted.id], on))
    return made


def _linted(wanted: Wanted, report: Report) -> Standing:
    found = tuple(one for one in report.findings if one.rule in wanted.lint and one.severity != "info")
    return Standing(wanted, "partly" if found else "held", findings=found)


def _standing(found: Found, on: dt.date) -> Standing:
    empty = tuple(role for role in found.fitting if _empty(role, on))
    state: State = "partly" if found.state == "held" and empty else found.state
    rows = tuple(row for _, row in found.rows)
    return Standing(
        found.wanted, state, rows, found.holders, found.fitting, empty, found.agreed, found.open, found.alone,
        found.close,
    )  # fmt: skip


def _empty(role: Role, on: dt.date) -> bool:
    position = role.position
    return position is not None and not position.found and not position.external and not people(role, on)
