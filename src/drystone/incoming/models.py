"""How far each mailbox has been read, and which letters have come in. No letter is kept here."""

from __future__ import annotations

from django.db import models


class MailboxPlace(models.Model):
    """How far a mailbox of the program has been read.

    ``validity`` and ``last_uid`` are the server's (RFC 3501 §2.3.1.1): all up to that number have been handed over.
    ``trying_uid`` is the letter that is being read, for the ``tries``-th time. ``set_aside`` counts the letters at
    which reading broke. ``read_at`` is when it could last be read to its end, ``error`` why it cannot be now.
    """

    name = models.CharField(max_length=64, primary_key=True)
    validity = models.BigIntegerField(null=True)
    last_uid = models.BigIntegerField(default=0)
    trying_uid = models.BigIntegerField(default=0)
    tries = models.SmallIntegerField(default=0)
    set_aside = models.IntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.name} up to {self.last_uid}"


class CameIn(models.Model):
    """A letter that was handed over, by a keyed digest of its bytes: nobody can tell from it what the letter was."""

    digest = models.CharField(max_length=64, unique=True)
    on = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"a letter of {self.on}"
