"""The shape of the tables ``gap`` and ``gap_change`` that a run writes and the state applies.

``gap`` holds the standing debts as the engine sees them; people's decisions are not in it. ``gap_change`` is the redo
log: one row per gap and run, numbered by ``n`` from 1 in the order in which they are applied.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from drystone.lake.engines import Engine

#: The columns of ``gap``, with their types.
GAP: dict[str, str] = {
    "gap_id": "varchar",
    "origin": "varchar",
    "check_id": "varchar",
    "activity_id": "varchar",
    "asset_kind": "varchar",
    "asset_id": "varchar",
    "asset_name": "varchar",
    "item": "varchar",
    "detail": "varchar",
    "severity": "varchar",
    "criticality": "integer",
    "outcome": "varchar",
    "reach": "varchar",
    "opened_at": "timestamp",
    "due": "timestamp",
    "unverified_since": "timestamp",
    "accountable": "varchar",
    "via": "varchar",
    "responsible": "varchar[]",
    "responsible_via": "varchar[]",
}

#: The columns of ``gap_change``: ``event`` is moved, closed, unknown, verified, changed or opened (see ``changes``).
CHANGE: dict[str, str] = {
    "n": "bigint",
    "event": "varchar",
    "close_reason": "varchar",
    "moved_to": "varchar",
    "note": "varchar",
    **GAP,
}

#: How a gap's id is made from origin, check, thing and item: it depends on nothing else, so it is the same every run.
GAP_ID = "'gap-' || left(sha256(concat_ws(chr(31), {origin}, {check_id}, {asset_id}, {item})), 20)"

_MOMENTS = ("opened_at", "due", "unverified_since")
_LISTS = ("responsible", "responsible_via")


def read(engine: Engine, *, after: int, size: int) -> Iterable[list[tuple[Any, ...]]]:
    """Yield the redo log's rows past number ``after``, in order, ``size`` at a time, in the columns of ``CHANGE``.

    They come as the state stores them: moments as naive UTC text, missing text as "".
    """
    return engine.batches(
        f"select {', '.join(_stored(name) for name in CHANGE)} from gap_change where n > $after order by n",
        {"after": after},
        size=size,
    )


def _stored(name: str) -> str:
    if name in _MOMENTS:
        return f"cast({name} as varchar)"
    return name if name in _LISTS or CHANGE[name] != "varchar" else f"coalesce({name}, '')"
