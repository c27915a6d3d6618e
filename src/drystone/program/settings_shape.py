"""The shape of drystone.toml."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from drystone.program.channel_shapes import ChannelsShape
from drystone.program.consequence_shapes import AgreementShape, ConsequenceShape, HookShape
from drystone.program.incident_shapes import IncidentsShape
from drystone.program.incoming_shapes import MailboxShape, ReceiverShape
from drystone.program.model import Ownership, Reminders
from drystone.program.report_shapes import ReportsShape
from drystone.program.ticket_shapes import TicketQueueShape
from drystone.program.written import Duration, Id, Sql, Word, Written

_HOST = r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$"
Domain = Annotated[str, Field(pattern=_HOST, max_length=253)]
ClaimKind = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=40)]


def _zone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        # A machine without any zone data cannot tell a slip from a zone.
        if zoneinfo.available_timezones():
            msg = f"{name} is not a time zone; write one such as Europe/Berlin or UTC"
            raise ValueError(msg) from None
    return name


def _hours(text: str) -> str:
    start, _, end = text.partition("-")
    if dt.time.fromisoformat(start.zfill(5)) >= dt.time.fromisoformat(end.zfill(5)):
        msg = "the working day ends before it begins"
        raise ValueError(msg)
    return text


Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


class OrganisationShape(Written):
    """Whose program this is."""

    name: Word
    domains: list[Domain] = Field(default=[], description="The first is the main one.")
    time_zone: Annotated[str, AfterValidator(_zone)] = "UTC"
    languages: list[Language] = Field(default=["en"])
    written_in: Language | None = Field(
        default=None,
        description="The language of this folder's own texts; the first of languages where it is not said.",
    )


def _day_off(text: str) -> str:
    try:
        dt.date.fromisoformat(text if len(text) > len("12-25") else f"2024-{text}")
    except ValueError:
        msg = f"{text} is not a day; write 2026-12-24, or 12-25 for every year"
        raise ValueError(msg) from None
    return text


_HOURS = r"^([01]?\d|2[0-3]):[0-5]\d-([01]?\d|2[0-3]):[0-5]\d$"
Hours = Annotated[str, Field(pattern=_HOURS), AfterValidator(_hours)]
DaysOff = list[Annotated[str, Field(pattern=r"^(\d{4}-)?\d{2}-\d{2}$"), AfterValidator(_day_off)]]


CalendarFile = Annotated[str, Field(pattern=r"^[^/.\\][^/\\]*\.ics$", max_length=200)]


class WorkShape(Written):
    """When people work: they are reminded then and at no other time."""

    days: Annotated[str, Field(pattern=r"^(mon|tue|wed|thu|fri|sat|sun)([-,](mon|tue|wed|thu|fri|sat|sun))*$")] = (
        "mon-fri"
    )
    hours: Hours = "09:00-17:00"
    quiet: Annotated[list[Hours], Field(max_length=10)] = Field(
        default=[], description="Hours of the working day in which nobody is reminded, such as 12:00-13:00."
    )
    holidays: Annotated[DaysOff, Field(max_length=1_000)] = Field(
        default=[], description="Days on which nobody works: 2026-12-24, or 12-25 for every year."
    )
    holidays_at: dict[Word, Annotated[DaysOff, Field(max_length=1_000)]] = Field(
        default={}, description="The same for one location, as the people data call it."
    )
    calendars: Annotated[dict[CalendarFile, Annotated[list[Word], Field(min_length=1)]], Field(max_length=100)] = Field(
        default={},
        description='Files of the folder calendars/ and the locations whose free days they hold; ["*"] is everywhere.',
    )


class RemindersShape(Written):
    """What people are told by themselves, and how seldom."""

    on: bool = Field(default=False, description="Off until you have looked at the preview and switched it on.")
    per_week: Annotated[int, Field(ge=1, le=3)] = Field(
        default=1, description="The most interruptions of one person in seven days; urgent ones come on top."
    )
    groups: Annotated[int, Field(ge=2, le=10)] = Field(
        default=Reminders().groups,
        description="The most things that one message names; more than two only where a phone's screen has room.",
    )
    waits: Annotated[list[Duration], Field(min_length=1, max_length=10)] = Field(
        default=list(Reminders().waits), description="The pauses before the same is said again."
    )
    lessons: bool = Field(
        default=False,
        description="Whoever has nothing to mend hears of their lesson, at most once a week, within the same budget.",
    )
    trials: bool = Field(default=False, description="What trials.yaml declares may begin; off until you say so.")


class LakeShape(Written):
    """Where snapshots lie and how long they are kept."""

    path: Word = "var/lake"
    keep_days: Annotated[int, Field(ge=1, le=36_500)] = 30


class StateShape(Written):
    """Where the state lies."""

    url_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] = "DRYSTONE_STATE_URL"
    path: Word = "var/state.sqlite3"


class EngineShape(Written):
    """The engine and its limits."""

    kind: Literal["duckdb"] = "duckdb"
    threads: Annotated[int, Field(ge=1, le=1024)] = 2
    memory: Annotated[str, Field(pattern=r"^\d{1,6}(\.\d{1,3})?\s?(MB|GB|TB|MiB|GiB|TiB)$")] = "3GB"
    check_seconds: Annotated[int, Field(ge=1, le=86_400)] = 60


class AuthorityShape(Written):
    """Who answers where nobody else does."""

    fallback: Id | None = None
    trial_days: Annotated[int, Field(ge=0, le=3_650)] = 14
    consult_days: Annotated[int, Field(ge=0, le=30)] = Field(
        default=3, description="How long those who are asked before an exception have to answer; 0: nothing waits."
    )
    handover_days: Annotated[int, Field(ge=1, le=90)] = Field(
        default=14, description="How long there is to name a successor before whoever steps in keeps the position."
    )


class SourcesShape(Written):
    """When a source counts as incomplete."""

    shrink: Annotated[float, Field(ge=0, le=1)] = Field(default=0.5, description="Below this share of last time.")


class OwnershipShape(Written):
    """The order in which claims of ownership count."""

    claims: list[ClaimKind] = Field(default=list(Ownership().claims))
    max_age: Duration | None = dt.timedelta(days=90)


FourDue = Annotated[list[Duration], Field(min_length=4, max_length=4, description="By criticality 1 to 4.")]


class DueShape(Written):
    """The time to mend a gap, by the criticality 1 to 4 of its thing."""

    low: FourDue | None = None
    medium: FourDue | None = None
    high: FourDue | None = None
    critical: FourDue | None = None


class PatchedByShape(Written):
    """Who patches which software; the first that fits counts."""

    where: Sql
    by: Literal["it", "user", "devops", "developer", "vendor"]


class SiteShape(Written):
    """The web app."""

    url: Annotated[str, Field(pattern=r"^(https?://[^\s/?#]+)?$", max_length=300)] = Field(
        default="", description="The address that people type, such as https://drystone.fenwick.example."
    )
    run_every: Duration | None = Field(default=dt.timedelta(days=1), description="How often a run starts by itself.")
    not_now: Duration = Field(default=dt.timedelta(days=14), description="The longest that something can be put off.")


class ProviderShape(Written):
    """An OpenID Connect provider."""

    id: Id
    name: Word
    issuer: Annotated[str, Field(pattern=r"^https?://[^\s?#]+$", max_length=300)]
    client_id: Word
    secret_env: Annotated[str, Field(pattern=r"^([A-Za-z_][A-Za-z0-9_]*)?$")] = ""
    secret_file: str = ""
    second_factor: bool = Field(default=False, description="It asks everyone for a second factor itself.")
    trust_addresses: bool = Field(
        default=False,
        description="It never says whether addresses are verified (Entra ID), and people cannot change them there.",
    )


class SignInShape(Written):
    """How people sign in."""

    second_factor: Literal["privileged", "everyone"] = "privileged"
    ways: list[Literal["openid", "passkey", "password", "badge", "text-message"]] = Field(
        default=["openid", "passkey", "password"]
    )
    idle: Duration = Field(default=dt.timedelta(days=7), description="Signed out after this long without a visit.")
    shared_idle: Duration = Field(default=dt.timedelta(hours=1), description="The same on a shared screen.")
    providers: list[ProviderShape] = Field(default=[])


class PrivacyShape(Written):
    """How small a group may be shown, and how long things about people are kept."""

    group_floor: Annotated[int, Field(ge=5, le=1_000)] = 5
    keep_looks: Duration = Field(default=dt.timedelta(days=730), description="What audit entries were about.")
    keep_leavers: Duration = Field(default=dt.timedelta(days=90), description="What is known of those who left.")
    managers_see: Word | None = Field(
        default=None,
        description="The agreement (works council or the like) by which managers may open things of their reports; "
        "name it with its day. Without one they may not.",
    )


class PositionsShape(Written):
    """Which roles stand for the kinds of position that laws speak of, where their names do not say it."""

    governing_body: list[Id] = Field(default=[], alias="governing-body")
    security_lead: list[Id] = Field(default=[], alias="security-lead")
    control_function: list[Id] = Field(default=[], alias="control-function")
    internal_audit: list[Id] = Field(default=[], alias="internal-audit")
    risk_owner: list[Id] = Field(default=[], alias="risk-owner")
    spokesperson: list[Id] = Field(default=[])


class MatrixShape(Written):
    """What is asked of the matrix."""

    profiles: list[Literal["nis2", "dora", "pci-dss", "iso-27001", "cis-v8"]] = Field(
        default=[], description="Laws and standards whose rows and holders are asked for."
    )
    small_team: bool | None = Field(
        default=None,
        description="One person may hold many letters; what makes up for it is listed. Absent: where fewer than ten "
        "people work here.",
    )
    implementation_group: Annotated[int, Field(ge=1, le=3)] = Field(default=1, description="Of the CIS Controls.")
    positions: PositionsShape = PositionsShape()


class DrystoneShape(Written):
    """drystone.toml."""

    version: Literal[1] = Field(alias="schema", description="The version of this format.")
    organisation: OrganisationShape
    work: WorkShape = WorkShape()
    reminders: RemindersShape = RemindersShape()
    lake: LakeShape = LakeShape()
    state: StateShape = StateShape()
    engine: EngineShape = EngineShape()
    authority: AuthorityShape = AuthorityShape()
    sources: SourcesShape = SourcesShape()
    ownership: OwnershipShape = OwnershipShape()
    due: DueShape = DueShape()
    patched_by: list[PatchedByShape] = Field(default=[])
    site: SiteShape = SiteShape()
    sign_in: SignInShape = SignInShape()
    privacy: PrivacyShape = PrivacyShape()
    matrix: MatrixShape = MatrixShape()
    channels: ChannelsShape = Field(default=ChannelsShape(), description="How messages leave; secrets by *_env.")
    tickets: dict[Id, TicketQueueShape] = Field(default={}, description="Queues in which gaps get tickets.")
    mailboxes: dict[Id, MailboxShape] = Field(default={}, description="Mailboxes that are read.")
    receiver: ReceiverShape | None = Field(default=None, description="A mail server of our own for a few addresses.")
    reports: ReportsShape = ReportsShape()
    incidents: IncidentsShape = IncidentsShape()
    consequence: ConsequenceShape = Field(
        default=ConsequenceShape(), description="What follows for checks that say nothing of it themselves."
    )
    hooks: dict[Id, HookShape] = Field(default={}, description="What restricts and lifts; dry runs until you say so.")
    agreements: dict[Id, AgreementShape] = Field(
        default={}, description="What was agreed with those who speak for the staff."
    )
