"""The acts on a gap with all that they need from other rooms: the same steps behind the site's and the API's door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from drystone.decisions import questions, settling, whose
from drystone.directory import queries as directory
from drystone.gaps import acts, answering, operating, rereading
from drystone.gaps.exceptions import Wish, decider_of
from drystone.gaps.models import TASK, Gap
from drystone.lib.errors import UsageError
from drystone.messages import actions as messages
from drystone.responsibility import superior
from drystone.shell import next_run, site


@dataclass(frozen=True, slots=True)
class Looking:
    """What came of "check again": whether this was news, whether a run was asked for, and about when it looks."""

    noted: bool
    asked: bool
    at: dt.datetime | None


def check_again(gaps: Sequence[Gap], *, by: str, now: dt.datetime) -> Looking:
    """Note that it is done and ask for a run, where one could show it. Raises ClosedError; then nothing is noted.

    A run closes the gaps, not this. Said again within ten minutes nothing is noted anew, but a run that could show
    something is asked for all the same: many who ask make one run. Raises UsageError for a task, which no run can see.
    """
    if any(gap.origin == TASK for gap in gaps):
        raise UsageError(
            _("no system shows whether this is done"), do=_("Open it, and say where to see that it is done.")
        )
    before = next_run.last()
    with site.reading() as engine:
        news = before is not None and any(
            rereading.worth_a_run(engine, site.program(), gap, since=before) for gap in gaps
        )
    with transaction.atomic():
        noted = [acts.say_done(gap.gap_id, by=by, at=now) for gap in gaps]
        if news:
            return Looking(any(noted), asked=True, at=next_run.ask(now))
    return Looking(any(noted), asked=False, at=next_run.expected(now))


def put_off(gaps: Sequence[Gap], delay: acts.Delay, *, by: str, now: dt.datetime) -> None:
    """Put gaps off, all or none. Raises UsageError where one of them cannot wait so long, ClosedError."""
    with transaction.atomic():
        for gap in gaps:
            acts.put_off(gap.gap_id, delay, by=by, at=now)


def helper(gap: Gap, *, me: str) -> str:
    """Return whom to ask for help, somebody who is here: who does the activity by position, or stands in for them.

    Else its accountable, else the fallback; else one of them who is away. Never ``me``, never a leaver; "" for nobody.
    """
    doing = directory.doers(gap.activity_id, site.program(), among=operating.operators(gap, "R"))
    order = [*doing, gap.accountable, directory.holder(site.program().settings.authority.fallback)]
    cards = directory.cards(order)
    known = [one for one in order if one != me and one in cards and cards[one].status != "left"]
    return next((one for one in known if cards[one].status == "active"), known[0] if known else "")


def ask_help(gaps: Sequence[Gap], text: str, *, by: str, now: dt.datetime) -> str:
    """Begin one conversation about gaps with whoever is responsible and return its id. Raises UsageError."""
    to = helper(gaps[0], me=by)
    if not to:
        raise UsageError(_("there is nobody to ask but you"), do=_("Whoever keeps the program can name somebody."))

    def begin() -> str:
        return messages.open_thread(("gap", gaps[0].gap_id), by=by, to=[to], text=text.strip(), now=now)

    return acts.ask_help([gap.gap_id for gap in gaps], by=by, at=now, text=text, begin=begin)


def superior_of(person_id: str) -> str | None:
    """Return the nearest living manager above somebody."""
    with site.reading() as engine:
        return superior(engine, person_id)


def decider(gap: Gap, *, by: str) -> str:
    """Return who would decide an exception that ``by`` asks for, or "" where it would be nobody."""
    return decider_of(gap.accountable, by=by, superior=superior_of(by) if by == gap.accountable else None)


def ask_exception(wish: Wish, *, by: str, now: dt.datetime) -> str:
    """Ask for an exception; the accountable decides, or their superior where they ask. Raises UsageError."""
    return ask_exceptions([wish], by=by, now=now)[0]


def ask_exceptions(wishes: Sequence[Wish], *, by: str, now: dt.datetime) -> list[str]:
    """Ask for exceptions, all or none, and return their ids; each who decides is told once. Raises UsageError."""
    return answering.ask_all(wishes, by=by, superior=superior_of(by), now=now)


@dataclass(frozen=True, slots=True)
class Disowning:
    """A thing that somebody may say is not theirs, and who would settle that ("" where nobody could)."""

    thing: whose.Owned
    settler: str


def disowning(kind: str, asset_id: str, *, me: str, accountable: str = "") -> Disowning | None:
    """Return who settles that a thing is not ``me``'s; None where it is not theirs by anyone's claim.

    ``accountable`` is the A of the gap that this is about; without one, of the first activity about such things.
    """
    with site.reading() as engine:
        thing = whose.owned(engine, kind, asset_id)
        if thing is None or thing.owner != me:
            return None
        first = accountable or whose.accountable(engine, site.program(), kind, asset_id)
        return Disowning(thing, whose.settler(engine, site.program(), first=first, by=me))


def not_mine(found: Disowning, *, likely: str, note: str, by: str, now: dt.datetime, gap: Gap | None = None) -> str:
    """Say that a thing is not theirs and return the question's id; ``likely`` are words for who owns it, or "".

    Raises UsageError where nobody could settle it, or the words name nobody or several.
    """
    said = questions.NotMine(
        found.thing.kind, found.thing.asset_id, found.thing.name, likely_owner=settling.named(likely), note=note
    )

    def ask() -> str:
        return questions.ask(said, by=by, holder=found.settler, at=now)

    return acts.say_not_mine(gap.gap_id, by=by, at=now, ask=ask) if gap else ask()
