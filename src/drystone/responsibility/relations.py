"""Thing → person by relation (owner, sponsor, lead, person, manager), with a stand-in for whoever has left."""

from __future__ import annotations

from drystone.lake.build import Build
from drystone.lake.engines.base import Engine
from drystone.program.model import Program
from drystone.program.vocabulary import TABLES
from drystone.responsibility.clauses import literal
from drystone.responsibility.matrix import kind_of, rules
from drystone.responsibility.superiors import living


def write(build: Build, program: Program) -> None:
    """Write ``relation_holder``: for each relation that a letter uses, every thing of the kind with its person.

    ``via`` is the claim that made someone the owner, the relation, ``manager`` where the one meant has left, or
    ``fallback`` where nobody is known (person_id is then the fallback's holder, or NULL).
    """
    used = sorted(_used(program))
    fallback = program.settings.authority.fallback
    kinds = sorted({kind for kind, _ in used} | {"vendor", "person", "owner", "seat_holder", "decision"})

    def make(engine: Engine) -> None:
        engine.execute(
            "create or replace table relation_holder"
            " (asset_kind varchar, asset_id varchar, relation varchar, person_id varchar, via varchar)"
        )
        for kind, relation in used:
            engine.execute(_holders(build, kind, relation, fallback))

    build.table("relation_holder", make, inputs=tuple(kinds), text=f"{used} {fallback} {build.as_of.date()}")


def _used(program: Program) -> set[tuple[str, str]]:
    """The kinds and relations that letters need; a check may look at another kind than its activity is about."""
    kinds = {activity.id: {kind_of(activity)} for activity in program.activities.values()}
    for check in program.checks.values():
        if check.about and TABLES[check.about].asset_kind:
            kinds[check.activity].add(TABLES[check.about].asset_kind)
    relations = [rule for rule in rules(program) if rule.how == "relation"]
    return {(kind, rule.target) for rule in relations for kind in kinds[rule.activity_id]}


def _holders(build: Build, kind: str, relation: str, fallback: str | None) -> str:
    table = TABLES[kind]
    meant, upwards = _meant(kind, relation)
    stays = "false" if upwards else "(p.person_id is not null and " + living("p", build.as_of) + ")"
    stand_in = literal(relation) if upwards else "'manager'"
    return f"""
        insert into relation_holder
        with thing as (select "{table.asset_id}" as asset_id from "{table.name}"),
        meant as ({meant}),
        last_resort as (
            select person_id from seat_holder
            where position_id = {literal(fallback)} and ordinal = 1 and step <> 'fallback'
        )
        select {literal(kind)}, t.asset_id, {literal(relation)},
            case when {stays} then p.person_id else coalesce(s.superior_id, l.person_id) end,
            case when {stays} then m.via when s.superior_id is not null then {stand_in} else 'fallback' end
        from thing t
        left join meant m on m.asset_id = t.asset_id
        left join person p on p.person_id = m.person_id
        left join _superior s on s.person_id = m.person_id
        left join last_resort l on true
    """


def _meant(kind: str, relation: str) -> tuple[str, bool]:
    """Return SQL for (asset_id, person_id, via) and whether the person's superior is the one meant."""
    owner = f"select asset_id, person_id, claim as via from owner where asset_kind = {literal(kind)}"
    if kind == "person":
        owner = "select person_id as asset_id, person_id, 'self' as via from person"
    if relation in ("asset.owner", "asset.owner.manager"):
        return owner, relation.endswith(".manager")
    column = {"asset.sponsor": "sponsor_id", "asset.lead": "lead_id"}.get(relation, "person_id")
    upwards = relation == "asset.manager"
    table = TABLES[kind]
    if relation not in ("asset.sponsor", "asset.lead", "asset.person", "asset.manager"):
        return _nobody(), False
    this = f'k."{table.asset_id}"'
    if kind != "person" and table.owner == column:
        # What was settled about whose a thing is also settles who its sponsor, lead or person is.
        return (
            f"select {this} as asset_id,"
            f" case when o.claim = 'decision' or d.asset_id is not null then o.person_id else k.\"{column}\" end"
            f" as person_id, case when o.claim = 'decision' then 'decision' else {literal(relation)} end as via"
            f' from "{kind}" k left join owner o on o.asset_kind = {literal(kind)} and o.asset_id = {this}'
            f" left join (select distinct asset_id, person_id from decision where kind = 'not_mine'"
            f' and asset_kind = {literal(kind)}) d on d.asset_id = {this} and d.person_id = k."{column}"'
        ), upwards
    if table.column(column):
        return (
            f'select "{table.asset_id}" as asset_id, "{column}" as person_id, {literal(relation)} as via from "{kind}"'
        ), upwards
    if column == "sponsor_id" and table.column("vendor_id"):
        return (
            f'select k."{table.asset_id}" as asset_id, v.sponsor_id as person_id, {literal(relation)} as via'
            f' from "{kind}" k join vendor v using (vendor_id)'
        ), False
    return _nobody(), False


def _nobody() -> str:
    return "select null::varchar as asset_id, null::varchar as person_id, null::varchar as via where false"
