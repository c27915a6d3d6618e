"""The timeline of an incident: entries are added, in the role of whoever adds them, and none is ever changed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.incidents.models import (
    CORRECTION,
    LEAD,
    MACHINE,
    NOTE,
    ON_CALL,
    RESPONDER,
    Incident,
    IncidentEntry,
)
from drystone.lib.clock import iso
from drystone.lib.errors import UsageError
from drystone.reports import paging
from drystone.reports.times import Span
from drystone.shell import site, texts

OBJECT = "incident"
NOBODY = "run"
#: Clocks of machines differ; more than so far ahead nothing was noticed.
_AHEAD = dt.timedelta(minutes=5)
_LONGEST_SOURCE = 300
LONGEST_TEXT = 10_000
#: Where nothing more is known of when it was.
UNKNOWN = Span()


@dataclass(frozen=True, slots=True)
class Saying:
    """An entry to add: its kind, when it was, the words, where they come from, and what a machine says of it."""

    kind: str = NOTE
    span: Span = UNKNOWN
    text: str = ""
    source: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)
    corrects: int | None = None


def role_of(incident: Incident, person_id: str) -> str:
    """Return in which role somebody acts: what stands beside what they did, in place of a name."""
    if person_id == NOBODY:
        return MACHINE
    if person_id == incident.lead:
        return LEAD
    return ON_CALL if person_id in paging.on_call(site.program(), 0) else RESPONDER


def held(incident_id: str) -> Incident:
    """Return an incident that nobody else writes to until this transaction ends. Raises UsageError."""
    found = Incident.objects.select_for_update().filter(pk=incident_id).first()
    if found is None:
        raise UsageError(_("there is no such incident"))
    return found


@contextmanager
def writing(incident_id: str) -> Iterator[Incident]:
    """Hold an incident in one transaction while something is added to it. Raises UsageError where there is none."""
    with transaction.atomic():
        yield held(incident_id)


def add(incident: Incident, saying: Saying, *, by: str, now: dt.datetime) -> IncidentEntry:
    """Add an entry to an incident that is ``held``; what was noted before in the same words is that entry.

    Raises UsageError for what cannot have been, and for a correction of nothing.
    """
    span, text = _checked(saying.span, now), texts.fitting(saying.text, LONGEST_TEXT, where="text")
    source = texts.fitting(saying.source, _LONGEST_SOURCE, where="source")
    if saying.kind in {NOTE, CORRECTION} and not text:
        raise UsageError(_("an entry needs words"), where="text", do=_("Say in a sentence what was, without names."))
    rows = IncidentEntry.objects.filter(incident=incident)
    if saying.corrects is not None and not rows.filter(number=saying.corrects).exists():
        raise UsageError(_("there is no entry %(number)s") % {"number": saying.corrects}, where="corrects")
    told = {
        "kind": saying.kind, "earliest": iso(span.earliest) if span.earliest else None,
        "latest": iso(span.latest) if span.latest else None, "text": text, "source": source,
        "about": dict(saying.about), "corrects": saying.corrects,
    }  # fmt: skip
    by_hand = saying.kind in {NOTE, CORRECTION}
    last = rows.order_by("-number").values_list("number", "digest").first() or (0, "")
    once = _digest(told if by_hand else {**told, "number": last[0] + 1})
    before = rows.filter(once=once).first()
    if before is not None:
        return before
    made = IncidentEntry(
        incident=incident, number=last[0] + 1, kind=saying.kind, earliest=span.earliest, latest=span.latest, text=text,
        source=source, about=dict(saying.about), role=role_of(incident, by), noted_at=now, corrects=saying.corrects,
        once=once,
    )  # fmt: skip
    made.digest = digest_of(made, last[1])
    made.save(force_insert=True)
    payload = {"entry": made.number, "digest": made.digest, "kind": made.kind}
    audit.record("incident-entry", actor=by, at=now, about=(OBJECT, incident.pk), payload=payload)
    return made


def digest_of(entry: IncidentEntry, previous: str) -> str:
    """Return the SHA-256 of an entry with the digest of the one before, as its incident's export has both."""
    return _digest({**as_told(entry), "previous": previous})


def as_told(entry: IncidentEntry) -> dict[str, Any]:
    """Return what an entry's digest covers, as JSON has it."""
    return {
        "number": entry.number,
        "kind": entry.kind,
        "earliest": iso(entry.earliest) if entry.earliest else None,
        "latest": iso(entry.latest) if entry.latest else None,
        "text": entry.text,
        "source": entry.source,
        "about": entry.about,
        "role": entry.role,
        "noted_at": iso(entry.noted_at),
        "corrects": entry.corrects,
    }


def _checked(span: Span, now: dt.datetime) -> Span:
    if any(moment is not None and moment > now + _AHEAD for moment in (span.earliest, span.latest)):
        raise UsageError(_("this has not been yet"), where="latest", do=_("Give when it was, at the latest now."))
    if span.earliest and span.latest and span.latest < span.earliest:
        raise UsageError(_("it cannot have ended before it began"), where="latest", do=_("Give the earlier one first."))
    return span


def _digest(told: Mapping[str, Any]) -> str:
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
