"""What somebody tells on the command line, wherever it goes."""

from __future__ import annotations

from dataclasses import dataclass

#: The most that a message may hold.
MOST_BYTES = 20_000_000

TITLES = {
    "clicked": "I clicked a link",
    "typed-password": "I typed my password",
    "opened-file": "I opened a file",
    "sent-wrong": "I sent it to the wrong person",
    "lost-device": "I lost a device",
    "let-someone-in": "I let someone in",
    "paid": "I paid something",
    "looks-odd": "Something looks odd",
    "something-else": "Something else",
    "ask-first": "Is this all right? Ask before you do it",
}


@dataclass(frozen=True, slots=True)
class Told:
    """``once`` tells it from another: sent again it is the same report. ``anyway``: it is a slip, however it sounds."""

    kind: str
    when: str
    text: str
    message: bytes
    once: str
    anyway: bool
