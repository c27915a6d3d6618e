"""All that an incident's page, the API, the command line and the export say of it: roles, not names."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from drystone.gaps import tasks
from drystone.gaps.tasks import TaskStanding
from drystone.gaps.wording import position
from drystone.incidents import law, words
from drystone.incidents.models import (
    CLOSED,
    CONTAINED,
    DECLARED,
    FILE,
    GAP,
    RECOVERED,
    REPORT,
    REVIEWED,
    RUNNING,
    SENT,
    STARTED,
    STATES,
    STOPPED,
    Incident,
    IncidentDecision,
    IncidentEntry,
    IncidentEvidence,
    LegalStep,
)
from drystone.program.model import Program
from drystone.reports import desk
from drystone.reports import words as report_words
from drystone.shell import site

Words = str | Promise
_DAY = dt.timedelta(days=1)
_NEXT = {DECLARED: CONTAINED, CONTAINED: RECOVERED, RECOVERED: CLOSED, CLOSED: REVIEWED}


@dataclass(frozen=True, slots=True)
class Proof:
    """What an entry rests on. ``number`` opens a file, of which ``digest`` is the SHA-256."""

    number: int
    kind: str
    name: str
    ref: str
    digest: str
    size: int

    @property
    def words(self) -> Words:
        """What it is."""
        return words.EVIDENCE[self.kind]

    @property
    def is_file(self) -> bool:
        """Whether its bytes are kept here."""
        return self.kind == FILE


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of the timeline. ``at`` is by what it stands where it does; ``corrected_by`` are later entries."""

    number: int
    kind: str
    at: dt.datetime
    earliest: dt.datetime | None
    latest: dt.datetime | None
    says: str
    text: str
    source: str
    role: Words
    noted_at: dt.datetime
    corrects: int | None
    corrected_by: tuple[int, ...]
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A notification of a law, and how it stands."""

    number: int
    id: str
    name: Words
    article: str
    tells: tuple[Words, ...]
    begins: str
    state: str
    state_words: Words
    begun_at: dt.datetime | None
    due: dt.datetime | None
    latest: dt.datetime | None
    late: bool
    late_at: dt.datetime | None
    sent_at: dt.datetime | None
    sent_words: str
    sent_role: Words

    @property
    def runs(self) -> bool:
        """Whether its time runs."""
        return self.state == RUNNING

    @property
    def cited(self) -> str:
        """By which article, as it is cited in the active language."""
        return _(self.article)

    @property
    def again(self) -> bool:
        """Whether an updated report may be sent, from which the next one counts."""
        return self.state == SENT and self.id == "intermediate"


@dataclass(frozen=True, slots=True)
class Law:
    """A law that the program names: what was decided of it ("" while nothing was), and its notifications."""

    id: str
    name: Words
    asks: Words
    applies: Words
    classified: bool
    verdict: str
    decision: Decided | None
    steps: tuple[Step, ...]
    authority: str
    contact: str
    may_be_asked: bool

    @property
    def open(self) -> bool:
        """Whether somebody has to decide."""
        return self.verdict in {"", STOPPED}

    @property
    def goes_on(self) -> bool:
        """Whether something of it was not sent."""
        return any(one.state not in {SENT, STOPPED} for one in self.steps)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision; ``says`` is what it means for a law.

    ``decided_by`` is the role in whose name it was, ``role`` that of whoever wrote it down.
    """

    number: int
    entry: int
    says: str
    what: str
    why: str
    alternatives: str
    decided_by: str
    role: Words
    at: dt.datetime
    regime: str
    verdict: str
    aware_at: dt.datetime | None
    classified_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Task:
    """A task that came of it, and what the position is called whose it is."""

    standing: TaskStanding
    position: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A report that belongs to it, as any responder may know it."""

    report_id: str
    title: Words


@dataclass(frozen=True, slots=True)
class Next:
    """The one thing to do next: in words, why, until when (None: no end is set), and the place of the page for it."""

    words: str
    why: str
    place: str
    due: dt.datetime | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """An incident as whoever runs it sees it. ``leads`` says that the one who asks does."""

    incident: Incident
    kind: Words
    severity: Words
    state: Words
    leads: bool
    next: Next | None
    entries: tuple[Told, ...]
    laws: tuple[Law, ...]
    decisions: tuple[Decided, ...]
    tasks: tuple[Task, ...]
    reports: tuple[Taken, ...]
    moves: tuple[tuple[str, Words, bool], ...] = field(default=())

    @property
    def gaps(self) -> list[str]:
        """The gaps that it names: its tasks, and what entries rest on."""
        linked = [proof.ref for one in self.entries for proof in one.proofs if proof.kind == GAP]
        return [*(one.standing.gap_id for one in self.tasks), *linked]

    @property
    def files(self) -> tuple[tuple[Told, Proof], ...]:
        """What is kept as a file, with the entry that says what it shows."""
        return tuple((one, proof) for one in self.entries for proof in one.proofs if proof.is_file)


def page(incident: Incident, *, me: str, now: dt.datetime, responds: bool = True) -> Page:
    """Read an incident; a fixed number of queries, however much there is. Auditors are shown no report."""
    program = site.program()
    decided = [_decided(one, program) for one in incident.decisions.select_related("entry").order_by("pk")]
    laws = _laws(incident, decided, program, now)
    found = [Task(one, position(program, one.role)) for one in tasks.of("incident", incident.pk)]
    here = STATES.index(incident.state)
    moves = tuple(
        (state, words.MOVES[state], STATES.index(state) < here)
        for state in STATES
        if state != incident.state and (state != REVIEWED or incident.state == CLOSED)
    )
    return Page(
        incident=incident,
        kind=words.KINDS[incident.kind],
        severity=words.SEVERITIES[incident.severity],
        state=words.STATES[incident.state],
        leads=bool(me) and incident.lead == me,
        next=_next(incident, laws),
        entries=entries(incident, reports=responds),
        laws=laws,
        decisions=tuple(decided),
        tasks=tuple(found),
        reports=_reports(incident) if responds else (),
        moves=moves,
    )


def entries(incident: Incident, *, reports: bool) -> tuple[Told, ...]:
    """Return the timeline in the order in which things were; links to reports only where ``reports``."""
    rows = list(incident.entries.order_by("number"))
    corrected: dict[int, list[int]] = {}
    for row in rows:
        if row.corrects is not None:
            corrected.setdefault(row.corrects, []).append(row.number)
    proofs: dict[int, list[Proof]] = {}
    chosen = IncidentEvidence.objects.filter(entry__incident=incident).order_by("pk").defer("data")
    for one in chosen if reports else chosen.exclude(kind=REPORT):
        proofs.setdefault(one.entry_id, []).append(Proof(one.pk, one.kind, one.name, one.ref, one.digest, one.size))
    told = [_told(row, tuple(corrected.get(row.number, ())), tuple(proofs.get(row.pk, ()))) for row in rows]
    return tuple(sorted(told, key=lambda one: (one.at, one.number)))


def _told(row: IncidentEntry, corrected_by: tuple[int, ...], proofs: tuple[Proof, ...]) -> Told:
    return Told(
        number=row.number, kind=row.kind, at=row.earliest or row.latest or row.noted_at, earliest=row.earliest,
        latest=row.latest, says=words.says(row.kind, row.about), text=row.text, source=row.source,
        role=words.ROLES[row.role], noted_at=row.noted_at, corrects=row.corrects, corrected_by=corrected_by,
        proofs=proofs,
    )  # fmt: skip


def _decided(row: IncidentDecision, program: Program) -> Decided:
    role = program.roles.get(row.decided_by)
    return Decided(
        number=row.pk, entry=row.entry.number,
        says=words.says(row.entry.kind, row.entry.about) if row.regime else "",
        what=row.what, why=row.why, alternatives=row.alternatives,
        decided_by=role.name if role else row.decided_by, role=words.ROLES[row.role], at=row.at, regime=row.regime,
        verdict=row.verdict, aware_at=row.aware_at, classified_at=row.classified_at,
    )  # fmt: skip


def _laws(incident: Incident, decided: list[Decided], program: Program, now: dt.datetime) -> tuple[Law, ...]:
    """The laws that the program names, and those that it named when a decision was made."""
    told = program.settings.incidents
    last = {one.regime: one for one in decided if one.regime}
    asked = {one.id: one for one in law.regimes(told)} | {key: law.REGIMES[key] for key in last}
    rows: dict[str, list[LegalStep]] = {}
    for row in incident.steps.exclude(state=STOPPED).order_by("pk"):
        rows.setdefault(row.regime, []).append(row)
    found = []
    for regime in asked.values():
        decision, steps = last.get(regime.id), rows.get(regime.id, [])
        to = told.authorities.get(law.authority(regime.id))
        verdict = decision.verdict if decision else ""
        missing = {one.id for one in regime.steps if one.begins == law.ASKED} - {row.step for row in steps}
        found.append(
            Law(
                regime.id, regime.name, regime.asks, regime.applies, regime.classified, verdict, decision,
                tuple(_step(row, regime, now) for row in steps), to.name if to else "", to.contact if to else "",
                may_be_asked=verdict == STARTED and bool(missing),
            )
        )  # fmt: skip
    return tuple(found)


def _step(row: LegalStep, regime: law.Regime, now: dt.datetime) -> Step:
    step = regime.step(row.step)
    return Step(
        number=row.pk, id=row.step, name=step.name, article=step.article, tells=step.tells, begins=words.begins(step),
        state=row.state, state_words=words.STEP_STATES[row.state], begun_at=row.begun_at, due=row.due,
        latest=row.latest, late=row.state == RUNNING and row.due is not None and row.due <= now, late_at=row.late_at,
        sent_at=row.sent_at, sent_words=row.sent_words,
        sent_role=words.ROLES[row.sent_role] if row.sent_role else "",
    )  # fmt: skip


def _reports(incident: Incident) -> tuple[Taken, ...]:
    ids = list(incident.reports.order_by("pk").values_list("report_id", flat=True))
    kinds = desk.kinds_of(ids)
    return tuple(Taken(one, report_words.TITLES[kinds[one]]) for one in ids if one in kinds)


def _next(incident: Incident, laws: tuple[Law, ...]) -> Next | None:
    """The one thing to do next: what is late, what runs, what nobody decided, then how far it has come."""
    running = [(each, step) for each in laws for step in each.steps if step.runs and step.due]
    running.sort(key=lambda one: one[1].due or dt.datetime.max.replace(tzinfo=dt.UTC))
    if running:
        each, step = running[0]
        return Next(
            _("Send: %(step)s") % {"step": step.name}, f"{step.cited}. {each.authority}".strip(),
            f"clock-{step.number}", step.due, late=step.late,
        )  # fmt: skip
    undecided = [one for one in laws if one.verdict == ""] if incident.state not in {CLOSED, REVIEWED} else []
    if undecided:
        why = _("No clock runs before somebody decides. Say yes or no, and why.")
        return Next(str(undecided[0].asks), why, f"law-{undecided[0].id}")
    return _onwards(incident)


def _onwards(incident: Incident) -> Next | None:
    to = _NEXT.get(incident.state)
    if to is None:
        return None
    why = {
        CONTAINED: _("Does it still spread? Say so once it does not."),
        RECOVERED: _("Does everything work again? Say so once it does."),
        CLOSED: _("Is anything left to do? Set tasks for it, then close it."),
        REVIEWED: _("What made sense at the time, and what would help next time? Look at it together."),
    }[to]
    return Next(str(words.MOVES[to]), why, "state")
