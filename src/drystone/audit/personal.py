"""What is kept about people: declared beside the models, so that the privacy pack cannot say anything else.

Every room with models has ``personal.py`` with ``DECLARED``: for each field of each model, what it is about a person,
or ``NOT_PERSONAL``. A test holds it at every field.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Declared:
    """One field. ``what`` it says of a person, ``why`` it is kept, ``seen_by`` whom, and ``keep``: until when.

    ``keep`` is a sentence; where rows go by themselves it names the retention that deletes them.
    """

    what: str
    why: str
    seen_by: str
    keep: str


#: A field that says nothing of a person.
NOT_PERSONAL = Declared("", "", "", "")

_LOG = "Shows that nobody altered what was done or looked at, and shows everyone who looked at them."
_SELF = "the person concerned; auditors see ids"
_CHAIN = "as long as the log; it is a digest or an id that means nothing outside"

DECLARED: dict[str, Declared] = {
    "Entry.seq": NOT_PERSONAL,
    "Entry.at": Declared("when somebody did or looked at something", _LOG, _SELF, _CHAIN),
    "Entry.actor": Declared("who did it, as an opaque id", _LOG, _SELF, _CHAIN),
    "Entry.action": Declared("what was done or looked at", _LOG, _SELF, _CHAIN),
    "Entry.object_kind": NOT_PERSONAL,
    "Entry.object_id": Declared("about whom or what, as an opaque id", _LOG, _SELF, _CHAIN),
    "Entry.payload_digest": NOT_PERSONAL,
    "Entry.previous": NOT_PERSONAL,
    "Entry.digest": NOT_PERSONAL,
    "Payload.seq": NOT_PERSONAL,
    "Payload.salt": NOT_PERSONAL,
    "Payload.body": Declared("details and reasons", _LOG, _SELF, "privacy.keep_looks, then shredded for good"),
    "Head.id": NOT_PERSONAL,
    "Head.seq": NOT_PERSONAL,
    "Head.digest": NOT_PERSONAL,
}
