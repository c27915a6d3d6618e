"""Bytes to a message: MIME, a message as Outlook saves it, and whatever of both lies in each other."""

from __future__ import annotations

from dataclasses import dataclass

from drystone.triage import mime
from drystone.triage.outlook import msg
from drystone.triage.parts import Part

_MAIL_NAMES = (".eml", ".mht", ".mhtml")


@dataclass(frozen=True, slots=True)
class Message:
    """A message read whole: its tree, and what was odd in how it is built. ``form`` is eml or msg."""

    root: Part
    notes: tuple[str, ...]
    form: str


def read(data: bytes) -> Message:
    """Read a message. Never raises for hostile bytes; what has no headers is a message of one part."""
    splitting = mime.Splitting(open=_opened)
    if msg.is_message(data):
        found = msg.read(data, splitting, "0")
        if found is not None:
            return Message(found, tuple(splitting.notes), "msg")
    if b"\n" not in data and b"\r" in data:
        data = data.replace(b"\r", b"\n")
    return Message(mime.split(data, splitting), tuple(splitting.notes), "eml")


def _opened(part: Part, splitting: mime.Splitting) -> Part | None:
    """Read the message that an attachment holds though it does not say so; None where it holds none."""
    if part.path.count(".") > mime.MOST_DEPTH:
        return None
    name = part.name.lower()
    # The message itself is a part too, and is read as one already.
    base = f"{part.path}.0" if not part.message else f"{part.path[:-1]}1.0"
    if name.endswith(_MAIL_NAMES) and part.data:
        return mime.split(part.data, splitting, base, part.path.count(".") + 1)
    if (name.endswith(".msg") or part.type in ("application/vnd.ms-outlook", "application/octet-stream")) and (
        msg.is_message(part.data)
    ):
        return msg.read(part.data, splitting, base)
    return None
