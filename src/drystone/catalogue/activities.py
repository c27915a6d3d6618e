"""The pages of activities: the organisation's own matrix, as everyone in it may read it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from drystone.catalogue import access, wording
from drystone.charting import queries as charting
from drystone.directory import letters as directory
from drystone.gaps import things as gaps
from drystone.lake.engines import Engine
from drystone.measures.standing import Coverage, Standing, standings
from drystone.program.model import Activity, Check, Objective, Program
from drystone.responsibility.matrix import kind_of
from drystone.shell import site
from drystone.shell.viewer import Viewer

_HOLES = """
select distinct h.position from letter_rule r
join hole h on h.position = r.target or (r.how in ('seat', 'seats') and starts_with(h.position, r.target || '/'))
where r.letter in ('R', 'A') and r.activity_id = $id order by 1 limit 20
"""


@dataclass(frozen=True, slots=True)
class Line:
    """An activity in the list."""

    activity_id: str
    name: str
    words: str
    state: str
    state_words: str | Promise
    suggested: bool


@dataclass(frozen=True, slots=True)
class Domain:
    """The activities of one file of the program."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """A position that holds a letter, and who fills it; nobody is listed for a relation, which each thing answers."""

    position: str
    people: tuple[str, ...]
    person_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of an activity."""

    letter: str
    words: str | Promise
    seats: tuple[Seat, ...]
    everyone: str = ""


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check of an activity. ``counts`` are its outcomes by name, None where too few people are behind; ``error``: it

    could not run.
    """

    check_id: str
    title: str
    why: str
    reach: str
    reach_words: str | Promise
    counts: Mapping[str, int | None]
    judged: bool
    error: bool

    @property
    def withheld(self) -> str:
        """Whether "all", "some" or none ("") of what the page says of it is kept back."""
        kept = [count for name, count in self.counts.items() if name != "not_applicable"]
        return "" if None not in kept else "some" if any(count is not None for count in kept) else "all"


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the page of an activity says. ``letters`` is None where they are not for this viewer yet.

    ``open_gaps`` are those that are asked of somebody, ``quiet_gaps`` what checks that ask nobody yet would add; these
    and ``coverage`` are None where too few people are behind.
    """

    activity: Activity
    kind: str
    standing: Standing
    state_words: str | Promise
    my_words: tuple[tuple[str, str], ...]
    other_words: tuple[tuple[str, str], ...]
    letters: tuple[Letter, ...] | None
    objectives: tuple[Objective, ...]
    held: tuple[str | Promise, ...]
    checks: tuple[CheckLine, ...]
    coverage: Coverage | None
    holes: tuple[str, ...]
    attested: tuple[dt.datetime, dt.date] | None
    open_gaps: int | None
    quiet_gaps: int | None
    as_of: dt.datetime | None

    @property
    def counted(self) -> bool:
        """Whether it may be known how many gaps the activity has, and each of its live checks."""
        told = [one for key, one in self.standing.figures.items() if not key or one.reach == "live"]
        return all(one.gaps["open_gaps"] is not None for one in told)


def listing(viewer: Viewer, query: str = "") -> list[Domain]:
    """Return the activities by domain, those only whose name or words hold every word of the query."""
    program = site.program()
    states = _standings(program)
    wanted = query.casefold().split()
    found: dict[str, list[Line]] = {}
    for one in program.activities.values():
        text = " ".join((one.id, one.name, *one.words.values())).casefold()
        if all(word in text for word in wanted):
            found.setdefault(one.place.path, []).append(_line(program, viewer, one, states))
    return [Domain(domain(path), tuple(lines)) for path, lines in found.items()]


def domain(path: str) -> str:
    """Say the name of a program's file: "2-things-and-data.yaml" is "Things and data"."""
    stem = re.sub(r"^\d+-", "", path.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    return stem.replace("-", " ").replace("_", " ").capitalize()


def page(viewer: Viewer, activity_id: str) -> Page:
    """Put the page of an activity together; before the first run it says what the program says."""
    program = site.program()
    activity = program.activities[activity_id]
    current = site.snapshot()
    read: Mapping[str, Any] = _NOTHING
    if current is not None:
        with site.reading() as engine:
            read = _read(engine, program, activity)
    standing: Standing = read["standings"].get(activity_id) or Standing(
        activity_id, "unknown", 0, 0, 0, 0, 0, None, 0, ""
    )
    mine, others = _words(program, viewer, activity)
    return Page(
        activity=activity,
        kind=kind_of(activity),
        standing=standing,
        state_words=wording.STATES[standing.state],
        my_words=mine,
        other_words=others,
        letters=_letters(program, viewer, activity),
        objectives=tuple(program.objectives[one] for one in activity.protects if one in program.objectives),
        held=wording.LADDER[activity.held_by],
        checks=tuple(_check(one, standing) for one in program.checks.values() if one.activity == activity_id),
        coverage=standing.coverage,
        holes=tuple(wording.position(program, one) for one in read["holes"] if one not in wording.RELATIONS),
        attested=gaps.last_attested(activity_id) if activity.attest is not None else None,
        open_gaps=standing.figures[""].gaps["open_gaps"],
        quiet_gaps=standing.quiet_gaps,
        as_of=current.as_of if current else None,
    )


_NOTHING: Mapping[str, Any] = {"standings": {}, "holes": []}


def _read(engine: Engine, program: Program, activity: Activity) -> Mapping[str, Any]:
    return {
        "standings": standings(program, engine),
        "holes": [row[0] for row in engine.rows(_HOLES, {"id": activity.id})],
    }


def _standings(program: Program) -> dict[str, Standing]:
    if site.snapshot() is None:
        return {}
    with site.reading() as engine:
        return standings(program, engine)


def _line(program: Program, viewer: Viewer, activity: Activity, states: Mapping[str, Standing]) -> Line:
    mine, others = _words(program, viewer, activity)
    state = states[activity.id].state if activity.id in states else "unknown"
    return Line(
        activity.id,
        activity.name,
        (mine or others or (("", ""),))[0][1],
        state,
        wording.STATES[state],
        activity.standing == "suggested",
    )


def _words(
    program: Program, viewer: Viewer, activity: Activity
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """The activity in the words of the viewer's own parties, and in everybody else's."""
    parties = {program.roles[role].party for role in viewer.roles if role in program.roles}
    said = sorted(activity.words.items(), key=lambda pair: (pair[0] not in parties, pair[0] != "everyone"))
    mine = tuple((wording.party(key), text) for key, text in said if key in parties or key == "everyone")
    others = tuple((wording.party(key), text) for key, text in said if key not in parties and key != "everyone")
    return mine, others


def _letters(program: Program, viewer: Viewer, activity: Activity) -> tuple[Letter, ...] | None:
    held = directory.letters(activity.id)
    answering = {one.person_id for one in held if one.letter == "A"}
    if activity.standing == "suggested" and not access.sees_suggested(viewer, answering):
        return None
    if activity.standing == "suggested" and activity.id in charting.hidden(viewer):
        return None
    made = []
    for letter, words in wording.LETTERS.items():
        seats: dict[str, list[tuple[str, str]]] = {}
        for one in held:
            if one.letter == letter:
                seats.setdefault(one.position_id, []).append((one.name, one.person_id))
        written = [who for key, who in activity.letters() if key == letter]
        relations = [who for who in written if who in wording.RELATIONS]
        empty = [who for who in written if who not in relations and not any(_fills(seat, who) for seat in seats)]
        rows = [Seat(str(wording.RELATIONS[who]), (), ()) for who in relations]
        rows += [
            Seat(wording.position(program, key), tuple(one[0] for one in people), tuple(one[1] for one in people))
            for key, people in seats.items()
        ]
        rows += [Seat(wording.position(program, who), (), ()) for who in empty]
        if rows:
            made.append(Letter(letter, words, tuple(rows)))
    return tuple(made)


def _fills(position_id: str, role_id: str) -> bool:
    return position_id == role_id or position_id.startswith(f"{role_id}/")


def _check(check: Check, standing: Standing) -> CheckLine:
    found = standing.figures.get(check.id)
    reach = (found.reach if found else "") or "suggested"
    return CheckLine(
        check.id,
        check.title.passed,
        check.why,
        reach,
        wording.REACHES[reach],
        found.outcomes if found else {},
        judged=found is not None,
        error=found is not None and found.erred,
    )
