"""Why a thing is what it is: its records, its values and where each came from, its merges, its claims.

These read a snapshot's tables (attached to an engine) and change nothing. Texts are as sources wrote them: whoever
shows them escapes them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from drystone.inventory import keys, quoting
from drystone.inventory.references import REFERRED, plain
from drystone.lake.engines import Engine
from drystone.lib.errors import UsageError
from drystone.lib.text import listing, suggest
from drystone.program.vocabulary import KINDS, TABLES

_MOST_CANDIDATES = 20
#: Things that no record made: the program says what they are.
_OF_THE_PROGRAM = ("activity", "position")


@dataclass(frozen=True, slots=True)
class Record:
    """One row of one source that is this thing. ``stale``: carried over, since its source is not complete."""

    source: str
    key: str
    seen_at: dt.datetime | None
    stale: bool


@dataclass(frozen=True, slots=True)
class Value:
    """One attribute: what won, from which source, and what others said, as (source, value)."""

    column: str
    value: str
    source: str
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Two records are one thing because of a rule, and perhaps a value that they share."""

    source: str
    key: str
    by_source: str
    by_key: str
    rule: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """Evidence of ownership. ``skipped`` says why it does not count: nobody, left, stale; '' where it could."""

    person_id: str | None
    kind: str
    source: str | None
    seen_at: dt.datetime | None
    given: str | None
    skipped: str
    won: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that a key may mean."""

    asset_kind: str
    asset_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that is known of how one thing came about."""

    asset_kind: str
    asset_id: str
    name: str
    owner_id: str | None
    records: tuple[Record, ...]
    values: tuple[Value, ...]
    reasons: tuple[Reason, ...]
    claims: tuple[Claim, ...]
    aliases: tuple[str, ...]
    undecided: tuple[Candidate, ...]


def find_thing(engine: Engine, kind: str, key: str) -> tuple[Candidate, ...]:
    """Return the things that ``key`` means: an id, a former id, a native or strong key; best first, at most 20.

    One candidate is the answer; several are for the person to choose from; none means that nothing is known by that
    key. Activities and positions are things too; they are known by id or name. Raises UsageError where there is no such
    kind.
    """
    if kind not in KINDS:
        near = suggest(kind, KINDS)
        advice = f"Did you mean {near}?" if near else f"Kinds are {listing(KINDS)}."
        raise UsageError(f"there is no kind of thing called {kind!r}", do=advice)
    things = "select asset_kind, asset_id, name from asset where asset_kind = $kind"
    if kind in _OF_THE_PROGRAM:
        things = f"select $kind as asset_kind, {kind}_id as asset_id, name from {kind}"
    for step in _steps(kind):
        found = engine.rows(
            f"select * from ({things}) where asset_id in ({step}) order by name, asset_id limit {_MOST_CANDIDATES}",
            {"kind": kind, "key": key},
        )
        if found:
            return tuple(Candidate(*row) for row in found)
    return ()


def _steps(kind: str) -> list[str]:
    """SQL for the ids that ``$key`` may mean, the surest way first."""
    if kind in _OF_THE_PROGRAM:
        by = [f"{kind}_id = $key", f"lower({kind}_id) = lower($key)", "lower(name) = lower($key)"]
        return [f"select {kind}_id from {kind} where {one}" for one in by]
    steps = [
        "select asset_id from asset where asset_kind = $kind and asset_id = $key",
        "select asset_id from asset_alias where asset_kind = $kind and old_id = $key",
        "select asset_id from member where asset_kind = $kind and key = $key and gone_since is null",
        f"select asset_id from member where asset_kind = $kind and {plain('key')} = {plain('$key')}"
        " and gone_since is null",
    ]
    if kind in REFERRED:
        forms = [plain("$key"), keys.words("$key"), keys.hostname("$key"), f"lower({keys.hardware_uuid('$key')})"]
        steps.append(f"select asset_id from lookup_{kind} where given in ({', '.join(forms)}) and $kind = $kind")
    steps.append("select asset_id from asset where asset_kind = $kind and lower(name) = lower($key)")
    return steps


def one_thing(engine: Engine, kind: str, key: str) -> Candidate:
    """Return the one thing that ``key`` means. Raises UsageError where it means none or several, listing them."""
    found = find_thing(engine, kind, key)
    if not found:
        raise UsageError(
            f"no {kind} is known by {key!r}", do="Give its id, name, serial number, address or source key."
        )
    if len(found) > 1:
        listed = "\n".join(f"  {one.asset_id}  {one.name}" for one in found)
        many = "at least " if len(found) == _MOST_CANDIDATES else ""
        raise UsageError(
            f"{many}{len(found)} things of kind {kind} are known by {key!r}:\n{listed}", do="Give one of these ids."
        )
    return found[0]


def why(engine: Engine, kind: str, key: str) -> Explanation:
    """Explain the one thing that ``key`` means. Raises UsageError where it means none or several, listing them."""
    thing = one_thing(engine, kind, key)
    if kind in _OF_THE_PROGRAM:
        raise UsageError(
            f"no records made {thing.asset_id!r}: this {kind} stands in the program",
            do="`drystone matrix show` shows it, `drystone who activity` says who holds its letters.",
        )
    return _explain(engine, thing)


def explain(engine: Engine, kind: str, asset_id: str) -> Explanation:
    """Explain the thing with this id, which the caller knows to be one that records made."""
    name = engine.value(
        "select name from asset where asset_kind = $kind and asset_id = $id", {"kind": kind, "id": asset_id}
    )
    return _explain(engine, Candidate(kind, asset_id, name or ""))


def _explain(engine: Engine, thing: Candidate) -> Explanation:
    about = {"kind": thing.asset_kind, "id": thing.asset_id}
    mine = "where asset_kind = $kind and asset_id = $id"
    records = engine.rows(
        f"select r._source, r._key, r._seen_at, r._stale from record_{thing.asset_kind} r join member m"
        " on m.source = r._source and m.key = r._key and m.gone_since is null where m.asset_kind = $kind"
        " and m.asset_id = $id order by r._rank, r._seen_at desc nulls last, 1, 2",
        about,
    )
    reasons = engine.rows(
        f"select source, key, by_source, by_key, rule, value from merge_reason {mine} order by all", about
    )
    aliases = engine.rows(f"select old_id from asset_alias {mine} order by 1", about)
    undecided = engine.rows(
        "select distinct a.asset_kind, a.asset_id, a.name from split s join asset a on a.asset_kind = s.asset_kind"
        " and a.asset_id = case when s.asset_id = $id then s.other_asset_id else s.asset_id end"
        " where s.asset_kind = $kind and $id in (s.asset_id, s.other_asset_id) order by 2",
        about,
    )
    owner = engine.rows(f"select person_id, claim from owner {mine}", about)
    return Explanation(
        asset_kind=thing.asset_kind,
        asset_id=thing.asset_id,
        name=thing.name,
        owner_id=owner[0][0] if owner else None,
        records=tuple(Record(*row) for row in records),
        values=_values(engine, thing),
        reasons=tuple(Reason(*row) for row in reasons),
        claims=_claims(engine, about, owner[0] if owner else None),
        aliases=tuple(row[0] for row in aliases),
        undecided=tuple(Candidate(*row) for row in undecided),
    )


def _values(engine: Engine, thing: Candidate) -> tuple[Value, ...]:
    """Each attribute with the source that its value is from; the resolved owner is not an attribute."""
    table = TABLES[thing.asset_kind]
    names = [name for name in table.names if name not in (f"{table.name}_id", "owner_id")]
    texts = ", ".join(f"cast({quoting.name(name)} as varchar)" for name in names)
    rows = engine.rows(f"select {texts} from {table.name} where {table.name}_id = $id", {"id": thing.asset_id})
    said = engine.rows(
        "select column_name, source, value, winner_source from conflict where asset_kind = $kind and asset_id = $id"
        " order by all",
        {"kind": thing.asset_kind, "id": thing.asset_id},
    )
    now = dict(zip(names, rows[0], strict=True)) if rows else {}
    sources = _first_sources(engine, thing, now)
    found = []
    for name, value in zip(names, rows[0] if rows else (), strict=False):
        if value is not None:
            others = tuple((source, other) for column, source, other, _ in said if column == name)
            winner = next((row[3] for row in said if row[0] == name), sources.get(name, ""))
            found.append(Value(name, value, winner, others))
    return tuple(found)


def _first_sources(engine: Engine, thing: Candidate, values: Mapping[str, str | None]) -> dict[str, str]:
    """The source that each attribute's value is from: of those that say just this the best-ranked, else of all.

    A moment such as ``last_seen_at`` is the newest that any source knows, not the best-ranked one's.
    """
    says = {name: f"r.{quoting.name(name)}" for name in values}
    firsts = ", ".join(
        f"(array_agg(r._source order by cast({sql} as varchar) is distinct from $v{at}, r._rank,"
        f" r._seen_at desc nulls last, r._source, r._key) filter (where {sql} is not null))[1]"
        for at, sql in enumerate(says.values())
    )
    rows = engine.rows(
        f"select {firsts} from record_{thing.asset_kind} r join member m on m.source = r._source and m.key = r._key"
        " and m.gone_since is null where m.asset_kind = $kind and m.asset_id = $id",
        {
            "kind": thing.asset_kind,
            "id": thing.asset_id,
            **{f"v{at}": value for at, value in enumerate(values.values())},
        },
    )
    return {name: source for name, source in zip(values, rows[0], strict=True) if source} if values else {}


def _claims(engine: Engine, about: dict[str, str], owner: tuple[str, str] | None) -> tuple[Claim, ...]:
    rows = engine.rows(
        "select distinct c.person_id, c.kind, c.source, c.seen_at, c._given, coalesce(s.reason, '') from claim c"
        " left join claim_skipped s on s.asset_kind = c.asset_kind and s.asset_id = c.asset_id and s.claim = c.kind"
        " and s.source is not distinct from c.source and s.person_id is not distinct from c.person_id"
        " and s.given is not distinct from c._given where c.asset_kind = $kind and c.asset_id = $id order by all",
        about,
    )
    return tuple(
        Claim(person, kind, source, seen_at, given, skipped, won=owner == (person, kind))
        for person, kind, source, seen_at, given, skipped in rows
    )
