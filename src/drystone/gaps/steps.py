"""Gaps as steps: what one does once, though it may close several gaps.

1. Gaps with the same way to mend them are one step; without one, gaps of one check are.
2. Steps keep the order of their most urgent gap.
3. What we have not heard is no step: nothing is known to be wrong. It is said thing by thing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from drystone.gaps import mending
from drystone.gaps.mending import Way
from drystone.gaps.models import TASK
from drystone.gaps.own import Mine
from drystone.gaps.places import PERSONAL, by_managing
from drystone.gaps.wording import LEAVER_CHECK
from drystone.program.model import Check, Objective, Program

_MINTED = re.compile(r"[a-z_]+-[0-9a-f]{16}")
_RELATIONS: dict[str, str | Promise] = {
    "asset.owner": gettext_lazy("whose a thing is"),
    "asset.owner.manager": gettext_lazy("the manager of the one whose a thing is"),
    "asset.sponsor": gettext_lazy("the sponsor of a supplier"),
    "asset.lead": gettext_lazy("the lead of a project"),
    "asset.person": gettext_lazy("the person that a thing is about"),
    "asset.manager": gettext_lazy("someone's manager"),
    "asset.team.lead": gettext_lazy("the lead of a team"),
}
#: The claims by which a thing is somebody's. "manager" is one too, but also a step to whoever stands in for a position.
OWNED = frozenset({"decision", "assigned", "tag", "idp", "last_user", "parent"})
_HOUR = 60


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of mine: how we know (``claim``, by which source, when), and the newest record of it. Moments are aware.

    ``heard_at`` is when the thing itself was last heard from, where its kind speaks. ``stale``: only old records are
    left of it, since its sources are not complete. ``outcome`` is the worst that live checks said of it: fail, unknown,
    pass, "" where none is about it.
    """

    kind: str
    id: str
    name: str
    detail: str
    platform: str
    criticality: int
    claim: str
    claim_source: str
    claimed_at: dt.datetime | None
    heard_at: dt.datetime | None
    seen_at: dt.datetime | None
    sources: tuple[str, ...]
    stale: bool
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose page it is: their listed things by id, the platforms of others that came along, and their parties."""

    person_id: str
    things: Mapping[str, Thing]
    platforms: Mapping[str, str] = field(default_factory=dict)
    parties: Collection[str] = ()

    def platform(self, gap: Mine) -> str:
        """Return the platform of a gap's thing, "" where it is not known."""
        thing = self.things.get(gap.asset_id)
        return thing.platform if thing else self.platforms.get(gap.asset_id, "")


@dataclass(frozen=True, slots=True)
class One:
    """A gap with its title and the thing that it is about, as far as that is among the listed ones.

    ``opens`` says that its reader may open the thing's page, ``ownable`` that the thing is theirs, so that they can say
    that it is not.
    """

    gap: Mine
    title: str
    thing: Thing | None
    opens: bool
    ownable: bool

    @property
    def name(self) -> str:
        """What people call the thing."""
        return str(_RELATIONS.get(self.gap.asset_id, self.gap.asset_name or self.gap.asset_id))

    @property
    def item(self) -> str:
        """What tells this gap from others on the thing; ids of ours tell people nothing, and a task's is its title."""
        return "" if self.gap.origin == TASK or _MINTED.fullmatch(self.gap.item) else self.gap.item


@dataclass(slots=True)
class Step:
    """One thing to do. ``gaps`` are at most a sample; ``more`` says how many of the kind are not among them."""

    check: Check | None
    ways: tuple[Way, ...]
    objectives: tuple[Objective, ...]
    key: tuple[str, ...] = ()
    gaps: list[One] = field(default_factory=list)
    more: int = 0

    @property
    def first(self) -> One:
        """The most urgent gap."""
        return self.gaps[0]

    @property
    def title(self) -> str:
        """What to do, in a few words."""
        return self.first.title

    @property
    def minutes(self) -> int | None:
        """How long it takes; None where the program does not say."""
        return self.check.minutes if self.check else None

    @property
    def why(self) -> str:
        """Why it is worth doing, for the one who does it."""
        return self.check.why if self.check else ""

    @property
    def count(self) -> int:
        """How many gaps it closes."""
        return len(self.gaps) + self.more

    @property
    def due(self) -> dt.datetime:
        """When the earliest of its gaps is due."""
        return min(one.gap.due for one in self.gaps)

    @property
    def things(self) -> list[One]:
        """One gap for each thing that it is about."""
        return list({one.gap.asset_id: one for one in reversed(self.gaps)}.values())[::-1]

    @property
    def several(self) -> bool:
        """Whether it has to be done for several things, one after the other."""
        return len(self.things) > 1

    @property
    def alone(self) -> bool:
        """Whether it is one gap: there is nothing to choose before saying that it is done."""
        return self.count == 1

    @property
    def ownable(self) -> bool:
        """Whether it is about one thing, which the reader can say is not theirs."""
        return not self.several and not self.more and self.first.ownable


@dataclass(slots=True)
class Unheard:
    """A thing that we lack word of: since when, and what we therefore cannot say."""

    first: One
    gaps: list[One] = field(default_factory=list)

    @property
    def since(self) -> dt.datetime | None:
        """When we last heard, as far as we know."""
        thing = self.first.thing
        return (thing.heard_at if thing else None) or self.first.gap.unverified_since


def steps(gaps: Iterable[Mine], program: Program, reader: Reader) -> list[Step]:
    """Return the steps for what is known to be wrong, in the order of ``gaps``."""
    found: dict[tuple[str, ...], Step] = {}
    listed: dict[str, int] = {}
    for gap in gaps:
        check = program.checks.get(gap.check_id)
        one = one_of(gap, program, reader)
        ways = mending.ways(check, reader.platform(gap), reader.parties)
        key = mending.key(gap.check_id, ways)
        step = found.setdefault(key, Step(check, ways, _objectives(gap, program), key))
        step.gaps.append(one)
        listed[gap.check_id] = listed.get(gap.check_id, 0) + 1
    counted: set[str] = set()
    for step in found.values():
        for one in step.gaps:
            if one.gap.check_id not in counted:
                counted.add(one.gap.check_id)
                step.more += one.gap.of_check - listed[one.gap.check_id]
    return list(found.values())


def unheard(gaps: Iterable[Mine], program: Program, reader: Reader) -> list[Unheard]:
    """Return what we have not heard, one for each thing, in the order of ``gaps``."""
    found: dict[str, Unheard] = {}
    for gap in gaps:
        one = one_of(gap, program, reader)
        found.setdefault(gap.asset_id, Unheard(one)).gaps.append(one)
    return list(found.values())


def how_long(minutes: int) -> str:
    """Say how long something takes."""
    if minutes < 2 * _HOUR:
        return ngettext("about %(n)d minute", "about %(n)d minutes", minutes) % {"n": minutes}
    hours = round(minutes / _HOUR)
    return ngettext("about %(n)d hour", "about %(n)d hours", hours) % {"n": hours}


def one_of(gap: Mine, program: Program, reader: Reader) -> One:
    """Return a gap with its title: the program's, else what the matrix lacks, else the check's id."""
    check = program.checks.get(gap.check_id)
    if check:
        title = check.title.failed if gap.outcome == "fail" else check.title.unknown
    elif gap.check_id == "duty-without-a-holder":
        title = _("Say who holds a position that nobody holds")
    elif gap.check_id == LEAVER_CHECK:
        title = _("Say who takes over what somebody left behind")
    else:
        title = gap.check_id.replace("-", " ")
    if gap.origin == TASK:
        return One(gap, gap.item, None, opens=False, ownable=False)
    thing = reader.things.get(gap.asset_id)
    ownable = gap.asset_kind not in PERSONAL and (thing is not None or gap.via in OWNED)
    opens = thing is not None or not by_managing(program, gap.activity_id)
    return One(gap, title, thing, opens and _opens(gap, thing, reader), ownable)


def _opens(gap: Mine, thing: Thing | None, reader: Reader) -> bool:
    """Whoever is responsible for what is about somebody else works from the gap's page; the person's own is theirs."""
    if gap.asset_kind == "person":
        return gap.asset_id == reader.person_id
    return thing is not None if gap.asset_kind == "screening" else True


def _objectives(gap: Mine, program: Program) -> tuple[Objective, ...]:
    activity = program.activities.get(gap.activity_id)
    protects = activity.protects if activity else ()
    return tuple(program.objectives[key] for key in protects if key in program.objectives)
