"""Whether the log is whole, on a site that goes on writing to it.

The head is read first and the walk ends there, so that what is added meanwhile is neither missed nor held against the
log. A payload may be gone only where a later entry says that everything up to it was shredded. The chain by itself
cannot show that its end was cut off together with its head; a digest noted elsewhere can (``noted``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from drystone.audit import chain
from drystone.audit.models import Entry, Head, Payload

_MOST_PROBLEMS = 100
SHREDDED = "payloads-shredded"


@dataclass(frozen=True, slots=True)
class Walk:
    """What a walk along the log found: its newest entry as it was when the walk began, and what is wrong, in order.

    No problems means whole; at most a hundred are told.
    """

    seq: int
    digest: str
    problems: tuple[str, ...]


@dataclass(slots=True)
class _Walking:
    problems: list[str] = field(default_factory=list)
    #: Entries whose payload is gone, and how far shredding reached by the entries that still say so.
    gone: list[int] = field(default_factory=list)
    shredded: int = 0


def walk(*, noted: tuple[int, str] | None = None) -> Walk:
    """Check the whole chain; ``noted`` is an entry's number and digest that somebody kept in another place."""
    head = Head.objects.filter(pk=1).first()
    if head is None:
        return Walk(0, chain.START, ("the head of the log is missing",))
    found = _Walking()
    previous, expected = chain.START, 1
    bodies = _bodies(head.seq)
    body = next(bodies, None)
    for entry in Entry.objects.filter(seq__lte=head.seq).order_by("seq").iterator(chunk_size=2000):
        while body is not None and body[0] < entry.seq:
            found.problems.append(f"payload {body[0]} belongs to no entry")
            body = next(bodies, None)
        found.problems += _entry_problems(entry, previous, expected)
        if body is not None and body[0] == entry.seq:
            _check_body(entry, body[1], body[2], found)
            body = next(bodies, None)
        else:
            found.gone.append(entry.seq)
        if noted and entry.seq == noted[0] and entry.digest != noted[1]:
            found.problems.append(f"entry {entry.seq}: its digest is not the one that was noted")
        previous, expected = entry.digest, entry.seq + 1
        if len(found.problems) >= _MOST_PROBLEMS:
            return Walk(head.seq, head.digest, tuple(found.problems[:_MOST_PROBLEMS]))
    if body is not None:
        found.problems.append(f"payload {body[0]} belongs to no entry")
    found.problems += [f"payload {seq} belongs to no entry" for seq in _strays(head.seq)]
    if (head.seq, head.digest) != (expected - 1, previous):
        found.problems.append("the newest entries are missing: the log ends before its head")
    if noted and noted[0] > head.seq:
        found.problems.append(f"the log ends at entry {head.seq}, before the one that was noted, {noted[0]}")
    found.problems += _gone(found, head.seq)
    return Walk(head.seq, head.digest, tuple(found.problems[:_MOST_PROBLEMS]))


def _bodies(until: int) -> Iterator[tuple[int, str, str]]:
    chosen = Payload.objects.filter(seq__lte=until).order_by("seq").values_list("seq", "salt", "body")
    return chosen.iterator(chunk_size=2000)


def _strays(walked: int) -> list[int]:
    """Payloads behind the end of the walk that belong to no entry."""
    later = Payload.objects.filter(seq__gt=walked)
    strays = later.exclude(Exists(Entry.objects.filter(seq=OuterRef("seq"))))
    return list(strays.order_by("seq").values_list("seq", flat=True)[:_MOST_PROBLEMS])


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


def _check_body(entry: Entry, salt: str, body: str, found: _Walking) -> None:
    if chain.payload_digest(salt, body) != entry.payload_digest:
        found.problems.append(f"entry {entry.seq}: its payload was changed")
    elif entry.action == SHREDDED:
        found.shredded = max(found.shredded, int(json.loads(body)["up_to"]))


def _gone(found: _Walking, walked: int) -> list[str]:
    """Payloads that are gone though no entry says so; one that was shredded during the walk says so after its end."""
    later = Entry.objects.filter(seq__gt=walked, action=SHREDDED).values_list("seq", flat=True)
    said = [json.loads(body)["up_to"] for body in _texts(list(later))]
    reached = max([found.shredded, *said])
    return [f"entry {seq}: its payload is gone, and nobody shredded it" for seq in found.gone if seq > reached]


def _texts(seqs: list[int]) -> list[str]:
    return list(Payload.objects.filter(seq__in=seqs).values_list("body", flat=True))
