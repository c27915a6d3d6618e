"""What the applied run says of one person: their row of ``page``, in one look-up."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from drystone.lake.engines.base import Engine, EngineError
from drystone.lib.errors import StoreError
from drystone.responsibility import page
from drystone.shell import site


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of mine: how we know (``claim``, by which source, when), and the newest record of it. Moments are aware.

    ``heard_at`` is when the thing itself was last heard from, where its kind speaks. ``stale``: only old records are
    left of it, since its sources are not complete.
    """

    kind: str
    id: str
    name: str
    detail: str
    platform: str
    criticality: int
    claim: str
    claim_source: str
    claimed_at: dt.datetime | None
    heard_at: dt.datetime | None
    seen_at: dt.datetime | None
    sources: tuple[str, ...]
    stale: bool


@dataclass(frozen=True, slots=True)
class ThingDuty:
    """A duty that is somebody's through their things, and for how many of them."""

    activity: str
    letter: str
    things: int


@dataclass(frozen=True, slots=True)
class Known:
    """What a run knows of a person. ``counts`` are whole; of each kind the most critical things are listed."""

    department: str = ""
    team: str = ""
    manages: int = 0
    things: tuple[Thing, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    duties: tuple[ThingDuty, ...] = ()


def known(person_id: str) -> Known | None:
    """Return what the applied run knows of a person; None where it does not know them, or nothing has run yet."""
    try:
        with site.reading() as engine:
            rows = _rows(engine, person_id)
    except StoreError:
        return None
    return _read(json.loads(rows[0][0])) if rows else None


def _rows(engine: Engine, person_id: str) -> list[tuple[Any, ...]]:
    try:
        return engine.rows("select body from page where person_id = $id", {"id": person_id})
    except EngineError:
        if engine.columns("page"):
            raise
        return []  # The applied run is an earlier version's, and knew no pages.


def _read(body: dict[str, Any]) -> Known:
    return Known(
        department=body["department"] or "",
        team=body["team"] or "",
        manages=body["manages"],
        things=tuple(_thing(dict(zip(page.THING, one, strict=True))) for one in body["things"]),
        counts=tuple((kind, count) for kind, count in body["counts"]),
        duties=tuple(ThingDuty(**dict(zip(page.DUTY, one, strict=True))) for one in body["duties"]),
    )


def _thing(one: dict[str, Any]) -> Thing:
    moments = ("claimed_at", "heard_at", "seen_at")
    given: dict[str, Any] = {name: _moment(value) if name in moments else value or "" for name, value in one.items()}
    return Thing(**{**given, "sources": tuple(one["sources"] or ()), "stale": bool(one["stale"])})


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC) if text else None
