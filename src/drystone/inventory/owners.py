"""Owners: the one living person that a thing's ordered claims resolve to.

1. Claims count in the order of the program's ``ownership.claims``, then by the rank of their source, weight, and age.
2. A claim that names nobody we know, someone who left, or that is older than ``max_age`` is skipped, and listed.
3. ``manager``: where a claim names someone who left, the nearest living manager above them.
4. ``parent``: the owner of the application that a thing belongs to, else of its vendor.
5. What a person said is not theirs is not theirs, whoever claims it.
"""

from __future__ import annotations

from drystone.inventory import quoting
from drystone.inventory.claims import owned_kinds
from drystone.inventory.people import living
from drystone.inventory.together import PREFIX, make_together
from drystone.lake import Build
from drystone.lake.engines import Engine
from drystone.lib.clock import naive_utc
from drystone.program.model import Program
from drystone.program.vocabulary import TABLES

_NOBODY = "select null as asset_kind, null as asset_id, null as person_id where false"

#: An application's owner is nearer to a thing than its vendor's sponsor.
_PARENT_RANK = {"application": 0, "vendor": 1}

_OWNER = "asset_kind varchar, asset_id varchar, person_id varchar, claim varchar, source varchar, seen_at timestamp"


def make_owners(build: Build, program: Program, decisions: tuple[str, ...]) -> None:
    """Make ``claim``, ``owner`` and ``claim_skipped``."""
    merged = tuple(f"{table.name}_merged" for table in owned_kinds())
    inputs = ("claim_given", "person", "superior", "asset_alias", *merged, *decisions)

    def make(engine: Engine) -> None:
        _prepare(build, program, decided=bool(decisions))
        for kinds in _stages():
            _derive_parents(engine, kinds, program)
            _pick(engine, kinds)
        _people(engine)
        engine.execute(
            f"create table {PREFIX}claim as select asset_kind, asset_id, person_id, kind, source, seen_at, weight,"
            " _given from _claim"
        )
        _skipped(engine)
        for name in ("_claim", "_living", "_not_mine"):
            engine.drop(name)

    text = f"{program.settings.ownership}{build.as_of.date()}"
    make_together(build, ("owner", "claim", "claim_skipped"), make, inputs=inputs, text=text)


def _stages() -> list[list[str]]:
    """Kinds in the order in which they can pass an owner on."""
    last = [table.name for table in owned_kinds() if table.name not in ("vendor", "application")]
    return [["vendor"], ["application"], last]


def _prepare(build: Build, program: Program, *, decided: bool) -> None:
    """Make ``_claim``: all claims with why they cannot count (``skip``) and their place in the order (NULL: never)."""
    engine, settings = build.engine, program.settings.ownership
    order = " ".join(f"when {quoting.value(kind)} then {at}" for at, kind in enumerate(settings.claims))
    # Counted in days, as the tables are made anew: the hour of a run decides about nobody's claim.
    midnight = naive_utc(build.as_of).replace(hour=0, minute=0, second=0, microsecond=0)
    oldest = midnight - settings.max_age if settings.max_age else None
    engine.execute(f"create table {PREFIX}owner ({_OWNER})")
    engine.execute(f"create or replace temp table _living as select person_id, {living(build)} as alive from person")
    said = "select asset_kind, asset_id, person_id from decision where kind = 'not_mine'" if decided else _NOBODY
    engine.execute(
        f"create or replace temp table _not_mine as select d.asset_kind, coalesce(a.asset_id, d.asset_id) as asset_id,"
        f" coalesce(p.asset_id, d.person_id) as person_id from ({said}) d"
        " left join asset_alias a on a.asset_kind = d.asset_kind and a.old_id = d.asset_id"
        " left join asset_alias p on p.asset_kind = 'person' and p.old_id = d.person_id"
    )
    # A manager is derived from each claim that names someone who left.
    derived = (
        "select c.asset_kind, c.asset_id, s.manager_id, 'manager', c.source, c.seen_at, c.weight, c._given, c._rank"
        " from claim_given c join _living l on l.person_id = c.person_id and not l.alive"
        " join superior s on s.person_id = c.person_id"
    )
    engine.execute(
        "create or replace temp table _claim as select c.*, case when l.person_id is null then 'nobody'"
        " when not l.alive then 'left'"
        " when c.kind <> 'decision' and c.seen_at < cast($oldest as timestamp) then 'stale' end as skip,"
        f" case c.kind {order or 'when null then 0'} end as place, exists (select 1 from _not_mine n"
        " where n.asset_kind = c.asset_kind and n.asset_id = c.asset_id and n.person_id = c.person_id) as refused"
        f" from (select * from claim_given union all {derived}) c left join _living l on l.person_id = c.person_id",
        {"oldest": oldest},
    )


def _derive_parents(engine: Engine, kinds: list[str], program: Program) -> None:
    """Add a claim per thing whose application or vendor has an owner; those were picked in an earlier stage."""
    if "parent" not in program.settings.ownership.claims:
        return
    place = program.settings.ownership.claims.index("parent")
    for kind in kinds:
        for above in ("application", "vendor"):
            if kind == above or TABLES[kind].column(f"{above}_id") is None:
                continue
            engine.execute(
                f"insert into _claim select $kind, t.{kind}_id, o.person_id, 'parent', o.source, o.seen_at, null, null,"
                f" {_PARENT_RANK[above]}, null, {place}, exists (select 1 from _not_mine n where n.asset_kind = $kind"
                f" and n.asset_id = t.{kind}_id and n.person_id = o.person_id) from {kind}_merged t"
                f" join {PREFIX}owner o on o.asset_kind = '{above}' and o.asset_id = t.{above}_id",
                {"kind": kind},
            )


def _pick(engine: Engine, kinds: list[str]) -> None:
    engine.execute(
        f"insert into {PREFIX}owner select asset_kind, asset_id, person_id, kind, source, seen_at from _claim"
        f" where skip is null and place is not null and not refused and asset_kind in {quoting.values(kinds)}"
        " qualify row_number() over (partition by asset_kind, asset_id order by place, _rank, weight desc nulls last,"
        " seen_at desc nulls last, person_id) = 1"
    )


def _people(engine: Engine) -> None:
    """A person is their own; for one who left, the nearest living manager answers."""
    engine.execute(
        f"insert into {PREFIX}owner select 'person', person_id, person_id, 'self', null, null from _living where alive"
    )
    engine.execute(
        f"insert into {PREFIX}owner select 'person', l.person_id, s.manager_id, 'manager', null, null from _living l"
        " join superior s using (person_id) where not l.alive"
    )


def _skipped(engine: Engine) -> None:
    engine.execute(
        f"create table {PREFIX}claim_skipped as select distinct asset_kind, asset_id, kind as claim, source,"
        " _given as given, person_id, skip as reason from _claim where skip is not null and kind <> 'manager'"
    )
