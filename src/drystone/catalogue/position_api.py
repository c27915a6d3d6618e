"""One position for programs: who fills it, what it may and has to know, and who takes over where somebody left."""

# Annotations stay objects here: Ninja makes the API's description of them.

import datetime as dt

from ninja import Router, Schema

from drystone.catalogue import access as rules
from drystone.catalogue import positions as seats
from drystone.shell import apis
from drystone.shell.viewer import Request

router = Router(tags=["catalogue"])


class HolderOut(Schema):
    """Somebody who fills a position, and by which step."""

    person_id: str
    via: str


class CompetenceOut(Schema):
    """What a position has to know, what its holder shows of it, what lacks, and what is planned about that."""

    needs: list[str]
    has: list[str]
    basis: str
    looked_at: dt.date | None
    lacking: list[str]
    plan_by: dt.date | None = None
    plan: str = ""


class HandoverOut(Schema):
    """That whoever held it left, moved, or ended; until when somebody can be named, and who steps in, by which step."""

    why: str
    gone_on: dt.date
    until: dt.date
    stays: bool
    step: str
    person_ids: list[str]


class TenureOut(Schema):
    """Who filled it from when to when, by which step; for whoever keeps the program and for auditors."""

    person_id: str
    step: str
    began_on: dt.date
    ended_on: dt.date | None


class PositionOut(Schema):
    """One position, or one seat of one."""

    id: str
    name: str
    holders: list[HolderOut]
    may: list[str]
    granted_by: str | None
    competence: CompetenceOut | None
    handover: HandoverOut | None
    history: list[TenureOut]


@apis.get(
    router, "/positions/{path:position_id}", rule=rules.may_see_position, scope="things:read", response=PositionOut
)
def position(request: Request, position_id: str) -> PositionOut:
    """Return one position: who fills it, what it may and has to know, and who takes it over where somebody left."""
    one = seats.position(request.viewer, position_id, now=request.now)
    role, known = one.role, one.role.competence if one.role else None
    return PositionOut(
        id=position_id,
        name=one.name,
        holders=[HolderOut(person_id=held.person_id, via=held.step) for held in one.holders],
        may=list(role.may) if role else [],
        granted_by=(role.granted_by if role else None) or None,
        competence=CompetenceOut.from_orm(known) if known else None,
        handover=HandoverOut.from_orm(one.handover) if one.handover else None,
        history=[TenureOut.from_orm(past) for past in one.history],
    )
