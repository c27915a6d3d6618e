"""Who may look at what here. The rules:

1. A thing is seen by the one it belongs to, by whoever holds a letter on it, and by auditors, who see ids for names.
2. A letter of an activity that is only suggested opens nothing, except to the one who would answer for it. Nor does
   a letter that somebody holds by being another's manager, unless the program records an agreement that it may.
3. What is about one person (their record, their screening) is seen by that person alone. Whoever decides about
   screenings may look at one after saying why; that is written down, and the person sees it.
4. What does not exist and what is somebody else's answer the same: 404.
5. Activities and objectives are the organisation's own matrix: everyone who is here today may read them. The
   letters of a suggested activity are shown only to those who edit the program and to the one who would answer for it;
   to that one not either, while a round asks them about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from drystone.catalogue import knowing
from drystone.catalogue.knowing import Thing
from drystone.charting import queries as charting
from drystone.program.relations import RELATIONS
from drystone.responsibility import LetterLine
from drystone.shell import site
from drystone.shell.viewer import AUDIT, EDIT_PROGRAM, SEE_SCREENING, Viewer

#: Kinds of things that are about one person.
PERSONAL = ("person", "screening")

#: By what somebody sees a thing: it is theirs, a letter, a power with a reason, as an auditor; "" is not at all.
By = Literal["", "own", "letter", "screening", "auditor"]


def may_see_thing(viewer: Viewer, **arguments: Any) -> bool:
    """Whether somebody may open the page of a thing."""
    thing = _thing(viewer, arguments)
    return thing is not None and sees_by(viewer, thing) != ""


def may_see_position(viewer: Viewer, **arguments: Any) -> bool:
    """Whether there is such a position, for anyone who is here."""
    return may_see_thing(viewer, kind="position", asset_id=arguments["position_id"])


def may_ask_to_look(viewer: Viewer, **arguments: Any) -> bool:
    """Whether somebody may see a thing once they have said why."""
    thing = _thing(viewer, arguments)
    return thing is not None and sees_by(viewer, thing) == "screening"


def insider(viewer: Viewer, **_arguments: Any) -> bool:
    """Whether somebody is here today, or has a power without being in the people data, as the first administrator."""
    return viewer.signed_in and bool(viewer.person_id or viewer.powers)


def may_see_activity(viewer: Viewer, **arguments: Any) -> bool:
    """Whether there is such an activity, for anyone who is here."""
    return insider(viewer) and arguments["activity_id"] in site.program().activities


def may_see_objective(viewer: Viewer, **arguments: Any) -> bool:
    """Whether there is such an objective, for anyone who is here."""
    return insider(viewer) and arguments["objective_id"] in site.program().objectives


def _thing(viewer: Viewer, arguments: Mapping[str, Any]) -> Thing | None:
    return knowing.find(arguments["kind"], arguments["asset_id"]) if viewer.signed_in else None


def sees_by(viewer: Viewer, thing: Thing) -> By:
    """Return by what somebody sees a thing; "" where they do not."""
    if thing.kind in PERSONAL:
        return _sees_personal(viewer, thing)
    if thing.kind in knowing.OF_THE_PROGRAM:
        return "letter" if viewer.person_id else _as_auditor(viewer)
    if viewer.person_id and thing.owner_id == viewer.person_id:
        return "own"
    if viewer.person_id and any(_opens(line, viewer) for line in knowing.letters(thing)):
        return "letter"
    return _as_auditor(viewer)


def _sees_personal(viewer: Viewer, thing: Thing) -> By:
    # Not the owner: for someone who has left that is their manager, and this stays theirs.
    if viewer.person_id and thing.person_id == viewer.person_id:
        return "own"
    return "screening" if thing.kind == "screening" and viewer.may(SEE_SCREENING) else ""


def _as_auditor(viewer: Viewer) -> By:
    return "auditor" if viewer.may(AUDIT) else ""


def _opens(line: LetterLine, viewer: Viewer) -> bool:
    if line.person_id != viewer.person_id or not (line.standing == "agreed" or line.letter == "A"):
        return False
    if line.standing != "agreed" and line.activity_id in charting.hidden(viewer):
        return False
    return not _by_managing(line) or bool(site.program().settings.privacy.managers_see)


def _by_managing(line: LetterLine) -> bool:
    """Whether a letter is somebody's as another's manager: so written, or stepping in for a report who left."""
    return line.who.endswith(".manager") or (line.who in RELATIONS and line.via == "manager")


def sees_suggested(viewer: Viewer, accountable: set[str]) -> bool:
    """Whether somebody sees the letters of a suggested activity for which these people would answer.

    While a round asks them about it, they do not (``charting.queries.hidden``): that is for the callers, once a page.
    """
    return viewer.may(EDIT_PROGRAM) or bool(viewer.person_id and viewer.person_id in accountable)


def letters_for(viewer: Viewer, lines: tuple[LetterLine, ...]) -> list[LetterLine]:
    """Return those letters on a thing that somebody may see."""
    answering: dict[str, set[str]] = {}
    for line in lines:
        if line.letter == "A" and line.person_id:
            answering.setdefault(line.activity_id, set()).add(line.person_id)
    hidden = charting.hidden(viewer) if any(line.standing != "agreed" for line in lines) else frozenset[str]()
    return [
        line
        for line in lines
        if line.standing == "agreed"
        or (line.activity_id not in hidden and sees_suggested(viewer, answering.get(line.activity_id, set())))
    ]
