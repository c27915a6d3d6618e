"""What somebody answers for and what each open thing of it waits for, as things and counts, never as people.

The rules:

1. Every open gap waits for one thing: the first of ``REASONS`` that holds for it. What waits for nothing but its day is
   going on, and is not stuck.
2. A count of fewer people than the floor is withheld, and as many more as it takes that nobody finds it from the rest
   and the whole (``measures.floor``); the people behind a count of things are their owners. What waits for the viewer's
   own answer is their work list, and is counted whatever it counts.
3. Of what is only suggested nothing is said but to those who keep the program: it is nobody's duty yet.
4. Of more than ``answered.MOST`` gaps those that are due first are looked at, and it is said that there are more; what
   is late and soon due is counted of all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drystone.decisions import queries as decisions
from drystone.decisions.queries import Unsettled
from drystone.directory import whereabouts
from drystone.gaps import answered, everyone, staleness
from drystone.gaps.answered import Open
from drystone.lake.engines import Engine
from drystone.measures.floor import ALL, Cell, withhold
from drystone.program.model import Program
from drystone.shell.viewer import EDIT_PROGRAM
from drystone.tickets import queries as tickets

#: What a gap may wait for, in the order in which it is asked; the words go on from "waits for".
REASONS: Mapping[str, str | Promise] = {
    "decide": _("your yes or no to an exception"),
    "heard": _("those who are asked before an exception is granted"),
    "decided": _("somebody else's yes or no to an exception"),
    "settle": _("your word on whose it is"),
    "owner": _("a likely owner's word on whether it is theirs"),
    "settled": _("somebody else's word on whose it is"),
    "source": _("a source that is not complete: what is mended cannot be seen"),
    "check": _("a check that cannot be run"),
    "hole": _("somebody who does it: only the last resort is left"),
    "start": _("the start of a check that has watched long enough"),
    "agree": _("an agreement on the activity"),
    "hook": _("a hook that limits nobody, or fails"),
    "away": _("people who are away"),
    "ticket": _("a ticket in another queue"),
    "unheard": _("a word from the thing itself: it was not heard from"),
    "late": _("those who do it: its day is over"),
}
GOING, QUIET = "going", ""
#: What waits for the viewer's own answer.
OWN_QUEUE = frozenset({"decide", "settle"})

#: ``held(gap ids)`` names those of them that a hook should limit access for, and does not: it stopped, or it fails.
Held = Callable[[Collection[str]], Collection[str]]
_held: list[Held] = []


def register_held(held: Held) -> None:
    """Have asked which gaps wait for a hook; the last one to register is asked."""
    _held[:] = [held]


@dataclass(frozen=True, slots=True)
class Known:
    """What decides for what gaps wait, read once for all of them. ``ready`` are checks that could be started."""

    now: dt.datetime
    me: str
    questions: Mapping[tuple[str, str], Unsettled]
    stale: Collection[tuple[str, str]]
    erred: Collection[str]
    holes: Collection[str]
    ready: Collection[str]
    held: Collection[str]
    tickets: Mapping[str, tuple[str, str]]
    owners: Mapping[str, str]
    incomplete: Collection[str]


@dataclass(frozen=True, slots=True)
class Waiting:
    """All gaps that wait for one thing. ``count`` is None where it is withheld."""

    reason: str
    gaps: tuple[Open, ...]
    count: int | None

    @property
    def words(self) -> str | Promise:
        """What they wait for."""
        return REASONS[self.reason]


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything open of one person: what is stuck, the most first; what goes on (None where withheld).

    ``activities`` are those of which they answer for something open. ``more``: more stand open than were looked at.
    """

    waiting: tuple[Waiting, ...] = ()
    going: int | None = 0
    known: Known | None = field(default=None, repr=False)
    activities: frozenset[str] = frozenset()
    gaps: tuple[Open, ...] = field(default=(), repr=False)
    more: bool = False


def of(person_id: str, powers: Collection[str], program: Program, engine: Engine, *, now: dt.datetime) -> Standing:
    """Return what is stuck of what somebody answers for, and on what: about ten questions, whatever the number."""
    gaps = answered.open_of(person_id, away=whereabouts.away(), suggested=EDIT_PROGRAM in powers)
    if not gaps:
        return Standing()
    known = _known(gaps, person_id, program, engine, now=now)
    groups: dict[str, list[Open]] = {}
    for one in gaps:
        groups.setdefault(_reason(one, known), []).append(one)
    shown = _shown(groups, known.owners, program.settings.privacy.group_floor)
    stuck = [Waiting(name, tuple(found), shown[name]) for name, found in groups.items() if name in REASONS]
    # What is withheld stands last: among the others its place would say how much it is.
    stuck.sort(key=lambda one: (one.count is None, -(one.count or 0), tuple(REASONS).index(one.reason)))
    answers = frozenset(one.activity_id for one in gaps if one.accountable == person_id)
    more = len(gaps) == answered.MOST
    return Standing(tuple(stuck), shown.get(GOING, 0), known, answers, tuple(gaps), more)


def _shown(groups: Mapping[str, Sequence[Open]], owners: Mapping[str, str], floor: int) -> dict[str, int | None]:
    """Rule 2. What a check that is not live sees is a number of its own, and asks nobody yet."""
    cells, whole = [], [one for gaps in groups.values() for one in gaps]
    for name, gaps in groups.items():
        behind = len(gaps) + floor if name in OWN_QUEUE else people(gaps, owners)
        cells.append(Cell((name,), len(gaps), behind, wanted=name != GOING))
    cells.append(Cell((ALL,), len(whole), people(whole, owners)))
    return {one.group[0]: one.count for one in withhold(cells, floor=floor)}


def due(standing: Standing, me: str, *, within: dt.timedelta, floor: int) -> dict[str, tuple[int | None, int | None]]:
    """Return how much of each check that somebody answers for and others do is late, and soon due; rule 2 for each."""
    if standing.known is None:
        return {}
    now, owners = standing.known.now, standing.known.owners
    theirs = [one for one in standing.gaps if one.accountable == me and not one.themselves and one.reach == "live"]
    counted: list[dict[str, int | None]] = []
    behind = everyone.behind([me], now=now, ahead=within) if standing.more else []
    exact = {one.check_id: (one.late, one.soon) for one in behind}
    for number, (begins, ends) in enumerate(((None, now), (now, now + within))):
        found: dict[str, list[Open]] = {name: [] for name, counts in exact.items() if counts[number]}
        for one in theirs:
            if one.due <= ends and (begins is None or one.due > begins):
                found.setdefault(one.check_id, []).append(one)
        much = {name: exact[name][number] if name in exact else len(gaps) for name, gaps in found.items()}
        # Where nobody was looked at, they are taken for one: too few to count.
        cells = [Cell((name,), much[name], people(gaps, owners) if gaps else 1) for name, gaps in found.items()]
        whole = [one for gaps in found.values() for one in gaps]
        cells.append(Cell((ALL,), sum(much.values()), people(whole, owners)))
        counted.append({one.group[0]: one.count for one in withhold(cells, floor=floor)})
    late, soon = counted
    return {name: (late.get(name, 0), soon.get(name, 0)) for name in sorted({*late, *soon} - {ALL})}


def people(gaps: Sequence[Open], owners: Mapping[str, str]) -> int:
    """Return how many people own what some gaps are about; what nobody owns is nobody's."""
    return len({owner for one in gaps if (owner := owners.get(one.asset_id, ""))})


def _reason(one: Open, known: Known) -> str:
    """Rule 1: the first that holds."""
    for name, holds in _TESTS:
        if holds(one, known):
            return name
    return QUIET if one.reach != "live" else GOING


_TESTS: tuple[tuple[str, Callable[[Open, Known], bool]], ...] = (
    ("heard", lambda one, _known: one.asked is not None and one.asked.hears_first),
    ("decide", lambda one, known: one.asked is not None and one.asked.decider == known.me),
    ("decided", lambda one, _known: one.asked is not None),
    ("owner", lambda one, known: _asks(one, known, owner=True)),
    ("settle", lambda one, known: _asks(one, known, holder=known.me)),
    ("settled", lambda one, known: _asks(one, known)),
    ("source", lambda one, known: (one.check_id, one.asset_id) in known.stale),
    ("check", lambda one, known: one.check_id in known.erred),
    ("agree", lambda one, _known: one.reach == "suggested"),
    ("start", lambda one, known: one.check_id in known.ready),
    ("hole", lambda one, _known: one.nobody and one.reach == "live"),
    ("hook", lambda one, known: one.gap_id in known.held),
    ("away", lambda one, _known: one.away and one.reach == "live"),
    ("ticket", lambda one, known: one.gap_id in known.tickets),
    ("unheard", lambda one, _known: one.outcome == "unknown" and one.reach == "live"),
    ("late", lambda one, known: one.reach == "live" and one.due <= known.now),
)


def _asks(one: Open, known: Known, *, owner: bool | None = None, holder: str = "") -> bool:
    asked = known.questions.get((one.asset_kind, one.asset_id))
    return asked is not None and (owner is None or asked.asks_owner is owner) and holder in {"", asked.holder}


def _known(gaps: Sequence[Open], me: str, program: Program, engine: Engine, *, now: dt.datetime) -> Known:
    incomplete = _incomplete(engine)
    about = {(one.check_id, one.asset_kind, one.asset_id) for one in gaps}
    erred = engine.rows("select check_id from outcome_count where coalesce(error, '') <> ''")
    ids = [one.gap_id for one in gaps]
    return Known(
        now=now,
        me=me,
        questions=decisions.open_by_thing(),
        stale=staleness.stale(engine, program, about) if incomplete else set(),
        erred={str(row[0]) for row in erred},
        holes={str(row[0]) for row in engine.rows("select position from hole")},
        ready=_ready({one.check_id for one in gaps if one.reach == "trial"}, program, engine, now),
        held=set(_held[0](ids)) if _held else set(),
        tickets=tickets.of_gaps(ids) if program.settings.tickets else {},
        owners=_owners({(one.asset_kind, one.asset_id) for one in gaps}, engine),
        incomplete=incomplete,
    )


def _incomplete(engine: Engine) -> set[str]:
    """The sources of which the run that is read got less than all."""
    return {str(row[0]) for row in engine.rows("select source_id from source_status where status <> 'complete'")}


def _ready(trial: Collection[str], program: Program, engine: Engine, now: dt.datetime) -> set[str]:
    """The checks on trial that have watched long enough, of agreed activities, and that nobody has started."""
    agreed = [
        one for one in sorted(trial)
        if one in program.checks and program.activities[program.checks[one].activity].standing == "agreed"
    ]  # fmt: skip
    if not agreed:
        return set()
    first = dict(
        engine.rows(
            "select check_id, first_run from check_history where check_id in (select unnest($ids))", {"ids": agreed}
        )
    )
    days, started = dt.timedelta(days=program.settings.authority.trial_days), decisions.started(agreed)
    return {
        one for one in agreed
        if one not in started and one in first and first[one].replace(tzinfo=dt.UTC) + days <= now
    }  # fmt: skip


def _owners(things: Collection[tuple[str, str]], engine: Engine) -> dict[str, str]:
    """Whose each thing is by the applied run; what is about a person is theirs, and what is gone somebody's."""
    ids = sorted({asset_id for _kind, asset_id in things})
    told = engine.rows(
        "select asset_id, coalesce(owner_id, '') from asset where asset_id in (select unnest($ids))", {"ids": ids}
    )
    found = {str(asset_id): str(owner) for asset_id, owner in told}
    for kind, asset_id in things:
        if kind == "person":
            found[asset_id] = asset_id
        elif kind not in {"activity", "position"}:
            found.setdefault(asset_id, asset_id)
    return found
