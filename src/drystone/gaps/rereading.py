"""Whether looking again now could show anything new about a thing: what its sources would have to say."""

from __future__ import annotations

import datetime as dt

from drystone.gaps.models import Gap
from drystone.lake.engines import Engine
from drystone.lib.errors import SourceError
from drystone.program.model import Check, Program, Source
from drystone.program.sql import Parsed, parse_check
from drystone.program.vocabulary import TABLES
from drystone.shell import site
from drystone.sources.locating import locate_all

#: Sources of these kinds are asked anew by every run; others are files that somebody exports.
_ASKED = frozenset({"rest", "sql"})


def worth_a_run(engine: Engine, program: Program, gap: Gap, *, since: dt.datetime) -> bool:
    """Whether one of the sources that the gap hangs on can be asked again, or is a file newer than ``since``.

    What only the program shows (duties, positions) can always be looked at again. So can a made-up organisation: no run
    starts there by itself, so one that is asked for is the only one to wait for.
    """
    check = program.checks.get(gap.check_id)
    if site.served().demo:
        return True
    if gap.asset_kind in ("activity", "position") or check is None:
        return True
    feeding = {
        str(row[0])
        for row in engine.rows(
            "select distinct source from member where asset_kind = $kind and asset_id = $id and gone_since is null",
            {"kind": gap.asset_kind, "id": gap.asset_id},
        )
    }
    facts = {table for table in _reads(program, check) if TABLES[table].role != "thing"}
    wanted = [
        source
        for source in program.sources.values()
        if source.id in feeding or any(feed.table in facts for feed in source.feeds)
    ]
    return any(_has_news(source, program, since) for source in wanted)


def _reads(program: Program, check: Check) -> set[str]:
    if check.sql is not None:
        parsed = parse_check(check.sql)
        return set(parsed.tables) & set(TABLES) if isinstance(parsed, Parsed) else set()
    about = check.about or program.activities[check.activity].about
    return {about} if about else set()


def _has_news(source: Source, program: Program, since: dt.datetime) -> bool:
    told = {**source.options, **source.location}
    if source.kind in _ASKED or told.get("url") or told.get("url_env"):
        return True
    paths = told.get("path")
    written = (paths,) if isinstance(paths, str) else tuple(str(one) for one in paths or ())
    try:
        files = locate_all(written, root=program.root, where=str(source.place))
    except SourceError:
        return False  # The run would say so too; here it only means that there is nothing new to read.
    return any(file.mtime > since.timestamp() for file in files)
