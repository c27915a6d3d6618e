"""A report as it may be shown: sentences for people, one JSON document for programs. All of it is defanged here.

The document's shape is a contract (docs/triage.md): within a schema number, fields are only added.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from drystone.triage import catalogue, defang, domains
from drystone.triage.files.digests import shingles
from drystone.triage.judging import RULES, SPOKEN, Hint, Reason
from drystone.triage.signs import Severity, Sign

if TYPE_CHECKING:  # Looking needs an extra; saying again what was seen does not.
    from drystone.triage.looking import Report

SCHEMA = 1
MOST_LINKS = 300
#: What every answer ends with: a hint is not a verdict.
CAREFUL = {
    "en": "This is a hint from what can be seen, not a verdict. Passed checks never make a message safe.",
    "de": (
        "Das ist ein Hinweis aus dem Sichtbaren, kein Urteil. Bestandene Prüfungen machen keine Nachricht ungefährlich."
    ),
}
#: No word that people write is longer; what is belongs to no likeness of texts.
_LONG = re.compile(r"\S{80,}")
ORDER = (Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.NOTE)


def document(report: Report, language: str = "en") -> dict[str, Any]:
    """Return the report as one JSON document, with every text from the message defanged."""
    told: dict[str, Any] = {
        "schema": SCHEMA,
        "hint": report.judged.hint.value,
        "hint_says": SPOKEN[report.judged.hint][language],
        "reasons": [_reason(one, report, language) for one in report.judged.reasons],
        "careful": CAREFUL[language],
        "complete": report.whole,
        "language": language,
        "message": _message(report),
        "original": _original(report),
        "authentication": _authentication(report),
        "signs": [_sign(one, language) for one in report.signs],
        "links": [_link(one.part, one.target, one.shown, one.how) for one in report.links[:MOST_LINKS]],
        "links_left_out": max(0, len(report.links) - MOST_LINKS),
        "hosts": [domains.unicode_name(one) for one in report.hosts],
        "parts": [
            {
                "part": one.part,
                "name": one.name,
                "declared": one.declared,
                "true_type": one.true_type,
                "bytes": one.size,
                "sha256": one.sha256,
            }
            for one in report.walked.carried
        ],
        "text": report.text,
        "alike": list(shingles(_LONG.sub(" ", report.text))),
    }
    shown = defang.document(told)
    assert isinstance(shown, dict)
    return shown


def _reason(reason: Reason, report: Report, language: str) -> dict[str, Any]:
    return {"rule": reason.rule, "says": RULES[reason.rule][language], "signs": list(reason.signs)}


def _sign(sign: Sign, language: str) -> dict[str, Any]:
    kind = catalogue.KINDS[sign.kind]
    return {
        "kind": sign.kind,
        "family": catalogue.FAMILY[sign.kind],
        "severity": kind.severity.value,
        "part": sign.part,
        "says": catalogue.says(sign, language),
        "why": catalogue.why(sign, language),
        "values": dict(sign.values),
    }


def _link(part: str, target: str, shown: str, how: str) -> dict[str, str]:
    return {"part": part, "target": target[:2_000], "shown": shown[:300], "how": how}


def _message(report: Report) -> dict[str, Any]:
    head = report.head
    dates = head.headers.plain("date")
    return {
        "form": report.form,
        "bytes": report.size,
        "sha256": report.sha256,
        "subject": head.subject,
        "from": [{"name": one.display, "address": one.spec} for one in head.senders[:20]],
        "reply_to": [{"name": one.display, "address": one.spec} for one in head.reply[:20]],
        "to": [one.spec for one in head.recipients[:50]],
        "date": dates[0][:100] if dates else "",
        "message_id": head.headers.get("message-id")[:500],
        "hops": [{"by": one.by, "from": one.sender, "address": one.address} for one in head.hops],
    }


def _original(report: Report) -> dict[str, Any]:
    original = report.original
    forwarder = original.forwarder
    return {
        "how": original.how,
        "complete": original.complete,
        "forwarded_by": forwarder.spec if forwarder is not None else "",
        "reported_as": original.reported_as,
        "client": original.client,
        "others": original.others,
        "cover": original.cover,
    }


def _authentication(report: Report) -> dict[str, Any]:
    verdict = report.verdict
    return {
        "source": verdict.source,
        "by": verdict.by,
        "spf": verdict.result("spf"),
        "dkim": verdict.result("dkim"),
        "dmarc": verdict.result("dmarc"),
        "arc": verdict.result("arc"),
        "proven": verdict.proven,
        "results": [
            {"method": one.method, "result": one.result, "domain": one.domain, "aligned": one.aligned}
            for one in verdict.checked[:40]
        ],
        "looked_up": [{"method": method, "result": result} for method, result in report.looked_up],
    }


def said_again(document_: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return a document with its sentences in another of our languages: whoever reads it is not whoever sent it along.

    What this version does not know any more stays as it was said.
    """
    if document_.get("language") == language or language not in catalogue.LANGUAGES or document_.get("problem"):
        return dict(document_)
    reasons = [
        one | {"says": RULES[one["rule"]][language]} if one.get("rule") in RULES else one
        for one in document_.get("reasons", [])
    ]
    told = {"reasons": reasons, "signs": [_again(one, language) for one in document_.get("signs", [])]}
    hint = next((SPOKEN[one][language] for one in Hint if one.value == document_.get("hint")), "")
    hint = hint or document_.get("hint_says", "")
    return {**document_, **told, "hint_says": hint, "careful": CAREFUL[language], "language": language}


def _again(sign: dict[str, Any], language: str) -> dict[str, Any]:
    if sign.get("kind") not in catalogue.KINDS:
        return sign
    known = Sign(sign["kind"], str(sign.get("part", "")), sign.get("values", {}))
    said = defang.document({"says": catalogue.says(known, language), "why": catalogue.why(known, language)})
    assert isinstance(said, dict)
    return sign | said


def ordered(signs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return signs of a document with the weightiest first."""
    places = {severity.value: place for place, severity in enumerate(ORDER)}
    return sorted(signs, key=lambda one: places.get(str(one.get("severity")), len(places)))


def harmful(document_: dict[str, Any]) -> bool:
    """Whether a document hints at harm."""
    return bool(document_.get("hint") == Hint.HARMFUL.value)
