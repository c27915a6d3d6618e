"""A message as a letter (RFC 5322): what stands in its head is the same at every try.

1. ``From`` is the address whose domain signs and whose server sends, so that SPF, DKIM and DMARC agree on it.
2. ``Message-ID`` and ``Date`` are those of the message, not of the try: a mailbox that has it already can tell.
3. ``Auto-Submitted`` (RFC 3834) and ``X-Auto-Response-Suppress`` keep holiday notes from answering.
4. What is optional says how it ends: ``List-Unsubscribe`` (RFC 2369), with one request where the site has TLS
   (RFC 8058), and ``Precedence: bulk``. What is not optional says neither: no program for mail may fold it away.
"""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from django.utils import translation
from django.utils.translation import gettext as _

from drystone.messages.carriers.parcel import Parcel, UndeliveredError
from drystone.messages.document import Link, clean
from drystone.messages.rendering import mail_html, plain
from drystone.program.channel_model import EmailChannel

#: The headers that a signature holds (RFC 6376 §5.4.1), all of which letters of ours have or must not get.
SIGNED = (
    b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type", b"auto-submitted",
    b"list-unsubscribe", b"list-unsubscribe-post",
)  # fmt: skip

#: An address without quotes, comments, routes or a second address (RFC 5321 §4.1.2): no mailbox of a person needs
#: these. What looks like an encoded word (RFC 2047) would be decoded again.
_PLAIN = re.compile(
    r"(?!.*=\?)[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", re.ASCII
)
_LONGEST_ADDRESS, _LONGEST_NAME = 254, 120
#: A server on the way that rewrites eight bits would break the signature (RFC 6376 §5.3).
_SEVEN_BITS = SMTP.clone(cte_type="7bit")


def letter(channel: EmailChannel, parcel: Parcel, *, usual_name: str = "") -> EmailMessage:
    """Return the letter: plain text alone, or with a document both, as text and as HTML that say the same."""
    made = EmailMessage(policy=_SEVEN_BITS)
    user, _at, domain = channel.sender.rpartition("@")
    name = clean(channel.name or usual_name, _LONGEST_NAME)
    made["From"] = Address(display_name=name, username=user, domain=domain) if name else channel.sender
    made["To"] = Address(addr_spec=envelope(parcel.to))
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


def envelope(to: str) -> str:
    """Return an address as servers take it: one plain address, its domain in ASCII (IDNA).

    People data hold what somebody typed. Raises UndeliveredError for what is no such address: it would break off the
    sitting, or be somebody else's.
    """
    user, _at, domain = to.rpartition("@")
    try:
        plain_domain = domain.encode("idna").decode()
    except UnicodeError:
        plain_domain = ""
    if not _PLAIN.fullmatch(found := f"{user}@{plain_domain}") or len(found) > _LONGEST_ADDRESS:
        raise UndeliveredError("what the people data hold is no address for letters", final=True, nobody=True)
    return found


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
