"""The page of one thing, put together: a handful of look-ups in the lake and three in the state, whatever its size."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise

from drystone.catalogue import access, attributes, history, knowing, records, wording
from drystone.catalogue.knowing import OF_THE_PROGRAM, Thing
from drystone.checks import Finding, Outcome, outcomes_of, reaches
from drystone.directory import naming
from drystone.directory import queries as directory
from drystone.directory.pseudonyms import Hide
from drystone.gaps import places
from drystone.gaps import things as gaps
from drystone.gaps.things import GapOfThing
from drystone.inventory import Explanation, side_by_side
from drystone.inventory.explaining import Reason, explain
from drystone.lake.engines import Engine
from drystone.program.model import Program
from drystone.program.vocabulary import NAMED_AFTER_PEOPLE
from drystone.responsibility import LetterLine
from drystone.shell import site
from drystone.shell.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Holder:
    """One letter on the thing: who, by which position, and by which step that was found."""

    letter: str
    words: str | Promise
    person_id: str
    person: str
    mine: bool
    position: str
    because: str


@dataclass(frozen=True, slots=True)
class DutyOnThing:
    """An activity about the thing, with its letters."""

    activity_id: str
    name: str
    suggested: bool
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check says of the thing. ``title`` is for this state; ``gap`` the standing gap, if there is one."""

    check_id: str
    activity_id: str
    outcome: str
    title: str
    reach: str
    reach_words: str | Promise
    findings: tuple[Finding, ...]
    error: str
    judged: bool
    gap: GapOfThing | None


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the page of a thing says; ``opens`` are the gaps whose page its viewer may open."""

    thing: Thing
    name: str
    by: str
    owner_id: str
    owner: str
    because: str
    duties: tuple[DutyOnThing, ...]
    verdicts: Mapping[str, tuple[Verdict, ...]]
    comparison: records.Comparison | None
    evidence: tuple[records.Evidence, ...]
    explanation: Explanation | None
    reasons: tuple[tuple[Reason, str], ...]
    aliases: tuple[str, ...]
    moments: tuple[history.Moment, ...]
    as_of: dt.datetime
    opens: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Read:
    """What the lake knows of the thing."""

    explanation: Explanation | None
    said: tuple[tuple[Any, ...], int]
    outcomes: tuple[Outcome, ...]
    reaches: Mapping[str, str]
    origins: history.Origins
    owner: tuple[str, str | None, dt.datetime | None] | None
    names: Mapping[str, str]


def page(viewer: Viewer, thing: Thing, *, now: dt.datetime) -> Page:
    """Put the page of a thing together for one viewer, whom the rule let in. Raises StoreError before the first run."""
    program, by = site.program(), access.sees_by(viewer, thing)
    masked = by == "auditor"
    hide = naming.without_names() if masked else None
    lines = access.letters_for(viewer, knowing.letters(thing))
    current = site.snapshot()
    assert current is not None  # The rule saw the thing in it.
    with site.reading() as engine:
        read = _read(engine, program, thing, current.as_of, masked=masked)
    people = {} if masked else _names(read, lines)
    names = {**{one: hide(name) for one, name in read.names.items()}, **people} if hide else {**read.names, **people}
    standing = gaps.of_thing(thing.kind, thing.asset_id)
    claim = read.owner
    known = wording.seen(claim[1], claim[2], now) if claim else ""
    found = read.explanation
    moments = tuple(history.tell(program, read.origins, standing, gaps.story(thing.kind, thing.asset_id), names))
    return Page(
        thing=thing,
        name=_called(thing, hide),
        by=by,
        owner_id=thing.owner_id,
        owner=names.get(thing.owner_id, thing.owner_id),
        because=wording.claim(claim[0], mine=by == "own", known=known) if claim else "",
        duties=tuple(_duties(program, lines, viewer, known, people)),
        verdicts=_verdicts(program, read, standing, masked=masked),
        comparison=records.compare(thing.kind, read.said, found.values, names, hide=hide) if found else None,
        evidence=tuple(records.evidence(found, program.settings.ownership, names, masked=masked)) if found else (),
        explanation=found,
        reasons=() if masked or not found else tuple((one, attributes.name(one.rule)) for one in found.reasons),
        aliases=read.origins.aliases,
        moments=tuple(replace(one, about=hide(one.about)) for one in moments) if hide else moments,
        as_of=current.as_of,
        opens=frozenset(places.seen(viewer, (gap.gap_id for gap in standing))),
    )


def _called(thing: Thing, hide: Hide | None) -> str:
    if hide is None:
        return thing.name
    return thing.asset_id if thing.kind in NAMED_AFTER_PEOPLE else hide(thing.name)


def _read(engine: Engine, program: Program, thing: Thing, as_of: dt.datetime, *, masked: bool) -> _Read:
    kind, asset_id = thing.kind, thing.asset_id
    made = kind in OF_THE_PROGRAM
    found = None if made else explain(engine, kind, asset_id)
    owner = engine.rows(
        "select claim, source, seen_at from owner where asset_kind = $kind and asset_id = $id",
        {"kind": kind, "id": asset_id},
    )
    return _Read(
        explanation=found,
        said=((), 0) if made else side_by_side(engine, kind, asset_id),
        outcomes=outcomes_of(engine, program, kind, asset_id, as_of=as_of),
        reaches=reaches(engine),
        origins=history.origins(engine, kind, asset_id),
        owner=owner[0] if owner else None,
        names=_things_named(engine, found, masked=masked),
    )


def _things_named(engine: Engine, found: Explanation | None, *, masked: bool) -> dict[str, str]:
    """The names of the things that this one's values refer to; people are named by the directory, or not at all.

    ``masked`` leaves out what is called after people.
    """
    texts = [value.value for value in found.values] if found else []
    if not texts:
        return {}
    rows = engine.rows(
        "select asset_id, name from asset where list_contains($ids, asset_id) and not list_contains($left, asset_kind)",
        {"ids": texts, "left": sorted(NAMED_AFTER_PEOPLE) if masked else ["person"]},
    )
    return {row[0]: row[1] or row[0] for row in rows}


def _names(read: _Read, lines: Iterable[LetterLine]) -> dict[str, str]:
    found = read.explanation
    ids = [line.person_id for line in lines if line.person_id]
    ids += [one[1] for one in read.origins.decisions]
    if found:
        ids += [found.owner_id or "", *(claim.person_id or "" for claim in found.claims)]
        ids += [value.value for value in found.values if value.column.endswith("_id")]
    return {person_id: card.name or card.email or person_id for person_id, card in directory.cards(ids).items()}


def _duties(
    program: Program, lines: list[LetterLine], viewer: Viewer, known: str, people: Mapping[str, str]
) -> list[DutyOnThing]:
    grouped: dict[str, list[LetterLine]] = {}
    for line in lines:
        grouped.setdefault(line.activity_id, []).append(line)
    return [
        DutyOnThing(
            activity_id,
            held[0].activity,
            held[0].standing == "suggested",
            tuple(_holder(program, line, viewer, known, people) for line in held),
        )
        for activity_id, held in grouped.items()
    ]


def _holder(program: Program, line: LetterLine, viewer: Viewer, known: str, people: Mapping[str, str]) -> Holder:
    mine = bool(viewer.person_id) and line.person_id == viewer.person_id
    return Holder(
        letter=line.letter,
        words=wording.LETTERS[line.letter],
        person_id=line.person_id or "",
        person=people.get(line.person_id or "", line.person_id or ""),
        mine=mine,
        position=wording.position(program, line.position),
        because=wording.because(line, program, mine=mine, known=known),
    )


def _verdicts(
    program: Program, read: _Read, standing: list[GapOfThing], *, masked: bool
) -> dict[str, tuple[Verdict, ...]]:
    """The checks by outcome, what is to do first. A check that is only suggested or tried asks nothing of anyone."""
    gap_of: dict[str, GapOfThing] = {}
    for gap in standing:
        if gap.status != "closed":
            gap_of.setdefault(gap.check_id, gap)
    made: dict[str, list[Verdict]] = {"fail": [], "unknown": [], "pass": [], "not_applicable": []}
    for one in read.outcomes:
        title = program.checks[one.check_id].title
        reach = read.reaches.get(one.check_id, "suggested")
        made[one.outcome].append(
            Verdict(
                check_id=one.check_id,
                activity_id=one.activity_id,
                outcome=one.outcome,
                title={"pass": title.passed, "unknown": title.unknown}.get(one.outcome, title.failed),
                reach=reach,
                reach_words=wording.REACHES[reach],
                findings=() if masked else one.findings,
                error=one.error,
                judged=one.judged,
                gap=gap_of.get(one.check_id),
            )
        )
    return {outcome: tuple(sorted(rows, key=lambda row: row.reach != "live")) for outcome, rows in made.items()}
