"""Who is restricted, and who no longer. The rules, looked at anew each time, set by set:

1. Only for what is known to be wrong, by sources that are fresh, of a live check that restricts; only whose own it is;
   only whoever is here, in their working hours, and asked nobody for an exception or said "not mine" and waits.
   Whom something hinders after it was decided, before a hook was asked, has the last word anew too.
2. Only after the last word, on the day that it named (``reminders.foretelling``); where the program says at once, at
   once. Whoever cannot be restricted on their day has the last word anew, and so has whoever's day came, and nobody
   restricted them for longer than the last word came before it (``keeps_word``).
3. Lifted as soon as one of these is so: it passed or closed for another reason, it was accepted for a time, it is not
   theirs, the check was withdrawn or no longer restricts, its sources are stale, they left. That the thing was not
   heard from lifts nothing: nobody comes free by switching something off.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.db.models import Count, Q

from drystone.audit import actions as audit
from drystone.consequences.models import STANDING, Restriction
from drystone.decisions import queries as decisions
from drystone.directory import whereabouts
from drystone.gaps import limiting, staleness
from drystone.gaps.limiting import Own
from drystone.lake.engines import Engine
from drystone.lib import hours
from drystone.messages import queries as messages
from drystone.program.model import Program
from drystone.reminders import foretelling

_BATCH = 500
#: Free days pass by themselves: a last word is as good after a weekend, and not after this long.
_LATE = dt.timedelta(days=7)
#: How long a hook that gave no answer may still be at work: nobody asks it to lift before.
SETTLES = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whose day has come, perhaps long ago (``late``). ``dry``: a dry run, of which nobody was told."""

    own: Own
    hook: str
    dry: bool = False
    late: bool = False


def decide(program: Program, engine: Engine, *, now: dt.datetime) -> int:
    """Decide who is restricted now and return how many that are."""
    found = 0
    waiting = _candidates(program, now)
    while batch := list(islice(waiting, _BATCH)):
        found += _decide(batch, program, engine, now)
    return found


def _candidates(program: Program, now: dt.datetime) -> Iterator[Candidate]:
    """Yield for whom the day has come, whatever hinders."""
    told = {(one.gap_id, one.person_id): one for one in foretelling.ripe(now=now)}
    over, others = set[str](), set(told)
    for own in limiting.of_gaps(gap_id for gap_id, _person in told):
        if own.status == "closed":
            over.add(own.gap_id)
        one, consequence = told.get((own.gap_id, own.person_id)), program.consequence(own.check_id)
        hook = program.settings.hooks.get(consequence.hook)
        if one is None or one.opened_at != own.opened_at or hook is None or hook.dry_run:
            continue
        if own.status == "open" and consequence.strategy == "remind-then-restrict":
            others.discard((own.gap_id, own.person_id))
            yield Candidate(own, hook.name, late=now - one.limits_at > max(_LATE, consequence.warn))
    foretelling.forget_gaps(over)
    # Accepted for a time, somebody else's, the check asks no more: if it is theirs again, so is a last word.
    foretelling.say_again((person_id, gap_id) for gap_id, person_id in others)
    at_once, dry = list[str](), list[str]()
    for check_id in program.checks:
        consequence = program.consequence(check_id)
        hook = program.settings.hooks.get(consequence.hook) if consequence.restricts else None
        if hook is not None and (hook.dry_run or consequence.strategy == "restrict-at-once"):
            (dry if hook.dry_run else at_once).append(check_id)
    for own in limiting.of_checks([*at_once, *dry]):
        consequence, check = program.consequence(own.check_id), program.checks[own.check_id]
        ripe = own.opened_at + (check.settle or dt.timedelta())
        if consequence.strategy == "remind-then-restrict":
            ripe = own.due + consequence.after
        if ripe <= now:
            yield Candidate(own, consequence.hook, own.check_id in dry)


def _decide(batch: Sequence[Candidate], program: Program, engine: Engine, now: dt.datetime) -> int:
    gap_ids = {one.own.gap_id for one in batch}
    rows = Restriction.objects.filter(gap_id__in=gap_ids)
    standing = set(rows.filter(status__in=STANDING).values_list("gap_id", "person_id"))
    dry = set(rows.filter(status__in=["dry", "refused"]).values_list("gap_id", "person_id", "opened_at"))
    fresh = [
        one
        for one in batch
        if (one.own.gap_id, one.own.person_id) not in standing
        and (one.own.gap_id, one.own.person_id, one.own.opened_at) not in dry
    ]
    hindered = hindrances([one.own for one in fresh], program, engine, now=now)
    foretelling.say_again((own.person_id, own.gap_id) for own, why in hindered.items() if why != "hours")
    foretelling.say_again((one.own.person_id, one.own.gap_id) for one in fresh if one.late)
    free = [one for one in fresh if one.own not in hindered and not one.late]
    number = dict(rows.order_by().values_list("gap_id").annotate(count=Count("pk")))
    with transaction.atomic():
        for one in free:
            _keep(one, number.get(one.own.gap_id, 0), now)
    return sum(not one.dry for one in free)


def _keep(one: Candidate, number: int, now: dt.datetime) -> None:
    """Keep a decision; whoever decides the same at this moment keeps nothing."""
    own = one.own
    words = f"{own.gap_id}\n{own.person_id}\n{own.opened_at.astimezone(dt.UTC):%Y%m%dT%H%M%S.%f}\n{number}"
    row = Restriction(
        key=hashlib.sha256(words.encode()).hexdigest()[:40],
        hook=one.hook,
        gap_id=own.gap_id,
        person_id=own.person_id,
        check_id=own.check_id,
        asset_kind=own.asset_kind,
        asset_id=own.asset_id,
        opened_at=own.opened_at,
        status="dry" if one.dry else "decided",
        decided_at=now,
        not_before=now,
    )
    before = Restriction.objects.filter(key=row.key).exists()
    Restriction.objects.bulk_create([row], ignore_conflicts=True)
    if not before:
        payload = {"gap": own.gap_id, "check": own.check_id, "hook": one.hook, "dry_run": one.dry}
        audit.record("restriction-decided", actor="run", at=now, about=("person", own.person_id), payload=payload)


def keeps_word(rows: Sequence[Restriction], program: Program, *, now: dt.datetime) -> set[Restriction]:
    """Return of which of these the last word still holds; the others have it anew, and wait for the day it names.

    A hook that was stopped, or answered nobody, for longer than from the last word to its day would come unannounced.
    """
    told = {(one.person_id, one.gap_id): one for one in foretelling.ripe(now=now, gap_ids={row.gap_id for row in rows})}
    keeps, again = set[Restriction](), list[tuple[str, str]]()
    for row in rows:
        consequence, one = program.consequence(row.check_id), told.get((row.person_id, row.gap_id))
        if consequence.strategy == "restrict-at-once":
            keeps.add(row)
        elif one is not None and one.opened_at == row.opened_at:
            if now - max(one.limits_at, row.decided_at) <= consequence.warn:
                keeps.add(row)
            else:
                again.append((row.person_id, row.gap_id))
    foretelling.say_again(again)
    return keeps


def hindrances(owns: Sequence[Own], program: Program, engine: Engine, *, now: dt.datetime) -> dict[Own, str]:
    """Return why these people are not restricted now, whoever nothing hinders left out; rule 1.

    "hours" passes by itself; of anything else they are told anew.
    """
    people = sorted({one.person_id for one in owns})
    where, work = whereabouts.of(people), whereabouts.office(program)
    usual = program.settings.organisation.time_zone
    stale = stale_things(engine, program, owns)
    ways = messages.ways(people)  # Where their letters come back, and there is no other way, none: the last did, too.
    disputed = decisions.disputed(people) | decisions.disowned(people)
    found: dict[Own, str] = {}
    for one in owns:
        place = where.get(one.person_id)
        if one.status != "open" or one.outcome != "fail" or one.reach != "live":
            found[one] = "not known"
        elif place is None or not place.here or not (one.person_id in ways and ways[one.person_id].channels):
            found[one] = "away"
        elif (one.check_id, one.asset_id) in stale:
            found[one] = "stale"
        elif one.asked or (one.asset_kind, one.asset_id, one.person_id) in disputed:
            found[one] = "asked"
        elif not work.open(now, hours.zone_of(place.zone, usual), place.location):
            found[one] = "hours"
    return found


def stale_things(engine: Engine, program: Program, owns: Iterable[Own]) -> set[tuple[str, str]]:
    """Return (check, thing) of which some record is old, since its source is not complete; one question a table."""
    return staleness.stale(engine, program, {(one.check_id, one.asset_kind, one.asset_id) for one in owns})


def let_go(program: Program, engine: Engine, *, now: dt.datetime) -> int:
    """Drop what was decided and is hindered by now, and have lifted what may have arrived; how many that is.

    What was not asked yet waits for its hours; what the hook is being asked at this moment is left alone.
    """
    gone, after = 0, 0
    rows = Restriction.objects.filter(Q(taken="") | Q(not_before__lte=now), status__in=["decided", "calling"])
    while batch := list(rows.filter(pk__gt=after).order_by("pk")[:_BATCH]):
        after = batch[-1].pk
        own = {(one.gap_id, one.person_id): one for one in limiting.of_gaps(row.gap_id for row in batch)}
        hindered = hindrances(list(own.values()), program, engine, now=now)
        for row in batch:
            one = own.get((row.gap_id, row.person_id))
            stays = {"", "not known"} if row.unsure or row.taken else {"", "hours"}
            if one is not None and hindered.get(one, "") not in stays:
                gone += end(row, "hindered", now)
    return gone


# Lifting.


def end_what_is_over(program: Program, engine: Engine, *, now: dt.datetime) -> int:
    """Have lifted whatever nobody should be restricted for any more, and drop what was not called yet; how many."""
    ended, after = 0, 0
    rows = Restriction.objects.filter(status__in=["decided", "calling", "limited", "dry", "refused"])
    while batch := list(rows.filter(pk__gt=after).order_by("pk")[:_BATCH]):
        after = batch[-1].pk
        for row, why in _over(batch, program, engine).items():
            ended += end(row, why, now)
    return ended


def _over(batch: Sequence[Restriction], program: Program, engine: Engine) -> dict[Restriction, str]:
    """Return why these end, those that stand left out; rule 3."""
    own = {(one.gap_id, one.person_id): one for one in limiting.of_gaps(row.gap_id for row in batch)}
    people = sorted({row.person_id for row in batch})
    here, settled = whereabouts.of(people), decisions.disowned(people)
    stale = stale_things(engine, program, own.values())
    return {row: why for row in batch if (why := _why(row, own, program, settled, stale, row.person_id in here))}


def _why(  # Every way out of a restriction stands in one list, so that none is forgotten.
    row: Restriction,
    own: dict[tuple[str, str], Own],
    program: Program,
    settled: set[tuple[str, str, str]],
    stale: set[tuple[str, str]],
    is_here: bool,  # Not a switch: what is known of them.
) -> str:
    one = own.get((row.gap_id, row.person_id))
    if not is_here:
        return "left"
    if one is None or (row.asset_kind, row.asset_id, row.person_id) in settled:
        return "not-theirs"
    if one.status == "closed" or one.opened_at != row.opened_at:
        return "passed" if one.close_reason in {"fixed", ""} else "closed"
    if one.status == "excepted":
        return "accepted"
    consequence = program.consequence(row.check_id)
    if one.reach != "live" or not consequence.restricts or consequence.hook != row.hook:
        return "withdrawn"
    hook = program.settings.hooks.get(row.hook)
    if hook is None or hook.dry_run != (row.status == "dry"):
        return "withdrawn"
    return "not-known" if (row.check_id, row.asset_id) in stale else ""


def end(row: Restriction, why: str, now: dt.datetime) -> int:
    """Lift what was called or perhaps was; what never was is dropped."""
    mine = Restriction.objects.filter(pk=row.pk, status=row.status, taken=row.taken)
    called = row.status == "limited" or (row.status == "calling" and bool(row.unsure or row.taken))
    with transaction.atomic():
        if not called:
            dropped = mine.update(status="dropped", why=why, lift_since=now)
            if dropped and row.status != "dry":
                foretelling.say_again([(row.person_id, row.gap_id)])
            return dropped
        told: dict[str, object] = {"status": "lifting", "why": why, "lift_since": now, "tries": 0, "error": ""}
        if row.taken:
            # Somebody asks the hook at this moment, or died at it: their time ends before it is asked to lift.
            changed = mine.update(taken="", unsure=True, **told)
        else:
            changed = mine.update(not_before=now + SETTLES if row.status == "calling" else now, **told)
        if changed:
            foretelling.say_again([(row.person_id, row.gap_id)])  # Whatever comes next begins with a word.
            payload = {"gap": row.gap_id, "hook": row.hook, "why": why}
            audit.record("lifting-asked", actor="run", at=now, about=("person", row.person_id), payload=payload)
    return changed
