"""Who sent a letter to the report address, and whether a person did: read from its head alone, which is untrusted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import parseaddr, parsedate_to_datetime

_LONGEST_HEAD = 256_000
#: Outlook's report button writes one of these before the subject (submission type, then the words for it).
_REPORTED = re.compile(
    r"^\s*(?:[123]\||(?:junk|phishing|not junk|phish|keine junk-e-mail|junk-e-mail)\s?:)", re.IGNORECASE
)
_BULK = frozenset({"bulk", "list", "junk", "auto_reply"})
_LISTED = ("List-Id", "List-Post", "List-Unsubscribe", "X-Loop", "X-BeenThere", "Mailing-List")
_ANSWERED = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From")
_MAILERS = re.compile(r"^(?:mailer-daemon|postmaster|no-?reply|double-bounce)@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """``sender`` is the address in ``From``, in small letters. ``machine`` says why no person sent it, or "":
    answer, bounce, list. ``date`` is when it was sent, as it says (aware); None where it says nothing readable.

    ``resent`` is who handed a letter on as it was (RFC 5322, 3.6.6), ``resent_at`` when: all else is then another's.
    """

    sender: str
    machine: str
    date: dt.datetime | None = None
    subject: str = ""
    resent: str = ""
    resent_at: dt.datetime | None = None


def read(raw: bytes, envelope: str | None = None) -> Head:
    """Read the head of a letter. ``envelope`` is the sender that the mail server was given; None where nobody knows.

    A report by Outlook's button counts as a person's whatever else its head says: servers mark such letters too.
    """
    end = re.search(rb"\r?\n\r?\n", raw[:_LONGEST_HEAD])
    head = BytesHeaderParser(policy=compat32).parsebytes(raw[: end.end() if end else _LONGEST_HEAD])

    def said(name: str) -> str:
        # NUL and halves of characters are no text that anything keeps.
        plain = str(head.get(name, "")).encode("utf-8", "replace").decode().replace("\0", "")
        return " ".join(plain.split())[:998]

    def address(name: str) -> str:
        return parseaddr(said(name))[1].lower()[:254]

    sender, subject = address("From"), said("Subject")
    machine = "" if _REPORTED.match(subject) else _machine(said, sender, envelope)
    return Head(sender, machine, moment(said("Date")), subject, address("Resent-From"), moment(said("Resent-Date")))


def moment(text: str) -> dt.datetime | None:
    """Return the moment that a head says (RFC 5322, 3.3), in UTC; None for what is none."""
    try:
        read = parsedate_to_datetime(text[:100])
        return (read if read.tzinfo else read.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _machine(said: Callable[[str], str], sender: str, envelope: str | None) -> str:
    kind = said("Content-Type").lower()
    if kind.startswith("multipart/report") or said("X-Failed-Recipients") or _MAILERS.match(sender):
        return "bounce"
    automatic = said("Auto-Submitted").lower()
    if (automatic and not automatic.startswith("no")) or any(said(name) for name in _ANSWERED):
        return "answer"  # RFC 3834 §5.
    if said("Precedence").lower() in _BULK or any(said(name) for name in _LISTED):
        return "list"
    return "bounce" if envelope == "" else ""
