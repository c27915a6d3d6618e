"""Gives a letter to its readers, once: the same bytes may come again, by another way or after a process that died."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from drystone.incoming import readers
from drystone.incoming.letters import Letter
from drystone.incoming.models import CameIn

#: How long a letter is known again: mail servers give up after five days (RFC 5321 §4.5.4.1).
_KNOWN = dt.timedelta(days=30)


def hand_over(letter: Letter, names: Sequence[str], *, now: dt.datetime) -> bool:
    """Give a letter to the first of the readers that takes it, and return whether one did, now or before.

    What it does and that it came stand or fall together, so whoever was killed in between hands it over again. ``now``
    is aware. Raises what a reader raises.
    """
    digest = salted_hmac("drystone.incoming", letter.raw, algorithm="sha256").hexdigest()
    if CameIn.objects.filter(digest=digest).exists():
        return True
    for name in names:
        take = readers.begun(name, letter, now)
        with transaction.atomic():
            try:
                with transaction.atomic():
                    CameIn.objects.create(digest=digest, on=now.date())
            except IntegrityError:
                return True
            if take():
                return True
            transaction.set_rollback(True)
    return False


def forget_old(now: dt.datetime) -> None:
    """Forget which letters came long ago."""
    CameIn.objects.filter(on__lt=(now - _KNOWN).date()).delete()
