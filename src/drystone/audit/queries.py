"""Reading the log: whether it is whole, and what it says about one object."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from drystone.audit import chain
from drystone.audit.models import Entry, Head, Payload

_MOST_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class Look:
    """An entry with its payload; None where that was shredded."""

    seq: int
    at: dt.datetime
    actor: str
    action: str
    payload: dict[str, Any] | None


def about(kind: str, object_id: str, *, newest: int | None = None) -> list[Look]:
    """Return what was done to or seen of one object, oldest first; only the ``newest`` so many where that is given."""
    chosen = Entry.objects.filter(object_kind=kind, object_id=object_id).order_by("-seq")
    entries = list(chosen[:newest])[::-1]
    bodies = dict(Payload.objects.filter(seq__in=[entry.seq for entry in entries]).values_list("seq", "body"))
    return [
        Look(
            entry.seq,
            entry.at,
            entry.actor,
            entry.action,
            json.loads(bodies[entry.seq]) if entry.seq in bodies else None,
        )
        for entry in entries
    ]


def naming(person_id: str, action: str, *, newest: int = 200) -> list[Look]:
    """Return the newest entries of an action whose payload lists a person under "people", oldest first.

    Only the newest thousand such entries are searched: their payloads may be long.
    """
    entries = {entry.seq: entry for entry in Entry.objects.filter(action=action).order_by("-seq")[:1000]}
    bodies = Payload.objects.filter(seq__in=list(entries), body__contains=json.dumps(person_id))
    found = []
    for seq, body in bodies.order_by("-seq").values_list("seq", "body").iterator(chunk_size=100):
        payload = json.loads(body)
        if person_id in payload.get("people", ()):
            entry = entries[seq]
            found.append(Look(seq, entry.at, entry.actor, entry.action, payload))
        if len(found) == newest:
            break
    return found[::-1]


def verify() -> list[str]:
    """Check the whole chain and return what is wrong, in order, at most a hundred lines; empty means whole."""
    problems: list[str] = []
    previous, expected = chain.START, 1
    bodies = iter(Payload.objects.order_by("seq").values_list("seq", "salt", "body").iterator(chunk_size=2000))
    body = next(bodies, None)
    for entry in Entry.objects.order_by("seq").iterator(chunk_size=2000):
        while body is not None and body[0] < entry.seq:
            problems.append(f"payload {body[0]} belongs to no entry")
            body = next(bodies, None)
        problems += _entry_problems(entry, previous, expected)
        if body is not None and body[0] == entry.seq:
            if chain.payload_digest(body[1], body[2]) != entry.payload_digest:
                problems.append(f"entry {entry.seq}: its payload was changed")
            body = next(bodies, None)
        previous, expected = entry.digest, entry.seq + 1
        if len(problems) >= _MOST_PROBLEMS:
            return problems[:_MOST_PROBLEMS]
    if body is not None:
        problems.append(f"payload {body[0]} belongs to no entry")
    head = Head.objects.filter(pk=1).first()
    if head is None or (head.seq, head.digest) != (expected - 1, previous):
        problems.append("the newest entries are missing: the log ends before its head")
    return problems


def _entry_problems(entry: Entry, previous: str, expected: int) -> list[str]:
    problems = []
    if entry.seq != expected:
        problems.append(f"entries {expected} to {entry.seq - 1} are missing")
    if entry.previous != previous:
        problems.append(f"entry {entry.seq}: it does not follow the entry before it")
    fields = (entry.actor, entry.action, entry.object_kind, entry.object_id, entry.payload_digest)
    if chain.entry_digest(entry.previous, entry.seq, entry.at, fields) != entry.digest:
        problems.append(f"entry {entry.seq}: it was changed")
    return problems
