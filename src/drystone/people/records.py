"""What is known about a person: every record, claim, decision, look and change, each with where it is from."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from drystone.audit import queries as audit
from drystone.charting import queries as charting
from drystone.consequences import queries as consequences
from drystone.decisions import queries as decisions
from drystone.directory import knowing as ways
from drystone.directory import queries as directory
from drystone.gaps import knowing as gaps
from drystone.gaps import queries as gap_queries
from drystone.gaps import tasks
from drystone.gaps import wording as gap_words
from drystone.habits import knowing as habits
from drystone.messages import queries as messages
from drystone.program.vocabulary import TABLES
from drystone.reminders import knowing as reminders
from drystone.reports import queries as reports
from drystone.reviews import queries as reviews
from drystone.shell import site
from drystone.shell.viewer import Viewer

Rows = QuerySet[Any, Any]

#: How much of one sort the page lists; whoever has more is told how much more the file has.
MOST = 200

#: Entries of the log that name several people at once.
_NAMING = "gaps-with-people"

#: Which things are about a person, as SQL for their ids.
_ABOUT = {
    "person": "select $id",
    "account": "select account_id from account where person_id = $id",
    "screening": "select screening_id from screening where person_id = $id",
}
_ALONE = ", ".join(f"'{table.name}'" for table in TABLES.values() if table.role == "thing" and table.seen_by)
#: Facts that are about a person, as SQL over their table.
_FACTS = {
    "training": "person_id = $id",
    "practice": "person_id = $id",
    "delivery": "person_id = $id",
    "alias": "person_id = $id",
    "membership": "account_id in (select account_id from account where person_id = $id)",
}


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a source, or a fact or claim made of one: what it is about, which source and key, and what it says."""

    kind: str
    source: str
    key: str
    seen_at: dt.datetime | None
    says: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Look:
    """An entry of the log about a person: who did what, when, and the reason that they gave."""

    at: dt.datetime
    by: str
    action: str
    reason: str


@dataclass(frozen=True, slots=True)
class AboutMe:
    """What is known about one person: of each sort the newest ``MOST``, and how many ``more`` there are in all."""

    person_id: str
    login: str
    card: directory.Card | None
    positions: list[str]
    sessions: int
    records: list[Record]
    claims: list[Record]
    looks: list[Look]
    decisions: list[dict[str, Any]]
    gaps: list[dict[str, Any]]
    said: list[dict[str, Any]]
    kept: dict[str, list[dict[str, Any]]]
    more: int


def about_me(viewer: Viewer) -> AboutMe:
    """Return what is known about whoever asks. Somebody whom the people data do not know has sessions and no more."""
    person_id = viewer.person_id
    first = _First()
    kept = {sort: first.of(rows) for sort, rows in kept_of(viewer).items()}
    records = _first_of_the_lake(person_id, first)
    said = {sort: first.of(rows) for sort, rows in said_of(person_id).items()}
    return AboutMe(
        **who(viewer),
        records=[row for row in records if row.kind != "claim"],
        claims=[row for row in records if row.kind == "claim"],
        looks=first.of_the_log(person_id),
        decisions=said["decisions"],
        gaps=_titled(said["gaps"]),
        said=said["said"],
        kept={sort: rows for sort, rows in kept.items() if rows},
        more=first.more,
    )


def _titled(gaps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    program, names = site.program(), ("check_id", "status", "outcome", "close_reason")
    return [
        gap | {"title": tasks.title(gap) or gap_words.titled(program, **{name: gap[name] for name in names})}
        for gap in gaps
    ]


class _First:
    """Takes the first ``MOST`` of each sort, and counts what is left over of those that have more."""

    def __init__(self) -> None:
        self.more = 0

    def of(self, rows: Rows) -> list[dict[str, Any]]:
        """Take them from a query, which is asked for their number only where there are more."""
        found = list(rows[: MOST + 1])
        if len(found) > MOST:
            self.more += rows.count() - MOST
        return found[:MOST]

    def of_the_log(self, person_id: str) -> list[Look]:
        """Take them from what the log says of somebody."""
        found = list(islice(looks(person_id), MOST + 1))
        if len(found) > MOST:
            self.more += audit.number_concerning(person_id, _NAMING) - MOST
        return found[:MOST]


def who(viewer: Viewer) -> dict[str, Any]:
    """Return who somebody is here: what there is one of."""
    return {
        "person_id": viewer.person_id,
        "login": viewer.name,
        "card": directory.card(viewer.person_id),
        "positions": directory.roles(viewer.person_id),
        "sessions": directory.sessions(viewer.user_id) if viewer.user_id is not None else 0,
    }


def said_of(person_id: str) -> dict[str, Rows]:
    """Return what was decided, found and said of somebody, by sort, as queries."""
    found: dict[str, Rows] = {
        "decisions": decisions.naming(person_id),
        "gaps": gap_queries.known_of(person_id),
        "said": gap_queries.said_by(person_id),
    }
    # Nobody in particular has no id, and what is about nobody is not theirs.
    return found if person_id else {sort: rows.none() for sort, rows in found.items()}


def kept_of(viewer: Viewer) -> dict[str, Rows]:
    """Return what rooms keep of somebody, by sort, as queries."""
    person_id = viewer.person_id
    found = ways.known_of(viewer.user_id, person_id) if viewer.user_id is not None else {}
    if person_id:
        found |= gaps.done_by(person_id) | messages.written_of(person_id)
        found |= habits.kept_of(person_id) | reminders.said_to(person_id) | charting.known_of(person_id)
        found |= reports.kept_of(person_id) | reviews.kept_of(person_id)
        found |= consequences.kept_of(person_id)
        found["questions"] = decisions.questions_naming(person_id)
    return found


def names_in(about: AboutMe) -> dict[str, str]:
    """Return the names of the people whose ids stand in what is known, in one query, for whoever reads it."""
    rows = [record.says for record in about.records] + [row for rows in about.kept.values() for row in rows]
    ids = {value for row in rows for value in row.values() if isinstance(value, str) and value.startswith("person-")}
    return {card.person_id: card.name or card.email for card in directory.cards(ids).values()}


def _first_of_the_lake(person_id: str, first: _First) -> list[Record]:
    if not person_id or site.snapshot() is None:
        return []
    sorts = _sorts()
    listed = " union all ".join(f"(select * from ({sql}) limit {MOST + 1})" for sql in sorts.values())
    with site.reading() as engine:
        rows = engine.rows(listed, {"id": person_id})
        numbers = Counter(row[0] for row in rows)
        counted = "select count(*) - {most} from ({sql})"
        long = [counted.format(most=MOST, sql=sorts[kind]) for kind, n in numbers.items() if n > MOST]
        first.more += sum(row[0] for row in engine.rows(" union all ".join(long), {"id": person_id})) if long else 0
    seen = Counter[str]()
    found = []
    for row in rows:
        seen[row[0]] += 1
        if seen[row[0]] <= MOST:
            found.append(_record(row))
    return found


def of_the_lake(person_id: str, *, claims: bool) -> Iterator[Record]:
    """Yield every claim, or else every record and fact, about somebody; some thousand are held at a time."""
    if not person_id or site.snapshot() is None:
        return
    with site.reading() as engine:
        for kind, sql in _sorts().items():
            if (kind == "claim") != claims:
                continue
            for rows in engine.batches(sql, {"id": person_id}):
                yield from map(_record, rows)


def _record(row: tuple[Any, ...]) -> Record:
    kind, source, key, seen, body = row
    return Record(kind, source or "", key or "", seen.replace(tzinfo=dt.UTC) if seen else None, _said(body))


def _sorts() -> dict[str, str]:
    """Return SQL for each sort of record of the lake, claims last."""
    found = {
        kind: f"select '{kind}' as kind, r._source, r._key, r._seen_at, cast(to_json(r) as varchar) as body"
        f" from record_{kind} r join member m on m.asset_kind = '{kind}' and m.source = r._source and m.key = r._key"
        f" where m.gone_since is null and m.asset_id in ({ids}) order by 2, 3"
        for kind, ids in _ABOUT.items()
    }
    found |= {
        table: f"select '{table}', null, null, null, cast(to_json(t) as varchar) from {table} t where {mine} order by 5"
        for table, mine in _FACTS.items()
    }
    found["claim"] = (
        "select 'claim', c.source, c._given, c.seen_at, cast(to_json({'claim': c.kind, 'thing': c.asset_kind,"
        " 'thing_id': c.asset_id, 'name': a.name}) as varchar) from claim c left join asset a"
        " on a.asset_kind = c.asset_kind and a.asset_id = c.asset_id where c.person_id = $id"
        # Who inherits a leaver's things does not inherit what was that person's alone to see.
        f" and not (c.kind = 'manager' and c.asset_kind in ({_ALONE}))"
        " order by c.asset_kind, c.asset_id, c.source"
    )
    return found


def _said(body: str) -> dict[str, Any]:
    """Return what a record says: not what is empty, and not how we keep it."""
    return {name: value for name, value in json.loads(body).items() if value is not None and not name.startswith("_")}


def looks(person_id: str) -> Iterator[Look]:
    """Yield what the log says of somebody, newest first; a few hundred are held at a time."""
    if not person_id:
        return
    entries = audit.concerning(person_id, _NAMING)
    while batch := list(islice(entries, MOST + 1)):
        cards = directory.cards(entry.actor for entry in batch)
        for entry in batch:
            yield Look(
                entry.at,
                cards[entry.actor].name or cards[entry.actor].email if entry.actor in cards else entry.actor,
                entry.action,
                str((entry.payload or {}).get("reason") or (entry.payload or {}).get("command") or ""),
            )
