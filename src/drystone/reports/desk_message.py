"""A message that was sent along, as whoever has its report reads it: who wrote what, where it leads, what hangs on it.

All of it is what triage says, so nothing of it can be pressed. The bytes are handed out as a file, and the log says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.reports import queries, words
from drystone.shell import access
from drystone.shell.viewer import RESPOND, Request
from drystone.triage import telling

_FIRST = 8
_HOW: dict[str, str | Promise] = {
    "attached": gettext_lazy("as an attachment: all of it is here"),
    "outlook-file": gettext_lazy("as a file that Outlook saved: all of it is here"),
    "inline": gettext_lazy("as a quotation: its headers are lost, so nobody can say who really sent it"),
    "itself": gettext_lazy("as it is"),
}
_CHECKED = ("spf", "dkim", "dmarc", "arc")


@dataclass(frozen=True, slots=True)
class Seen:
    """``facts`` are (what, what it says); ``signs`` (what can be seen, why it matters), the weightiest first; ``links``
    (what people read, where it leads, how); ``files`` what hangs on it. ``opened`` is false for whoever may not see."""

    number: int
    size: int
    says: str
    opened: bool = False
    facts: tuple[tuple[str, str], ...] = ()
    reasons: tuple[str, ...] = ()
    signs: tuple[tuple[str, str], ...] = ()
    more_signs: tuple[tuple[str, str], ...] = ()
    text: str = ""
    links: tuple[tuple[str, str, str], ...] = ()
    left_out: int = 0
    files: tuple[Mapping[str, Any], ...] = ()
    hosts: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()


def seen(message: queries.Message) -> Seen:
    """Return a message as it is shown; without its document only what may be compared between reports."""
    told = telling.said_again(message.document, get_language() or "") if message.document else {}
    hint = str(words.HINTS.get(message.hint, ""))
    hosts, senders = (tuple(message.signals.get(name, ())) for name in ("hosts", "senders"))
    if not told:
        return Seen(message.number, message.size, hint, hosts=hosts, senders=senders)
    signs = tuple(
        (str(one.get("says", "")), str(one.get("why", ""))) for one in telling.ordered(_maps(told.get("signs")))
    )
    links = tuple((str(one["shown"]), str(one["target"]), str(one["how"])) for one in _maps(told.get("links")))
    files = tuple(one for one in _maps(told.get("parts")) if one.get("name") or not _text(one))
    return Seen(
        number=message.number,
        size=message.size,
        says=str(told.get("hint_says") or told.get("problem") or hint),
        opened=True,
        facts=tuple((str(what), said) for what, said in _facts(told) if said),
        reasons=tuple(str(one.get("says", "")) for one in _maps(told.get("reasons"))),
        signs=signs[:_FIRST],
        more_signs=signs[_FIRST:],
        text=str(told.get("text", "")).strip(),
        links=links,
        left_out=int(told.get("links_left_out") or 0),
        files=files,
        hosts=hosts,
        senders=senders,
    )


@access.page(access.power(RESPOND))
def taken(request: Request, report_id: str, number: int) -> HttpResponse:
    """Hand a message out as it was sent along, to whoever has its report; no browser shows it, and the log says so."""
    data = queries.message_bytes(report_id, number, by=request.viewer.person_id)
    if data is None:
        raise Http404
    audit.record("message-taken", actor=request.viewer.actor, at=request.now, about=("report", report_id))
    name = f"{report_id}-{number + 1}.{'msg' if data.startswith(_COMPOUND) else 'eml'}"
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


#: How files of Outlook begin ([MS-CFB] 2.2).
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")


def _facts(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    message, original, checked = (_map(told.get(name)) for name in ("message", "original", "authentication"))
    yield _("Subject"), str(message.get("subject", ""))
    yield _("From"), ", ".join(_people(message.get("from")))
    yield _("Answers would go to"), ", ".join(_people(message.get("reply_to")))
    yield _("Sent"), str(message.get("date", ""))
    yield _("How it was handed on"), str(_HOW.get(str(original.get("how")), ""))
    results = [f"{name.upper()} {said}" for name in _CHECKED if (said := checked.get(name)) and said != "none"]
    by = str(checked.get("by", ""))
    yield _("What a mail server checked"), " · ".join([*results, *([by] if results and by else [])])
    yield _("Number of the message"), str(message.get("message_id", ""))


def _people(value: Any) -> Iterator[str]:
    for one in _maps(value):
        name, address = str(one.get("name", "")), str(one.get("address", ""))
        yield f"{name} <{address}>" if name and address else name or address


def _text(part: Mapping[str, Any]) -> bool:
    return str(part.get("true_type", "")).startswith("text/")


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _maps(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
