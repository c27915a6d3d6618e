"""The page of a position: a thing too, because what nobody holds is a gap."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from drystone.catalogue import access, wording
from drystone.directory import letters as directory
from drystone.directory.letters import Held
from drystone.responsibility.matrix import rules
from drystone.shell import site
from drystone.shell.viewer import Viewer


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


#: A relation such as the owner carries half of the matrix; its page lists no more than this.
_MOST = 40


def position(viewer: Viewer, position_id: str) -> Position:
    """Say what a position is. Letters of suggested activities are told to those who may see them only."""
    program = site.program()
    role_id = position_id.partition("/")[0]
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
    )
