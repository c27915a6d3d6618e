"""``page``: what a personal page says of each living person, made once a run so that a request is one look-up.

1. One row a person, sorted by id and stored in small row groups; ``body`` is JSON.
2. Of one kind of things the most critical ``MOST`` are listed; the counts beside them are whole.
3. What is over (a deleted account, a retired machine) is nobody's concern any more and is left out.
4. What a table shows to its person alone (``seen_by``) never comes to who inherits a leaver's things.
5. ``page_thing`` is what the lists are cut from: a row a thing, with its ``place`` among those of its kind and person.
6. Duties through relations count the things of agreed activities; what only the fallback answers for is nobody's duty.
"""

from __future__ import annotations

from drystone.lake.build import Build
from drystone.lake.engines.base import Engine
from drystone.program.model import Program
from drystone.program.vocabulary import KINDS, TABLES
from drystone.responsibility.clauses import literal
from drystone.responsibility.population import Population, populations, union
from drystone.responsibility.superiors import living

#: What the lists of a body hold, in order. Written without names: a look-up unpacks the pages of two thousand people.
THING = ("kind", "id", "name", "detail", "platform", "criticality", "claim", "claim_source", "claimed_at", "heard_at",
         "seen_at", "sources", "stale")  # fmt: skip
#: The columns of ``page_thing`` that say the same, in the same order.
_COLUMNS = ("asset_kind", "asset_id", "name", "detail", "platform", "criticality", "claim", "source", "seen_at",
            "heard", "seen", "sources", "stale")  # fmt: skip
#: A SELECT of one person's things of one kind, in the columns of ``THING``, those of highest place first.
LISTED = (
    f"select {', '.join(_COLUMNS)} from page_thing where person_id = $id and asset_kind = $kind"
    " and place > $after and place <= $after + $most order by place"
)
COUNT = ("kind", "count")
DUTY = ("activity", "letter", "things")

#: How many things of one kind a page lists.
MOST = 30
#: The smallest group of rows that the engine reads by itself; a look-up reads one.
ROW_GROUP = 2_048

#: The kinds of things that stand on pages.
SHOWN = tuple(name for name in KINDS if TABLES[name].role == "thing" and name != "person")

#: What tells two things of a kind with one name apart, as SQL over the kind's table.
_DETAIL = {
    "account": "system",
    "device": "concat_ws(' ', coalesce(os_name, platform), os_version)",
    "share": "system",
    "cloud_resource": "concat_ws(' ', provider, type)",
    "credential": "coalesce(system, kind)",
    "backup": "system",
    "vendor": "domain",
    "project": "stage",
    "screening": "status",
}
#: When we last heard from the thing itself, where its kind speaks.
_HEARD = {"device": "last_seen_at", "log_source": "last_event_at"}
#: When a thing is over, as SQL over the kind's table.
_OVER = {
    "account": "status = 'deleted'",
    "device": "status = 'retired'",
    "application": "status = 'retired'",
    "repository": "archived",
    "vendor": "status = 'ended'",
    "project": "stage = 'ended'",
    "credential": "status = 'revoked'",
    "data_transfer": "status = 'ended'",
}


def write(build: Build, program: Program) -> None:
    """Write ``page_thing`` and ``page`` (person_id, body). Call it after ``resolve``: it reads what that made."""
    things, records = _thing_rows(), tuple(f"record_{kind}" for kind in SHOWN)
    build.table(
        "page_thing",
        lambda engine: engine.execute(f"create or replace table page_thing as {things}"),
        inputs=("owner", "asset", "member", *SHOWN, *records),
        text=things,
        order=("person_id", "asset_kind", "place"),
    )
    found = populations(build.engine, program, build.as_of)
    sql = _sql(build, {key: one for key, one in found.items() if _by_relation(one)})
    inputs = ("person", "page_thing", "relation_holder", "letter_rule", *SHOWN)

    def make(engine: Engine) -> None:
        engine.execute(f"create or replace table page as {sql}")

    if build.table("page", make, inputs=inputs, text=sql, order=("person_id",), row_group=ROW_GROUP):
        # A page of everyone is large, and nothing later in a run reads it.
        build.drop_after("page")


def _by_relation(population: Population) -> bool:
    activity = population.activity
    relations = [who for who in (*activity.responsible, activity.accountable) if who == "everyone" or "." in who]
    return activity.standing == "agreed" and activity.about is not None and bool(relations)


def _sql(build: Build, found: dict[str, Population]) -> str:
    return f"""
    with living as (
        select p.person_id, p.department, p.team, p.manager_id from person p where {living("p", build.as_of)}
    ),
    things as (
        select person_id, list(json_array({", ".join(_COLUMNS)}) order by asset_kind, place) as listed
        from page_thing where place <= {MOST} group by person_id
    ),
    counts as (
        select person_id, list(json_array(asset_kind, things) order by asset_kind) as listed
        from (select person_id, asset_kind, count(*) as things from page_thing group by person_id, asset_kind)
        group by person_id
    ),
    {_duty_rows(found)},
    duties as (
        select person_id, list(json_array(activity_id, letter, things)
            order by activity_id, letter desc) as listed
        from duty group by person_id
    ),
    manages as (select manager_id as person_id, count(*) as people from living group by manager_id)
    select l.person_id, cast(to_json({{'department': l.department, 'team': l.team,
        'manages': coalesce(m.people, 0), 'things': coalesce(t.listed, []), 'counts': coalesce(c.listed, []),
        'duties': coalesce(d.listed, [])}}) as varchar) as body
    from living l
    left join things t on t.person_id = l.person_id
    left join counts c on c.person_id = l.person_id
    left join duties d on d.person_id = l.person_id
    left join manages m on m.person_id = l.person_id
    """


def _thing_rows() -> str:
    """Every thing with its owner, how we know, and its newest record; ``place`` is its place on that page."""
    return f"""
    with seen as (
        select m.asset_kind, m.asset_id, max(r._seen_at) as seen, bool_and(r._stale) as stale,
            list_sort(list(distinct r._source)) as sources
        from member m join ({_records()}) r on r.kind = m.asset_kind and r._source = m.source and r._key = m.key
        where m.gone_since is null
        group by m.asset_kind, m.asset_id
    )
    select o.person_id, o.asset_kind, o.asset_id, a.name, f.detail, a.platform, a.criticality,
        o.claim, o.source, o.seen_at, f.heard, s.seen, s.sources, coalesce(s.stale, false) as stale,
        row_number() over (
            partition by o.person_id, o.asset_kind order by a.criticality desc, a.name, o.asset_id) as place
    from owner o
    join asset a on a.asset_kind = o.asset_kind and a.asset_id = o.asset_id
    join ({_facts()}) f on f.kind = o.asset_kind and f.id = o.asset_id
    left join seen s on s.asset_kind = o.asset_kind and s.asset_id = o.asset_id
    where o.person_id is not null and (f.self is null or f.self = o.person_id)
    """


def _duty_rows(found: dict[str, Population]) -> str:
    """Every person's duties through things, with how many."""
    return f"""
    duty as (
        select person_id, activity_id, letter, max(things) as things
        from (
            select h.person_id, t.activity_id, r.letter, r.target, count(*) as things
            from ({union(found)}) t
            join (select distinct activity_id, letter, target from letter_rule
                where how = 'relation' and letter in ('R', 'A')) r on r.activity_id = t.activity_id
            join relation_holder h
                on h.relation = r.target and h.asset_kind = t.asset_kind and h.asset_id = t.asset_id
            where h.person_id is not null and h.via <> 'fallback'
            group by all
        )
        group by all
    )
    """


def _records() -> str:
    return " union all ".join(
        f"select {literal(kind)} as kind, _source, _key, _seen_at, _stale from record_{kind}" for kind in SHOWN
    )


def _facts() -> str:
    return " union all ".join(
        f"select {literal(kind)} as kind, {kind}_id as id, cast({_DETAIL.get(kind, 'null')} as varchar) as detail,"
        f" cast({_HEARD.get(kind, 'null')} as timestamp) as heard,"
        f" {TABLES[kind].owner if TABLES[kind].seen_by else 'null::varchar'} as self"
        f" from {kind} where not coalesce({_OVER.get(kind, 'false')}, false)"
        for kind in SHOWN
    )
