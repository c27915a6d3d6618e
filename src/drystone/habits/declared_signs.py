"""What the data shows that people did, as the program says (``shown`` of a habit): updated, went the approved way."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator

from drystone.lake.engines import Engine
from drystone.lake.engines.base import EngineError
from drystone.lib.clock import naive_utc
from drystone.program.model import Program
from drystone.responsibility.clauses import signs

log = logging.getLogger("drystone.habits")

#: One look may take so long, in seconds, whatever checks may.
PATIENCE = 30.0
_LATEST = """
select person_id, max(shown_at) from (
    select cast(person_id as varchar) as person_id, try_cast(shown_at as timestamp) as shown_at from ({sql})
) where person_id is not null and shown_at between $since and $now group by all
"""


def found(
    engine: Engine, program: Program, *, since: dt.datetime, now: dt.datetime
) -> Iterator[tuple[str, str, dict[str, dt.datetime]]]:
    """Yield (how, habit id, when last by person id) of what was done in a time (aware).

    Where one cannot be asked (its table has never come, it takes too long) the log says so, and the others are asked.
    """
    during = {"since": naive_utc(since), "now": naive_utc(now)}
    seconds = min(PATIENCE, float(program.settings.engine.check_seconds))
    for habit in program.habits.values():
        for how, text in habit.shown.items():
            try:
                rows = engine.rows(_LATEST.format(sql=signs(text, now).sql), during, seconds=seconds)
            except EngineError as error:
                # What the engine says may hold what stands in the data.
                log.warning("who showed the habit %s (%s) could not be asked: %s", habit.id, how, type(error).__name__)
                continue
            yield how, habit.id, {person_id: at.replace(tzinfo=dt.UTC) for person_id, at in rows}
