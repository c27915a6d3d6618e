"""The log's tables. Triggers in the database refuse what the models refuse, so raw SQL cannot edit history either.

An entry holds digests only. What was said lies beside it, in Payload, and can be shredded without breaking the chain;
its digest is salted, so that a short payload cannot be guessed from what remains.
"""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class AppendOnlyError(RuntimeError):
    """Somebody tried to change or remove what may only be added to: a defect in the caller."""


class AppendOnly(models.QuerySet["Entry"]):
    """Refuses bulk changes."""

    def update(self, **_kwargs: Any) -> NoReturn:
        raise AppendOnlyError("entries of the log are never changed")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("entries of the log are never removed")


class Entry(models.Model):
    """One thing that someone did or looked at. ``actor`` and ``object_id`` are text ids that mean nothing outside."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.TextField()
    action = models.TextField()
    object_kind = models.TextField()
    object_id = models.TextField()
    payload_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        indexes = [models.Index(fields=["object_kind", "object_id"], name="audit_entry_object")]

    def __str__(self) -> str:
        return f"{self.seq}: {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the entry; raises AppendOnlyError where it exists."""
        if not self._state.adding:
            raise AppendOnlyError("entries of the log are never changed")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Always raises AppendOnlyError."""
        raise AppendOnlyError("entries of the log are never removed")


class Payload(models.Model):
    """What an entry was about, until retention ends and it is shredded."""

    seq = models.BigIntegerField(primary_key=True)
    salt = models.CharField(max_length=32)
    body = models.TextField()

    def __str__(self) -> str:
        return f"payload of {self.seq}"


class Head(models.Model):
    """The newest entry: the row that writers lock, and what shows that the log's end was cut off."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"head at {self.seq}"
