"""The signs in the headers of one message: what they say, leave out and contradict."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from drystone.triage import addresses, confusables, domains, way
from drystone.triage.addresses import Address
from drystone.triage.collecting import Gathered
from drystone.triage.parts import Headers

#: Headers that may stand only once (RFC 5322 §3.6).
ONCE = ("from", "sender", "reply-to", "to", "cc", "message-id", "in-reply-to", "references", "subject", "date")
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: Joiners between emoji, and the marks that choose their colour, are not there to deceive.
_HARMLESS = frozenset("\u200d\ufe0f\ufe0e\t")
_MESSAGE_ID = re.compile(r"^<[^<>\s@]{1,400}@[^<>\s@]{1,400}>$")
_ANSWER = re.compile(r"^\s*(?:re|aw|antwort|sv|rif|odp)\s{0,3}(?:\[\d{1,3}\])?\s{0,3}:", re.IGNORECASE)
_SCRIPTS = re.compile(r"php|python|perl|swaks|sendemail|mass|blaster|atompark|leaf ?phpmailer|wp mail", re.IGNORECASE)
_OUTLOOK = re.compile(r"microsoft (?:office )?outlook|outlook express", re.IGNORECASE)
_ADDRESS = re.compile(r"<([^<>\s]{1,2000})>")
_MANY = 15
_DAYS, _BACKWARDS = 3, 10


@dataclass(frozen=True, slots=True)
class Head:
    """What the headers of one message say about who, to whom and when."""

    headers: Headers
    senders: tuple[Address, ...]
    reply: tuple[Address, ...]
    recipients: tuple[Address, ...]
    subject: str
    hops: tuple[way.Hop, ...]

    @property
    def sender(self) -> Address:
        """The first sender; an empty address where there is none."""
        return self.senders[0] if self.senders else Address("", "", "")


def _listed(headers: Headers, *names: str) -> tuple[Address, ...]:
    return tuple(one for name in names for value in headers.plain(name)[:20] for one in addresses.parse(value))


def recipients(headers: Headers) -> tuple[Address, ...]:
    """Return to whom a message went, as far as it says so."""
    return _listed(headers, "to", "cc", "delivered-to")


def read(headers: Headers) -> Head:
    """Read the headers of one message."""
    return Head(
        headers,
        _listed(headers, "from"),
        _listed(headers, "reply-to"),
        recipients(headers),
        headers.get("subject")[:1_000],
        way.hops(headers),
    )


def look(head: Head, signs: Gathered, part: str) -> None:
    """Gather what is odd about the headers of one message."""
    _counted(head, signs, part)
    _characters(head, signs, part)
    _identity(head, signs, part)
    _times(head, signs, part)
    _answers(head, signs, part)
    _programs(head, signs, part)


def _counted(head: Head, signs: Gathered, part: str) -> None:
    counts = Counter(one.name for one in head.headers.items)
    for name in ONCE:
        if counts[name] > 1 and name != "from":
            signs.add("repeated-header", part, name=name.title(), count=str(counts[name]))
    if not any(one.domain or one.local for one in head.senders):
        signs.add("no-from", part)
    specs = sorted({one.spec for one in head.senders if one.domain})
    if len(specs) > 1:
        signs.add("several-senders", part, addresses=", ".join(specs[:5]))
    if not any(one.domain for one in head.recipients):
        signs.add("no-recipient", part)


def _characters(head: Head, signs: Gathered, part: str) -> None:
    said = {"Subject": head.subject, "From": " ".join(one.display for one in head.senders)}
    for name, text in said.items():
        if text.isascii() and text.isprintable():
            continue
        if any(one in _DIRECTIONS for one in text):
            signs.add("direction-characters", part, header=name, text=text)
        elif any(unicodedata.category(one) in ("Cc", "Cf") and one not in _HARMLESS for one in text):
            signs.add("invisible-characters", part, header=name, text=text)
        if confusables.mixed(text):
            signs.add("mixed-letters", part, header=name, text=text)
    for raw in head.headers.plain("from"):
        # The true address is never encoded; a name that decodes to one wants to be taken for it.
        if "=?" in raw and "@" not in raw.replace("=?", "").partition("?=")[0] and _hides_address(head.sender):
            signs.add("encoded-address", part, text=head.sender.display)


def _hides_address(sender: Address) -> bool:
    return any(one.lower() != sender.spec.lower() for one in addresses.inside(sender.display))


def _identity(head: Head, signs: Gathered, part: str) -> None:
    said = head.headers.plain("message-id")
    if not said:
        signs.add("no-message-id", part)
    elif not _MESSAGE_ID.match(said[0]):
        signs.add("odd-message-id", part, text=said[0])


def _times(head: Head, signs: Gathered, part: str) -> None:
    dates = head.headers.plain("date")
    written = way.moment(dates[0]) if dates else None
    if not dates:
        signs.add("no-date", part)
    elif written is None:
        signs.add("odd-date", part, text=dates[0])
    known = [one for one in head.hops if one.moment is not None]
    if not head.hops:
        signs.add("no-way", part)
    if len(head.hops) > _MANY:
        signs.add("many-hops", part, count=str(len(head.hops)))
    if written is not None and known and known[0].moment is not None:
        days = (known[0].moment - written).days
        if abs(days) > _DAYS:
            signs.add("date-long-ago" if days > 0 else "date-to-come", part, days=str(abs(days)))
    for later, earlier in itertools.pairwise(known):
        if later.moment is None or earlier.moment is None:
            continue
        minutes = int((earlier.moment - later.moment).total_seconds() // 60)
        if minutes > _BACKWARDS:
            signs.add("times-backwards", part, later=later.by or "?", earlier=earlier.by or "?", minutes=str(minutes))


def _answers(head: Head, signs: Gathered, part: str) -> None:
    sender = head.sender
    for value in head.headers.plain("sender")[:1]:
        for actual in addresses.parse(value)[:1]:
            if actual.domain and sender.domain and not domains.same_owner(actual.domain, sender.domain):
                signs.add("sender-elsewhere", part, sender=sender.spec, actual=actual.spec)
    if _ANSWER.match(head.subject) and not (head.headers.get("in-reply-to") or head.headers.get("references")):
        signs.add("answer-to-nothing", part, subject=head.subject)


def _programs(head: Head, signs: Gathered, part: str) -> None:
    headers = head.headers
    mailer = headers.get("x-mailer") or headers.get("user-agent")
    script = headers.get("x-php-originating-script") or headers.get("x-php-script")
    if script or _SCRIPTS.search(mailer):
        signs.add("made-by-script", part, mailer=script or mailer)
    elif _OUTLOOK.search(mailer) and not (
        headers.get("thread-index") or headers.get("x-mimeole") or headers.get("x-ms-exchange-organization-authas")
    ):
        signs.add("mailer-not-true", part, mailer=mailer)
    unsubscribe = headers.get("list-unsubscribe")
    if unsubscribe or headers.get("list-id"):
        signs.add("bulk", part)
    for target in _ADDRESS.findall(unsubscribe)[:3]:
        host = target.rpartition("@")[2].partition("?")[0] if target.lower().startswith("mailto:") else _host(target)
        if host and head.sender.domain and not domains.same_owner(host, head.sender.domain):
            signs.add("unsubscribe-elsewhere", part, target=host, sender=head.sender.domain)


def _host(target: str) -> str:
    return target.partition("//")[2].partition("/")[0].rpartition("@")[2].partition(":")[0]
