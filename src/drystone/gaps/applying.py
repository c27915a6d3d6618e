"""Applies a run's redo log to the state: set SQL, the same for SQLite and PostgreSQL.

A batch is one transaction: its rows go into a temporary table (COPY or executemany), a handful of statements do the
rest, and ``keep`` remembers in the same transaction how far this went, so a batch is applied wholly and once. What
people decided meanwhile wins: a run neither touches ``excepted`` nor closes what it did not open.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from drystone.gaps import redo

BATCH = 2_000
_CACHE_KIB = 384 * 1024

#: Indexes whose keys have nothing to do with the order of the redo log, as the models declare them.
_SCATTERED = (("gap_asset", "gaps_gap (asset_id)"), ("gap_responsible_person", "gaps_gapresponsible (person_id)"))

_TIMES = ("opened_at", "due", "unverified_since")
_PEOPLE = ("responsible", "responsible_via")
_PLAIN = tuple(name for name in redo.CHANGE if name not in (*_PEOPLE, "n"))
_GAP_ID = tuple(redo.CHANGE).index("gap_id")
_SET = tuple(name for name in redo.GAP if name not in (*_PEOPLE, "gap_id", "opened_at"))


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which run applies, and by which moment it judged."""

    run_id: str
    as_of: dt.datetime


#: Called in each batch's transaction with the number of its last change and what the batch did.
Keep = Callable[[int, Mapping[str, int]], None]


def apply(batches: Iterable[list[tuple[Any, ...]]], stamp: Stamp, *, keep: Keep) -> None:
    """Apply batches of the redo log (rows of ``redo.CHANGE``, at most ``BATCH`` each), in order.

    Safe to stop at any moment and to start again after the last number that ``keep`` was given.
    """
    with _unhurried(), _indexed_at_the_end():
        for done, rows in enumerate(batches, start=1):
            with transaction.atomic():
                _load(rows)
                counts = _apply_batch({str(row[1]) for row in rows}, stamp)
                keep(int(rows[-1][0]), counts)
            _counted(done)


def _load(rows: list[tuple[Any, ...]]) -> None:
    """Put the rows into the batch tables, people one to a row."""
    changes = [row[1 : -len(_PEOPLE)] for row in rows]
    held = [
        (row[_GAP_ID], person, via or "")
        for row in rows
        if row[1] not in {"closed", "moved"}
        for person, via in zip(row[-2] or (), row[-1] or (), strict=True)
    ]
    moment = "timestamptz" if connection.vendor == "postgresql" else "text"
    kinds = {**dict.fromkeys(_PLAIN, "text"), **dict.fromkeys(_TIMES, moment), "criticality": "integer"}
    at_end = " on commit drop" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for table in ("gap_batch", "gap_batch_person"):
            cursor.execute(f"drop table if exists {table}")
        listed = ", ".join(f"{name} {kind}" for name, kind in kinds.items())
        cursor.execute(f"create temporary table gap_batch ({listed}){at_end}")
        cursor.execute(f"create temporary table gap_batch_person (gap_id text, person_id text, via text){at_end}")
        _fill(cursor, "gap_batch", _PLAIN, changes)
        _fill(cursor, "gap_batch_person", ("gap_id", "person_id", "via"), held)


def _fill(cursor: Any, table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(columns)
    if connection.vendor == "postgresql":
        with cursor.copy(f"copy {table} ({names}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"insert into {table} ({names}) values ({marks})", rows)


def _counted(done: int) -> None:
    """Let PostgreSQL count the rows anew whenever twice as many batches are done as the last time.

    It plans by what it counted last. Where that was "nothing is open", it would look for one person's gaps by reading
    all open ones, on every page, until it counts by itself: minutes later.
    """
    if connection.vendor == "postgresql" and done & (done - 1) == 0:
        with connection.cursor() as cursor:
            cursor.execute("analyze gaps_gap, gaps_gapresponsible")


@contextmanager
def _unhurried() -> Iterator[None]:
    """Let batches reach the disk a little later: a power cut takes batch and progress together, so nothing is lost.

    What people do meanwhile, and the run's last transaction, are synced as always. The cache holds the indexes whole: a
    batch touches them all over, and half a million gaps outgrow the usual one.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("pragma synchronous = normal")
        cursor.execute(f"pragma cache_size = -{_CACHE_KIB}")
        try:
            yield
        finally:
            cursor.execute("pragma synchronous = full")
            cursor.execute("pragma shrink_memory")


@contextmanager
def _indexed_at_the_end() -> Iterator[None]:
    """Where the state holds no gap yet, build two indexes after the rows rather than with them.

    Their keys come in no order, so each batch would write pages all over them: half the time of a large first run. A
    run that is killed in between leaves them out; whoever finishes it comes through here again and builds them.
    """
    with connection.cursor() as cursor:
        cursor.execute("select 1 from gaps_gap limit 1")
        if cursor.fetchone() is None:
            for name, _ in _SCATTERED:
                cursor.execute(f"drop index if exists {name}")
    yield
    with connection.cursor() as cursor:
        for name, columns in _SCATTERED:
            cursor.execute(f"create index if not exists {name} on {columns}")


def _apply_batch(events: set[str], stamp: Stamp) -> Counter[str]:
    counts: Counter[str] = Counter()
    moment = stamp.as_of.astimezone(dt.UTC)
    values = {
        "run": stamp.run_id,
        "at": moment if connection.vendor == "postgresql" else str(moment.replace(tzinfo=None)),
    }
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("set local synchronous_commit to off")
        for count, event, sql in _STATEMENTS:
            if events & event or (counts["reopened"] and event == _REOPENED):
                cursor.execute(sql, values)
                if count:
                    counts[count] += cursor.rowcount
    return counts


_MOVED, _CLOSED, _OPENED = frozenset({"moved"}), frozenset({"closed"}), frozenset({"opened"})
_OTHER = frozenset({"unknown", "verified", "changed"})
_STANDING = _OPENED | _OTHER
#: No event of the redo log, but what applying finds out.
_REOPENED = frozenset({"reopened"})

_COLUMNS = ("gap_id", *_SET, "opened_at")
_EVENT = "insert into gaps_gapevent (gap_id, act, event, at, by, note)"
_ONCE = "on conflict (gap_id, act, event) do nothing"
_MOVING = "gap_batch b join gaps_gap g on g.gap_id = b.gap_id where b.event = 'moved' and g.status <> 'closed'"

#: (what its row count counts, the events it is for, SQL). The order matters: events tell the state before the change.
_STATEMENTS: tuple[tuple[str, frozenset[str], str], ...] = (
    (
        "",
        _MOVED,
        f"""insert into gaps_gap ({", ".join(_COLUMNS)}, status, first_seen, last_run, reopened_count, close_reason,
              moved_to, opened_by)
            select b.moved_to, {", ".join(f"b.{name}" for name in _SET)}, b.opened_at, g.status, g.first_seen, %(run)s,
              g.reopened_count, '', '', g.opened_by
            from {_MOVING} order by g.first_seen, g.gap_id on conflict (gap_id) do nothing""",
    ),
    (
        "",
        _MOVED,
        f"""update gaps_gap set status = 'open', closed_at = null, close_reason = '', last_run = %(run)s
            where status = 'closed' and gap_id in (select b.moved_to from {_MOVING})""",
    ),
    (
        "",
        _MOVED,
        f"""update gaps_gap set first_seen = (select min(g.first_seen) from {_MOVING} and b.moved_to = gaps_gap.gap_id)
            where exists (select 1 from {_MOVING} and b.moved_to = gaps_gap.gap_id
                          and g.first_seen < gaps_gap.first_seen)
            """,
    ),
    (
        "",
        _MOVED,
        """insert into gaps_gapresponsible (gap_id, person_id, via)
            select b.moved_to, p.person_id, p.via
            from gap_batch b join gaps_gap g on g.gap_id = b.gap_id
              join gaps_gapresponsible p on p.gap_id = b.gap_id
            where b.event = 'moved' and g.status <> 'closed'
            on conflict (gap_id, person_id) do nothing""",
    ),
    (
        "",
        _MOVED,
        f"""{_EVENT} select b.moved_to, %(run)s, 'moved-here', %(at)s, 'run', b.gap_id from {_MOVING} {_ONCE}""",
    ),
    (
        "moved",
        _MOVED,
        f"""{_EVENT} select b.gap_id, %(run)s, 'moved', %(at)s, 'run', b.moved_to from {_MOVING} {_ONCE}""",
    ),
    (
        "",
        _MOVED,
        """update gaps_exceptionrequest set gap_id = b.moved_to from gap_batch b
           where b.event = 'moved' and gaps_exceptionrequest.gap_id = b.gap_id
             and gaps_exceptionrequest.status in ('requested', 'approved')""",
    ),
    (
        "",
        _MOVED,
        f"""insert into gaps_putoff (gap_id, person_id, until, asked_at, reason)
            select b.moved_to, p.person_id, p.until, p.asked_at, p.reason
            from {_MOVING.replace("where", "join gaps_putoff p on p.gap_id = b.gap_id where")}
            on conflict (gap_id, person_id, until) do nothing""",
    ),
    (
        "",
        _MOVED,
        """update gaps_gap set status = 'closed', closed_at = %(at)s, close_reason = 'moved', moved_to = b.moved_to,
             last_run = %(run)s
           from gap_batch b where b.event = 'moved' and gaps_gap.gap_id = b.gap_id and gaps_gap.status <> 'closed'""",
    ),
    (
        "closed",
        _CLOSED,
        f"""{_EVENT} select b.gap_id, %(run)s, 'closed', %(at)s, 'run', b.close_reason
            from gap_batch b join gaps_gap g on g.gap_id = b.gap_id
            where b.event = 'closed' and g.status <> 'closed' and g.opened_by = 'run' {_ONCE}""",
    ),
    (
        "",
        _CLOSED,
        """update gaps_gap set status = 'closed', closed_at = %(at)s, close_reason = b.close_reason,
             unverified_since = null, last_run = %(run)s
           from gap_batch b where b.event = 'closed' and gaps_gap.gap_id = b.gap_id and gaps_gap.status <> 'closed'
             and gaps_gap.opened_by = 'run'""",
    ),
    (
        "changed",
        _OTHER,
        f"""{_EVENT} select b.gap_id, %(run)s, b.event, %(at)s, 'run', b.note
            from gap_batch b join gaps_gap g on g.gap_id = b.gap_id
            where b.event in ('unknown', 'verified', 'changed') {_ONCE}""",
    ),
    (
        "",
        _OTHER,
        f"""update gaps_gap set {", ".join(f"{name} = b.{name}" for name in (*_SET, "opened_at"))}, last_run = %(run)s
            from gap_batch b
            where b.event in ('unknown', 'verified', 'changed') and gaps_gap.gap_id = b.gap_id""",
    ),
    (
        "opened",
        _OPENED,
        f"""{_EVENT} select b.gap_id, %(run)s, 'opened', %(at)s, 'run', ''
            from gap_batch b left join gaps_gap g on g.gap_id = b.gap_id
            where b.event = 'opened' and g.gap_id is null {_ONCE}""",
    ),
    (
        "reopened",
        _OPENED,
        f"""{_EVENT} select b.gap_id, %(run)s, 'reopened', %(at)s, 'run', ''
            from gap_batch b join gaps_gap g on g.gap_id = b.gap_id
            where b.event = 'opened' and g.status = 'closed' {_ONCE}""",
    ),
    (
        "",
        _OPENED,
        f"""insert into gaps_gap ({", ".join(_COLUMNS)}, status, first_seen, last_run, reopened_count, close_reason,
              moved_to, opened_by)
            select {", ".join(f"b.{name}" for name in _COLUMNS)}, 'open', b.opened_at, %(run)s, 0, '', '', 'run'
            from gap_batch b where b.event = 'opened'
            on conflict (gap_id) do update set
              {", ".join(f"{name} = excluded.{name}" for name in _SET)},
              opened_at = case when gaps_gap.status = 'closed' then excluded.opened_at else gaps_gap.opened_at end,
              reopened_count = gaps_gap.reopened_count + case when gaps_gap.status = 'closed' then 1 else 0 end,
              status = case when gaps_gap.status = 'closed' then 'open' else gaps_gap.status end,
              closed_at = null, close_reason = '', moved_to = '', last_run = excluded.last_run""",
    ),
    (
        "",
        _OTHER,
        """delete from gaps_gapresponsible where gap_id in (
             select gap_id from gap_batch where event in ('unknown', 'verified', 'changed'))""",
    ),
    (
        "",
        _REOPENED,
        """delete from gaps_gapresponsible where gap_id in (
             select e.gap_id from gaps_gapevent e join gap_batch b on b.gap_id = e.gap_id
             where e.act = %(run)s and e.event = 'reopened')""",
    ),
    (
        "",
        _STANDING,
        """insert into gaps_gapresponsible (gap_id, person_id, via)
           select gap_id, person_id, min(via) from gap_batch_person where true group by gap_id, person_id
           on conflict (gap_id, person_id) do nothing""",
    ),
    (
        "",
        _OPENED | _MOVED,
        """update gaps_gap set status = 'excepted'
           where gap_id in (
             select x.gap_id from gaps_exceptionrequest x
             join gap_batch b on x.gap_id = case when b.event = 'moved' then b.moved_to else b.gap_id end
             where b.event in ('opened', 'moved') and x.status = 'approved')""",
    ),
)
