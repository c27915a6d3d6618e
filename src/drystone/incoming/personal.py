"""What this room keeps about people: nothing. A keyed digest of a letter says nothing of it."""

from __future__ import annotations

from drystone.audit.personal import NOT_PERSONAL, Declared

DECLARED: dict[str, Declared] = dict.fromkeys(
    [
        "MailboxPlace.name",
        "MailboxPlace.validity",
        "MailboxPlace.last_uid",
        "MailboxPlace.trying_uid",
        "MailboxPlace.tries",
        "MailboxPlace.set_aside",
        "MailboxPlace.read_at",
        "MailboxPlace.error",
        "CameIn.id",
        "CameIn.digest",
        "CameIn.on",
    ],
    NOT_PERSONAL,
)
