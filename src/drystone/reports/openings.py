"""Opening a seal: a reason, and two officers who are two people. Whoever sealed their name reads who asked, and why.

1. The first officer asks, with their key. What leaves their half of the seal's key is wrapped to the other officers.
2. A second one agrees, with theirs. Only then is the seal open, and what was in it is wrapped to the first.
3. In danger one of them opens it at once. A second must confirm within a day that there was danger; where nobody does,
   everybody who is an officer and whoever sealed their name are told so.
4. No private key, no half and no name is ever written down here as it is. Each step is in the log, and in the report's.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drystone.audit import actions as audit
from drystone.directory import notices
from drystone.directory import queries as directory
from drystone.lib.errors import UsageError
from drystone.program.report_model import Officer
from drystone.reports import officers, sealing
from drystone.reports.models import MACHINE, SEALED, Report, Reporter, ReporterLook, SealOpening
from drystone.shell import site

#: So long a wish waits for a second officer, and so long danger for being confirmed.
PATIENCE, CONFIRM = dt.timedelta(days=3), dt.timedelta(hours=24)
SHORTEST_REASON, _LONGEST_REASON = 20, 1_000
CONFIRMED, REFUSED, TOO_LATE = "confirmed", "refused", "too-late"


@dataclass(frozen=True, slots=True)
class Acting:
    """An officer who acts: who they are, as which officer, and their key."""

    person_id: str
    officer: Officer
    private: X25519PrivateKey


@dataclass(frozen=True, slots=True)
class Inside:
    """What was in a seal: who told, how to reach them, what they kept to themselves."""

    person_id: str
    name: str
    contact: str
    things: tuple[str, ...] = ()
    noticed: tuple[str, ...] = ()


def ask(report_id: str, *, by: Acting, reason: str, now: dt.datetime) -> str:
    """Ask to open a seal and return the wish's id: a second officer is told, and so is whoever sealed their name.

    Raises UsageError for a reason that says nothing, a report without a seal, or a key that is not the officer's.
    """
    reason = _reason(reason)
    _sealed(report_id)
    others = _others(by.officer)
    opening_id = f"opening-{secrets.token_hex(10)}"
    handed = {}
    for other in others:
        half = sealing.half_of(report_id, by.officer.id, other.id, by.private)
        if half is not None:
            handed[other.id] = sealing.hand(other, half, opening_id)
    if not handed:
        raise _wrong_key()
    with transaction.atomic():
        _open(opening_id, report_id, by, reason, danger=False, now=now, handed=handed)
        _write_down("seal-asked", report_id, by=by.person_id, why=reason, now=now)
        audit.record("seal-asked", actor=by.person_id, at=now, about=("report", report_id), payload={"reason": reason})
        _tell(_ASKED, but=by.person_id, now=now)
    return opening_id


def open_in_danger(report_id: str, *, by: Acting, reason: str, now: dt.datetime) -> Inside:
    """Open a seal at once, alone: a second officer must confirm within a day that there was danger.

    Raises UsageError as ``ask`` does.
    """
    reason = _reason(reason)
    row = _sealed(report_id)
    inside = sealing.opened_alone(report_id, row.box, by.officer.id, by.private)
    if inside is None:
        raise _wrong_key()
    opening_id = f"opening-{secrets.token_hex(10)}"
    with transaction.atomic():
        # Written first: whoever reads it without a trace has not read it.
        _open(opening_id, report_id, by, reason, danger=True, now=now, handed={})
        _write_down("seal-danger", report_id, by=by.person_id, why=reason, now=now)
        payload = {"reason": reason}
        audit.record("seal-opened-in-danger", actor=by.person_id, at=now, about=("report", report_id), payload=payload)
        _tell(_DANGER, but=by.person_id, now=now)
    return _inside(inside)


def agree(opening_id: str, *, by: Acting, now: dt.datetime) -> None:
    """Agree as the second officer: the seal is open, for the first one's eyes.

    Raises UsageError where it is one's own wish, or nothing waits any more, or the key is not the officer's.
    """
    with transaction.atomic():
        opening = _waiting(opening_id, by.person_id, by.officer, now=now)
        row = _sealed(opening.report_id)
        first = sealing.handed(by.private, opening.handed.get(by.officer.id, ""), opening_id)
        second = sealing.half_of(opening.report_id, by.officer.id, opening.officer, by.private)
        inside = sealing.opened(opening.report_id, row.box, (first, second)) if first and second else None
        asker = site.program().settings.reports.officers.get(opening.officer)
        if inside is None or asker is None:
            raise _wrong_key()
        opening.disclosed = sealing.hand(asker, inside, f"{opening_id} inside").encode()
        opening.handed = {}
        _settle(opening, CONFIRMED, by.person_id, now=now)
        _write_down("seal-opened", opening.report_id, by=by.person_id, now=now)
        audit.record("seal-opened", actor=by.person_id, at=now, about=("report", opening.report_id))
        _tell(_AGREED, only=opening.asked_by, now=now)


def confirm(opening_id: str, *, by: str, officer: Officer, now: dt.datetime) -> None:
    """Confirm, as a second officer, that there was danger when the first opened a seal alone."""
    with transaction.atomic():
        opening = _waiting(opening_id, by, officer, now=now, danger=True)
        _settle(opening, CONFIRMED, by, now=now)
        _write_down("seal-confirmed", opening.report_id, by=by, now=now)
        audit.record("seal-confirmed", actor=by, at=now, about=("report", opening.report_id))


def refuse(opening_id: str, *, by: str, officer: Officer, now: dt.datetime) -> None:
    """Refuse, as a second officer: the seal stays shut; of one that was opened in danger, that there was none."""
    with transaction.atomic():
        opening = _waiting(opening_id, by, officer, now=now, danger=None)
        opening.handed = {}
        _settle(opening, REFUSED, by, now=now)
        _write_down("seal-refused", opening.report_id, by=by, now=now)
        audit.record("seal-refused", actor=by, at=now, about=("report", opening.report_id))


def read(opening_id: str, *, by: Acting) -> Inside:
    """Return what was in a seal that a second officer agreed to open: to whoever asked, with their key."""
    opening = SealOpening.objects.filter(pk=opening_id, asked_by=by.person_id).exclude(disclosed=None).first()
    wrapped = bytes(opening.disclosed).decode() if opening and opening.disclosed else ""
    inside = sealing.handed(by.private, wrapped, f"{opening_id} inside") if wrapped else None
    if inside is None:
        raise UsageError(_("There is nothing here that this key opens."), do=_("Ask anew where it still matters."))
    return _inside(inside)


def overdue(*, now: dt.datetime) -> int:
    """Say of every seal that was opened in danger and not confirmed in time that nobody confirmed it; how many."""
    late = list(SealOpening.objects.filter(answer="", confirm_by__lt=now).values_list("opening_id", flat=True))
    for opening_id in late:
        with transaction.atomic():
            opening = SealOpening.objects.select_for_update().get(pk=opening_id)
            opening.handed = {}
            _settle(opening, TOO_LATE, "", now=now)
            if opening.danger:
                _write_down("seal-late", opening.report_id, by=MACHINE, now=now)
                audit.record("seal-unconfirmed", actor=MACHINE, at=now, about=("report", opening.report_id))
                _tell(_UNCONFIRMED, but="", now=now)
    return len(late)


def waiting(person_id: str) -> list[SealOpening]:
    """Return what concerns an officer: wishes that wait, and their own; newest first."""
    return list(SealOpening.objects.order_by("-asked_at", "opening_id")[:100]) if person_id else []


def _open(
    opening_id: str, report_id: str, by: Acting, reason: str, *, danger: bool, now: dt.datetime, handed: dict[str, str]
) -> None:
    SealOpening.objects.create(
        opening_id=opening_id,
        report_id=report_id,
        asked_by=by.person_id,
        officer=by.officer.id,
        reason=reason,
        danger=danger,
        asked_at=now,
        confirm_by=now + (CONFIRM if danger else PATIENCE),
        handed=handed,
    )


def _waiting(
    opening_id: str, by: str, officer: Officer, *, now: dt.datetime, danger: bool | None = False
) -> SealOpening:
    opening = SealOpening.objects.select_for_update().filter(pk=opening_id, answer="").first()
    if opening is None or opening.confirm_by < now or (danger is not None and opening.danger is not danger):
        raise UsageError(_("Nothing waits here any more."))
    if opening.asked_by == by or opening.officer == officer.id:
        raise UsageError(_("This was your own wish; it takes a second officer."))
    return opening


def _settle(opening: SealOpening, answer: str, by: str, *, now: dt.datetime) -> None:
    opening.answer, opening.answered_by, opening.answered_at = answer, by, now
    opening.save(update_fields=["answer", "answered_by", "answered_at", "handed", "disclosed"])


def _sealed(report_id: str) -> Reporter:
    row = Reporter.objects.filter(pk=report_id, sort=SEALED).first()
    if row is None or sealing.until(report_id) is None:
        raise UsageError(_("There is no seal on this report, or none any more."))
    return row


def _others(officer: Officer) -> list[Officer]:
    return [one for one in site.program().settings.reports.officers.values() if one.id != officer.id]


def _reason(reason: str) -> str:
    words = " ".join(reason.split())
    if not SHORTEST_REASON <= len(words) <= _LONGEST_REASON:
        raise UsageError(_("Say in a sentence why it must be opened."), do=_("Whoever sealed their name will read it."))
    return words


def _inside(data: bytes) -> Inside:
    told: dict[str, Any] = json.loads(data)
    person_id = str(told.get("person_id", ""))
    card = directory.card(person_id) if person_id else None
    things = tuple(str(one[2] or one[1]) for one in told.get("things", []))
    noticed = tuple(one for one in told.get("noticed", []) if one)
    return Inside(person_id, (card.name or card.email) if card else "", str(told.get("contact", "")), things, noticed)


def _write_down(what: str, report_id: str, *, by: str, now: dt.datetime, why: str = "") -> None:
    ReporterLook.objects.create(report=Report.objects.get(pk=report_id), what=what, by=by, why=why, at=now)


def _tell(notice: notices.Notice, *, now: dt.datetime, but: str = "", only: str = "") -> None:
    told = {only} if only else officers.people(site.program(), other_than=but)
    for person_id in sorted(told):
        notices.tell(person_id, notice, now=now, purpose="seal")


def _wrong_key() -> UsageError:
    return UsageError(_("This key does not open this seal."), do=_("Use the key of the officer that you act as."))


_PATH = "/seals"
_ASKED = notices.Notice(
    gettext_lazy("A seal is to be opened"), gettext_lazy("Another officer asks you to agree, and says why:"), _PATH
)
_AGREED = notices.Notice(gettext_lazy("A seal was opened"), gettext_lazy("You can read what was in it:"), _PATH)
_DANGER = notices.Notice(
    gettext_lazy("A seal was opened in danger"),
    gettext_lazy("Please confirm within 24 hours that there was danger, or say that there was none:"),
    _PATH,
)
_UNCONFIRMED = notices.Notice(
    gettext_lazy("Nobody confirmed the danger"),
    gettext_lazy("A seal was opened by one officer alone, and nobody confirmed in time that it had to be:"),
    _PATH,
)
