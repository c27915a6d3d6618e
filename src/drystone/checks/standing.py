"""``page_outcome``: how each thing on somebody's page came out, made once a run after everything is judged.

1. Only checks that are live count: what is on trial or only suggested colours nothing.
2. The worst outcome stands: fail, unknown, pass. A thing that no live check is about was looked at by nobody.
3. One row a person; ``body`` is JSON, by kind one letter a thing, in the order of ``page_thing``: ``OUTCOMES``.
4. A check that could not be run makes its things unknown, and says nothing of the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from drystone.checks.compile import Compiled, universe
from drystone.checks.evaluation import erred_before, judged_of, stored
from drystone.lake.build import Build
from drystone.lake.engines.base import Engine, EngineError
from drystone.lib.clock import iso
from drystone.program.model import Program
from drystone.program.vocabulary import Table
from drystone.responsibility import page
from drystone.responsibility.clauses import literal

#: What the letters in a body mean.
OUTCOMES: Mapping[str, str] = {"f": "fail", "u": "unknown", "p": "pass", ".": ""}
#: As in ``page``: a look-up reads one small group.
_ROW_GROUP = 2_048
_INPUTS = ("page_thing",)


def needs(build: Build, program: Program) -> tuple[str, ...]:
    """Return the tables that ``write`` will read: what ``build.seal`` must load. Call it after ``prepare``."""
    live, text = _live(build, program)
    if not live or build.unchanged("page_outcome", inputs=_INPUTS, text=text):
        return ()
    return ("page_thing", *stored(program, {name for one in _deciding(live) for name in one.meant_by}))


def write(build: Build, program: Program) -> None:
    """Write ``page_outcome`` (person_id, body). Call it after ``evaluate``."""
    live, text = _live(build, program)
    seconds = float(program.settings.engine.check_seconds)

    def make(engine: Engine) -> None:
        engine.execute("create or replace temp table _looked (asset_kind varchar, asset_id varchar)")
        if not live:
            engine.execute("create or replace table page_outcome (person_id varchar, body varchar)")
            return
        erred = {row[0] for row in engine.rows("select check_id from outcome_count where error is not null")}
        for kind, population in _populations([one for key, one in live.items() if key not in erred]):
            _look(engine, kind, population, seconds)
        engine.execute(_MADE, {"live": sorted(live)})
        engine.execute("drop table _looked")

    build.table("page_outcome", make, inputs=_INPUTS, text=text, order=("person_id",), row_group=_ROW_GROUP)


def _live(build: Build, program: Program) -> tuple[dict[str, Compiled], str]:
    """The checks that reach people, and everything that their outcomes depend on."""
    reach = dict(build.engine.rows("select check_id, reach from check_reach"))
    judged = {
        key: one
        for key, one in judged_of(build, program).items()
        if reach.get(key) == "live" and one[0].kind in page.SHOWN
    }
    text = repr(sorted((key, mark) for key, (_, mark) in judged.items()))
    if erred_before(build.engine) & set(judged):
        text += iso(build.as_of)
    return {key: compiled for key, (compiled, _) in judged.items()}, text


def _deciding(live: Mapping[str, Compiled]) -> list[Compiled]:
    """The checks that say which things were looked at: one that is about all things of a kind is enough for it."""
    of_kind: dict[str, list[Compiled]] = defaultdict(list)
    for one in live.values():
        of_kind[one.kind].append(one)
    found = []
    for several in of_kind.values():
        whole = next((one for one in several if one.shape == "thing" and one.where == "true"), None)
        found += [whole] if whole else several
    return found


def _populations(live: Iterable[Compiled]) -> list[tuple[str, str]]:
    """Each kind with a SELECT of asset_id for each different population of it."""
    found: dict[tuple[str, str], None] = {}
    wheres: dict[tuple[str, Table], dict[str, None]] = defaultdict(dict)
    for one in _deciding({compiled.check.id: compiled for compiled in live}):
        within = f" and asset_id in ({one.within})" if one.within else ""
        if one.shape == "query":
            found[one.kind, f"select asset_id from ({one.applies})"] = None
        elif one.table is not None and one.shape == "thing":
            wheres[one.kind, one.table][f"({one.where})"] = None
        elif one.table is not None:
            rows = f'select "{one.table.asset_id}" as asset_id from "{one.table.name}" where {one.where}'
            found[one.kind, f"select asset_id from ({rows}) where true{within}"] = None
    for (kind, table), several in wheres.items():
        # Side by side in one scan.
        found[kind, f'select "{table.asset_id}" as asset_id from "{table.name}" where {" or ".join(several)}'] = None
    return list(found)


def _look(engine: Engine, kind: str, population: str, seconds: float) -> None:
    try:
        engine.execute(
            f"insert into _looked select {literal(kind)}, asset_id from ({universe(kind)})"
            f" where asset_id in ({population})",
            seconds=seconds,
        )
    except EngineError:
        # Its check ran, so this is one that is slow twice; its things that pass are then not claimed to be in order.
        return


_MADE = """
create or replace table page_outcome as
with worst as (
    select c.asset_kind, f.asset_id, max(f.code) as code
    from (
        select n, asset_id, code from finding_thing union all select n, asset_id, code from finding_item
    ) f join finding_check c on c.n = f.n
    where c.origin = 'check' and c.check_id in (select unnest($live))
    group by c.asset_kind, f.asset_id
),
looked as (select distinct asset_kind, asset_id from _looked),
told as (
    select t.person_id, t.asset_kind,
        string_agg(
            case when w.code = 2 then 'f' when w.code = 1 then 'u' when l.asset_id is not null then 'p' else '.' end,
            '' order by t.place) as outcomes
    from page_thing t
    left join worst w on w.asset_kind = t.asset_kind and w.asset_id = t.asset_id
    left join looked l on l.asset_kind = t.asset_kind and l.asset_id = t.asset_id
    group by t.person_id, t.asset_kind
)
select person_id, cast(json_group_object(asset_kind, outcomes) as varchar) as body from told group by person_id
"""
