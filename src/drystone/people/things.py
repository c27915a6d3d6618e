"""What the applied run says of one person: their row of ``page``, in one look-up."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from drystone.checks.standing import OUTCOMES
from drystone.gaps.steps import Thing
from drystone.lake.engines.base import Engine, EngineError
from drystone.lib.errors import StoreError
from drystone.responsibility import page
from drystone.shell import site


@dataclass(frozen=True, slots=True)
class ThingDuty:
    """A duty that is somebody's through their things, and for how many of them."""

    activity: str
    letter: str
    things: int


@dataclass(frozen=True, slots=True)
class Known:
    """What a run knows of a person. ``counts`` are whole; of each kind the most critical things are listed.

    ``outcomes`` counts all things by the worst that live checks said of them; ``platforms`` are those of other things
    that were asked for.
    """

    department: str = ""
    team: str = ""
    manages: int = 0
    things: tuple[Thing, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    duties: tuple[ThingDuty, ...] = ()
    outcomes: Mapping[str, int] = field(default_factory=dict)
    platforms: Mapping[str, str] = field(default_factory=dict)


def known(person_id: str, *, others: Collection[str] = ()) -> Known | None:
    """Return what the applied run knows of a person; None where it does not know them, or nothing has run yet.

    ``others`` are ids of things, theirs or not, whose platform is asked for in the same look-up.
    """
    try:
        with site.reading() as engine:
            rows = _rows(engine, person_id, sorted(others))
    except StoreError:
        return None
    if not rows:
        return None
    body, outcomes, platforms = (json.loads(text or "{}") for text in rows[0])
    return _read(body, outcomes, platforms)


def listed(person_id: str, kind: str, *, after: int, most: int) -> tuple[Thing, ...]:
    """Return somebody's things of one kind from a place on, in the order of their page; in one look-up."""
    asked = {"id": person_id, "kind": kind, "after": after, "most": most}
    with site.reading() as engine:
        if not engine.columns("page_thing"):
            return ()  # The applied run is an earlier version's.
        rows = engine.rows(_LISTED, asked)
    said = json.loads(rows[0][-1] or "{}").get(kind, "") if rows else ""
    found = (dict(zip(page.THING, row, strict=False)) for row in rows)
    return tuple(_thing(one, _outcome(said, after + at)) for at, one in enumerate(found))


_PAGE = """
    select p.body, o.body, {platforms} from page p left join page_outcome o on o.person_id = p.person_id
    where p.person_id = $id
"""
_PLATFORMS = """
    (select cast(json_group_object(asset_id, platform) as varchar) from asset
     where platform is not null and asset_id in (select unnest($others)))
"""
_LISTED = f"select t.*, (select body from page_outcome where person_id = $id) from ({page.LISTED}) t"


def _rows(engine: Engine, person_id: str, others: list[str]) -> list[tuple[Any, ...]]:
    asked: dict[str, Any] = {"id": person_id, **({"others": others} if others else {})}
    try:
        return engine.rows(_PAGE.format(platforms=_PLATFORMS if others else "null"), asked)
    except EngineError:
        if not engine.columns("page"):
            return []  # The applied run is an earlier version's, and knew no pages,
        if engine.columns("page_outcome"):
            raise
        return engine.rows(
            "select body, null, null from page where person_id = $id", {"id": person_id}
        )  # nor outcomes.


def _read(body: dict[str, Any], outcomes: dict[str, str], platforms: dict[str, str]) -> Known:
    places: Counter[str] = Counter()
    things = []
    for one in (dict(zip(page.THING, row, strict=True)) for row in body["things"]):
        things.append(_thing(one, _outcome(outcomes.get(one["kind"], ""), places[one["kind"]])))
        places[one["kind"]] += 1
    letters = Counter("".join(outcomes.values()))
    return Known(
        department=body["department"] or "",
        team=body["team"] or "",
        manages=body["manages"],
        things=tuple(things),
        counts=tuple((kind, count) for kind, count in body["counts"]),
        duties=tuple(ThingDuty(**dict(zip(page.DUTY, one, strict=True))) for one in body["duties"]),
        outcomes={OUTCOMES[letter]: count for letter, count in letters.items()},
        platforms=platforms,
    )


def _outcome(said: str, place: int) -> str:
    return OUTCOMES[said[place]] if place < len(said) else ""


def _thing(one: dict[str, Any], outcome: str) -> Thing:
    moments = ("claimed_at", "heard_at", "seen_at")
    given: dict[str, Any] = {name: _moment(value) if name in moments else value or "" for name, value in one.items()}
    more = {"sources": tuple(one["sources"] or ()), "stale": bool(one["stale"]), "outcome": outcome}
    return Thing(**{**given, **more})


def _moment(told: str | dt.datetime | None) -> dt.datetime | None:
    moment = dt.datetime.fromisoformat(told) if isinstance(told, str) else told
    return moment.replace(tzinfo=dt.UTC) if moment else None
