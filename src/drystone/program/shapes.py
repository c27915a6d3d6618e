"""The shape of each program file, as pydantic models; what they mean together is looked at elsewhere.

The JSON Schemas that editors use come from the descriptions here.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, RootModel

from drystone.program.consequence_shapes import Consequence
from drystone.program.model import HeldBy, Severity, Standing
from drystone.program.written import (
    Day,
    Duration,
    Feeds,
    Id,
    Ids,
    Language,
    OneWord,
    Prose,
    Sql,
    Title,
    Word,
    Words,
    Written,
)

Criticality = Annotated[int, Field(ge=1, le=4)]


class ObjectiveShape(Written):
    """A business goal that activities protect."""

    id: Id
    name: Word
    words: Prose | None = Field(default=None, description="What it means, for people.")
    owner: Id | None = Field(default=None, description="The role that answers for it.")
    criticality: Criticality = Field(default=2, description="1 (little) to 4 (vital).")


class HabitTextShape(Written):
    """A habit in another language."""

    name: Word
    words: Prose | None = None
    why: Prose | None = None


class ShownShape(Written):
    """What the data says somebody did; each one SELECT of person_id and shown_at."""

    updated: Sql | None = Field(default=None, description="Who brought something of theirs up to date, and when.")
    approved: Sql | None = Field(default=None, description="Who went the approved way, and when.")


class HabitShape(Written):
    """An everyday habit that lessons, checks, reports and attack steps share."""

    id: Id
    name: Word
    words: Prose | None = Field(default=None, description="What one does, in a sentence or two.")
    why: Prose | None = None
    translations: dict[Language, HabitTextShape] = Field(default={}, description="The same in other languages.")
    shown: ShownShape | None = Field(default=None, description="How the data shows that somebody did it.")


class HolderShape(Written):
    """Who holds a position, from and to inclusive."""

    person: Word = Field(description="An e-mail address, or the person's key in HR.")
    since: Day | None = Field(default=None, alias="from")
    until: Day | None = Field(default=None, alias="to")


class PlanShape(Written):
    """By when somebody will know what they do not know yet, and how."""

    by: Day
    how: Prose | None = None


class CompetenceShape(Written):
    """What a position has to know, and what its holder shows of it."""

    needs: Words = Field(description="What whoever holds the position has to know or be able to do.")
    has: Words = Field(default=[], description="Which of these the present holder shows.")
    basis: Prose | None = Field(default=None, description="What that rests on: a certificate, years of doing it.")
    looked_at: Day | None = Field(default=None, description="When that was last looked at.")
    plan: PlanShape | None = Field(default=None, description="What is done about the rest, and by when.")


class RoleShape(Written):
    """A position, and who holds it: named holders, or the query that finds them."""

    id: Id
    name: Word | None = None
    holders: list[HolderShape] = Field(default=[], description="In order: the first answers where one must.")
    deputy: Id | None = Field(default=None, description="The role that stands in.")
    each: Literal["department", "team"] | None = Field(default=None, description="One seat for each of these.")
    find: Sql | None = Field(default=None, description="SQL over person that finds the holders.")
    may: Words = Field(default=[], description="What the holder may do, such as accept-exceptions.")
    granted_by: Word | None = Field(default=None, description="Who gave that authority.")
    screening: Words = Field(default=[], description="The background checks that the position needs.")
    competence: CompetenceShape | None = Field(default=None, description="What the position has to know.")
    party: Word | None = Field(default=None, description="The party whose words in activities this role reads.")
    external: bool = Field(default=False, description="Held by somebody outside the organisation.")


class ActivityShape(Written):
    """A security duty: a row of the matrix."""

    id: Id
    name: Word
    about: Word | None = Field(default=None, description="The kind of thing; absent: the organisation as a whole.")
    where: Sql | None = Field(default=None, description="SQL over the things: which of them.")
    responsible: Words = Field(description="Roles, or relations of the thing such as asset.owner.")
    accountable: OneWord = Field(description="Exactly one role or relation.")
    consulted: Words = Field(default=[])
    informed: Words = Field(default=[])
    protects: Ids = Field(default=[], description="Objectives.")
    held_by: HeldBy = Field(default="memory", description="What holds the duty today.")
    standing: Standing = Field(default="suggested", description="Suggested until the parties agreed.")
    csf: Words = Field(default=[], description="Outcomes of the NIST Cybersecurity Framework 2.0.")
    cis: Words = Field(default=[], description='CIS safeguards, in quotes: "3.6".')
    words: dict[Word, Prose] = Field(default={}, description="The same duty in each party's own words.")
    attest: Duration | None = Field(default=None, description="How often someone says that it was done.")


class CheckShape(Written):
    """A question over the inventory."""

    id: Id
    activity: Id
    title: Title
    severity: Severity
    about: Word | None = Field(default=None, description="The table that `fails` reads; else the activity's.")
    where: Sql | None = Field(default=None, description="Only these things.")
    fails: Sql | None = Field(default=None, description="True where something is to do; NULL is unknown.")
    sql: Sql | None = Field(default=None, description="One SELECT of asset_id, item, outcome and detail.")
    applies: Sql | None = Field(default=None, description="One SELECT of asset_id: the population of `sql`.")
    due: Duration | None = None
    habit: Id | None = None
    why: Prose | None = None
    fix: dict[Word, Prose] = Field(default={}, description="What to do, for each platform or for `all`.")
    minutes: Annotated[int, Field(ge=0, le=10_000)] | None = Field(default=None, description="How long that takes.")
    settle: Duration | None = Field(default=None, description="Nobody is reminded before: it often mends itself.")
    consequence: Consequence | None = Field(default=None, description="What follows where nothing happens, and when.")


class SourceShape(Written):
    """Where records come from. Further keys are options of the kind: url, auth, paging, rows."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)

    id: Id
    kind: Word = Field(description="csv, json, jsonl, parquet, sql, rest, or a ready-made shape.")
    location: dict[str, Any] = Field(default={}, description="Where it lies and how it is written.")
    key: Words = Field(default=[], description="The columns that together are unique for each record.")
    rank: Annotated[int, Field(ge=0, le=1_000_000)] = Field(default=100, description="Lower wins in a conflict.")
    fresh: Duration | None = Field(default=None, description="Older than this is incomplete.")
    covers: Sql | None = Field(default=None, description="The source may delete only inside this.")
    feeds: Feeds = Field(default={}, description="For each table, how rows become its rows.")


class GuardrailShape(Written):
    """Approved modules and other bounds; their room reads the rest of the file."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)

    id: Id


class ObjectivesFile(RootModel[list[ObjectiveShape]]):
    """objectives.yaml: a list."""


class RolesFile(RootModel[list[RoleShape]]):
    """roles.yaml: a list."""


class HabitsFile(RootModel[list[HabitShape]]):
    """habits.yaml: a list."""


class ActivityFile(RootModel[list[ActivityShape] | ActivityShape]):
    """activities/*.yaml: a list, or one activity."""


class CheckFile(RootModel[list[CheckShape] | CheckShape]):
    """checks/*.yaml: a list, or one check."""


class SourceFile(RootModel[list[SourceShape] | SourceShape]):
    """sources/*.yaml: one source, or a list."""


class GuardrailFile(RootModel[list[GuardrailShape] | GuardrailShape]):
    """guardrails/*.yaml: one guardrail, or a list."""
