"""Letting a check speak to people: how many it would reach, a sample of owners to confirm, and the start itself.

A check reaches people only when its activity is agreed, it has watched for the program's trial time, of a sample of its
owners at most 1 in 30 was wrong, and its accountable has started it (DESIGN, "A quiet start"). A run then applies it.
A check that finds nothing stays on trial: its first gaps are the first sample.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from drystone.decisions import actions as decisions
from drystone.decisions import queries as decided
from drystone.directory import queries as directory
from drystone.gaps import limiting, wording
from drystone.gaps import queries as gaps
from drystone.jobs import queue
from drystone.lake.engines import Engine
from drystone.lib.errors import UsageError
from drystone.measures.figures import Figures
from drystone.program.consequence_model import Consequence, Hook
from drystone.program.model import Check, Program

SAMPLE = 30
MOST_WRONG = 1


@dataclass(frozen=True, slots=True)
class Sampled:
    """One gap of the sample: the thing, and who would hear of it. ``owner`` is a name that only the A sees here."""

    gap_id: str
    asset_kind: str
    asset_id: str
    asset_name: str
    owner: str
    owner_id: str
    via: str

    @property
    def how(self) -> str:
        """How we know that it is theirs, in words."""
        return wording.step(self.via)


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far a check is from speaking. Moments are UTC.

    ``things`` is how many open gaps it has, ``people`` how many would hear of them; None where too
    few people are behind, and both where no run has ``judged`` it yet. Its trial begins with the first run that does.
    ``follows`` is what the program lets follow where nothing happens, by ``hook``; ``owners`` is of how many people it
    is their own, so that they could be limited for it, None like ``people``.
    """

    check: Check
    reach: str
    agreed: bool
    watched_since: dt.datetime | None
    trial_over: dt.datetime | None
    sampled_at: dt.datetime | None
    started_at: dt.datetime | None
    things: int | None
    people: int | None
    judged: bool = True
    follows: Consequence = field(default_factory=Consequence)
    hook: Hook | None = None
    owners: int | None = None

    @property
    def waits(self) -> bool:
        """Whether nothing is left to do but wait for the trial to end, or the next run."""
        return self.agreed and self.sampled_at is not None and self.started_at is not None


def readiness(program: Program, engine: Engine, check: Check, *, figures: Figures | None) -> Readiness:
    """Return how far a check is, in one look-up and two queries. ``figures`` is what may be shown of it, if it ran."""
    rows = engine.rows(
        "select r.reach, h.first_run from check_reach r left join check_history h using (check_id)"
        " where r.check_id = $id",
        {"id": check.id},
    )
    reach, first = rows[0] if rows else ("suggested", None)
    watched = first.replace(tzinfo=dt.UTC) if first else None
    marks = decisions_of(check.id)
    # One that erred from its first run on has found nothing because it never looked.
    judged = figures is not None and not (figures.erred and figures.gaps["open_gaps"] == 0)
    things, people = _reached(program, check, figures if judged else None)
    follows = program.consequence(check.id)
    return Readiness(
        check=check,
        reach=reach,
        agreed=program.activities[check.activity].standing == "agreed",
        watched_since=watched,
        trial_over=watched + dt.timedelta(days=program.settings.authority.trial_days) if watched else None,
        sampled_at=marks.get("sampled"),
        started_at=marks.get("started"),
        things=things,
        people=people,
        judged=judged,
        follows=follows,
        hook=program.settings.hooks.get(follows.hook) if follows.restricts else None,
        owners=_limited(program, check, people) if follows.restricts else None,
    )


def _limited(program: Program, check: Check, people: int | None) -> int | None:
    """How many people could be limited for a check; nothing where that tells of too few, also of those left out."""
    if people is None:
        return None
    owners, floor = limiting.owners(check.id), program.settings.privacy.group_floor
    return owners if owners in {0, people} or min(owners, people - owners) >= floor else None


def _reached(program: Program, check: Check, figures: Figures | None) -> tuple[int | None, int | None]:
    """How many things and people a check would reach: what every other page says of it, and no more."""
    if figures is None:
        return None, None
    people = gaps.reached_by(check.id)
    few = 0 < people < program.settings.privacy.group_floor
    # Of live checks the people are counted together: the rest of one would be those whom only the other concerns.
    apart = figures.reach == "live" and figures.people is None
    return figures.gaps["open_gaps"], None if few or apart else people


def decisions_of(check_id: str) -> dict[str, dt.datetime]:
    """Return when a check was sampled and started, of what is in force."""
    return decided.marks(check_id)


def sample(check: Check) -> tuple[Sampled, ...]:
    """Return the sample of a check's open gaps: the same until the gaps change; gap ids are hashes, so chance chose."""
    rows = gaps.sample(check.id, SAMPLE)
    cards = directory.cards(row[4] for row in rows)
    return tuple(Sampled(*row[:4], cards[row[4]].name if row[4] in cards else row[4], row[4], row[5]) for row in rows)


def confirm(check: Check, *, shown: Collection[str], wrong: Collection[str], by: str, at: dt.datetime) -> bool:
    """Record that the accountable looked at the sample; returns whether it was good enough.

    ``shown`` and ``wrong`` are gap ids. Raises UsageError where the gaps have changed since the sample was shown, and
    where there is nothing to look at: nobody looked at is nobody confirmed.
    """
    now = {row.gap_id for row in sample(check)}
    if not now:
        raise UsageError(
            _("it finds nothing today, so there is nobody to confirm"),
            do=_("Leave it on trial, and look at the sample when it has found the first."),
        )
    if set(shown) != now or not set(wrong) <= now:
        raise UsageError(_("the sample has changed in the meantime"), do=_("Look at it again; it is shown anew."))
    allowed = max(MOST_WRONG * len(now) // SAMPLE, MOST_WRONG if len(now) >= SAMPLE else 0)
    if len(wrong) > allowed:
        return False
    reason = f"{len(now)} owners looked at, {len(now) - len(wrong)} right"
    decisions.record(decisions.Settled(kind="sampled", check_id=check.id), by=by, at=at, reason=reason)
    return True


def start(program: Program, check: Check, *, by: str, at: dt.datetime, reason: str) -> None:
    """Start a check. Raises UsageError where its activity is not agreed, or no sample was confirmed."""
    if program.activities[check.activity].standing != "agreed":
        raise UsageError(_("its activity is only suggested"), do=_("Let its parties agree on the activity first."))
    marks = decisions_of(check.id)
    if "sampled" not in marks:
        raise UsageError(_("no sample of its owners was confirmed yet"), do=_("Look at the sample first."))
    if "started" in marks:
        return
    decisions.record(decisions.Settled(kind="started", check_id=check.id), by=by, at=at, reason=reason)
    queue.enqueue("run", unique="run", now=at)
