"""The same pages for programs. People are ids that mean nothing outside; names are not handed out here."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import Field, Router, Schema
from ninja.errors import HttpError

from drystone.catalogue import access as rules
from drystone.catalogue import activities as acts
from drystone.catalogue import knowing, looks, things
from drystone.catalogue import objectives as goals
from drystone.shell import apis
from drystone.shell.viewer import Request

router = Router(tags=["catalogue"])


class LetterOut(Schema):
    """Who holds a letter on a thing; ``person_id`` is null where nobody does, ``via`` the step that found them."""

    activity: str
    letter: str
    position: str
    person_id: str | None
    via: str


class FindingOut(Schema):
    """One row of a check that is not a pass."""

    item: str
    outcome: str
    detail: str


class OutcomeOut(Schema):
    """What a check says of the thing: pass, fail, unknown or not_applicable; ``error`` where it could not be run."""

    check: str
    activity: str
    outcome: str
    reach: str
    findings: list[FindingOut]
    error: str
    gap_id: str | None


class SaidOut(Schema):
    """What one source says of one attribute, as it wrote it, and whether that is the value that counts."""

    source: str
    value: str
    counts: bool


class AttributeOut(Schema):
    """One attribute of the thing. ``value`` is the one that counts."""

    name: str
    value: str
    source: str
    said: list[SaidOut]


class ThingOut(Schema):
    """One thing, as the applied run knows it."""

    kind: str
    id: str
    name: str
    owner_id: str | None
    former_ids: list[str]
    as_of: dt.datetime
    letters: list[LetterOut]
    outcomes: list[OutcomeOut]
    attributes: list[AttributeOut]


class LookIn(Schema):
    """What a look at somebody's record is needed for."""

    reason: str = Field(max_length=500)


class ActivityRow(Schema):
    """An activity in the list."""

    id: str
    name: str
    standing: str
    state: str


class SeatOut(Schema):
    """A position (or relation) that holds a letter, in words, and who fills it."""

    position: str
    people: list[str]


class ActivityLetterOut(Schema):
    """One letter of an activity."""

    letter: str
    held_by: list[SeatOut]


class CheckOut(Schema):
    """A check and how many things it finds how; the counts are null where they are of too few people."""

    id: str
    reach: str
    passed: int | None
    failed: int | None
    unknown: int | None
    not_applicable: int | None


class ActivityOut(Schema):
    """One activity. ``letters`` is null where it is only suggested and not yet for this viewer to see.

    ``open_gaps`` are asked of somebody, ``quiet_gaps`` are what checks on trial and suggested ones would add; null
    where too few people are behind.
    """

    id: str
    name: str
    about: str | None
    standing: str
    state: str
    held_by: str
    protects: list[str]
    csf: list[str]
    cis: list[str]
    words: dict[str, str]
    letters: list[ActivityLetterOut] | None
    checks: list[CheckOut]
    open_gaps: int | None
    quiet_gaps: int | None
    attested_until: dt.date | None


class ObjectiveRow(Schema):
    """An objective and how many of the activities that protect it stand how."""

    id: str
    name: str
    words: str
    criticality: int
    owner: str
    firm: int
    loose: int
    missing: int
    unknown: int
    suggested: int


class ProtectingOut(Schema):
    """An activity that protects an objective; ``things`` and ``late`` are null where too few people are meant."""

    activity: str
    state: str
    things: int | None
    late: int | None


class ObjectiveOut(ObjectiveRow):
    """One objective with the activities that protect it."""

    activities: list[ProtectingOut]


@apis.get(router, "/things/{kind}/{path:asset_id}", rule=rules.may_see_thing, scope="things:read", response=ThingOut)
def thing(request: Request, kind: str, asset_id: str) -> ThingOut:
    """Return one thing; a former id answers with the present one. Somebody's screening is under ``/looks``."""
    found = _known(kind, asset_id)
    if rules.sees_by(request.viewer, found) == "screening":
        raise HttpError(422, "a look at somebody's record needs a reason: POST it to /looks")
    return _thing(request, found)


@apis.post(router, "/looks/{kind}/{path:asset_id}", rule=rules.may_ask_to_look, scope="things:read", response=ThingOut)
def look(request: Request, kind: str, asset_id: str, body: LookIn) -> ThingOut:
    """Return what is about one person, once; the reason is kept, and shown to them."""
    found = _known(kind, asset_id)
    looks.record(request.viewer, found, body.reason, at=request.now)
    return _thing(request, found)


def _known(kind: str, asset_id: str) -> knowing.Thing:
    found = knowing.find(kind, asset_id)
    assert found is not None  # The rule saw it.
    return found


def _thing(request: Request, found: knowing.Thing) -> ThingOut:
    page = things.page(request.viewer, found, now=request.now)
    return ThingOut(
        kind=found.kind,
        id=found.asset_id,
        name=page.name,
        owner_id=found.owner_id or None,
        former_ids=list(page.aliases),
        as_of=page.as_of,
        letters=_letters(request, found),
        outcomes=_outcomes(page),
        attributes=_attributes(page),
    )


def _letters(request: Request, found: knowing.Thing) -> list[LetterOut]:
    return [
        LetterOut(
            activity=line.activity_id,
            letter=line.letter,
            position=line.position,
            person_id=line.person_id,
            via=line.via,
        )
        for line in rules.letters_for(request.viewer, knowing.letters(found))
    ]


def _outcomes(page: things.Page) -> list[OutcomeOut]:
    return [
        OutcomeOut(
            check=one.check_id,
            activity=one.activity_id,
            outcome=one.outcome,
            reach=one.reach,
            findings=[FindingOut(item=row.item, outcome=row.outcome, detail=row.detail) for row in one.findings],
            error=one.error,
            gap_id=one.gap.gap_id if one.gap else None,
        )
        for rows in page.verdicts.values()
        for one in rows
    ]


def _attributes(page: things.Page) -> list[AttributeOut]:
    rows = page.comparison.rows if page.comparison else ()
    return [
        AttributeOut(
            name=row.column,
            value=row.raw,
            source=row.source,
            said=[SaidOut(source=cell.source, value=cell.raw, counts=cell.counts) for cell in row.cells if cell.raw],
        )
        for row in rows
    ]


@apis.get(router, "/activities", rule=rules.insider, scope="program:read", response=list[ActivityRow])
def activities(request: Request, q: str = "") -> list[ActivityRow]:
    """List the activities, or those whose name and words hold every word of ``q``."""
    return [
        ActivityRow(
            id=one.activity_id,
            name=one.name,
            standing="suggested" if one.suggested else "agreed",
            state=one.state,
        )
        for domain in acts.listing(request.viewer, q[:200])
        for one in domain.lines
    ]


@apis.get(router, "/activities/{activity_id}", rule=rules.may_see_activity, scope="program:read", response=ActivityOut)
def activity(request: Request, activity_id: str) -> ActivityOut:
    """Return one activity."""
    page = acts.page(request.viewer, activity_id)
    one = page.activity
    return ActivityOut(
        id=one.id,
        name=one.name,
        about=one.about,
        standing=one.standing,
        state=page.standing.state,
        held_by=one.held_by,
        protects=list(one.protects),
        csf=list(one.csf),
        cis=list(one.cis),
        words=dict(one.words),
        letters=None if page.letters is None else [_activity_letter(letter) for letter in page.letters],
        checks=[_check(check) for check in page.checks],
        open_gaps=page.open_gaps,
        quiet_gaps=page.quiet_gaps,
        attested_until=page.attested[1] if page.attested else None,
    )


def _activity_letter(letter: acts.Letter) -> ActivityLetterOut:
    seats = [SeatOut(position=seat.position, people=list(seat.person_ids)) for seat in letter.seats]
    return ActivityLetterOut(letter=letter.letter, held_by=seats)


def _check(check: acts.CheckLine) -> CheckOut:
    told = check.counts
    return CheckOut(
        id=check.check_id,
        reach=check.reach,
        passed=told.get("pass"),
        failed=told.get("fail"),
        unknown=told.get("unknown"),
        not_applicable=told.get("not_applicable"),
    )


@apis.get(router, "/objectives", rule=rules.insider, scope="program:read", response=list[ObjectiveRow])
def objectives(request: Request) -> list[ObjectiveRow]:
    """List the objectives, what matters most first."""
    return [ObjectiveRow(**_row(one)) for one in goals.listing()]


@apis.get(
    router, "/objectives/{objective_id}", rule=rules.may_see_objective, scope="program:read", response=ObjectiveOut
)
def objective(request: Request, objective_id: str) -> ObjectiveOut:
    """Return one objective with what protects it."""
    page = goals.page(objective_id)
    lines = (*page.loose, *page.missing, *page.unknown, *page.firm, *page.suggested)
    protecting = [
        ProtectingOut(
            activity=one.activity_id,
            state=one.state,
            things=one.loose.things if one.loose else 0,
            late=one.loose.late if one.loose else 0,
        )
        for one in lines
    ]
    return ObjectiveOut(**_row(page.summary), activities=protecting)


def _row(one: goals.Summary) -> dict[str, Any]:
    counts = {name: getattr(one, name) for name in ("firm", "loose", "missing", "unknown", "suggested")}
    goal = one.objective
    return {
        "id": goal.id, "name": goal.name, "words": goal.words, "criticality": goal.criticality, "owner": one.owner,
        **counts,
    }  # fmt: skip
