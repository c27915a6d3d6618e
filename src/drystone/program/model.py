"""What a program says, as frozen objects that know where they were written.

Nothing here reads files or decides anything; ``drystone.program.load`` makes these objects, all other rooms read them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from drystone.program.answer_model import Answer
from drystone.program.channel_model import Channel, ChannelName, Choice
from drystone.program.channel_model import EmailChannel as EmailChannel
from drystone.program.channel_model import TextChannel as TextChannel
from drystone.program.consequence_model import Agreement, Asked, Consequence, Hook, merged
from drystone.program.incident_model import Incidents
from drystone.program.incoming_model import Mailbox, Receiver
from drystone.program.lesson_model import Lesson, Misconception
from drystone.program.place import Place as Place
from drystone.program.place import Problem as Problem
from drystone.program.playbook_model import Playbook
from drystone.program.reminder_model import Reminders as Reminders
from drystone.program.report_model import Reports
from drystone.program.sign_in_model import Provider as Provider
from drystone.program.sign_in_model import SignIn as SignIn
from drystone.program.ticket_model import TicketQueue
from drystone.program.trial_model import NEVER_TRIED, Trial

Severity = Literal["low", "medium", "high", "critical"]
Letter = Literal["R", "A", "C", "I"]
HeldBy = Literal["prevent", "guard", "monitor", "memory"]
Standing = Literal["suggested", "agreed"]

SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")
#: Laws and standards of which the rows are asked for where a program names them.
PROFILES = ("nis2", "dora", "pci-dss", "iso-27001", "cis-v8")


@dataclass(frozen=True, slots=True)
class Holder:
    """A person named as holder of a position, from and to inclusive; ``person`` is an e-mail address or HR key."""

    person: str
    place: Place
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Competence:
    """What a position has to know, what its holder shows of it, on what basis, and what is planned for the rest."""

    needs: tuple[str, ...]
    has: tuple[str, ...] = ()
    basis: str = ""
    looked_at: dt.date | None = None
    plan_by: dt.date | None = None
    plan: str = ""

    @property
    def lacking(self) -> tuple[str, ...]:
        """What is needed and not there yet."""
        had = {word.casefold() for word in self.has}
        return tuple(word for word in self.needs if word.casefold() not in had)


@dataclass(frozen=True, slots=True)
class Role:
    """A position. Either named holders, or ``find`` (SQL over person), perhaps one seat per value of ``each``."""

    id: str
    name: str
    place: Place
    holders: tuple[Holder, ...] = ()
    deputy: str | None = None
    each: str | None = None
    find: str | None = None
    may: tuple[str, ...] = ()
    granted_by: str | None = None
    screening: tuple[str, ...] = ()
    competence: Competence | None = None
    party: str | None = None
    external: bool = False


@dataclass(frozen=True, slots=True)
class Objective:
    """A business goal that activities protect; ``criticality`` 1 to 4."""

    id: str
    name: str
    place: Place
    words: str = ""
    owner: str | None = None
    criticality: int = 2


@dataclass(frozen=True, slots=True)
class HabitText:
    """What a habit is called in one language, what one does, and why."""

    name: str
    words: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Habit:
    """An everyday habit that lessons, checks, reports and attack steps share.

    ``name``, ``words`` and ``why`` are in the language of the program's own texts, ``translations`` has others.
    ``shown`` is SQL for who did it and when, by how: updated, approved.
    """

    id: str
    name: str
    place: Place
    words: str = ""
    why: str = ""
    translations: Mapping[str, HabitText] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)

    def text(self, language: str) -> HabitText:
        """Return it in a language (of its region, else of none), else in the program's own."""
        found = self.translations.get(language) or self.translations.get(language.partition("-")[0])
        return found or HabitText(self.name, self.words, self.why)

    @property
    def names(self) -> Mapping[str, str]:
        """The name by language; "" is the program's own, and comes first."""
        return {"": self.name} | {language: text.name for language, text in self.translations.items()}


@dataclass(frozen=True, slots=True)
class Activity:
    """A row of the matrix. Letters hold role ids, relations (``asset.owner``) or ``everyone``."""

    id: str
    name: str
    place: Place
    accountable: str
    responsible: tuple[str, ...]
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    about: str | None = None
    where: str | None = None
    protects: tuple[str, ...] = ()
    held_by: HeldBy = "memory"
    standing: Standing = "suggested"
    csf: tuple[str, ...] = ()
    cis: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    attest: dt.timedelta | None = None
    places: Mapping[str, Place] = field(default_factory=dict)

    def letters(self) -> tuple[tuple[Letter, str], ...]:
        """Every letter with the role or relation that holds it, in the order R, A, C, I."""
        return (
            *(("R", who) for who in self.responsible),
            ("A", self.accountable),
            *(("C", who) for who in self.consulted),
            *(("I", who) for who in self.informed),
        )


@dataclass(frozen=True, slots=True)
class Titles:
    """A check's title in each state, as people read it."""

    passed: str
    failed: str
    unknown: str


@dataclass(frozen=True, slots=True)
class Check:
    """A question over the inventory: either ``fails`` over the activity's things, or ``sql`` with ``applies``.

    ``about`` is the table that ``fails`` reads; it defaults to the activity's. ``settle`` is how long nobody is
    reminded of what may mend itself meanwhile. ``consequence`` is what it says itself; ``Program.consequence`` is what
    follows.
    """

    id: str
    activity: str
    title: Titles
    severity: Severity
    place: Place
    about: str | None = None
    where: str | None = None
    fails: str | None = None
    sql: str | None = None
    applies: str | None = None
    due: dt.timedelta | None = None
    habit: str | None = None
    why: str = ""
    fix: Mapping[str, str] = field(default_factory=dict)
    minutes: int | None = None
    settle: dt.timedelta | None = None
    consequence: Asked | None = None
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Feed:
    """How a source's rows become rows of one table: SQL over the source's columns for each column fed."""

    table: str
    select: Mapping[str, str]
    place: Place
    where: str | None = None
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """Where records come from. ``kind`` is csv, json, jsonl, parquet, sql, rest or a ready-made shape.

    ``location`` and ``options`` are as written, validated by the sources room; paths are relative to the program
    folder. ``key`` names the columns that together are unique per record.
    """

    id: str
    kind: str
    place: Place
    location: Mapping[str, Any] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    rank: int = 100
    fresh: dt.timedelta | None = None
    covers: str | None = None
    feeds: tuple[Feed, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Organisation:
    """Whose program this is. The first domain is the main one; times on pages are in ``time_zone``.

    ``languages`` are those that people are written to in, the usual one first; the program's own texts are in
    ``written_in``.
    """

    name: str
    domains: tuple[str, ...] = ()
    time_zone: str = "UTC"
    languages: tuple[str, ...] = ("en",)
    written_in: str = "en"


@dataclass(frozen=True, slots=True)
class LakeSettings:
    """Where snapshots lie, relative to the program folder, and how long they are kept."""

    path: str = "var/lake"
    keep_days: int = 30


@dataclass(frozen=True, slots=True)
class StateSettings:
    """Where the state lies: the variable that names a database URL, else a file beside the lake."""

    url_env: str = "DRYSTONE_STATE_URL"
    path: str = "var/state.sqlite3"


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """The engine and its limits; ``check_seconds`` bounds one check."""

    kind: str = "duckdb"
    threads: int = 2
    memory: str = "3GB"
    check_seconds: int = 60


@dataclass(frozen=True, slots=True)
class Authority:
    """The fallback role, and how long things last: a check's trial, being asked before an exception, a handover."""

    fallback: str | None = None
    trial_days: int = 14
    consult_days: int = 3
    handover_days: int = 14


@dataclass(frozen=True, slots=True)
class Ownership:
    """The order in which claims of ownership count, and the age after which one no longer does."""

    claims: tuple[str, ...] = ("decision", "assigned", "tag", "idp", "last_user", "parent", "manager")
    max_age: dt.timedelta | None = dt.timedelta(days=90)


def _default_due() -> dict[Severity, tuple[dt.timedelta, ...]]:
    days = {"critical": (7, 3, 2, 1), "high": (30, 14, 7, 3), "medium": (60, 45, 30, 14), "low": (180, 120, 90, 60)}
    return {severity: tuple(dt.timedelta(days=n) for n in days[severity]) for severity in SEVERITIES}


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """The web app: its address as people type it, how often a run starts, how far "not now" may reach."""

    url: str = ""
    run_every: dt.timedelta | None = dt.timedelta(days=1)
    not_now: dt.timedelta = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Privacy:
    """The smallest group that is shown, never under five, and how long looks and inactive sign-ins are kept.

    ``managers_see`` says where it is agreed that managers may open things of their reports; "" where they may not.
    """

    group_floor: int = 5
    keep_looks: dt.timedelta = dt.timedelta(days=730)
    keep_leavers: dt.timedelta = dt.timedelta(days=90)
    managers_see: str = ""


@dataclass(frozen=True, slots=True)
class MatrixSettings:
    """What is asked of the matrix. ``small_team`` is None where the number of people decides.

    ``positions`` says which roles stand for which kind of position that laws speak of, where names do not say it.
    """

    profiles: tuple[str, ...] = ()
    small_team: bool | None = None
    implementation_group: int = 1
    positions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """The contents of ``drystone.toml``. ``due[severity][criticality - 1]`` is the time to mend a gap."""

    organisation: Organisation
    lake: LakeSettings = field(default_factory=LakeSettings)
    state: StateSettings = field(default_factory=StateSettings)
    engine: EngineSettings = field(default_factory=EngineSettings)
    authority: Authority = field(default_factory=Authority)
    ownership: Ownership = field(default_factory=Ownership)
    shrink: float = 0.5
    due: Mapping[Severity, tuple[dt.timedelta, ...]] = field(default_factory=_default_due)
    work_days: str = "mon-fri"
    work_hours: str = "09:00-17:00"
    work_quiet: tuple[str, ...] = ()
    #: By location, "" for everywhere: 2026-12-24, or 12-25 for every year. Those of ``calendars`` are among them.
    holidays: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    calendars: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reminders: Reminders = field(default_factory=Reminders)
    patched_by: tuple[tuple[str, str], ...] = ()
    site: SiteSettings = field(default_factory=SiteSettings)
    sign_in: SignIn = field(default_factory=SignIn)
    privacy: Privacy = field(default_factory=Privacy)
    channels: Mapping[ChannelName, Channel] = field(default_factory=dict)
    choice: Choice = field(default_factory=Choice)
    tickets: tuple[TicketQueue, ...] = ()
    mailboxes: tuple[Mailbox, ...] = ()
    receiver: Receiver | None = None
    matrix: MatrixSettings = field(default_factory=MatrixSettings)
    reports: Reports = field(default_factory=Reports)
    incidents: Incidents = field(default_factory=Incidents)
    consequence: Asked = field(default_factory=Asked)
    hooks: Mapping[str, Hook] = field(default_factory=dict)
    agreements: tuple[Agreement, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A program file whose room comes later (guardrails, detections): its head and its body."""

    id: str
    kind: Literal["guardrail", "detection"]
    place: Place
    head: Mapping[str, Any]
    body: str = ""


@dataclass(frozen=True, slots=True)
class Program:
    """A whole program, valid and read at one moment. ``digest`` names exactly these files' bytes (SHA-256, hex).

    ``yara`` holds the rules for files by their path, as they were written; the room of triage compiles them.
    """

    root: Path
    digest: str
    settings: Settings
    objectives: Mapping[str, Objective] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    habits: Mapping[str, Habit] = field(default_factory=dict)
    promise: str = ""
    activities: Mapping[str, Activity] = field(default_factory=dict)
    checks: Mapping[str, Check] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    lessons: Mapping[str, Lesson] = field(default_factory=dict)
    misconceptions: Mapping[str, Misconception] = field(default_factory=dict)
    playbooks: Mapping[str, Playbook] = field(default_factory=dict)
    trials: Mapping[str, Trial] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    documents: tuple[Document, ...] = ()
    yara: Mapping[str, str] = field(default_factory=dict)

    def consequence(self, check_id: str) -> Consequence:
        """Return what follows for a check where nothing happens; for what is no check, people are reminded."""
        check = self.checks.get(check_id)
        return merged(check.consequence, self.settings.consequence) if check else Consequence()

    def tried(self, trial: Trial) -> tuple[str, ...]:
        """Return the checks that a trial is about; of a habit those that are not serious."""
        if trial.habit is None:
            return trial.checks
        found = (one for one in self.checks.values() if one.habit == trial.habit)
        return tuple(one.id for one in found if one.severity not in NEVER_TRIED)
