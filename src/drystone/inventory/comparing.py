"""The records of one thing side by side: what each source said of it, before one value won."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from drystone.inventory import quoting
from drystone.lake.engines import Engine
from drystone.program.vocabulary import TABLES

#: More columns than this nobody compares; a machine enrolled anew every week has no more than its newest shown.
MOST = 8


@dataclass(frozen=True, slots=True)
class Said:
    """One record: where it is from and what it says, as texts, by column; what it does not say is left out."""

    source: str
    key: str
    seen_at: dt.datetime | None
    stale: bool
    values: Mapping[str, str]


def side_by_side(engine: Engine, kind: str, asset_id: str) -> tuple[tuple[Said, ...], int]:
    """Return what the records of a thing say, the best-ranked and freshest first, and how many records there are.

    At most ``MOST`` are returned. Texts are as sources wrote them: whoever shows them escapes them.
    """
    table = TABLES[kind]
    names = [name for name in table.names if name != f"{kind}_id"]
    texts = ", ".join(f"cast(r.{quoting.name(name)} as varchar)" for name in names)
    rows = engine.rows(
        f"select count(*) over (), r._source, r._key, r._seen_at, r._stale, {texts}"
        f" from {quoting.name(f'record_{kind}')} r"
        " join member m on m.source = r._source and m.key = r._key and m.gone_since is null"
        " where m.asset_kind = $kind and m.asset_id = $id"
        f" order by r._rank, r._seen_at desc nulls last, r._source, r._key limit {MOST}",
        {"kind": kind, "id": asset_id},
    )
    said = tuple(
        Said(
            row[1],
            row[2],
            row[3],
            row[4],
            {name: text for name, text in zip(names, row[5:], strict=True) if text is not None},
        )
        for row in rows
    )
    return said, int(rows[0][0]) if rows else 0
