"""Writing to the log, and shredding what its entries were about."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from drystone.audit import chain
from drystone.audit.models import Entry, Head, Payload
from drystone.audit.verifying import SHREDDED


def record(
    action: str,
    *,
    actor: str,
    at: dt.datetime,
    about: tuple[str, str] = ("", ""),
    payload: Mapping[str, Any] | None = None,
) -> int:
    """Add an entry and return its number. Inside a transaction, the entry stands or falls with it.

    ``about`` is the object's kind and id. Writers on any machine queue at the head's row, so the chain never forks.
    """
    body = chain.canonical(payload or {})
    salt = secrets.token_hex(16)
    digest = chain.payload_digest(salt, body)
    with transaction.atomic():
        head = Head.objects.select_for_update().get(pk=1)
        seq = head.seq + 1
        fields = (actor, action, *about, digest)
        entry = Entry(
            seq=seq,
            at=at,
            actor=actor,
            action=action,
            object_kind=about[0],
            object_id=about[1],
            payload_digest=digest,
            previous=head.digest,
            digest=chain.entry_digest(head.digest, seq, at, fields),
        )
        entry.save()
        Payload.objects.create(seq=seq, salt=salt, body=body)
        Head.objects.filter(pk=1).update(seq=seq, digest=entry.digest)
    return seq


def shred(*, before: dt.datetime, actor: str, at: dt.datetime) -> int:
    """Delete what entries older than ``before`` were about, for good, and return how many; the chain still
    holds. Where there was nothing to delete, the log says nothing."""
    with transaction.atomic():
        last = Entry.objects.filter(at__lt=before).order_by("-seq").values_list("seq", flat=True).first()
        count, _ = Payload.objects.filter(seq__lte=last or 0).delete()
        if count:
            record(SHREDDED, actor=actor, at=at, payload={"count": count, "up_to": last or 0})
    return count
