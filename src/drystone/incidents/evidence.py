"""What entries rest on: files, kept with their SHA-256, and links to what stands elsewhere. All of it is untrusted.

A file is never opened, shown or run here: it is given out as it came, as a download of bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from drystone.gaps import queries as gaps
from drystone.incidents.models import ADDRESS, FILE, GAP, REPORT, THING, IncidentEntry, IncidentEvidence
from drystone.incidents.telling import UNKNOWN, Saying, add, held
from drystone.lib.errors import UsageError
from drystone.program.vocabulary import TABLES
from drystone.reports import queries as reports
from drystone.reports.times import Span
from drystone.shell import texts

#: A file, and all files of one incident; more belongs into another place, with its digest here.
MOST_BYTES, MOST_IN_ALL = 10_000_000, 100_000_000
_LONGEST_NAME, _LONGEST_REF = 120, 500
_ADDRESS = re.compile(r"https?://[^\s/]+\S*")


@dataclass(frozen=True, slots=True)
class File:
    """A file to keep: what it was called, its bytes, what it shows, where it is from, and when that was."""

    name: str
    data: bytes
    text: str = ""
    source: str = ""
    span: Span = UNKNOWN


@dataclass(frozen=True, slots=True)
class Link:
    """A link to what stands elsewhere: a report, a gap, a thing (``kind/id``), or an address; and what it shows."""

    kind: str
    ref: str
    text: str = ""
    span: Span = UNKNOWN


def attach(incident_id: str, file: File, *, by: str, now: dt.datetime) -> IncidentEvidence:
    """Keep a file with an entry that says what it shows; the same bytes again are the same file. Raises UsageError."""
    if not file.data:
        raise UsageError(_("the file is empty"), where="file")
    if len(file.data) > MOST_BYTES:
        raise UsageError(
            _("the file is larger than %(most)d MB") % {"most": MOST_BYTES // 1_000_000}, where="file",
            do=_("Keep it elsewhere, and note its address and its SHA-256 here."),
        )  # fmt: skip
    digest = hashlib.sha256(file.data).hexdigest()
    with transaction.atomic():
        incident = held(incident_id)
        rows = IncidentEvidence.objects.filter(entry__incident=incident, kind=FILE)
        before = rows.filter(digest=digest).first()
        if before is not None:
            return before
        if (rows.aggregate(all=Sum("size"))["all"] or 0) + len(file.data) > MOST_IN_ALL:
            raise UsageError(
                _("this incident holds as many files as it can"), where="file",
                do=_("Keep it elsewhere, and note its address and its SHA-256 here."),
            )  # fmt: skip
        saying = Saying("file", file.span, file.text, file.source, {"name": named(file.name), "digest": digest})
        entry = add(incident, saying, by=by, now=now)
        return IncidentEvidence.objects.create(
            entry=entry, kind=FILE, name=named(file.name), digest=digest, size=len(file.data), data=file.data
        )


def link(incident_id: str, told: Link, *, by: str, now: dt.datetime) -> IncidentEntry:
    """Link what stands elsewhere, with an entry that says what it shows. Raises UsageError where there is no such."""
    ref = texts.fitting(told.ref, _LONGEST_REF, where="ref")
    if not _is_there(told.kind, ref):
        raise UsageError(
            _("there is nothing of that kind by this name"), where="ref",
            do=_("Copy the number of a report or a gap, a thing as kind/id, or an address with https://."),
        )  # fmt: skip
    with transaction.atomic():
        incident = held(incident_id)
        # The number of a report stays out of what is exported; its entry says no more than that one was linked.
        about = {"of": told.kind} if told.kind == REPORT else {"of": told.kind, "ref": ref}
        entry = add(incident, Saying("link", told.span, told.text, about=about), by=by, now=now)
        IncidentEvidence.objects.get_or_create(entry=entry, kind=told.kind, ref=ref, defaults={"name": ref})
        return entry


def named(name: str) -> str:
    """Return what a file is called: its last part, with nothing that a name cannot hold."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    kept = "".join(one if one.isprintable() and one not in '<>:"/\\|?*' else "_" for one in last).strip(". ")
    return kept[-_LONGEST_NAME:] or "file"


def _is_there(kind: str, ref: str) -> bool:
    if kind == REPORT:
        return reports.report(ref) is not None
    if kind == GAP:
        return bool(gaps.statuses([ref]))
    if kind == THING:
        of, _slash, asset_id = ref.partition("/")
        return bool(asset_id) and of in TABLES and TABLES[of].role == "thing"
    return kind == ADDRESS and _ADDRESS.fullmatch(ref) is not None
