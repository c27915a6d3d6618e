"""What my page has no room for: all my steps, all my things of a kind, and all that I said, a page at a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils import timezone

from drystone.directory import queries as directory
from drystone.gaps import mending, own
from drystone.gaps import queries as gap_queries
from drystone.gaps.steps import One, Reader, one_of
from drystone.people import mypage
from drystone.people.mypage import Line
from drystone.people.things import known, listed
from drystone.program.model import Program
from drystone.shell import said
from drystone.shell.said import Said
from drystone.shell.viewer import Viewer

#: How much stands on one page.
LENGTH = 50

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Paged(Generic[Item]):
    """A page of a list: ``at`` counts from 1, ``count`` is how many there are in all, None where nobody counted."""

    items: tuple[Item, ...]
    at: int
    more: bool
    count: int | None = None

    @property
    def before(self) -> int:
        """The page before, 0 where there is none."""
        return self.at - 1

    @property
    def after(self) -> int:
        """The page after, 0 where there is none."""
        return self.at + 1 if self.more else 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A gap in the list of all my steps; ``later`` is until when I put it off."""

    one: One
    ways: tuple[mending.Way, ...]
    later: dt.date | None


def steps(person_id: str, program: Program, *, at: int, now: dt.datetime) -> Paged[Standing]:
    """Return a page of everything that stands and reaches somebody, the most urgent first."""
    found, count = own.listed(person_id, now=now, after=(at - 1) * LENGTH, most=LENGTH)
    row = known(person_id, others=mypage.with_systems(found, program))
    things = {thing.id: thing for thing in row.things} if row else {}
    parties = mending.parties(directory.duties(person_id, "RA", fallback=False), program)
    reader = Reader(person_id, things, row.platforms if row else {}, parties)
    later = gap_queries.put_off(person_id, on=timezone.localtime(now).date())
    items = tuple(
        Standing(
            one_of(gap, program, reader),
            mending.ways(program.checks.get(gap.check_id), reader.platform(gap), parties),
            later.get(gap.gap_id),
        )
        for gap in found
    )
    return Paged(items, at, at * LENGTH < count, count)


def things(person_id: str, kind: str, *, at: int, now: dt.datetime) -> Paged[Line]:
    """Return a page of somebody's things of one kind, in the order of their own page."""
    found = listed(person_id, kind, after=(at - 1) * LENGTH, most=LENGTH + 1)
    gaps = own.about(person_id, [thing.id for thing in found])
    standing = mypage.standing_of(gaps)
    lines = tuple(Line(thing, mypage.state_of(thing, standing, whole=True)) for thing in found[:LENGTH])
    return Paged(lines, at, len(found) > LENGTH)


def what_was_said(viewer: Viewer, *, at: int) -> Paged[Said]:
    """Return a page of what somebody said, the newest first."""
    items, more = said.newest(viewer, after=(at - 1) * LENGTH, most=LENGTH)
    return Paged(tuple(items), at, more)
