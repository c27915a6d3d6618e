"""My page, put together: four questions to the state and one look-up in the lake, however much is mine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drystone.directory import queries as directory
from drystone.gaps import mending, own
from drystone.gaps import queries as gap_queries
from drystone.gaps.steps import OWNED, One, Reader, Step, Thing, Unheard, one_of, steps, unheard
from drystone.people.duties import Duty, duties
from drystone.people.things import Known, known
from drystone.program.model import Program
from drystone.program.vocabulary import TABLES
from drystone.shell import next_run

#: How many steps are shown; whoever has more works from their list of activities.
SHOWN = 12

#: What a person's things of a kind are called on their page.
HEADINGS: dict[str, str | Promise] = {
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
    """A thing of mine, and the worst that is known of it.

    ``state``: "todo" (I have something to do), "unknown", "accepted" (for a time), "elsewhere" (something about it is
    for others to mend), "wrong" (whose that is did not come along), "pass", or "" where nobody looked.
    """

    thing: Thing
    state: str = ""

    @property
    def ownable(self) -> bool:
        """Whether somebody can say that it is not theirs: not of what is about themselves."""
        return not TABLES[self.thing.kind].seen_by


@dataclass(frozen=True, slots=True)
class Section:
    """My things of one kind; ``count`` is whole, ``lines`` the most critical."""

    kind: str
    heading: str | Promise
    count: int
    lines: tuple[Line, ...]

    @property
    def named(self) -> bool:
        """Whether the kind has a list of its own."""
        return self.kind in HEADINGS

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

    ``known`` is false where the applied run has not met them yet. ``in_order`` counts the things that live checks are
    about and found nothing on, ``not_known`` those of which one could not tell, ``unwatched`` those that none is about.
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
    not_known: int
    unwatched: int
    manages: int
    duties: list[Duty]
    judged_at: dt.datetime | None


def my_page(person_id: str, program: Program, *, now: dt.datetime) -> MyPage:
    """Return somebody's page. Who may ask for it is for the views to say."""
    held = directory.duties(person_id, "RA", fallback=False)
    put_off = gap_queries.put_off(person_id, on=timezone.localtime(now).date())
    gaps = own.mine(person_id, now=now)
    row = known(person_id, others=with_systems(gaps, program))
    told = row or Known()
    things = {thing.id: thing for thing in told.things}
    open_now = [gap for gap in gaps if gap.status == "open" and gap.gap_id not in put_off]
    failing = [gap for gap in open_now if gap.outcome == "fail"]
    silent = [gap for gap in open_now if gap.outcome == "unknown"]
    reader = Reader(person_id, things, told.platforms, mending.parties(held, program))
    found = steps(failing, program, reader)
    # Where only a sample of the gaps came along, nobody can say whose the other things are to mend.
    whole = len(gaps) < own.MOST and all(gap.of_check <= own.SAMPLE for gap in gaps)
    standing = standing_of((gap.asset_id, gap.status, gap.outcome) for gap in gaps)
    sections = sections_of(told, standing, whole=whole)
    # The state may know of a gap that the run does not: what somebody opened by hand, or on a thing renamed since.
    contradicted = sum(line.thing.outcome == "pass" != line.state for each in sections for line in each.lines)
    return MyPage(
        person_id=person_id,
        known=row is not None,
        department=told.department,
        team=told.team,
        first=found[0] if found else None,
        rest=found[1:SHOWN],
        beyond=sum(step.count for step in found[SHOWN:]),
        unheard=unheard(silent, program, reader),
        later=_later(gaps, put_off, program, reader),
        accepted=[one_of(gap, program, reader) for gap in gaps if gap.status == "excepted"],
        sections=sections,
        things=sum(section.count for section in sections),
        in_order=told.outcomes.get("pass", 0) - contradicted,
        not_known=told.outcomes.get("unknown", 0),
        unwatched=told.outcomes.get("", 0),
        manages=told.manages,
        duties=duties(held, told.duties, program),
        judged_at=next_run.last(),
    )


def with_systems(gaps: Iterable[own.Mine], program: Program) -> set[str]:
    """Return the things of gaps that are mended in another way on each system, and that are mine by position only."""
    found = set()
    for gap in gaps:
        check = program.checks.get(gap.check_id)
        if gap.via not in OWNED and check and len(check.fix) > 1 and check.fix.keys() & mending.PLATFORMS.keys():
            found.add(gap.asset_id)
    return found


def _later(gaps: list[own.Mine], put_off: Mapping[str, dt.date], program: Program, reader: Reader) -> list[Later]:
    waiting = [gap for gap in gaps if gap.status == "open" and gap.gap_id in put_off]
    found = [Later(one_of(gap, program, reader), put_off[gap.gap_id]) for gap in waiting]
    return sorted(found, key=lambda one: one.until)


_WORST = ("todo", "unknown", "accepted")


def standing_of(gaps: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Return the worst that somebody's gaps, as (asset id, status, outcome), say of each thing that has one."""
    found: dict[str, str] = {}
    for asset_id, status, outcome in gaps:
        state = "accepted" if status == "excepted" else "todo" if outcome == "fail" else "unknown"
        found[asset_id] = min(state, found.get(asset_id, state), key=_WORST.index)
    return found


def state_of(thing: Thing, standing: Mapping[str, str], *, whole: bool) -> str:
    """Return how a thing of somebody stands (see ``Line``); ``whole`` says that all their gaps came along."""
    mine = standing.get(thing.id, "")
    if thing.outcome == "fail":
        return mine or ("elsewhere" if whole else "wrong")
    # Of a thing that was accepted as it is, what is not known beside that is still not known.
    return "unknown" if thing.outcome == "unknown" and mine in {"", "accepted"} else mine or thing.outcome


def sections_of(told: Known, standing: Mapping[str, str], *, whole: bool) -> list[Section]:
    """Return things by kind, in the order of the headings; ``standing`` is what somebody's gaps say of them."""
    order = {kind: at for at, kind in enumerate(HEADINGS)}
    found = []
    for kind, count in sorted(told.counts, key=lambda one: order.get(one[0], len(order))):
        lines = tuple(
            Line(thing, state_of(thing, standing, whole=whole)) for thing in told.things if thing.kind == kind
        )
        found.append(Section(kind, HEADINGS.get(kind, kind), count, lines))
    return found
