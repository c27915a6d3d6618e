"""Which stream feeds which table, and with what SQL: the program's feeds and the ready-made shapes, made one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from drystone.inventory import quoting
from drystone.lake import raw_name
from drystone.lib.clock import naive_utc
from drystone.lib.text import listing, suggest
from drystone.program.model import Feed, Program, Source
from drystone.program.vocabulary import TABLES, Table
from drystone.sources.staged import Staged, Stream

#: Between the parts of a key of several columns.
_KEY_SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Intake:
    """One feed of one stream: SQL over the columns of ``raw`` for the key and the columns of ``table``.

    ``about_kind`` and ``about_key`` say which thing a claim is about where the feed itself does not.
    """

    source: Source
    table: Table
    raw: str
    file: str
    select: Mapping[str, str]
    seen_at: str
    key: str | None = None
    where: str | None = None
    about_kind: str | None = None
    about_key: str | None = None
    key_is_own: bool = True


def intakes(program: Program, staged: Sequence[Staged]) -> tuple[Intake, ...]:
    """Return every feed of every stream that arrived, in the order of the program's sources."""
    found: list[Intake] = []
    for arrived in staged:
        source = program.sources.get(arrived.source_id)
        if source is None:
            continue
        for number, stream in enumerate(arrived.streams):
            raw = raw_name(arrived.source_id, number)
            found += _of_stream(source, stream, raw, arrived)
    return tuple(found)


def missing_column(source: Source, staged: Staged) -> str:
    """Say which column the feeds of a source read that its files do not have; '' where all are there."""
    for stream in staged.streams:
        have = {column.lower() for column in stream.columns} | {"_row"}
        texts = [text for feed in stream.feeds for text in (*feed.select.values(), feed.where) if text]
        keyed = [quoting.name(column) for column in source.key] if stream.feeds else []
        for text in (*texts, *keyed):
            unknown = next((name for name in _columns_read(text) if name.lower() not in have), None)
            if unknown is not None:
                near = suggest(unknown, stream.columns)
                hint = f"; did you mean {near!r}?" if near else f"; it has {listing(stream.columns)}"
                return f"the file has no column {unknown!r}{hint}"
    return ""


def _columns_read(text: str) -> list[str]:
    try:
        return [column.name for column in sqlglot.parse_one(text, read="duckdb").find_all(exp.Column)]
    except SqlglotError:
        return []


def _of_stream(source: Source, stream: Stream, raw: str, arrived: Staged) -> list[Intake]:
    file = stream.files[0].name if stream.files else ""
    fetched = f"timestamp {quoting.value(naive_utc(arrived.fetched_at).isoformat(sep=' '))}"
    if stream.table is not None:
        return [_shape(source, stream, raw, file, fetched)]
    things = [feed for feed in stream.feeds if TABLES[feed.table].role == "thing"]
    return [_feed(source, feed, things, raw, file, fetched) for feed in stream.feeds]


def _shape(source: Source, stream: Stream, raw: str, file: str, fetched: str) -> Intake:
    table = TABLES[stream.table or ""]
    columns = set(stream.columns)
    select = {column: quoting.name(column) for column in stream.columns if table.column(column)}
    seen = f"coalesce(try_cast(\"_seen_at\" as timestamptz) at time zone 'UTC', {fetched})"
    key = '"_key"' if "_key" in columns else select.get(f"{table.name}_id")
    return Intake(source, table, raw, file, select, seen if "_seen_at" in columns else fetched, key)


def _feed(source: Source, feed: Feed, things: list[Feed], raw: str, file: str, fetched: str) -> Intake:
    table = TABLES[feed.table]
    select = {_column(table, given): expression for given, expression in feed.select.items()}
    seen = fetched
    if table.role == "thing":
        key, own = _thing_key(source, table, select)
        seen = _seen(table, select, fetched)
        return Intake(source, table, raw, file, select, seen, key, feed.where, key_is_own=own)
    about_kind, about_key = _about(source, table, select, things)
    if about_kind and table.name != "claim":
        select.setdefault(f"{about_kind}_id", about_key or "null")
        about_kind = about_key = None
    own_key = source_key(source)
    return Intake(source, table, raw, file, select, seen, own_key, feed.where, about_kind, about_key)


def source_key(source: Source) -> str | None:
    """Return SQL for the key of a source's row: its key columns as text; NULL where any is empty."""
    parts = [f"nullif(trim(cast({quoting.name(column)} as varchar)), '')" for column in source.key]
    if not parts:
        return None
    return f" || {quoting.value(_KEY_SEPARATOR)} || ".join(parts)


def _column(table: Table, given: str) -> str:
    """Accept a reference with or without its ``_id``: person for person_id, asset for asset_id."""
    return given if table.column(given) or not table.column(f"{given}_id") else f"{given}_id"


def _thing_key(source: Source, table: Table, select: Mapping[str, str]) -> tuple[str | None, bool]:
    """The native key of a thing, and whether a repetition of it would be a fault in the source."""
    explicit = select.get(f"{table.name}_id")
    by_source = source_key(source)
    if explicit is None:
        return by_source, True
    same = [quoting.name(column) for column in source.key] == [explicit.strip()]
    return explicit, same or by_source is None


def _seen(table: Table, select: Mapping[str, str], fetched: str) -> str:
    """A device's record is as old as the last time its source heard from it."""
    expression = select.get("last_seen_at") if table.name == "device" else None
    if expression is None:
        return fetched
    return f"coalesce(try_cast(cast(({expression}) as varchar) as timestamptz) at time zone 'UTC', {fetched})"


def _about(
    source: Source, table: Table, select: Mapping[str, str], things: list[Feed]
) -> tuple[str | None, str | None]:
    """The thing of the same row that a fact belongs to, where the feed does not name one."""
    kinds = {feed.table for feed in things}
    if table.name == "claim":
        wanted = next(iter(kinds)) if len(kinds) == 1 and "asset_id" not in select else None
    else:
        wanted = table.asset_kind if table.asset_kind in kinds and f"{table.asset_kind}_id" not in select else None
    if wanted is None:
        return None, None
    feed = next(feed for feed in things if feed.table == wanted)
    thing = TABLES[wanted]
    key, _ = _thing_key(source, thing, {_column(thing, given): text for given, text in feed.select.items()})
    return wanted, key
