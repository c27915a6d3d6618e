"""A message as a letter (RFC 5322): what stands in its head is the same at every try.

1. ``From`` is the address whose domain signs and whose server sends, so that SPF, DKIM and DMARC agree on it.
2. ``Message-ID`` and ``Date`` are those of the message, not of the try: a mailbox that has it already can tell.
3. ``Auto-Submitted`` (RFC 3834) and ``X-Auto-Response-Suppress`` keep holiday notes from answering.
4. What is optional says how it ends: ``List-Unsubscribe`` (RFC 2369), with one request where the site has TLS
   (RFC 8058), and ``Precedence: bulk``. What is not optional says neither: no program for mail may fold it away.
"""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from django.utils import translation
from django.utils.translation import gettext as _

from drystone.messages.carriers.parcel import Parcel
from drystone.messages.document import Link
from drystone.messages.rendering import mail_html, plain
from drystone.program.channel_model import EmailChannel

#: The headers that a signature holds (RFC 6376 §5.4.1), all of which letters of ours have or must not get.
SIGNED = (
    b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type", b"auto-submitted",
    b"list-unsubscribe", b"list-unsubscribe-post",
)  # fmt: skip

#: A server on the way that rewrites eight bits would break the signature (RFC 6376 §5.3).
_SEVEN_BITS = SMTP.clone(cte_type="7bit")


def letter(channel: EmailChannel, parcel: Parcel, *, usual_name: str = "") -> EmailMessage:
    """Return the letter: plain text alone, or with a document both, as text and as HTML that say the same."""
    made = EmailMessage(policy=_SEVEN_BITS)
    user, _at, domain = channel.sender.rpartition("@")
    name = channel.name or usual_name
    made["From"] = Address(display_name=name, username=user, domain=domain) if name else channel.sender
    made["To"] = parcel.to
    made["Subject"] = " ".join(_subject(parcel).split())
    made["Date"] = parcel.at
    made["Message-ID"] = message_id(channel, parcel.number)
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    if parcel.urgent:
        made["Importance"] = "high"
    if parcel.off:
        made["Precedence"] = "bulk"
        made["List-Unsubscribe"] = f"<{parcel.off}>"
        if parcel.off.startswith("https://"):
            made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    _fill(made, parcel)
    return made


def message_id(channel: EmailChannel, number: str) -> str:
    """Return the id that a letter has at every try (RFC 5322 §3.6.4)."""
    return f"<{number}.drystone@{channel.sender.rpartition('@')[2]}>"


def _subject(parcel: Parcel) -> str:
    return parcel.document.title if parcel.document else parcel.subject


def parts(parcel: Parcel) -> tuple[str, str]:
    """Return the plain text of a letter and its HTML, "" where there is none."""
    document = parcel.document
    if document is None:
        return parcel.text, ""
    text, footer = plain.text(document), None
    if parcel.off:
        with translation.override(document.language):
            footer = (_("You need not get messages of this kind."), Link(_("End them"), parcel.off))
        text += f"\n-- \n{footer[0]} {footer[1].words}:\n{footer[1].url}\n"
    return text, mail_html.html(document, footer=footer)


def _fill(made: EmailMessage, parcel: Parcel) -> None:
    text, html = parts(parcel)
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    method, calendar = parcel.calendar
    if method:
        # The part for calendars stands last of the alternatives: programs that know invitations take it (RFC 6047).
        made.add_alternative(calendar, subtype="calendar", params={"method": method}, cte="base64")
