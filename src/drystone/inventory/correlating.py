"""Which records are one thing: keys from the engine, clusters from arrays, the outcome back as tables.

For each kind the records get numbers in ``_record`` (n, source, key, and one column per kind of key, NULL where it has
none or a worthless one). What comes out stands in ``_cluster`` (n → c), ``_reason``, ``_undecided`` and
``rejected_key``, which `identity` completes with the minted ids.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from drystone.inventory import keys, quoting
from drystone.inventory.clustering import Clusters, Level, cluster
from drystone.inventory.collapsing import NONE, DeviceKeys, collapse
from drystone.inventory.components import Ints, distinct
from drystone.inventory.keys import Key
from drystone.inventory.kinds import DEVICE, KEYS
from drystone.lake.engines import Engine

_MAC = "mac_address"
_HOST_OWNER = "hostname and person"
_LISTED_VALUES = 100_000
_DUPLICATE = "same machine enrolled again"
_REPEATED = "several records of one source hold it"


@dataclass(frozen=True, slots=True)
class _Text:
    """Where the text of a value stands: ``column`` of the row of ``table`` that has this ``number``."""

    table: str
    number: str
    column: str


@dataclass(slots=True)
class _Session:
    """The numbered keys of one kind: which table holds the text of each rule's values."""

    engine: Engine
    kind: str
    size: int
    source: Ints
    texts: dict[str, _Text] = field(default_factory=dict)


def correlate(engine: Engine, kind: str) -> int:
    """Cluster ``record_<kind>``; return the number of records. Tables ``_must`` and ``_cannot`` hold decided pairs."""
    levels = DEVICE if kind == "device" else KEYS.get(kind, ())
    size = _number(engine, kind, levels)
    if not size:
        return 0
    numbered = engine.arrays("select n, src from _record order by n")
    session = _Session(engine, kind, size, numbered["src"].astype(np.int64))
    must, cannot = _decided(engine, "_must"), _decided(engine, "_cannot")
    node, result = _devices(session, must, cannot) if kind == "device" else _things(session, levels, must, cannot)
    engine.from_arrays("_cluster", {"n": np.arange(size), "c": result.label[node], "node": node})
    engine.execute("create or replace temp table _undecided (n bigint, by_n bigint, rule varchar, value varchar)")
    _write_reasons(session, node, result)
    _write_rejected(session, result)
    _write_split(session, result)
    return size


def _number(engine: Engine, kind: str, levels: tuple[Key, ...]) -> int:
    """Make ``_record``; list the worthless values of every key in ``_junk``."""
    engine.execute("create or replace temp table _junk (key_name varchar, value varchar, records bigint)")
    table = f"record_{kind}"
    sources = [row[0] for row in engine.rows(f"select distinct _source from {table} order by 1")]
    if not sources:
        return 0
    numbers = ", ".join(f"({quoting.value(source)}, {at})" for at, source in enumerate(sources))
    columns = "".join(f", nullif({key.text}, '') as k{at}" for at, key in enumerate(levels))
    extra = f", {_owner()} as person, r.mac_addresses" if kind == "device" else ""
    join = _claimed_join(engine) if kind == "device" else ""
    engine.execute(
        f"create or replace temp table _record as select row_number() over () - 1 as n, s.src, r._source, r._key"
        f"{columns}{extra} from {table} r join (values {numbers}) s(name, src) on s.name = r._source{join}"
    )
    for at, key in enumerate(levels):
        junk = key.junk.replace("{}", f"k{at}")
        if junk != "false":
            engine.execute(
                f"create or replace temp table _worthless as select n, k{at} as value from _record where {junk}"
            )
            engine.execute(
                f"insert into _junk select {quoting.value(key.name)}, value, count(*) from _worthless group by 2"
            )
            engine.execute(f"update _record set k{at} = null from _worthless w where w.n = _record.n")
    return int(engine.value("select count(*) from _record"))


def _owner() -> str:
    return f"nullif({keys.login('coalesce(r.owner_id, claimed.person_id)')}, '')"


def _claimed_join(engine: Engine) -> str:
    """Join the person that the same row of the source names in a claim, as a further key."""
    if not engine.columns("record_claim"):
        return " left join (select null as person_id) claimed on false"
    engine.execute(
        "create or replace temp table _claimed_person as select _source, _about_key, min(person_id) as person_id"
        " from record_claim where _about_kind = 'device' and person_id is not null group by all"
        " having min(person_id) = max(person_id)"
    )
    return " left join _claimed_person claimed on claimed._source = r._source and claimed._about_key = r._key"


def _decided(engine: Engine, table: str) -> tuple[Ints, Ints]:
    """Pairs of record numbers that a person decided on."""
    if not engine.columns(table):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    found = engine.arrays(
        f"select a.n as a, b.n as b from {table} d join _record a on a._source = d.a_source and a._key = d.a_key"
        " join _record b on b._source = d.b_source and b._key = d.b_key"
    )
    return found["a"].astype(np.int64), found["b"].astype(np.int64)


def _rows(session: _Session, rule: str, column: str, table: str = "_record", number: str = "n") -> tuple[Ints, Ints]:
    """Records and the number of their value: the smallest ``number`` of a row that holds it."""
    session.texts[rule] = _Text(table, number, column)
    found: dict[str, Any] = session.engine.arrays(
        f"select n, min({number}) over (partition by {column}) as v from {table} where {column} is not null"
    )
    return found["n"].astype(np.int64), found["v"].astype(np.int64)


def _dense(size: int, rows: tuple[Ints, Ints]) -> Ints:
    values = np.full(size, NONE, dtype=np.int64)
    values[rows[0]] = rows[1]
    return values


def _things(
    session: _Session, levels: tuple[Key, ...], must: tuple[Ints, Ints], cannot: tuple[Ints, Ints]
) -> tuple[Ints, Clusters]:
    made = [
        Level(key.name, *_rows(session, key.name, f"k{at}"), identity=key.identity) for at, key in enumerate(levels)
    ]
    node = np.arange(session.size, dtype=np.int64)
    return node, cluster(session.source, made, must=must, cannot=cannot)


def _devices(session: _Session, must: tuple[Ints, Ints], cannot: tuple[Ints, Ints]) -> tuple[Ints, Clusters]:
    size = session.size
    serial, uuid, host = (_rows(session, key.name, f"k{at}") for at, key in enumerate(DEVICE))
    mac = _macs(session)
    both = _rows(session, _HOST_OWNER, "k2 || ' ' || person")
    person = _rows(session, "person", "person")
    named = {"serial": serial, "uuid": uuid, "hostname": host, "owner": person}
    dense = {name: _dense(size, rows) for name, rows in named.items()}
    found = DeviceKeys(source=session.source, mac_record=mac[0], mac_value=mac[1], **dense)
    node = collapse(found, cannot)

    def at_nodes(rows: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
        spread = np.int64(rows[1].max(initial=0)) + 1
        packed = distinct(node[rows[0]] * spread + rows[1])
        return packed // spread, packed % spread

    uuids, hosts, macs, people = at_nodes(uuid), at_nodes(host), at_nodes(mac), at_nodes(person)
    levels = [
        Level("serial_number", *at_nodes(serial), identity=True, against=(hosts, uuids, macs), enough=2),
        Level("hardware_uuid", *uuids, identity=True, against=(hosts, macs), enough=2),
        Level(_MAC, *macs, against=(hosts,)),
        Level(_HOST_OWNER, *at_nodes(both)),
        Level("hostname", *hosts, against=(people,)),
        Level(_MAC, *macs, pairs_only=True),
    ]
    must, cannot = (node[must[0]], node[must[1]]), (node[cannot[0]], node[cannot[1]])
    return node, cluster(session.source, levels, must=must, cannot=cannot)


def _macs(session: _Session) -> tuple[Ints, Ints]:
    """Number the network cards: table ``_mac`` has one row per record and address, the worthless ones without text."""
    engine = session.engine
    engine.execute(
        "create or replace temp table _mac as select row_number() over () - 1 as id, n,"
        f" case when not {keys.mac_junk('given')} then given end as mac, given from"
        f" (select n, unnest({keys.macs('mac_addresses')}) as given from _record where mac_addresses is not null)"
        " where given <> ''"
    )
    engine.execute(f"insert into _junk select '{_MAC}', given, count(*) from _mac where mac is null group by 2")
    return _rows(session, _MAC, "mac", "_mac", "id")


def _write_reasons(session: _Session, node: Ints, result: Clusters) -> None:
    """Fill ``_reason``: which record was tied to which, by what."""
    engine = session.engine
    engine.execute("create or replace temp table _reason (n bigint, by_n bigint, rule varchar, value varchar)")
    again = np.flatnonzero(node != np.arange(session.size))
    if again.size:
        engine.from_arrays("_tied", {"n": again, "b": node[again]})
        engine.execute(
            f"insert into _reason select t.n, t.b, {quoting.value(_DUPLICATE)}, coalesce(r.k0, r.k1, r.k2)"
            " from _tied t join _record r on r.n = t.n"
        )
    for rule, left, right, value in result.reasons:
        if left.size:
            engine.from_arrays("_tied", {"n": left, "b": right, "v": value})
            text = session.texts.get(rule)
            told = "null" if text is None else text.column
            rows = "_tied t" if text is None else f"_tied t join {text.table} x on x.{text.number} = t.v"
            engine.execute(f"insert into _reason select t.n, t.b, {quoting.value(rule)}, {told} from {rows}")
    engine.drop("_tied")


def _write_rejected(session: _Session, result: Clusters) -> None:
    """List worthless values and those that one source holds twice, with the number of records."""
    engine, kind = session.engine, quoting.value(session.kind)
    engine.execute(
        f"insert into rejected_key select {kind}, key_name, value, 'placeholder', sum(records) from _junk"
        f" group by 2, 3 order by 5 desc, value limit {_LISTED_VALUES}"
    )
    for rule, value in result.rejected.items():
        if not value.size:
            continue
        text = session.texts[rule]
        engine.from_arrays("_twice", {"v": value})
        engine.execute(
            f"insert into rejected_key select {kind}, {quoting.value(rule)}, {text.column}, {quoting.value(_REPEATED)},"
            f" count(*) from {text.table} where {text.column} in (select {text.column} from {text.table}"
            f" where {text.number} in (select v from _twice)) group by 3"
        )
        if session.kind == "person" and rule == "email":
            _split_shared(session, rule, text)
        engine.drop("_twice")


def _split_shared(session: _Session, rule: str, text: _Text) -> None:
    """Two people whom one source gives one address: nobody's merge, but somebody's question."""
    session.engine.execute(
        f"insert into _undecided select a.n, b.n, {quoting.value(rule)}, a.{text.column} from _twice t"
        f" join _record b on b.n = t.v join _record a on a.{text.column} = b.{text.column} and a.n <> b.n"
    )


def _write_split(session: _Session, result: Clusters) -> None:
    for rule, left, right in result.undecided:
        session.engine.from_arrays("_tied", {"n": left, "b": right})
        session.engine.execute(f"insert into _undecided select n, b, {quoting.value(rule)}, null from _tied")
        session.engine.drop("_tied")
