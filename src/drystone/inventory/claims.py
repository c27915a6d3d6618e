"""Claims: every piece of evidence that links a thing to a person, also those that cannot count.

From claim feeds; from the columns that say who owns a thing (``assigned``); from accounts that are a person's; and from
decisions. ``_given`` is what the source wrote, where it names nobody we know.
"""

from __future__ import annotations

from drystone.inventory import quoting
from drystone.inventory.references import REFERRED, note_strangers, note_unusable, resolve
from drystone.lake import Build
from drystone.lake.engines import Engine
from drystone.program.vocabulary import TABLES, Table

_COLUMNS = (
    "asset_kind varchar, asset_id varchar, person_id varchar, kind varchar, source varchar, seen_at timestamp,"
    " weight double, _given varchar, _rank bigint"
)
_DECISION_RANK = -1


def owned_kinds() -> list[Table]:
    """The kinds of things that somebody can own; a person is their own."""
    return [table for table in TABLES.values() if table.role == "thing" and table.name != "person"]


def make_claims(build: Build, decisions: tuple[str, ...]) -> None:
    """Make ``claim_given``: the claims of sources and decisions; those derived from them come with the owners."""
    records = tuple(f"record_{table.name}" for table in owned_kinds())
    lookups = (*(f"lookup_{kind}" for kind in REFERRED), "lookup_login", "account_person")
    inputs = ("member", "asset_alias", "record_claim", *records, *lookups, *decisions)

    def make(engine: Engine) -> None:
        engine.execute(f"create table claim_given ({_COLUMNS})")
        _fed(engine)
        for table in owned_kinds():
            _assigned(engine, table)
        _accounts(engine)
        if decisions:
            _decided(engine)

    build.table("claim_given", make, inputs=inputs)


def _fed(engine: Engine) -> None:
    """Claims of feeds, about the thing of their own row or about one that they name."""
    resolve(engine, "person", "_who", "select _source as source, person_id as given from record_claim", logins=True)
    engine.execute(
        "insert into claim_given select m.asset_kind, m.asset_id, w.asset_id, lower(r.kind), r._source,"
        " coalesce(r.seen_at, r._seen_at), r.weight, r.person_id, r._rank from record_claim r"
        " join member m on m.asset_kind = r._about_kind and m.source = r._source and m.key = r._about_key"
        " and m.gone_since is null left join _who w on w.source = r._source and w.given = r.person_id"
        " where r.person_id is not null"
    )
    kinds = engine.rows(
        "select distinct asset_kind from record_claim where _about_key is null and asset_id is not null"
    )
    for (kind,) in kinds:
        if kind not in REFERRED:
            continue
        query = (
            f"select _source as source, asset_id as given from record_claim where asset_kind = {quoting.value(kind)}"
        )
        resolve(engine, kind, "_what", query)
        engine.execute(
            "insert into claim_given select r.asset_kind, t.asset_id, w.asset_id, lower(r.kind), r._source,"
            " coalesce(r.seen_at, r._seen_at), r.weight, r.person_id, r._rank from record_claim r"
            " join _what t on t.source = r._source and t.given = r.asset_id and t.asset_id is not null"
            " left join _who w on w.source = r._source and w.given = r.person_id"
            " where r.asset_kind = $kind and r._about_key is null and r.person_id is not null",
            {"kind": kind},
        )
        note_strangers(engine, kind, "claim.asset_id", "_what")
    _note_lost(engine)
    engine.drop("_who")


def _note_lost(engine: Engine) -> None:
    nothing = "'claim.asset_id: nothing is named'"
    note_unusable(engine, "record_claim", "_about_key is null and asset_id is null", nothing)
    unknown = f"coalesce(asset_kind, '') not in {quoting.values(REFERRED)}"
    strange = "'claim.asset_kind: there is no kind of thing called ' || coalesce(left(asset_kind, 40), 'nothing')"
    note_unusable(engine, "record_claim", f"_about_key is null and asset_id is not null and {unknown}", strange)


def _assigned(engine: Engine, table: Table) -> None:
    """The column that says who owns a thing, as each source wrote it."""
    name = f"record_{table.name}"
    if not table.owner or not engine.value(f"select 1 from {name} limit 1"):
        return
    owner = quoting.name(table.owner)
    resolve(engine, "person", "_who", f"select _source as source, {owner} as given from {name}", logins=True)
    engine.execute(
        f"insert into claim_given select $kind, m.asset_id, w.asset_id, 'assigned', r._source, r._seen_at, null,"
        f" r.{owner}, r._rank from {name} r join member m on m.asset_kind = $kind and m.source = r._source"
        " and m.key = r._key and m.gone_since is null"
        f" left join _who w on w.source = r._source and w.given = r.{owner} where r.{owner} is not null",
        {"kind": table.name},
    )
    engine.drop("_who")


def _accounts(engine: Engine) -> None:
    """A human account is its person's; one that names nobody we know is evidence too."""
    engine.execute(
        "insert into claim_given select 'account', m.asset_id, p.person_id, 'assigned', r._source, r._seen_at, null,"
        " r.person_id, r._rank from record_account r join member m on m.asset_kind = 'account'"
        " and m.source = r._source and m.key = r._key and m.gone_since is null"
        " left join account_person p on p.account_id = m.asset_id"
        " where coalesce(r.kind, 'human') = 'human' and (p.person_id is not null or r.person_id is not null)"
    )


def _decided(engine: Engine) -> None:
    query = "select 'decision' as source, person_id as given from decision where kind = 'owner'"
    resolve(engine, "person", "_who", query)
    engine.execute(
        "insert into claim_given select d.asset_kind, coalesce(a.asset_id, d.asset_id), w.asset_id, 'decision',"
        f" 'decision', d.decided_at, null, d.person_id, {_DECISION_RANK} from decision d"
        " left join asset_alias a on a.asset_kind = d.asset_kind and a.old_id = d.asset_id"
        " left join _who w on w.given = d.person_id where d.kind = 'owner' and d.person_id is not null"
    )
    engine.drop("_who")
