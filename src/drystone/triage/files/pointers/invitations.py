"""Calendar invitations (RFC 5545, RFC 5546) and address cards (RFC 6350): who, where, and what they carry."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from drystone.triage.files.addresses import link_all
from drystone.triage.files.findings import Findings
from drystone.triage.files.wording import decoded

MAX_LINES = 20_000
_PLACES = frozenset("URL LOCATION CONFERENCE SOURCE".split())
_READ = frozenset("SUMMARY DESCRIPTION LOCATION COMMENT NOTE FN ORG TITLE CONTACT X-ALT-DESC".split())


def _lines(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, parameters and value of each line; long lines are folded (3.1)."""
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    for line in unfolded.splitlines()[:MAX_LINES]:
        head, colon, value = _split(line)
        if colon:
            name, _, parameters = head.partition(";")
            yield name.rpartition(".")[2].strip().upper(), parameters, value


def _split(line: str) -> tuple[str, str, str]:
    """A colon inside quotes belongs to a parameter."""
    quoted = False
    for at, letter in enumerate(line[:2_000]):
        if letter == '"':
            quoted = not quoted
        elif letter == ":" and not quoted:
            return line[:at], ":", line[at + 1 :]
    return line, "", ""


def _plain(value: str) -> str:
    return value.replace("\\n", "\n").replace("\\N", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")


def read_calendar(found: Findings) -> None:
    """Add what an invitation says, where it leads and what it carries."""
    method, organiser, summary, alarm, words = "", "", "", False, []
    for name, parameters, value in _lines(decoded(found.data, found.content.declared)):
        plain = _plain(value)
        if name in _READ:
            words.append(plain)
        if name == "METHOD":
            method = plain
        elif name == "ORGANIZER":
            organiser = organiser or re.sub(r"(?i)^mailto:", "", plain)
        elif name == "SUMMARY":
            summary = summary or plain
        elif name in ("BEGIN", "END") and value.strip().upper() == "VALARM":
            alarm = name == "BEGIN"
        elif name == "ACTION" and alarm and plain.strip().upper() == "PROCEDURE":
            found.sign("calendar-alarm-acts", action=plain)
        elif name == "ATTACH":
            _attachment(found, parameters, value)
        _linked(found, name, plain)
    text = "\n".join(words)
    found.say(text)
    link_all(found, text, "calendar")
    found.sign("calendar-invitation", method=method or "-", organiser=organiser or "?", summary=summary or "-")


def _linked(found: Findings, name: str, plain: str) -> None:
    if (name in _PLACES or name.startswith("X-")) and "://" in plain:
        if re.match(r"[a-z][\w+.-]*://\S+$", plain.strip(), re.I):
            found.link(plain, "calendar")
        else:
            link_all(found, plain, "calendar")


def _attachment(found: Findings, parameters: str, value: str) -> None:
    name = re.search(r"(?:FILENAME|X-FILENAME|X-APPLE-FILENAME)=\"?([^\";]{1,200})", parameters, re.I)
    label = name.group(1) if name else "attachment"
    if "BASE64" in parameters.upper():
        digits = re.sub(r"\s", "", value)[:20_000_000]
        try:
            data = base64.b64decode(digits + "=" * (-len(digits) % 4))
        except binascii.Error:
            found.sign_once("content-broken", what="an attachment's digits")
            return
        media = re.search(r"FMTTYPE=([\w/+.-]{1,80})", parameters, re.I)
        found.sign("calendar-attachment", member=label)
        found.hold(label, data, media.group(1) if media else "")
    elif "://" in value:
        found.sign("calendar-attachment", member=value)
        found.link(value, "calendar", label)


def read_card(found: Findings) -> None:
    """Add where an address card leads; its picture is left alone, its words are kept."""
    words = []
    for name, _, value in _lines(decoded(found.data, found.content.declared)):
        plain = _plain(value)
        if name in _READ:
            words.append(plain)
        if name in ("URL", "SOURCE", "X-SOCIALPROFILE", "KEY", "LOGO", "PHOTO", "SOUND") and "://" in plain:
            found.link(plain, "text")
    text = "\n".join(words)
    found.say(text)
    link_all(found, text, "text")
