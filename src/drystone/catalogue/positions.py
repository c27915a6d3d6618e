"""The page of a position: a thing too, because what nobody holds is a gap."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.functional import Promise

from drystone.catalogue import access, wording
from drystone.directory import letters as directory
from drystone.directory import queries as directory_queries
from drystone.directory import tenures
from drystone.directory.letters import Held
from drystone.program.model import Role
from drystone.responsibility.matrix import rules
from drystone.shell import site
from drystone.shell.viewer import AUDIT, EDIT_PROGRAM, Viewer


@dataclass(frozen=True, slots=True)
class Carried:
    """A letter that comes with a position."""

    letter: str
    words: str | Promise
    activity_id: str
    activity: str


@dataclass(frozen=True, slots=True)
class Position:
    """What a position is, who fills it today, and what comes with it. A relation has no holders of its own."""

    name: str
    relation: bool
    holders: tuple[Held, ...]
    carried: tuple[Carried, ...]
    more: int
    role: Role | None
    granted_by: str
    handover: Handover | None
    history: tuple[tenures.Past, ...]


@dataclass(frozen=True, slots=True)
class Handover:
    """Whoever held a position is gone from it: since when, how long there is to name somebody, and who steps in.

    ``why``: left, moved, ended. ``stays`` says that they hold it until ``until``. ``by`` are the names of who steps in,
    ``person_ids`` their ids, ``step`` how they come to it: deputy, manager, fallback, or "" where there is nobody.
    """

    why: str
    gone_on: dt.date
    until: dt.date
    days: int
    stays: bool
    step: str
    by: tuple[str, ...]
    person_ids: tuple[str, ...]

    @property
    def over(self) -> bool:
        """Whether the time to name somebody is over."""
        return self.days < 0


_GONE = """
select d.why, d.gone_on, d.until, d.why = 'moved' and h.person_id is not null as stays
from departure d left join seat_holder h on h.position_id = d.position_id and h.person_id = d.person_id
    and h.step = 'holder'
where d.position_id = $id order by d.until desc, d.gone_on desc limit 1
"""
_STEPPING_IN = "select person_id, step from stepping_in where position_id = $id order by ordinal limit 20"


def _handover(position_id: str, *, now: dt.datetime) -> Handover | None:
    if site.snapshot() is None:
        return None
    with site.reading() as engine:
        if not engine.columns("departure"):
            return None  # The applied run is of an earlier version.
        gone = engine.rows(_GONE, {"id": position_id})
        by = engine.rows(_STEPPING_IN, {"id": position_id}) if gone else []
    if not gone:
        return None
    why, gone_on, until, stays = gone[0]
    ids = [str(row[0]) for row in by]
    cards = directory_queries.cards(ids)
    names = tuple((cards[one].name or cards[one].email or one) if one in cards else one for one in ids)
    days = (until - timezone.localtime(now).date()).days
    return Handover(why, gone_on, until, days, bool(stays), str(by[0][1]) if by else "", names, tuple(ids))


def _history(viewer: Viewer, position_id: str, *, now: dt.datetime) -> tuple[tenures.Past, ...]:
    """For whoever keeps the program, and for auditors, who see ids for names."""
    if not (viewer.may(EDIT_PROGRAM) or viewer.may(AUDIT)):
        return ()
    keep = site.program().settings.privacy.keep_leavers
    found = tenures.of(position_id, today=timezone.localtime(now).date(), keep_leavers=keep)
    return tuple(found if viewer.may(EDIT_PROGRAM) else (replace(one, name="") for one in found))


#: A relation such as the owner carries half of the matrix; its page lists no more than this.
_MOST = 40


def position(viewer: Viewer, position_id: str, *, now: dt.datetime) -> Position:
    """Say what a position is. Letters of suggested activities are told to those who may see them only."""
    program = site.program()
    role_id = position_id.partition("/")[0]
    role = program.roles.get(role_id)
    shown = access.sees_suggested(viewer, set())
    carried = [
        Carried(rule.letter, wording.LETTERS[rule.letter], rule.activity_id, program.activities[rule.activity_id].name)
        for rule in rules(program)
        if rule.target == role_id and (shown or program.activities[rule.activity_id].standing == "agreed")
    ]
    return Position(
        wording.position(program, position_id),
        position_id in wording.RELATIONS,
        tuple(directory.holders_of(position_id)),
        tuple(carried[:_MOST]),
        max(0, len(carried) - _MOST),
        role,
        wording.position(program, role.granted_by) if role and role.granted_by else "",
        _handover(position_id, now=now),
        _history(viewer, position_id, now=now),
    )
