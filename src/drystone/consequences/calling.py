"""Decide, mark, call, confirm: hooks are asked to restrict and to lift. The steps:

1. What is to be lifted comes first, and is asked for until the hook says yes, however long that takes.
2. Mark: whoever marks a row has it for a quarter of an hour, counted anew before its call. A process that dies after
   marking leaves it marked; then the hook is asked again under the same key.
3. Call. How often, and whether a hook that fails is left alone for a while, is decided by the breaker of messages.
   Nobody is asked to lift while somebody else is asking to restrict: what arrives first would not be what counts.
4. Confirm, in one transaction: what the hook said, the gap's life, the log, and the word to the person.

A hook that would hit too many restricts nobody (``brakes``), and lifts as ever.
"""

from __future__ import annotations

import datetime as dt
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path

from django.db import transaction
from django.db.models import F, QuerySet

from drystone.audit import actions as audit
from drystone.consequences import brakes, lost, telling
from drystone.consequences import hooks as hooks
from drystone.consequences.deciding import SETTLES, hindrances, keeps_word
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
    began: float = field(default_factory=time.monotonic)

    @property
    def held_until(self) -> dt.datetime:
        """Until when whoever marks a row at this moment has it; calls of a round may take long, one after another."""
        return self.now + dt.timedelta(seconds=time.monotonic() - self.began) + _HELD


def channel(hook: str) -> str:
    """Return by which name the breaker knows a hook."""
    return f"hook:{hook}"


def call_due(program: Program, engine: Engine, *, now: dt.datetime) -> bool:
    """Call every hook for what is due, lifting first, and return whether more waits for the next minute."""
    call = _Call(program, engine, Secrets(Path(program.root), site.served().environ), now)
    lost.look(program, now=now)
    more = False
    for hook in program.settings.hooks.values():
        more |= _round(hook, "lift", call)
        if not hook.dry_run and not brakes.holds(hook, program, now=now):
            more |= _round(hook, "limit", call)
    return more


def _round(hook: Hook, act: Act, call: _Call) -> bool:
    """Call a hook for what is due; whether it answers, and more is due than it may be called for in this minute."""
    rows = _due(hook.name, act).filter(not_before__lte=call.now).order_by("not_before", "pk")
    due = list(islice(_unhindered(rows, call), _MOST)) if act == "limit" else list(rows[:_MOST])
    if not due:
        return False
    may = breaker.allow(channel(hook.name), len(due), hook.a_minute, now=call.now)
    taken = _take([row.pk for row in due[:may]], act, call)
    if act == "limit" and brakes.holds(hook, call.program, now=call.now):  # Others may have decided since it was asked.
        _give_back(taken, act, call.now)
        return False
    known = {(one.gap_id, one.person_id): one for one in limiting.of_gaps(row.gap_id for row in taken)}
    for number, row in enumerate(taken):
        if _one(hook, act, row, known.get((row.gap_id, row.person_id)), call):
            _give_back(taken[number + 1 :], act, call.now)
            return False
    return (len(due) > may or len(due) == _MOST) and _answers(hook, call.now)


def _answers(hook: Hook, now: dt.datetime) -> bool:
    (standing,) = breaker.standings([channel(hook.name)], now=now)
    return standing.state == "open"


def _due(hook: str, act: Act) -> QuerySet[Restriction]:
    statuses = ["lifting"] if act == "lift" else ["decided", "calling"]
    return Restriction.objects.filter(hook=hook, status__in=statuses)


def _unhindered(rows: QuerySet[Restriction], call: _Call) -> Iterator[Restriction]:
    """Leave out whom something hinders by now, or who was told too long ago; not what may have arrived, unanswered."""
    for first in count(0, _MOST):
        due = list(rows[first : first + _MOST])
        own = {(one.gap_id, one.person_id): one for one in limiting.of_gaps(row.gap_id for row in due)}
        why = hindrances(list(own.values()), call.program, call.engine, now=call.now)
        keeps = keeps_word([row for row in due if not row.unsure and not row.taken], call.program, now=call.now)
        for row in due:
            one = own.get((row.gap_id, row.person_id))
            if row.unsure or row.taken or (row in keeps and one is not None and one not in why):
                yield row
        if len(due) < _MOST:
            return


def _take(numbers: list[int], act: Act, call: _Call) -> list[Restriction]:
    token = secrets.token_hex(16)
    rows = Restriction.objects.filter(pk__in=numbers, not_before__lte=call.now)
    rows = rows.filter(status="lifting") if act == "lift" else rows.filter(status__in=["decided", "calling"])
    rows.filter(status="calling").exclude(taken="").update(unsure=True)  # Whoever had it died.
    rows.update(
        status="lifting" if act == "lift" else "calling", taken=token, tries=F("tries") + 1, not_before=call.held_until
    )
    return list(Restriction.objects.filter(taken=token).order_by("pk"))


def _give_back(rows: list[Restriction], act: Act, now: dt.datetime) -> None:
    """Let go of what was marked and never called: it is as it was."""
    for row in rows:
        fresh = act == "limit" and not row.unsure
        told = {"status": "decided"} if fresh else {}
        if not _mine(row, act).update(not_before=now, taken="", tries=F("tries") - 1, **told):
            _too_late(row, at=now)


def _mine(row: Restriction, act: Act) -> QuerySet[Restriction]:
    """Return the row as long as nobody else has it, and nobody asked meanwhile to have it lifted."""
    return Restriction.objects.filter(pk=row.pk, taken=row.taken, status="lifting" if act == "lift" else "calling")


def _too_late(row: Restriction, *, at: dt.datetime) -> None:
    """Have lifted now what ended while a hook was asked to restrict: it is asked no more, so that lifting counts."""
    Restriction.objects.filter(pk=row.pk, status="lifting", taken="").update(not_before=at)


def _one(hook: Hook, act: Act, row: Restriction, own: Own | None, call: _Call) -> bool:
    """Call once; return whether the hook is to be left alone now."""
    if not _mine(row, act).update(not_before=call.held_until):
        _too_late(row, at=call.now)
        return False
    order = Order(act, f"{row.key}-{act}", row.decided_at if act == "limit" else row.lift_since or call.now,
                  data(hook, row, own, call.engine))  # fmt: skip
    try:
        answer = hooks.call(hook, order, call.secrets, environ=site.served().environ, now=call.now)
    except UndeliveredError as error:
        shut = error.away and breaker.failed(channel(hook.name), error.what, now=call.now, wait=error.wait)
        if not error.away:
            breaker.worked(channel(hook.name), now=call.now)
        _refused(act, row, error, call.now)
        return shut
    breaker.worked(channel(hook.name), now=call.now)
    confirm(hook, act, row, answer, call)
    return False


def data(hook: Hook, row: Restriction, own: Own | None, engine: Engine) -> dict[str, object]:
    """Return what a hook needs to know: who, for which thing by which records, why, and where it says more."""
    return {
        "hook": hook.name,
        "person_id": row.person_id,
        "email": addresses.last_known(row.person_id),  # Also of whoever left: the hook has to know whom to free.
        "gap_id": row.gap_id,
        "check": row.check_id,
        "activity": own.activity_id if own else "",
        "asset_kind": row.asset_kind,
        "asset_id": row.asset_id,
        "asset_name": own.asset_name if own else "",
        "records": _records(engine, row),
        "why": row.why,
        "still": telling.still(row).count(),
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
    now, mine = call.now, _mine(row, act)
    with transaction.atomic():
        if act == "limit":
            done = mine.update(status="limited", limited_at=now, answer=answer, error="", taken="", tries=0)
        else:
            done = mine.update(status="lifted", lifted_at=now, lift_answer=answer, error="", taken="")
        if not done:
            _too_late(row, at=now)
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
    mine, unsure = _mine(row, act), row.unsure or (act == "limit" and not error.unheard)
    again = now + max(error.wait, min(_SHORTEST * 2 ** min(row.tries - 1, 10), _LONGEST))
    if act == "limit" and not error.away and (error.final or row.tries >= TRIES):
        # What may have arrived before is lifted all the same.
        said = {"status": "lifting", "why": "refused", "not_before": now} if unsure else {"status": "refused"}
        with transaction.atomic():
            if mine.update(error=error.what, taken="", lift_since=now, **said):
                payload = {"gap": row.gap_id, "hook": row.hook, "error": error.what}
                about = ("person", row.person_id)
                audit.record("restriction-refused", actor="run", at=now, about=about, payload=payload)
        return
    if not mine.update(error=error.what, not_before=again, taken="", unsure=unsure):
        _too_late(row, at=now if error.unheard else now + SETTLES)
