"""The canonical tables of things as checks read them, and ``asset``: every thing in one list."""

from __future__ import annotations

from drystone.inventory import quoting
from drystone.inventory.claims import owned_kinds
from drystone.inventory.identity import KINDS
from drystone.inventory.merging import CONFLICT
from drystone.lake import Build
from drystone.lake.engines import Engine
from drystone.program.vocabulary import TABLES, Table

#: A vendor's tier as a criticality: the first tier is the one we cannot do without.
_TIER = "case tier when 1 then 4 when 2 then 3 when 3 then 2 else null end"
_DEFAULT = 2


def make_things(build: Build) -> None:
    """Make the table of each kind, with the resolved owner in ``owner_id``; ``person`` stands already."""
    for table in owned_kinds():
        inputs = [f"{table.name}_merged", "owner"] + (["account_person"] if table.name == "account" else [])

        def make(engine: Engine, table: Table = table) -> None:
            engine.execute(f"create table {table.name} as {_with_owner(table)}")

        build.table(table.name, make, inputs=inputs, order=(f"{table.name}_id",))


def _with_owner(table: Table) -> str:
    kind = table.name
    columns, joins = [], ""
    for column in table.names:
        if column == "owner_id":
            columns.append("o.person_id as owner_id")
            joins += f" left join owner o on o.asset_kind = {quoting.value(kind)} and o.asset_id = t.{kind}_id"
        elif kind == "account" and column == "person_id":
            columns.append("p.person_id as person_id")
            joins += " left join account_person p on p.account_id = t.account_id"
        else:
            columns.append(f"t.{quoting.name(column)}")
    return f"select {', '.join(columns)} from {kind}_merged t{joins}"


def make_assets(build: Build) -> None:
    """Make ``asset``: kind, id, name, criticality (1 to 4), owner, and the owner's department and team.

    Criticality is the thing's own; else its application's or its vendor's; else 2. A vendor's follows from its tier.
    """

    def make(engine: Engine) -> None:
        engine.execute(
            "create table asset (asset_kind varchar, asset_id varchar, name varchar, criticality bigint,"
            " owner_id varchar, department varchar, team varchar, platform varchar)"
        )
        for kind in KINDS:
            engine.execute(f"insert into asset {_assets(TABLES[kind])}")

    build.table("asset", make, inputs=("owner", *KINDS), order=("asset_id",))


def _assets(table: Table) -> str:
    kind = table.name
    own = f"{kind}_id"
    steps = ["t.criticality"] if table.column("criticality") else []
    joins = ""
    for above in ("application", "vendor"):
        if kind != above and table.column(f"{above}_id"):
            rating = "criticality" if above == "application" else f"coalesce(criticality, {_TIER})"
            joins += f" left join (select {above}_id as id, {rating} as rating from {above}) {above}_above"
            joins += f" on {above}_above.id = t.{above}_id"
            steps.append(f"{above}_above.rating")
    if kind == "vendor":
        steps.append(_TIER.replace("case tier", "case t.tier"))
    rated = f"least(4, greatest(1, coalesce({', '.join([*steps, str(_DEFAULT)])})))"
    person = "p" if kind != "person" else "t"
    platform = "t.platform" if table.column("platform") else "null"
    label = _label(table)
    return (
        f"select {quoting.value(kind)}, t.{own}, {label}, {rated}, o.person_id, {person}.department, {person}.team,"
        f" {platform} from (select *, {table.label} as _label from {kind}) t"
        f" left join owner o on o.asset_kind = {quoting.value(kind)} and o.asset_id = t.{own}"
        f" left join person p on p.person_id = o.person_id{joins}"
    )


def _label(table: Table) -> str:
    return f"coalesce(t._label, t.{table.name}_id)"


def make_conflicts(build: Build) -> None:
    """Make ``conflict``: what every kind's losing sources said."""

    def make(engine: Engine) -> None:
        engine.execute(f"create table conflict ({CONFLICT})")
        for kind in KINDS:
            engine.execute(f"insert into conflict select * from conflict_{kind}")

    build.table("conflict", make, inputs=tuple(f"conflict_{kind}" for kind in KINDS))
