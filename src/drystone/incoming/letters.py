"""A letter as it came in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """The bytes of a letter (RFC 5322), untrusted; ``cut``: it is longer, and this is its beginning.

    ``way`` says where it came in: ``imap`` or ``smtp``. ``sender`` is whom the mail server gave as sender ("" where it
    is not known, or where there is none, as with reports of mail that came back).
    """

    raw: bytes
    way: str
    sender: str = ""
    cut: bool = False
