"""Reading the log: what it says about one object, and where it names somebody."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from drystone.audit.models import Entry, Head, Payload

_HELD = 500


@dataclass(frozen=True, slots=True)
class Look:
    """An entry with its payload; None where that was shredded."""

    seq: int
    at: dt.datetime
    actor: str
    action: str
    payload: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Line:
    """An entry without what it was about in words: who did what to which object, and its digest."""

    seq: int
    at: dt.datetime
    actor: str
    action: str
    object_kind: str
    object_id: str
    digest: str


def head() -> tuple[int, str]:
    """Return the newest entry's number and digest: what somebody notes to compare with later."""
    return Head.objects.values_list("seq", "digest").get(pk=1)


def lines(*, before: int | None = None, about: tuple[str, str] | None = None, most: int = 100) -> list[Line]:
    """Return the newest entries, newest first: those ``before`` a number, and ``about`` one object (kind, id)."""
    chosen = Entry.objects.order_by("-seq")
    if before is not None:
        chosen = chosen.filter(seq__lt=before)
    if about is not None:
        chosen = chosen.filter(object_kind=about[0], object_id=about[1])
    names = ("seq", "at", "actor", "action", "object_kind", "object_id", "digest")
    return [Line(*row) for row in chosen.values_list(*names)[:most]]


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


def concerning(person_id: str, action: str) -> Iterator[Look]:
    """Yield all about a person, and every entry of an action whose payload lists them under "people", newest first.

    A few hundred are held at a time.
    """
    entries = _concerning(person_id, action).order_by("-seq").iterator(chunk_size=_HELD)
    while batch := list(islice(entries, _HELD)):
        said = Payload.objects.filter(seq__in=[entry.seq for entry in batch])
        payloads = {seq: json.loads(body) for seq, body in said.values_list("seq", "body")}
        for one in batch:
            payload = payloads.get(one.seq)
            itself = (one.object_kind, one.object_id) == ("person", person_id)
            if itself or person_id in (payload or {}).get("people", ()):
                yield Look(one.seq, one.at, one.actor, one.action, payload)


def number_concerning(person_id: str, action: str) -> int:
    """Return how many entries ``concerning`` yields, in one query."""
    return _concerning(person_id, action).count()


def _concerning(person_id: str, action: str) -> QuerySet[Entry]:
    bodies = Payload.objects.filter(body__contains=json.dumps(person_id)).values("seq")
    return Entry.objects.filter(Q(object_kind="person", object_id=person_id) | Q(action=action, seq__in=bodies))


def naming(person_id: str, action: str, *, newest: int = 200) -> list[Look]:
    """Return the newest entries of an action whose payload lists a person under "people", oldest first.

    All of the action's entries are searched that still have their payload, newest first, in one query.
    """
    entries = Entry.objects.filter(action=action)
    bodies = Payload.objects.filter(seq__in=entries.values("seq"), body__contains=json.dumps(person_id))
    named: dict[int, dict[str, Any]] = {}
    for seq, body in bodies.order_by("-seq").values_list("seq", "body").iterator(chunk_size=100):
        payload = json.loads(body)
        if person_id in payload.get("people", ()):
            named[seq] = payload
        if len(named) == newest:
            break
    found = Entry.objects.filter(seq__in=list(named)).order_by("seq")
    return [Look(entry.seq, entry.at, entry.actor, entry.action, named[entry.seq]) for entry in found]
