"""Every usual way of handing on a mail: what the mail programs that people use make of "forward" and "report"."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime

from drystone.demo.mails import outlook_file
from drystone.demo.mails.making import READER, RECEIVER, SENT, numbered, passed

DESK = "report@fenwick.example"
_NAME = "Anna Bauer"


@dataclass(frozen=True, slots=True)
class Way:
    """One way of handing on: ``whole`` keeps the original's headers; ``client`` and ``said`` are what is found of it."""

    name: str
    make: Callable[[EmailMessage], EmailMessage]
    whole: bool
    how: str
    client: str = ""
    said: str = ""


def _outer(subject: str, **more: str) -> EmailMessage:
    made = EmailMessage()
    made["Received"] = f"from out.fenwick.example ([198.51.100.4]) by {RECEIVER} with ESMTPS; {format_datetime(SENT)}"
    made["Authentication-Results"] = f"{RECEIVER}; {passed('fenwick.example')}"
    made["From"] = f"{_NAME} <{READER}>"
    made["To"] = DESK
    made["Subject"] = subject
    made["Date"] = format_datetime(SENT)
    made["Message-ID"] = "<forward.1@fenwick.example>"
    for name, value in more.items():
        made[name.replace("_", "-")] = value
    return made


def _attached(subject: str, **more: str) -> Callable[[EmailMessage], EmailMessage]:
    def make(original: EmailMessage) -> EmailMessage:
        made = _outer(subject.format(original["Subject"]), **more)
        made.set_content("This looks odd to me.\n")
        made.add_attachment(original, filename="original.eml")
        return numbered(made, "outer")

    return make


def _encoded(original: EmailMessage) -> EmailMessage:
    """Some gateways encode the attached message, against the rules."""
    made = _outer(f"FW: {original['Subject']}", X_Mailer="Microsoft Outlook 16.0", Thread_Index="Adx")
    made.set_content("See attached.\n")
    part = EmailMessage()
    part["Content-Type"] = "message/rfc822"
    part["Content-Transfer-Encoding"] = "base64"
    part["Content-Disposition"] = 'attachment; filename="original.eml"'
    part.set_payload(base64.encodebytes(original.as_bytes()).decode())
    made.make_mixed()
    made.attach(part)
    return numbered(made, "outer")


def _saved(original: EmailMessage) -> EmailMessage:
    made = _outer(f"FW: {original['Subject']}", X_Mailer="Microsoft Outlook 16.0", Thread_Index="Adx")
    made.set_content("See attached.\n")
    data = outlook_file.saved(original)
    made.add_attachment(data, maintype="application", subtype="vnd.ms-outlook", filename="original.msg")
    return numbered(made, "outer")


@dataclass(frozen=True, slots=True)
class _Style:
    """How one mail program writes what it quotes: a mark above, the header lines, and what begins each line."""

    prefix: str
    mark: str
    lines: tuple[tuple[str, str], ...]
    quote: str = ""
    note: str = "Is this real?"
    more: tuple[tuple[str, str], ...] = ()


_NAMES: Mapping[str, str] = {"sender": "From", "date": "Date", "to": "To", "subject": "Subject"}


def _inline(style: _Style) -> Callable[[EmailMessage], EmailMessage]:
    def make(original: EmailMessage) -> EmailMessage:
        made = _outer(f"{style.prefix}: {original['Subject']}", **dict(style.more))
        known = {name: str(original[header] or "") for name, header in _NAMES.items()}
        head = [f"{label} {known[name]}" for label, name in style.lines]
        text = original.get_body(("plain",))
        page = original.get_body(("html",))
        body = text.get_content() if text is not None else ""
        said = "\n".join((*head, "", body))
        quoted = "\n".join(f"{style.quote}{line}" for line in said.split("\n"))
        made.set_content(f"{style.note}\n\n{style.mark}\n{quoted}\n")
        if page is not None:
            rows = "<br>".join(f"<b>{label}</b> {html.escape(known[name])}" for label, name in style.lines)
            whole = f"<html><body><p>{style.note}</p><div>{style.mark}<br>{rows}</div><br>{page.get_content()}</body></html>"
            made.add_alternative(whole, subtype="html")
        for one in original.iter_attachments():
            made.make_mixed()
            made.attach(one)
        return numbered(made, "outer")

    return make


_OUTLOOK = (("From:", "sender"), ("Sent:", "date"), ("To:", "to"), ("Subject:", "subject"))
_OUTLOOK_DE = (("Von:", "sender"), ("Gesendet:", "date"), ("An:", "to"), ("Betreff:", "subject"))
_GMAIL = (("From:", "sender"), ("Date:", "date"), ("Subject:", "subject"), ("To:", "to"))
_GMAIL_DE = (("Von:", "sender"), ("Date:", "date"), ("Subject:", "subject"), ("To:", "to"))
_APPLE = (("From:", "sender"), ("Subject:", "subject"), ("Date:", "date"), ("To:", "to"))
_APPLE_DE = (("Von:", "sender"), ("Betreff:", "subject"), ("Datum:", "date"), ("An:", "to"))
_BIRD = (("Subject:", "subject"), ("Date:", "date"), ("From:", "sender"), ("To:", "to"))
_BIRD_DE = (("Betreff:", "subject"), ("Datum:", "date"), ("Von:", "sender"), ("An:", "to"))
_AGENT_APPLE = (("X_Mailer", "Apple Mail (2.3774)"),)
_AGENT_BIRD = (("User_Agent", "Mozilla Thunderbird"),)
_RULE = "_" * 32

WAYS: tuple[Way, ...] = (
    Way("itself", lambda original: original, True, "itself"),
    Way("outlook-attached", _attached("FW: {}", X_Mailer="Microsoft Outlook 16.0", Thread_Index="Adx"), True, "attached", "outlook"),
    Way("outlook-saved", _saved, True, "outlook-file", "outlook"),
    Way("outlook-encoded", _encoded, True, "attached", "outlook"),
    Way("outlook-web-attached", _attached("Fw: {}"), True, "attached"),
    Way("outlook-report-junk", _attached("1|7d1c {}"), True, "attached", said="junk"),
    Way("outlook-report-not-junk", _attached("2|7d1c {}"), True, "attached", said="not junk"),
    Way("outlook-report-phishing", _attached("3|7d1c {}"), True, "attached", said="phishing"),
    Way("outlook-report-words", _attached("Phishing: {}"), True, "attached", said="phishing"),
    Way("gmail-attached", _attached("Fwd: {}"), True, "attached"),
    Way("apple-attached", _attached("Fwd: {}", X_Mailer="Apple Mail (2.3774)"), True, "attached", "apple"),
    Way("thunderbird-attached", _attached("Fwd: {}", User_Agent="Mozilla Thunderbird"), True, "attached", "thunderbird"),
    Way("outlook-inline", _inline(_Style("FW", "", _OUTLOOK)), False, "inline", "outlook"),
    Way("outlook-inline-german", _inline(_Style("WG", "", _OUTLOOK_DE)), False, "inline", "outlook"),
    Way("outlook-web-inline", _inline(_Style("Fw", _RULE, _OUTLOOK)), False, "inline", "outlook"),
    Way("gmail-inline", _inline(_Style("Fwd", "---------- Forwarded message ---------", _GMAIL)), False, "inline", "gmail"),
    Way("gmail-inline-german", _inline(_Style("Fwd", "---------- Forwarded message ---------", _GMAIL_DE)), False, "inline", "gmail"),
    Way("apple-inline", _inline(_Style("Fwd", "Begin forwarded message:", _APPLE, "> ", more=_AGENT_APPLE)), False, "inline", "apple"),
    Way("apple-inline-german", _inline(_Style("Fwd", "Anfang der weitergeleiteten Nachricht:", _APPLE_DE, "> ", more=_AGENT_APPLE)),
        False, "inline", "apple"),
    Way("thunderbird-inline", _inline(_Style("Fwd", "-------- Forwarded Message --------", _BIRD, more=_AGENT_BIRD)),
        False, "inline", "thunderbird"),
    Way("thunderbird-inline-german", _inline(_Style("Fwd", "-------- Weitergeleitete Nachricht --------", _BIRD_DE, more=_AGENT_BIRD)),
        False, "inline", "thunderbird"),
)  # fmt: skip
