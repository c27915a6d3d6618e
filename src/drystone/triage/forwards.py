"""Finds the message that somebody reports inside the message with which they report it.

Attached originals are whole. A message forwarded inline is only a quotation: its headers are gone, and we say so.
The ways of the mail programs that people use are told apart by what they write around it, in English and German.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from drystone.triage import addresses, markup
from drystone.triage.addresses import Address
from drystone.triage.parts import Header, Headers, Part
from drystone.triage.reading import Message
from drystone.triage.subjects import FORWARD

#: Outlook's built-in report button writes these before the subject (submission type, then the words for it).
_REPORT = re.compile(r"^\s*(?:([123])\||(junk|phishing|not junk|phish|keine junk-e-mail|junk-e-mail):)", re.IGNORECASE)
_REPORTED_AS = {
    "1": "junk",
    "2": "not junk",
    "3": "phishing",
    "keine junk-e-mail": "not junk",
    "junk-e-mail": "junk",
    "phish": "phishing",
}
_ANSWER = re.compile(r"^\s*(?:re|aw|antwort|sv)\s{0,3}:", re.IGNORECASE)
_MARKS = (
    (
        "gmail",
        re.compile(
            r"^-{6,14} ?(?:Forwarded message|Weitergeleitete Nachricht) ?-{6,14}\s*$", re.MULTILINE | re.IGNORECASE
        ),
    ),
    (
        "apple",
        re.compile(
            r"^(?:> ?)?(?:Begin forwarded message|Anfang der weitergeleiteten (?:Nachricht|E-Mail)) ?:\s*$",
            re.MULTILINE,
        ),
    ),
    (
        "thunderbird",
        re.compile(
            r"^-{8} ?(?:Forwarded Message|Weitergeleitete Nachricht) ?-{8}\s*$",
            re.MULTILINE | re.IGNORECASE,
        ),
    ),
    (
        "outlook",
        re.compile(
            r"^(?:-{5} ?(?:Original Message|Ursprüngliche Nachricht|Originalnachricht) ?-{5}|_{20,40})\s*$",
            re.MULTILINE | re.IGNORECASE,
        ),
    ),
)
_LINE = re.compile(
    r"^(?:> ?)?[ \t*]{0,4}(From|Von|Sent|Gesendet|Date|Datum|To|An|Cc|Kopie|Subject|Betreff|Reply-To"
    r"|Antwort an|Antwort-An)"
    r"[ \t]{0,2}\*?:\*?[ \t]{0,8}(.{0,998})$",
    re.MULTILINE,
)
_HEADERS = {
    "from": "from", "von": "from", "sent": "date", "gesendet": "date", "date": "date", "datum": "date", "to": "to",
    "an": "to", "cc": "cc", "kopie": "cc", "subject": "subject", "betreff": "subject", "reply-to": "reply-to",
    "antwort an": "reply-to", "antwort-an": "reply-to",
}  # fmt: skip
#: How much of what somebody wrote above a forward is kept.
_COVER = 4_000
_MAILTO = re.compile(r"[\[<(]\s?mailto:([^\s\]>)]{1,300})[\]>)]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Original:
    """The message that a report is about.

    ``how`` is ``attached``, ``outlook-file`` (.msg), ``inline`` or ``itself`` (nothing was forwarded). ``complete``
    says whether its own headers are there. ``part`` is its tree where it is whole; ``headers`` and ``text`` are what is
    known of it. ``forwarder`` sent it to us; ``reported_as`` is what a report button said of it. ``others`` counts
    further messages that were attached beside it. ``cover`` is what the forwarder wrote above it.
    """

    how: str
    complete: bool
    headers: Headers
    text: str = ""
    part: Part | None = None
    forwarder: Address | None = None
    reported_as: str = ""
    client: str = ""
    others: int = 0
    cover: str = ""


def original(message: Message, *, report: bool = False) -> Original:
    """Find the message that was reported; where none was forwarded it is the message itself.

    ``report`` tells that the message was sent to us as a report: then what it quotes is the original, though nothing
    else says that it was forwarded. Else an answer that quotes what it answers would be taken for a forward.
    """
    root = message.root
    forwarder = next(iter(addresses.parse("".join(root.headers.plain("from")[:1]))), None)
    subject = root.headers.get("subject")
    reported = _REPORT.match(subject)
    said = (reported[1] or reported[2]).lower() if reported is not None else ""
    reported_as = _REPORTED_AS.get(said, said)
    inside = [one for one in root.walk() if one.message and one is not root and _whole(one)]
    if inside:
        first = min(inside, key=lambda one: one.path.count("."))
        nested = [one for one in inside if one.path.count(".") == first.path.count(".") and one is not first]
        holder = first.path.rpartition(".0")[0]
        saved = any(one.path == holder and _saved(one) for one in root.walk())
        how = "outlook-file" if saved else "attached"
        return Original(
            how,
            True,
            first.headers,
            _text(first),
            first,
            forwarder,
            reported_as,
            _client(root),
            len(nested),
            _text(root)[:_COVER],
        )
    quoted = _quoted(root)
    if quoted is not None and (report or FORWARD.match(subject) or (quoted[2] and not _ANSWER.match(subject))):
        client = quoted[2] or _client(root) or "outlook"
        return Original(
            "inline", False, quoted[0], quoted[1], None, forwarder, reported_as, client, cover=quoted[3][:_COVER]
        )
    return Original("itself", bool(root.headers.plain("received")), root.headers, _text(root), root, None, reported_as)


def _saved(part: Part) -> bool:
    return part.name.lower().endswith(".msg") or part.type == "application/vnd.ms-outlook"


def _whole(part: Part) -> bool:
    """Whether a message inside is one that somebody sent, and not the notice of a bounce or an empty shell."""
    return bool(part.headers.plain("from") or part.headers.plain("received"))


def _client(root: Part) -> str:
    said = f"{root.headers.get('x-mailer')} {root.headers.get('user-agent')} {root.headers.get('message-id')}".lower()
    for client, words in (
        ("apple", ("apple mail", "iphone mail", "ipad mail")),
        ("thunderbird", ("thunderbird", "mozilla")),
        ("gmail", ("@mail.gmail.com",)),
        ("outlook", ("outlook", "exchange", "microsoft")),
    ):
        if any(word in said for word in words):
            return client
    return ""


def _text(part: Part) -> str:
    """Return what a person reads in a message: its plain text, else its HTML read as text."""
    leaves = [one for one in part.own() if not one.children and one.disposition != "attachment"]
    for one in leaves:
        if one.type == "text/plain" and one.text.strip():
            return one.text[:200_000]
    for one in leaves:
        if one.type == "text/html":
            return markup.read(one.text[:400_000]).text
    return ""


def _lines(part: Part) -> str:
    """Return the text of a message with its lines kept, also where it is only HTML."""
    for one in part.own():
        if not one.children and one.type == "text/plain" and one.disposition != "attachment" and one.text.strip():
            return one.text[:200_000].replace("\r\n", "\n")
    for one in part.own():
        if not one.children and one.type == "text/html":
            broken = re.sub(r"(?i)<(?:br|/div|/p|/tr|hr)\b[^<>]{0,300}>", "\n&#x1;", one.text[:400_000])
            return re.sub(r"[ \n]*\x01[ \n]*", "\n", markup.read(broken).text)
    return ""


def _quoted(root: Part) -> tuple[Headers, str, str, str] | None:
    """Find the quoted header block of an inline forward: its headers, the text below, which program wrote it, and what
    stands above."""
    text = _lines(root)
    client, at, begins = "", 0, 0
    for name, mark in _MARKS:
        match = mark.search(text)
        if match is not None and (not client or match.start() < at):
            client, at, begins = name, match.end(), match.start()
    found: list[Header] = []
    end = at
    for match in _LINE.finditer(text, at):
        if found and text.count("\n", end, match.start()) > 2:
            break
        name = _HEADERS[match[1].lower()]
        if any(one.name == name for one in found):
            break
        if not found and not client:
            begins = match.start()
        found.append(Header(name, _MAILTO.sub(r"<\1>", match[2].strip(" *")).encode("utf-8", "replace")))
        end = match.end()
    names = {one.name for one in found}
    if "from" not in names or len(names) < 3:
        return None
    if not client and not (names >= {"date", "subject"}):
        return None
    # Outlook writes the same above what it forwards and what it answers.
    return Headers(tuple(found)), text[end:].strip(), client if client != "outlook" else "", text[:begins].strip()
