"""The vocabulary: every table and column that sources may feed and checks may read.

Names follow SCIM 2.0 for people, osquery for endpoints, OCSF for events and purl for packages. This file is the one
place where a table is declared; loading, merging, checking and the documentation all read it.

Roles of a table:

- ``thing``: each row is one thing that can be owned (a device, an account, …). Fed by sources, merged by correlation.
- ``fact``: rows that belong to a thing or to nothing (software on a device, a claim). Fed by sources, never merged.
- ``reference``: knowledge about the world (releases, advisories, approved modules). Fed by sources.
- ``made``: written by a run itself (owners, letters, holdings, decisions). Read by checks, never fed.

Times are naive UTC timestamps. A column that refers to another thing names its kind in ``refers``: a source may give
that thing's native key, a strong key or (for people) an e-mail address or login, and the inventory replaces it with the
``<kind>_id`` it stands for, or NULL where nobody is meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["text", "boolean", "integer", "double", "timestamp", "date", "text[]"]
TableRole = Literal["thing", "fact", "reference", "made"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, type, the kind of thing it refers to, the values it may hold, and what it means.

    ``seen_by`` narrows who may see the column where that is fewer than may see the row. A value with more letters
    than ``longest`` counts as none; 0 is no limit.
    """

    name: str
    type: ColumnType = "text"
    refers: str = ""
    values: tuple[str, ...] = ()
    meaning: str = ""
    seen_by: tuple[str, ...] = ()
    longest: int = 0


#: What people and positions are looked up by: databases index no longer texts. No address is longer (RFC 3696).
_LONGEST_NAME = 320


@dataclass(frozen=True, slots=True)
class Table:
    """One table. ``asset_kind`` is the kind of thing that a finding over its rows is about ("" where none).

    ``asset_id`` and ``item`` are SQL over the table's columns: which thing, and what tells two findings on it apart.
    ``label`` is SQL for the name that people know the thing by. ``owner`` names the column that says who owns it.
    A ``closed`` table is read by no check: what it says is told of groups only, and to each of themselves.
    """

    name: str
    role: TableRole
    columns: tuple[Column, ...]
    asset_kind: str = ""
    asset_id: str = ""
    item: str = ""
    label: str = ""
    owner: str = ""
    seen_by: tuple[str, ...] = ()
    meaning: str = ""
    closed: bool = False

    def column(self, name: str) -> Column | None:
        """Return the column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(column.name for column in self.columns)


def _columns(text: str) -> tuple[Column, ...]:
    """Read the compact notation below: ``name:type>kind=a|b`` separated by spaces; the type defaults to text.

    ``name!`` is a column that only the person whom it is about sees, ``name~`` one with no value longer than
    ``_LONGEST_NAME``.
    """
    made = []
    for word in text.split():
        rest, _, values = word.partition("=")
        rest, _, refers = rest.partition(">")
        name, _, kind = rest.partition(":")
        own = ("self",) if name.endswith("!") else ()
        known = tuple(values.split("|")) if values else ()
        longest = _LONGEST_NAME if name.endswith("~") else 0
        made.append(Column(name.rstrip("!~"), kind or "text", refers, known, "", own, longest))  # type: ignore[arg-type]
    return tuple(made)


def _thing(name: str, columns: str, *, label: str, owner: str = "owner_id", **more: object) -> Table:
    return Table(
        name=name,
        role="thing",
        columns=_columns(f"{name}_id {columns}"),
        asset_kind=name,
        asset_id=f"{name}_id",
        label=label,
        owner=owner,
        **more,  # type: ignore[arg-type]
    )


_THINGS = (
    _thing(
        "person",
        "email~ name department~ team~ title manager_id>person employment_type status=active|leave|left start_date:date"
        " end_date:date location timezone language phone!",
        label="coalesce(name, email)",
        owner="person_id",
        meaning="A living or former member of the organisation, rooted in HR.",
    ),
    _thing(
        "account",
        "person_id>person owner_id>person application_id>application system username email kind=human|service|shared"
        " status=active|disabled|deleted is_admin:boolean mfa=none|sms|totp|push|webauthn last_sign_in_at:timestamp"
        " created_at:timestamp criticality:integer",
        label="coalesce(username, email)",
        meaning="A login in one system. person_id is whose it is; owner_id who answers for it.",
    ),
    _thing(
        "device",
        "owner_id>person hostname serial_number hardware_uuid mac_addresses asset_tag"
        " kind=laptop|desktop|phone|tablet|server|virtual|network|printer|other platform vendor model os_name"
        " os_version managed:boolean disk_encrypted:boolean firewall_enabled:boolean screen_lock_enabled:boolean"
        " pending_restart:boolean pending_restart_since:timestamp updates_pending:integer last_restart_at:timestamp"
        " last_seen_at:timestamp enrolled_at:timestamp status=active|spare|retired|lost internet_facing:boolean"
        " criticality:integer",
        label="coalesce(hostname, asset_tag, serial_number, hardware_uuid)",
        meaning="A machine. mac_addresses holds one or several, separated by commas or spaces.",
    ),
    _thing(
        "application",
        "name owner_id>person vendor_id>vendor criticality:integer data_class sso:boolean internet_facing:boolean"
        " approved:boolean status=active|retired users:integer last_used_at:timestamp discovered_by",
        label="name",
        meaning="A business application or online service, bought or built.",
    ),
    _thing(
        "repository",
        "name owner_id>person application_id>application visibility=public|internal|private"
        " branch_protected:boolean required_reviews:integer secret_scanning:boolean archived:boolean"
        " last_pushed_at:timestamp criticality:integer",
        label="name",
        meaning="A code repository. branch_protected is about its default branch.",
    ),
    _thing(
        "share",
        "name owner_id>person application_id>application system kind=folder|drive|bucket|site|file"
        " data_class=public|internal|confidential|secret link_access=none|organisation|anyone external_people:integer"
        " last_used_at:timestamp criticality:integer",
        label="name",
        meaning="A folder, drive or bucket that people share.",
    ),
    _thing(
        "cloud_resource",
        "name owner_id>person application_id>application provider account type region tags:text[] public:boolean"
        " encrypted:boolean created_at:timestamp criticality:integer",
        label="coalesce(name, cloud_resource_id)",
        meaning="A resource in a cloud account; tags are written key=value.",
    ),
    _thing(
        "vendor",
        "name sponsor_id>person tier:integer criticality:integer data_class status=proposed|active|ended"
        " contract_start:date contract_end:date review_status=none|open|passed|conditional|failed reviewed_at:date"
        " next_review_at:date clauses:text[] domain",
        label="name",
        owner="sponsor_id",
        meaning="A supplier. clauses lists the clause ids that the contract contains.",
    ),
    _thing(
        "project",
        "name lead_id>person application_id>application stage=idea|build|launch|live|ended launch_date:date"
        " review_status=none|open|passed|conditional|failed reviewed_at:date criticality:integer",
        label="name",
        owner="lead_id",
        meaning="A piece of work that brings something new into use.",
    ),
    _thing(
        "screening",
        "person_id>person kind status=requested|running|completed|exempt completed_at:date expires_at:date"
        " exempt_reason",
        label="coalesce(kind, screening_id)",
        owner="person_id",
        seen_by=("hr", "self"),
        meaning="A background check: that and when it was done, never what it found.",
    ),
    _thing(
        "domain",
        "name owner_id>person registrar expires_at:date sends_mail:boolean spf dmarc_policy=none|quarantine|reject"
        " dkim:boolean criticality:integer",
        label="name",
        meaning="A registered domain name and how its mail is protected.",
    ),
    _thing(
        "backup",
        "name owner_id>person application_id>application system last_success_at:timestamp"
        " last_restore_test_at:timestamp immutable:boolean criticality:integer",
        label="coalesce(name, system)",
        meaning="A backup job of one system.",
    ),
    _thing(
        "credential",
        "name owner_id>person application_id>application repository_id>repository account_id>account"
        " kind=key|certificate|token|secret system status=active|revoked|leaked created_at:timestamp"
        " rotated_at:timestamp expires_at:timestamp last_used_at:timestamp criticality:integer",
        label="coalesce(name, credential_id)",
        meaning="A key, certificate or token; status leaked means found in the open and not known to be revoked.",
    ),
    _thing(
        "log_source",
        "name owner_id>person application_id>application required:boolean last_event_at:timestamp criticality:integer",
        label="name",
        meaning="Something that should be sending logs.",
    ),
    _thing(
        "access_review",
        "name application_id>application owner_id>person due_at:date completed_at:date reviewer_id>person",
        label="coalesce(name, access_review_id)",
        meaning="One round of confirming who may use an application.",
    ),
    _thing(
        "data_transfer",
        "name vendor_id>vendor third_party share_id>share owner_id>person data_class terms=none|signed|expired"
        " terms_until:date status=active|ended",
        label="coalesce(name, third_party)",
        meaning="Data that goes to a third party, and the terms it goes under.",
    ),
    _thing(
        "purchase",
        "name vendor_id>vendor vendor_name application_id>application buyer_id>person amount:double currency"
        " bought_at:date intake_id",
        label="coalesce(name, vendor_name)",
        owner="buyer_id",
        meaning="Money spent with a supplier; intake_id is empty where it passed no front door.",
    ),
)

_FACTS = (
    Table(
        "software",
        "fact",
        _columns(
            "device_id>device name version vendor bundle_identifier purl source installed_at:timestamp"
            " last_opened_at:timestamp patched_by=it|user|devops|developer|vendor"
        ),
        asset_kind="device",
        asset_id="device_id",
        item="name",
        label="name",
        meaning="Software that is installed on a device.",
    ),
    Table(
        "vulnerability",
        "fact",
        _columns(
            "asset_kind asset_id cve_id software_name software_version fix_version severity=low|medium|high|critical"
            " cvss:double epss:double kev:boolean first_seen_at:timestamp source"
        ),
        asset_id="asset_id",
        item="cve_id",
        label="cve_id",
        meaning="A known flaw on a thing, found by a scanner or by comparing software with advisories.",
    ),
    Table(
        "claim",
        "fact",
        _columns("asset_kind asset_id person_id>person kind source seen_at:timestamp weight:double"),
        asset_id="asset_id",
        item="kind",
        meaning="Evidence that links a thing to a person; person_id may be someone who has left.",
    ),
    Table(
        "alias",
        "fact",
        _columns("person_id>person email source"),
        asset_kind="person",
        asset_id="person_id",
        item="email",
        meaning="A further e-mail address or login of a person.",
    ),
    Table(
        "membership",
        "fact",
        _columns("account_id>account group_name system source"),
        asset_kind="account",
        asset_id="account_id",
        item="group_name",
        meaning="An account's membership of a group.",
    ),
    Table(
        "training",
        "fact",
        _columns("person_id>person course completed_at:date expires_at:date"),
        asset_kind="person",
        asset_id="person_id",
        item="course",
        seen_by=("self",),
        meaning="A course that a person has done, and when; never how well.",
    ),
    Table(
        "practice",
        "fact",
        _columns(
            "person_id>person campaign campaign_name act=sent|opened|clicked|submitted|reported acted_at:timestamp"
            " agent=browser|scanner|preview|tool|none address=inside|outside|machine origin method=get|head|post|other"
        ),
        asset_kind="person",
        asset_id="person_id",
        item="campaign",
        seen_by=("self",),
        meaning="What became of a practice message at one person. agent and address say what machine clicks are told"
        " by; origin is the same for one address within one campaign, and is no address.",
        closed=True,
    ),
    Table(
        "delivery",
        "fact",
        _columns(
            "person_id>person recipient sender subject message_id delivered_at:timestamp"
            " status=delivered|held|rejected|removed"
        ),
        item="message_id",
        seen_by=("self",),
        meaning="That a message went to somebody, as a mail log says it. subject is kept as a digest of its words; what"
        " is older than reports.keep_deliveries is left out.",
        closed=True,
    ),
    Table(
        "dependency",
        "fact",
        _columns("repository_id>repository name version purl kind=library|module|template|action source"),
        asset_kind="repository",
        asset_id="repository_id",
        item="name",
        meaning="A library, module or template that a repository uses.",
    ),
    Table(
        "event",
        "fact",
        _columns(
            "time:timestamp class_uid:integer activity_name severity_id:integer actor_user src_ip device_hostname"
            " product message raw"
        ),
        meaning="A log event in the shape of OCSF.",
    ),
)

_REFERENCES = (
    Table(
        "advisory",
        "reference",
        _columns(
            "cve_id kev:boolean kev_due:date kev_ransomware:boolean epss:double epss_percentile:double cvss:double"
            " severity=low|medium|high|critical published_at:date summary source"
        ),
        meaning="What the world knows about one flaw; several sources each add what they know.",
    ),
    Table(
        "affected",
        "reference",
        _columns("cve_id ecosystem package fixed_version introduced_version platform source"),
        meaning="Which versions of a package a flaw affects: from introduced_version up to, not including, fixed.",
    ),
    Table(
        "release",
        "reference",
        _columns(
            "product cycle latest latest_at:date released_at:date eol_at:date eol:boolean support_until:date"
            " identifier source"
        ),
        meaning="The newest version of a product or of one release cycle. eol is true where support has ended with no"
        " date known.",
    ),
    Table(
        "approved",
        "reference",
        _columns("kind=module|template|library|app name version replaces owner_id>person until:date source"),
        meaning="Paved roads: what may be used without asking. replaces names what it stands in for.",
    ),
)

_DECISION_COLUMNS = "decided_by decided_at:timestamp reason"

_MADE = (
    Table("owner", "made", _columns("asset_kind asset_id person_id>person claim source seen_at:timestamp")),
    Table(
        "claim_skipped",
        "made",
        _columns("asset_kind asset_id claim source given person_id>person reason=nobody|left|stale"),
        meaning="Claims that named nobody we know, someone who has left, or are too old.",
    ),
    Table(
        "activity",
        "made",
        _columns(
            "activity_id name about held_by=prevent|guard|monitor|memory standing=suggested|agreed accountable"
            " responsible:text[] attest_every_days:integer"
        ),
        asset_kind="activity",
        asset_id="activity_id",
        label="name",
    ),
    Table(
        "position",
        "made",
        _columns("position_id role seat name deputy holders:integer"),
        asset_kind="position",
        asset_id="position_id",
        label="name",
        meaning="A role, or one seat of a role that exists once per department or team.",
    ),
    Table(
        "holding",
        "made",
        _columns(
            "position_id role seat given person_id>person from_date:date to_date:date found_by=named|query"
            " state=active|leave|left|ended|future|unknown"
        ),
        meaning="Who holds a position from when to when (inclusive), and whether that counts today.",
    ),
    Table(
        "letter",
        "made",
        _columns("activity_id asset_kind asset_id letter=R|A|C|I person_id>person position via"),
        meaning="The resolved matrix: who holds which letter for a thing, by which step.",
    ),
    Table(
        "hole",
        "made",
        _columns("position kind=position|relation asset_kind activities:integer things:integer reason"),
        asset_kind="position",
        asset_id="position",
        meaning="A position or relation that resolves to no one but the fallback.",
    ),
    Table("required_screening", "made", _columns("position_id role kind")),
    Table(
        "software_status",
        "made",
        _columns(
            "device_id>device name version product cycle latest outdated:boolean eol:boolean eol_at:date"
            " approved:boolean"
        ),
        asset_kind="device",
        asset_id="device_id",
        item="name",
        label="name",
        meaning="Installed software against the latest release; NULL where it could not be compared.",
    ),
    Table(
        "exception",
        "made",
        _columns(
            f"exception_id check_id asset_kind asset_id item until:date status=requested|approved|refused|ended"
            f" requested_by {_DECISION_COLUMNS}"
        ),
    ),
    Table(
        "decision",
        "made",
        _columns(
            "decision_id kind=same|not_same|owner|not_mine|started|sampled asset_kind a_source a_key b_source b_key"
            f" asset_id person_id>person check_id until:date {_DECISION_COLUMNS}"
        ),
    ),
    Table(
        "attestation",
        "made",
        _columns("activity_id asset_kind asset_id attested_by>person attested_at:timestamp evidence valid_until:date"),
        asset_kind="activity",
        asset_id="activity_id",
    ),
    Table(
        "source_status",
        "made",
        _columns(
            "source_id status=complete|incomplete|failed rows:integer quarantined:integer fetched_at:timestamp error"
        ),
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in (*_THINGS, *_FACTS, *_REFERENCES, *_MADE)}

#: The kinds of things: people, accounts, devices and so on, with an activity and a position as things too.
KINDS: tuple[str, ...] = (*(table.name for table in _THINGS), "activity", "position")

#: Kinds whose names, and what is said of them, often say a person: lt-eriksen, ada.l, "backup of Ada's laptop".
NAMED_AFTER_PEOPLE = frozenset(
    {"account", "backup", "cloud_resource", "credential", "device", "person", "repository", "screening", "share"}
)

#: The tables that a source may feed.
FED: tuple[str, ...] = tuple(table.name for table in (*_THINGS, *_FACTS, *_REFERENCES))
