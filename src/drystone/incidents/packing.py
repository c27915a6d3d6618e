"""An incident as one ZIP that can be read and checked without Drystone: roles, no names, and no report's number.

Every file's SHA-256 stands in SHA256SUMS, which is signed as evidence packs are (``audit.signing``); the entries of the
timeline are chained by digests, which also stand in the audit log.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from drystone.audit import signing, verifying
from drystone.incidents import law, reading, writing
from drystone.incidents.models import REPORT, Incident, IncidentEvidence
from drystone.incidents.telling import as_told
from drystone.lib.clock import iso
from drystone.program.model import Program

_README = """An incident
===========

{title}
Organisation: {organisation}
Made: {made}, program version {digest}

incident.md      to be read: what happened, what was decided, which legal clocks ran, what came of it
incident.json    the same for programs; moments are UTC, people are roles
files/           what was kept as evidence, byte for byte as it came. It is untrusted: open it where it can do no harm.

Nobody is named here. Who did something is said as the role in which they did it; who reported something is in no pack.
What people wrote themselves is passed on as they wrote it.

To check that nothing was changed since (any system with coreutils and openssl 3), or `drystone incident verify FILE`:

    sha256sum -c SHA256SUMS
    openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig

The key must be the organisation's, not only the pack's: compare with what they publish (GET /evidence-key.pem).
Its fingerprint: {fingerprint}

Each entry of the timeline in incident.json has a digest: the SHA-256 of its other fields and of `previous`, the digest
of the entry before it, as JSON with sorted keys and without blanks, in UTF-8. An entry cannot be taken out, put in or
changed without breaking those after it; the organisation's audit log holds the same digests.
"""


@dataclass(frozen=True, slots=True)
class Making:
    """When a pack is made (aware), and where the key is that signs it."""

    at: dt.datetime
    key: Path


def pack(into: BinaryIO, incident: Incident, program: Program, making: Making) -> None:
    """Write the pack. Raises StoreError where the key cannot be used."""
    private = signing.key(making.key)
    public = signing.public_pem(private)
    document = told(incident, program, at=making.at)
    sums: list[str] = []
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, content: bytes) -> None:
            sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
            _write(archive, name, content, making.at)

        put("incident.json", (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode())
        put("incident.md", writing.markdown(document, program).encode())
        for name, row in _files(incident):
            data = IncidentEvidence.objects.values_list("data", flat=True).get(pk=row.pk)
            put(name, bytes(data or b""))
        put("public.pem", public)
        words = {
            "title": incident.title, "organisation": program.settings.organisation.name, "made": iso(making.at),
            "digest": program.digest, "fingerprint": signing.fingerprint(public),
        }  # fmt: skip
        put("README.txt", _README.format(**words).encode())
        listed = "".join(sums).encode()
        _write(archive, "SHA256SUMS", listed, making.at)
        _write(archive, "SHA256SUMS.sig", private.sign(listed), making.at)


def told(incident: Incident, program: Program, *, at: dt.datetime) -> dict[str, Any]:
    """Return an incident as JSON has it (docs/incidents.md)."""
    page = reading.page(incident, me="", now=at, responds=False)
    zone = law.days(program).zone
    return {
        "incident": incident.pk,
        "title": incident.title,
        "kind": incident.kind,
        "severity": incident.severity,
        "state": incident.state,
        "declared_at": iso(incident.declared_at),
        **{
            name: _iso(getattr(incident, name)) for name in ("contained_at", "recovered_at", "closed_at", "reviewed_at")
        },
        "time_zone": zone.key,
        "made_at": iso(at),
        "reports": incident.reports.count(),
        "timeline": _timeline(incident),
        "decisions": [_decision(one) for one in page.decisions],
        "clocks": [_clock(each, one, zone) for each in page.laws for one in each.steps],
        "laws": [{"law": one.id, "decided": one.verdict or None} for one in page.laws],
        "tasks": [_task(one) for one in page.tasks],
        "evidence": _evidence(incident),
        "audit": _audit(at),
    }


def _timeline(incident: Incident) -> list[dict[str, Any]]:
    previous, found = "", []
    for row in incident.entries.order_by("number"):
        found.append({**as_told(row), "previous": previous, "digest": row.digest})
        previous = row.digest
    return found


def _decision(one: reading.Decided) -> dict[str, Any]:
    return {
        "entry": one.entry, "at": iso(one.at), "what": one.what, "why": one.why,
        "alternatives": one.alternatives or None, "decided_by": one.decided_by, "law": one.regime or None,
        "verdict": one.verdict or None, "aware_at": _iso(one.aware_at), "classified_at": _iso(one.classified_at),
    }  # fmt: skip


def _clock(each: reading.Law, one: reading.Step, zone: dt.tzinfo) -> dict[str, Any]:
    local = one.due.astimezone(zone).isoformat(timespec="minutes") if one.due else None
    return {
        "law": each.id, "step": one.id, "article": one.article, "state": one.state, "begun_at": _iso(one.begun_at),
        "due": _iso(one.due), "due_local": local, "latest": _iso(one.latest), "ran_out_at": _iso(one.late_at),
        "sent_at": _iso(one.sent_at), "where_to_see": one.sent_words or None, "authority": each.authority or None,
    }  # fmt: skip


def _task(one: reading.Task) -> dict[str, Any]:
    standing = one.standing
    return {
        "gap": standing.gap_id, "title": standing.title, "why": standing.why, "position": standing.role,
        "due": iso(standing.due), "status": standing.status, "closed_at": _iso(standing.closed_at),
        "where_to_see": standing.evidence or None,
    }  # fmt: skip


def _files(incident: Incident) -> list[tuple[str, IncidentEvidence]]:
    rows = IncidentEvidence.objects.filter(entry__incident=incident, kind="file").select_related("entry").defer("data")
    return [(f"files/{row.entry.number}-{row.name}", row) for row in rows.order_by("pk")]


def _evidence(incident: Incident) -> list[dict[str, Any]]:
    """Files with their digests, and links; of a report no more than that there was one."""
    named = {row.pk: name for name, row in _files(incident)}
    rows = IncidentEvidence.objects.filter(entry__incident=incident).select_related("entry").defer("data")
    found = []
    for row in rows.order_by("pk"):
        ref = None if row.kind == REPORT else row.ref or None
        kept = {"file": named[row.pk], "sha256": row.digest, "bytes": row.size} if row.pk in named else {}
        found.append({"entry": row.entry.number, "kind": row.kind, "ref": ref, **kept})
    return found


def _audit(at: dt.datetime) -> dict[str, Any]:
    walk = verifying.walk()
    return {"checked_at": iso(at), "whole": not walk.problems, "newest": {"seq": walk.seq, "digest": walk.digest}}


def _iso(moment: dt.datetime | None) -> str | None:
    return iso(moment) if moment else None


def _write(archive: zipfile.ZipFile, name: str, content: bytes, made: dt.datetime) -> None:
    info = zipfile.ZipInfo(name, date_time=made.astimezone(dt.UTC).timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, content)
