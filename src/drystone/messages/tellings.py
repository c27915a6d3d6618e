"""Asking for many messages at once: one row each, in the caller's transaction, by the way that each person chose."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection, transaction

from drystone.jobs import queue
from drystone.lib.errors import UsageError
from drystone.messages import document as documents
from drystone.messages import kinds
from drystone.messages import ways as choosing
from drystone.messages.document import Document
from drystone.messages.models import AT_ONCE, MANY, Message, Preference, drawn
from drystone.messages.moving import JOB
from drystone.program.channel_model import reaches_rooms
from drystone.shell import site

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Telling:
    """Something to say to one person: a ``document``, of a kind (``purpose``), once per ``key`` ("" is no key).

    It leaves ``between`` two moments (aware), as ``actions.send`` says. ``urgent`` leaves first, is marked as urgent,
    and does not wait for a channel that is closed. ``first`` are the channels to try first, for whoever chose none.
    ``calendar`` is what ``invitations.along`` gave: a time that its mail brings along.
    """

    person_id: str
    purpose: str
    document: Document
    key: str = ""
    urgent: bool = False
    between: tuple[dt.datetime | None, dt.datetime | None] = (None, None)
    first: tuple[str, ...] = ()
    calendar: Mapping[str, Any] | None = None


def tell_all(tellings: Iterable[Telling], *, now: dt.datetime) -> int:
    """Ask for messages to leave, each by the first way that reaches its person, and return how many will.

    Left out are those whose person has left, has no way, or ended this optional kind, and those whose key was used for
    that person within the month that messages are kept: asking twice tells once. Memory holds a thousand at a time.
    """
    waiting, asked = iter(tellings), 0
    while batch := list(islice(waiting, _AT_ONCE)):
        with transaction.atomic():
            asked += _tell(batch, now)
    return asked


def tell(one: Telling, *, now: dt.datetime) -> int:
    """Ask for one message, as ``tell_all`` does, and return its number; 0 where none will leave.

    A key that was used for its person gives the number of the message that it was used for.
    """
    before = set(Message.objects.filter(person_id=one.person_id, created_at=now).values_list("pk", flat=True))
    if not tell_all([one], now=now):
        rows = Message.objects.filter(person_id=one.person_id, key=one.key) if one.key else Message.objects.none()
    else:
        rows = Message.objects.filter(person_id=one.person_id, created_at=now, key=one.key).exclude(pk__in=before)
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0


def _tell(batch: list[Telling], now: dt.datetime) -> int:
    known = choosing.ways(one.person_id for one in batch)
    rows = []
    for one in batch:
        told = known.get(one.person_id)
        if told is None or not told.channels or (one.purpose in told.off and kinds.is_optional(one.purpose)):
            continue
        rows.append(_row(one, told.before(one.first), now))
    used = set(
        Message.objects.filter(
            person_id__in={row.person_id for row in rows}, key__in={row.key for row in rows} - {""}
        ).values_list("person_id", "key")
    )
    fresh: dict[tuple[str, str], Message] = {}
    for number, row in enumerate(rows):
        name = (row.person_id, row.key)
        if not row.key:
            fresh[(row.person_id, f"\n{number}")] = row
        elif name not in used:
            fresh.setdefault(name, row)
    made = list(fresh.values())
    _give_secrets({row.person_id for row in made if kinds.is_optional(row.purpose)})
    _insert(made)
    for due in sorted({row.not_before.replace(second=0, microsecond=0) for row in made}):
        at = max(now, due)
        queue.enqueue(JOB, now=now, at=at, unique=f"{JOB}:{at:%Y%m%d%H%M}")
    return len(made)


def _row(one: Telling, channel: str, now: dt.datetime) -> Message:
    not_before, expires = one.between
    due = max(now, not_before or now)
    return Message(
        number=drawn(),
        person_id=one.person_id,
        channel=channel,
        purpose=one.purpose,
        key=one.key,
        subject=one.document.title,
        document=documents.as_json(one.document),
        calendar=dict(one.calendar) if one.calendar else None,
        urgent=one.urgent,
        rank=AT_ONCE if one.urgent else MANY,
        fixed=False,
        created_at=now,
        due_at=due,
        not_before=due,
        expires=expires,
    )


def _insert(made: list[Message]) -> None:
    """Write them with one statement, run for each: ``bulk_create`` puts one together for every few dozen.

    Whoever asks for the same at this very moment wins or loses by the constraint.
    """
    fields = [field for field in Message._meta.concrete_fields if not field.primary_key]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(Message._meta.db_table)
    rows = [[field.get_db_prep_save(getattr(one, field.attname), connection) for field in fields] for one in made]
    with connection.cursor() as cursor:
        cursor.executemany(f"insert into {table} ({names}) values ({marks}) on conflict do nothing", rows)


def _give_secrets(people: set[str]) -> None:
    """Whoever gets something optional has an address that ends it."""
    Preference.objects.bulk_create(
        [Preference(person_id=one, secret=secrets.token_hex(20)) for one in sorted(people)], ignore_conflicts=True
    )


def tell_room(channel: str, document: Document, *, purpose: str, now: dt.datetime, key: str = "") -> bool:
    """Ask for a message to leave to the room that a channel writes to: something about nobody in particular.

    Returns whether it will: once per key. Raises UsageError where the program has no such channel, or it has no room.
    """
    known = site.program().settings.channels.get(channel)  # type: ignore[call-overload] # A caller may name any.
    if known is None or not reaches_rooms(known):
        raise UsageError(f"the channel {channel} writes to no room", where="drystone.toml")
    row = _row(Telling("", purpose, document, key), channel, now)
    row.fixed = True
    with transaction.atomic():
        if key and Message.objects.filter(person_id="", key=key).exists():
            return False
        row.save()
        queue.enqueue(JOB, now=now, unique=f"{JOB}:more")
    return True


def withdraw(keys: Collection[str], *, now: dt.datetime) -> int:
    """Take back what waits under these keys and is not being sent at this moment; return how many."""
    waiting = Message.objects.filter(key__in=set(keys) - {""}, status="waiting")
    return waiting.update(status="withdrawn", text="", document=None, error=f"withdrawn at {now:%Y-%m-%d %H:%M} UTC")
