"""Decide, mark, call, confirm: hooks are asked to restrict and to lift. The steps:

1. What is to be lifted comes first, and is asked for until the hook says yes, however long that takes.
2. Mark: whoever marks a row has it for a quarter of an hour. A process that dies after marking leaves it marked; then
   the hook is asked again under the same key.
3. Call. How often, and whether a hook that fails is left alone for a while, is decided by the breaker of messages.
4. Confirm, in one transaction: what the hook said, the gap's life, the log, and the word to the person.

A hook that would hit too many restricts nobody (``brakes``), and lifts as ever.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import F

from drystone.audit import actions as audit
from drystone.consequences import brakes, lost, telling
from drystone.consequences import hooks as hooks
from drystone.consequences.deciding import hindrances
from drystone.consequences.hooks import Act, Order
from drystone.consequences.models import Restriction
from drystone.directory import addresses, notices
from drystone.gaps import limiting
from drystone.gaps.limiting import Own
from drystone.lake.engines import Engine
from drystone.messages import breaker
from drystone.messages.carriers.parcel import UndeliveredError
from drystone.messages.carriers.secrets import Secrets
from drystone.program.consequence_model import Hook
from drystone.program.model import Program
from drystone.program.vocabulary import TABLES
from drystone.shell import site

_HELD = dt.timedelta(minutes=15)
_SHORTEST, _LONGEST = dt.timedelta(minutes=1), dt.timedelta(hours=1)
#: How often a hook is asked to restrict before it is taken at its word; lifting is asked for without end.
TRIES = 6
_MOST = 100


@dataclass(frozen=True, slots=True)
class _Call:
    """What every call of a round needs."""

    program: Program
    engine: Engine
    secrets: Secrets
    now: dt.datetime


def channel(hook: str) -> str:
    """Return by which name the breaker knows a hook."""
    return f"hook:{hook}"


def call_due(program: Program, engine: Engine, *, now: dt.datetime) -> int:
    """Call every hook for what is due, lifting first, and return how many calls were answered with yes."""
    call = _Call(program, engine, Secrets(Path(program.root), site.served().environ), now)
    lost.look(program, now=now)
    said_yes = 0
    for hook in program.settings.hooks.values():
        said_yes += _round(hook, "lift", call)
        if not hook.dry_run and not brakes.holds(hook, program, now=now):
            said_yes += _round(hook, "limit", call)
    return said_yes


def _round(hook: Hook, act: Act, call: _Call) -> int:
    statuses = ["lifting"] if act == "lift" else ["decided", "calling"]
    rows = Restriction.objects.filter(hook=hook.name, status__in=statuses, not_before__lte=call.now)
    due = list(rows.order_by("not_before", "pk")[:_MOST])
    if act == "limit":
        due = _unhindered(due, call)
    if not due:
        return 0
    may = breaker.allow(channel(hook.name), len(due), hook.a_minute, now=call.now)
    taken = _take([row.pk for row in due[:may]], act, call.now)
    known = {(one.gap_id, one.person_id): one for one in limiting.of_gaps(row.gap_id for row in taken)}
    yes = 0
    for number, row in enumerate(taken):
        done, shut = _one(hook, act, row, known.get((row.gap_id, row.person_id)), call)
        yes += done
        if shut:
            rest = [one.pk for one in taken[number + 1 :]]
            Restriction.objects.filter(pk__in=rest).update(not_before=call.now, taken="", tries=F("tries") - 1)
            break
    return yes


def _unhindered(due: Sequence[Restriction], call: _Call) -> list[Restriction]:
    """Leave out whom something hinders by now; not what may have arrived, which needs its answer."""
    own = {(one.gap_id, one.person_id): one for one in limiting.of_gaps(row.gap_id for row in due)}
    why = hindrances(list(own.values()), call.program, call.engine, now=call.now)
    kept = []
    for row in due:
        one = own.get((row.gap_id, row.person_id))
        if row.unsure or row.status == "calling" or (one is not None and one not in why):
            kept.append(row)
    return kept


def _take(numbers: Sequence[int], act: Act, now: dt.datetime) -> list[Restriction]:
    token = secrets.token_hex(16)
    rows = Restriction.objects.filter(pk__in=numbers, not_before__lte=now)
    rows = rows.filter(status="lifting") if act == "lift" else rows.filter(status__in=["decided", "calling"])
    rows.filter(status="calling").exclude(taken="").update(unsure=True)  # Whoever had it died.
    rows.update(
        status="lifting" if act == "lift" else "calling", taken=token, tries=F("tries") + 1, not_before=now + _HELD
    )
    return list(Restriction.objects.filter(taken=token).order_by("pk"))


def _one(hook: Hook, act: Act, row: Restriction, own: Own | None, call: _Call) -> tuple[bool, bool]:
    """Call once; return whether the hook said yes, and whether it is to be left alone now."""
    order = Order(act, f"{row.key}-{act}", row.decided_at if act == "limit" else row.lift_since or call.now,
                  data(hook, row, own, call.engine))  # fmt: skip
    try:
        answer = hooks.call(hook, order, call.secrets, environ=site.served().environ, now=call.now)
    except UndeliveredError as error:
        shut = error.away and breaker.failed(channel(hook.name), error.what, now=call.now, wait=error.wait)
        if not error.away:
            breaker.worked(channel(hook.name), now=call.now)
        _refused(act, row, error, call.now)
        return False, shut
    breaker.worked(channel(hook.name), now=call.now)
    confirm(hook, act, row, answer, call)
    return True, False


def data(hook: Hook, row: Restriction, own: Own | None, engine: Engine) -> dict[str, object]:
    """Return what a hook needs to know: who, for which thing by which records, why, and where it says more."""
    reached = addresses.reach([row.person_id]).get(row.person_id)
    return {
        "hook": hook.name,
        "person_id": row.person_id,
        "email": reached.email if reached else "",
        "gap_id": row.gap_id,
        "check": row.check_id,
        "activity": own.activity_id if own else "",
        "asset_kind": row.asset_kind,
        "asset_id": row.asset_id,
        "asset_name": own.asset_name if own else "",
        "records": _records(engine, row),
        "why": row.why,
        "page": notices.address(f"/gaps/{row.gap_id}"),
    }


def _records(engine: Engine, row: Restriction) -> list[dict[str, str]]:
    table = TABLES.get(row.asset_kind)
    if table is None or table.role != "thing":
        return []
    told = engine.rows(
        "select source, key from member where asset_kind = $kind and asset_id = $id and gone_since is null"
        " order by source, key limit 20",
        {"kind": row.asset_kind, "id": row.asset_id},
    )
    return [{"source": str(source), "key": str(key)} for source, key in told]


def confirm(hook: Hook, act: Act, row: Restriction, answer: str, call: _Call) -> None:
    """Note that a hook said yes, and tell the person; whoever was faster noted it already."""
    now, mine = call.now, Restriction.objects.filter(pk=row.pk, taken=row.taken)
    with transaction.atomic():
        if act == "limit":
            done = mine.update(status="limited", limited_at=now, answer=answer, error="", taken="", tries=0)
        else:
            done = mine.update(status="lifted", lifted_at=now, lift_answer=answer, error="", taken="")
        if not done:
            return
        payload = {"gap": row.gap_id, "check": row.check_id, "hook": row.hook, "why": row.why}
        about = ("person", row.person_id)
        if act == "limit":
            limiting.happened(row.gap_id, "limited", act=row.key, at=now)
            audit.record("limited", actor="run", at=now, about=about, payload=payload)
        else:
            limiting.happened(row.gap_id, "limits-lifted", act=row.key, at=now)
            audit.record("limits-lifted", actor="run", at=now, about=about, payload=payload)
        telling.tell(act, hook if act == "limit" else None, row, call.program, now=now)


def _refused(act: Act, row: Restriction, error: UndeliveredError, now: dt.datetime) -> None:
    """Note what went wrong. Lifting waits and is asked again without end; restricting is given up in the end."""
    mine = Restriction.objects.filter(pk=row.pk, taken=row.taken)
    again = now + max(error.wait, min(_SHORTEST * 2 ** min(row.tries - 1, 10), _LONGEST))
    if act == "limit" and not error.away and (error.final or row.tries >= TRIES):
        # What may have arrived before is lifted all the same.
        said = {"status": "lifting", "why": "refused", "not_before": now} if row.unsure else {"status": "refused"}
        with transaction.atomic():
            if mine.update(error=error.what, taken="", lift_since=now, **said):
                payload = {"gap": row.gap_id, "hook": row.hook, "error": error.what}
                about = ("person", row.person_id)
                audit.record("restriction-refused", actor="run", at=now, about=about, payload=payload)
        return
    mine.update(error=error.what, not_before=again, taken="", unsure=row.unsure or (act == "limit" and error.away))
