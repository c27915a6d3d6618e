"""What happened lately to somebody's own things, for those who are told (I) by a relation such as ``asset.owner``.

Of their own things alone: whoever manages others hears nothing of theirs by this way, and a gap about a person is
told to nobody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import Count, Q

from drystone.gaps import everyone
from drystone.gaps.everyone import News
from drystone.lake.engines import Engine
from drystone.program.model import Program
from drystone.program.relations import OWN
from drystone.responsibility import letters_sql

_CHUNK = 20_000
_LISTED = """
(select unnest($activities) as activity_id, unnest($kinds) as asset_kind, unnest($ids) as asset_id,
    unnest($counts) as gaps)
"""
#: What is these people's, by the relations that letters use.
_THEIRS = """
select distinct asset_id from relation_holder
where person_id in (select unnest($people)) and relation in (select unnest($relations))
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


def own_news(
    program: Program, engine: Engine, *, since: dt.datetime, of: Collection[str] | None = None
) -> dict[str, dict[str, News]]:
    """Return what happened since a moment (aware) to what is theirs, by person and activity; ``of`` some people alone.

    Three queries, and a look-up for each 20,000 things of which there is something to tell.
    """
    activities, theirs = told_of_their_own(program), Q()
    if of is not None and activities:
        told = {"people": sorted(of), "relations": sorted(OWN)}
        theirs = Q(asset_id__in=[row[0] for row in engine.rows(_THEIRS, told)])
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for name, gaps in everyone.happened(since).items() if activities else ():
        rows = gaps.filter(theirs, activity_id__in=activities).values_list("activity_id", "asset_kind", "asset_id")
        for chunk in _chunks(rows.annotate(count=Count("gap_id")).iterator(chunk_size=_CHUNK)):
            values: dict[str, Any] = dict(
                zip(("activities", "kinds", "ids", "counts"), map(list, zip(*chunk, strict=True)), strict=True)
            )
            for person, activity, count in engine.rows(_TOLD, values | {"relations": sorted(OWN)}):
                if of is not None and person not in of:
                    continue
                counted = counts.setdefault((person, activity), {})
                counted[name] = counted.get(name, 0) + count
    found: dict[str, dict[str, News]] = {}
    for (person, activity), one in sorted(counts.items()):
        found.setdefault(person, {})[activity] = everyone.told(activity, one, own=True)
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
