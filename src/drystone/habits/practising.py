"""Who reported a practice message, for their own sake alone: they are asked less about what they have just shown.

That somebody did not report, or clicked, is not read here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from drystone.lake.engines import Engine
from drystone.lib.clock import naive_utc
from drystone.program.campaigns import declared
from drystone.program.model import Program

_REPORTED = """
select _source, campaign, coalesce(campaign_name, ''), person_id, max(acted_at) from practice
where act = 'reported' and person_id is not null and campaign is not null and acted_at between $since and $now
group by all
"""


def reported(
    engine: Engine, program: Program, *, since: dt.datetime, now: dt.datetime
) -> Iterator[tuple[str, str, dt.datetime]]:
    """Yield (habit id, person id, when) of messages reported in a time (aware), of campaigns that name a habit."""
    told = {source.id: declared(source) for source in program.sources.values()}
    if not any(one.habit for campaigns in told.values() for one in campaigns.values()):
        return
    if not engine.columns("practice"):
        return
    during = {"since": naive_utc(since), "now": naive_utc(now)}
    for source, campaign, name, person_id, at in engine.rows(_REPORTED, during):
        said = told.get(source, {}).get(campaign) or told.get(source, {}).get(name)
        if said is not None and said.habit in program.habits:
            yield said.habit, person_id, at.replace(tzinfo=dt.UTC)
