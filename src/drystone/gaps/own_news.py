"""What happened lately to somebody's own things, for those who are told (I) by a relation such as ``asset.owner``.

Of their own things alone: whoever manages others hears nothing of theirs by this way, and a gap about a person is
told to nobody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count

from drystone.gaps.everyone import News, happened, told
from drystone.lake.engines import Engine
from drystone.program.model import Program
from drystone.program.relations import OWN
from drystone.responsibility import letters_sql

_CHUNK = 20_000
_LISTED = """
(select unnest($activities) as activity_id, unnest($kinds) as asset_kind, unnest($ids) as asset_id,
    unnest($counts) as gaps)
"""
#: However many ways lead from a thing to somebody, it counts for them once.
_TOLD = f"""
with told as (
    select distinct activity_id, asset_kind, asset_id, person_id
    from ({letters_sql("(select activity_id, asset_kind, asset_id from " + _LISTED + ")")})
    where letter = 'I' and position in (select unnest($relations))
)
select person_id, activity_id, sum(gaps)::integer
from {_LISTED} join told using (activity_id, asset_kind, asset_id) group by all
"""


def told_of_their_own(program: Program) -> list[str]:
    """Return the agreed activities of which the owner (sponsor, lead) of a thing is told."""
    return [
        one.id
        for one in program.activities.values()
        if one.about and one.standing == "agreed" and not OWN.isdisjoint(one.informed)
    ]


def own_news(program: Program, engine: Engine, *, since: dt.datetime) -> dict[str, dict[str, News]]:
    """Return what happened since a moment (aware) to what is theirs, by person and activity.

    Three queries, and a look-up for each 20,000 things of which there is something to tell.
    """
    activities = told_of_their_own(program)
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for name, gaps in happened(since).items() if activities else ():
        rows = gaps.filter(activity_id__in=activities).values_list("activity_id", "asset_kind", "asset_id")
        for chunk in _chunks(rows.annotate(count=Count("gap_id")).iterator(chunk_size=_CHUNK)):
            values: dict[str, Any] = dict(
                zip(("activities", "kinds", "ids", "counts"), map(list, zip(*chunk, strict=True)), strict=True)
            )
            for person, activity, count in engine.rows(_TOLD, values | {"relations": sorted(OWN)}):
                counted = counts.setdefault((person, activity), {})
                counted[name] = counted.get(name, 0) + count
    found: dict[str, dict[str, News]] = {}
    for (person, activity), one in sorted(counts.items()):
        found.setdefault(person, {})[activity] = told(activity, one, own=True)
    return found


def _chunks(rows: Iterator[tuple[Any, ...]]) -> Iterator[Sequence[tuple[Any, ...]]]:
    chunk: list[tuple[Any, ...]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
