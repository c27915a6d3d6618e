"""My page, put together: four questions to the state and one look-up in the lake, however much is mine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drystone.directory import queries as directory
from drystone.gaps import queries as gap_queries
from drystone.people.duties import Duty, duties, parties
from drystone.people.steps import One, Step, Unheard, one_of, steps, unheard
from drystone.people.things import Known, Thing, known
from drystone.program.model import Program

#: How many steps are shown; whoever has more works from their list of activities.
SHOWN = 12

_HEADINGS: dict[str, str | Promise] = {
    "device": _("My devices"),
    "account": _("My accounts"),
    "application": _("My apps"),
    "share": _("My folders and drives"),
    "vendor": _("My suppliers"),
    "project": _("My projects"),
    "repository": _("My repositories"),
    "cloud_resource": _("My cloud resources"),
    "credential": _("My keys and certificates"),
    "domain": _("My domains"),
    "backup": _("My backups"),
    "log_source": _("My log sources"),
    "access_review": _("My access reviews"),
    "data_transfer": _("Data I send to others"),
    "purchase": _("What I bought"),
    "screening": _("My background checks"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A thing of mine. ``state`` is the worst that stands about it: fail, unknown, or "" where nothing does."""

    thing: Thing
    state: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """My things of one kind; ``count`` is whole, ``lines`` the most critical."""

    kind: str
    heading: str | Promise
    count: int
    lines: tuple[Line, ...]

    @property
    def unlisted(self) -> int:
        """How many are not listed."""
        return self.count - len(self.lines)


@dataclass(frozen=True, slots=True)
class Later:
    """A gap that was put off."""

    one: One
    until: dt.date


@dataclass(frozen=True, slots=True)
class MyPage:
    """Everything on the page of one person. ``first`` is the one thing worth doing now.

    ``known`` is false where the applied run has not met them yet; ``in_order`` counts things that nothing stands about.
    """

    person_id: str
    known: bool
    department: str
    team: str
    first: Step | None
    rest: list[Step]
    beyond: int
    unheard: list[Unheard]
    later: list[Later]
    accepted: list[One]
    sections: list[Section]
    things: int
    in_order: int
    manages: int
    duties: list[Duty]


def my_page(person_id: str, program: Program, *, now: dt.datetime) -> MyPage:
    """Return somebody's page. Who may ask for it is for the views to say."""
    row = known(person_id)
    told = row or Known()
    held = directory.duties(person_id, "RA", fallback=False)
    put_off = gap_queries.put_off(person_id, on=timezone.localtime(now).date())
    gaps = gap_queries.mine(person_id, now=now)
    things = {thing.id: thing for thing in told.things}
    open_now = [gap for gap in gaps if gap.status == "open" and gap.gap_id not in put_off]
    failing = [gap for gap in open_now if gap.outcome == "fail"]
    silent = [gap for gap in open_now if gap.outcome == "unknown"]
    found = steps(failing, program, things=things, parties=parties(held, program))
    sections = _sections(told, {gap.asset_id: gap.outcome for gap in reversed(gaps) if gap.status == "open"})
    # Where only a sample of the gaps came along, nobody can say that the other things have none.
    whole = len(gaps) < gap_queries.MOST and all(gap.of_check <= gap_queries.SAMPLE for gap in gaps)
    count = sum(section.count for section in sections)
    return MyPage(
        person_id=person_id,
        known=row is not None,
        department=told.department,
        team=told.team,
        first=found[0] if found else None,
        rest=found[1:SHOWN],
        beyond=sum(step.count for step in found[SHOWN:]),
        unheard=unheard(silent, program, things=things),
        later=_later(gaps, put_off, program, things),
        accepted=[_one(gap, program, things) for gap in gaps if gap.status == "excepted"],
        sections=sections,
        things=count,
        in_order=sum(1 for section in sections for line in section.lines if not line.state) if whole else 0,
        manages=told.manages,
        duties=duties(held, told.duties, program),
    )


def _one(gap: gap_queries.Mine, program: Program, things: Mapping[str, Thing]) -> One:
    return one_of(gap, program.checks.get(gap.check_id), things)


def _later(
    gaps: list[gap_queries.Mine], put_off: Mapping[str, dt.date], program: Program, things: Mapping[str, Thing]
) -> list[Later]:
    waiting = [gap for gap in gaps if gap.status == "open" and gap.gap_id in put_off]
    found = [Later(_one(gap, program, things), put_off[gap.gap_id]) for gap in waiting]
    return sorted(found, key=lambda one: one.until)


def _sections(told: Known, about: Mapping[str, str]) -> list[Section]:
    """Things by kind, in the order of the headings; ``about`` is the worst outcome of each thing that has a gap."""
    order = {kind: at for at, kind in enumerate(_HEADINGS)}
    found = []
    for kind, count in sorted(told.counts, key=lambda one: order.get(one[0], len(order))):
        lines = tuple(Line(thing, about.get(thing.id, "")) for thing in told.things if thing.kind == kind)
        found.append(Section(kind, _HEADINGS.get(kind, kind), count, lines))
    return found
