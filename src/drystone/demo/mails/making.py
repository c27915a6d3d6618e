"""The short way to make a message, the same bytes each time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime

SENT = dt.datetime(2026, 11, 2, 8, 30, tzinfo=dt.UTC)
OURS = "fenwick.example"
RECEIVER = "mx.fenwick.example"
READER = "anna.bauer@fenwick.example"
BOSS = "Mira Köhler"


@dataclass(frozen=True, slots=True)
class File:
    """Something attached."""

    name: str
    media: str
    data: bytes
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """What a message is made of. ``checks`` is what the receiving server wrote about the sender."""

    sender: str
    subject: str
    text: str = ""
    html: str = ""
    files: Sequence[File] = ()
    checks: str = ""
    more: Sequence[tuple[str, str]] = field(default_factory=tuple)

    @property
    def domain(self) -> str:
        """The domain of the sender's address."""
        return self.sender.rpartition("@")[2].rstrip(">")


def message(mail: Mail) -> EmailMessage:
    """Return the message as it arrived at the organisation."""
    made = EmailMessage()
    server = f"mail.{mail.domain}" if mail.domain.isascii() else "mail.out.test"
    made["Received"] = (
        f"from {server} ({server} [203.0.113.25]) by {RECEIVER} with ESMTPS id 4xYz; {format_datetime(SENT)}"
    )
    if mail.checks:
        made["Authentication-Results"] = f"{RECEIVER}; {mail.checks}"
    made["From"] = mail.sender
    made["To"] = READER
    made["Subject"] = mail.subject
    made["Date"] = format_datetime(SENT - dt.timedelta(minutes=1))
    made["Message-ID"] = f"<20261102083000.4711@{mail.domain if mail.domain.isascii() else 'out.test'}>"
    for name, value in mail.more:
        made[name] = value
    if mail.text or not mail.html:
        made.set_content(mail.text or "\n")
    if mail.html and mail.text:
        made.add_alternative(mail.html, subtype="html")
    elif mail.html:
        made.set_content(mail.html, subtype="html")
    attach(made, mail.files)
    return numbered(made)


def attach(made: EmailMessage, files: Sequence[File]) -> None:
    """Attach files to a message."""
    for one in files:
        main, _, sub = one.media.partition("/")
        made.add_attachment(
            one.data,
            maintype=main,
            subtype=sub,
            filename=one.name,
            disposition="inline" if one.inline else "attachment",
        )


def numbered(made: EmailMessage, start: str = "part") -> EmailMessage:
    """Return the message with delimiters that are the same each time."""
    for number, part in enumerate(made.walk()):
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            part.set_boundary(f"=_{start}_{number}_fenwick")
    return made


def passed(domain: str) -> str:
    """Return what a receiving server writes when everything passed."""
    return f"spf=pass smtp.mailfrom={domain}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}"


def failed(domain: str) -> str:
    """Return what a receiving server writes when nothing did."""
    return f"spf=fail smtp.mailfrom={domain}; dkim=none; dmarc=fail (p=none) header.from={domain}"
