"""What responders do with an incident, for the page and for the API alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from drystone.gaps import tasks
from drystone.incidents import deciding, evidence, moving, naming, notifying, opening, telling
from drystone.incidents.models import CORRECTION, NOTE, REFUSED, STARTED, STOPPED
from drystone.incidents.queries import title_of
from drystone.lib.errors import UsageError
from drystone.reports.times import Span

#: What can be said with an act.
TOLD = (
    "text", "source", "earliest", "latest", "corrects", "state", "severity", "why", "what", "alternatives",
    "decided_by", "regime", "aware", "classified", "step", "words", "at", "progress", "title", "role", "due", "report",
    "wave", "kind", "ref", "applies", "sure",
)  # fmt: skip
#: What of it are somebody's own words.
_WORDS = ("text", "source", "why", "what", "alternatives", "words", "title")


@dataclass(frozen=True, slots=True)
class Doing:
    """An act on an incident, who does it (a person id), when (aware), and what they said with it (names of ``TOLD``).

    Moments are as forms have them (2026-06-15T10:05, in the active time zone) or as ISO 8601 with an offset.
    """

    incident_id: str
    act: str
    by: str
    now: dt.datetime
    told: Mapping[str, str]

    def said(self, name: str) -> str:
        """Return what was said, "" where nothing was."""
        return self.told.get(name, "")

    def moment(self, name: str) -> dt.datetime | None:
        """Return a moment that was said, None where none was. Raises UsageError for what is none."""
        return moment(self.said(name), where=name)

    def span(self) -> Span:
        """Return when it was: one moment is both ends."""
        earliest, latest = self.moment("earliest"), self.moment("latest")
        return Span(earliest or latest, latest or earliest)


def do(doing: Doing) -> None:
    """Do it. Raises UsageError for what cannot be done."""
    act = ACTS.get(doing.act)
    if act is None:
        raise UsageError(_("That is nothing that can be done here."), where="act")
    naming.ask(map(doing.said, _WORDS), sure=doing.said("sure"))
    act(doing)


def moment(text: str, *, where: str) -> dt.datetime | None:
    """Read a moment as somebody wrote it, in the active time zone where it names none; None for "".

    Raises UsageError for what is none, and for what the clock on the wall skipped.
    """
    if not text.strip():
        return None
    try:
        read = dt.datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(
            _("this is no moment"), where=where, do=_("Choose one, or write it as 2026-12-31T14:30.")
        ) from error
    if read.tzinfo is None:
        read = timezone.make_aware(read)
    found = read.astimezone(dt.UTC)
    if not dt.datetime(2000, 1, 1, tzinfo=dt.UTC) < found < dt.datetime(2100, 1, 1, tzinfo=dt.UTC):
        raise UsageError(_("this is no moment of our time"), where=where)
    return found


def _note(doing: Doing) -> None:
    _add(doing, telling.Saying(NOTE, doing.span(), doing.said("text"), doing.said("source")))


def _correct(doing: Doing) -> None:
    number = doing.said("corrects")
    if not (number.isascii() and number.isdigit() and len(number) < 7):
        raise UsageError(_("say which entry this corrects"), where="corrects")
    about = {"corrects": int(number)}
    _add(doing, telling.Saying(CORRECTION, doing.span(), doing.said("text"), doing.said("source"), about, int(number)))


def _add(doing: Doing, saying: telling.Saying) -> None:
    with telling.writing(doing.incident_id) as incident:
        telling.add(incident, saying, by=doing.by, now=doing.now)


def _move(doing: Doing) -> None:
    told = moving.Move(doing.said("state"), doing.said("why"), doing.moment("at"))
    moving.move(doing.incident_id, told, by=doing.by, now=doing.now)


def _lead(doing: Doing) -> None:
    moving.take_lead(doing.incident_id, by=doing.by, now=doing.now)


def _weigh(doing: Doing) -> None:
    moving.weigh(doing.incident_id, doing.said("severity"), doing.said("why"), by=doing.by, now=doing.now)


def _decide(doing: Doing) -> None:
    _record(doing, "", "")


def _rule(doing: Doing) -> None:
    """Decide whether a law applies: that starts its clocks, or says why not."""
    verdict = {"yes": STARTED, "no": REFUSED, "stop": STOPPED}.get(doing.said("applies"), "?")
    _record(doing, doing.said("regime"), verdict)


def _record(doing: Doing, regime: str, verdict: str) -> None:
    told = deciding.Deciding(
        what=doing.said("what"), why=doing.said("why"), decided_by=doing.said("decided_by"),
        alternatives=doing.said("alternatives"), regime=regime, verdict=verdict, aware_at=doing.moment("aware"),
        classified_at=doing.moment("classified"),
    )  # fmt: skip
    deciding.decide(doing.incident_id, told, by=doing.by, now=doing.now)


def _sent(doing: Doing) -> None:
    number = notifying.number_of(doing.incident_id, doing.said("step"))
    at = doing.moment("at") or doing.now
    sending = notifying.Sending(number, doing.said("words"), at, progress=doing.said("progress") in {"yes", "on", "1"})
    notifying.mark_sent(doing.incident_id, sending, by=doing.by, now=doing.now)


def _asked(doing: Doing) -> None:
    notifying.asked_for(doing.incident_id, doing.said("regime"), by=doing.by, now=doing.now)


def _task(doing: Doing) -> None:
    due = doing.said("due")
    # A day is over when it ends.
    until = moment(f"{due}T23:59" if len(due) == len("2026-12-31") else due, where="due")
    if until is None:
        raise UsageError(_("a day is needed"), where="due", do=_("Choose one, or write it as 2026-12-31."))
    order = tasks.Order(
        doing.said("title"), doing.said("why"), doing.said("role"), until, "incident", doing.incident_id,
        title_of(doing.incident_id), doing.said("severity") or "medium",
    )  # fmt: skip
    with telling.writing(doing.incident_id) as incident:
        known = {one.gap_id for one in tasks.of("incident", doing.incident_id)}
        gap_id = tasks.set_task(order, by=doing.by, now=doing.now)
        if gap_id not in known:
            about = {"title": " ".join(order.title.split()), "gap": gap_id, "role": order.role}
            telling.add(incident, telling.Saying("task", about=about), by=doing.by, now=doing.now)


def _reopen_task(doing: Doing) -> None:
    if doing.said("ref") not in {one.gap_id for one in tasks.of("incident", doing.incident_id)}:
        raise UsageError(_("there is no such task"), where="ref")
    tasks.reopen(doing.said("ref"), doing.said("why"), by=doing.by, now=doing.now)


def _link(doing: Doing) -> None:
    told = evidence.Link(doing.said("kind"), doing.said("ref"), doing.said("text"), doing.span())
    evidence.link(doing.incident_id, told, by=doing.by, now=doing.now)


def _report(doing: Doing) -> None:
    wave = doing.said("wave") in {"yes", "on", "1"}
    opening.take_in(doing.incident_id, doing.said("report").strip()[:60], wave=wave, by=doing.by, now=doing.now)


ACTS: Mapping[str, Callable[[Doing], None]] = {
    "note": _note,
    "correct": _correct,
    "state": _move,
    "lead": _lead,
    "severity": _weigh,
    "decide": _decide,
    "law": _rule,
    "sent": _sent,
    "asked": _asked,
    "task": _task,
    "reopen-task": _reopen_task,
    "link": _link,
    "report": _report,
}
