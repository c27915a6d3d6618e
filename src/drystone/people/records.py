"""What is known about a person: every record, claim, decision, look and change, bounded, each with where it is from."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sized
from dataclasses import asdict, dataclass
from typing import Any

from drystone.audit import queries as audit
from drystone.charting import queries as charting
from drystone.decisions import queries as decisions
from drystone.directory import knowing as ways
from drystone.directory import queries as directory
from drystone.gaps import knowing as gaps
from drystone.gaps import queries as gap_queries
from drystone.habits import knowing as habits
from drystone.messages import queries as messages
from drystone.program.vocabulary import TABLES
from drystone.reminders import knowing as reminders
from drystone.shell import site
from drystone.shell.viewer import Viewer

#: How much of one sort is listed; whoever has more is told so.
MOST = 200

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
    """Everything that is known about one person."""

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

    @property
    def cut(self) -> bool:
        """Whether some list was cut at ``MOST``."""
        listed: tuple[Sized, ...] = (
            self.records,
            self.claims,
            self.looks,
            self.decisions,
            self.gaps,
            self.said,
            *self.kept.values(),
        )
        return any(len(one) >= MOST for one in listed)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values for an export."""
        return {**asdict(self), "cut": self.cut}


def about_me(viewer: Viewer) -> AboutMe:
    """Return what is known about whoever asks. Somebody whom the people data do not know has sessions and no more."""
    person_id = viewer.person_id
    rows = _from_the_lake(person_id)
    return AboutMe(
        person_id=person_id,
        login=viewer.name,
        card=directory.card(person_id),
        positions=directory.roles(person_id),
        sessions=directory.sessions(viewer.user_id) if viewer.user_id is not None else 0,
        records=[row for row in rows if row.kind != "claim"],
        claims=[row for row in rows if row.kind == "claim"],
        looks=_looks(person_id),
        decisions=decisions.naming(person_id, most=MOST) if person_id else [],
        gaps=gap_queries.known_of(person_id, most=MOST) if person_id else [],
        said=gap_queries.said_by(person_id, most=MOST) if person_id else [],
        kept=_kept(viewer),
    )


def names_in(about: AboutMe) -> dict[str, str]:
    """Return the names of the people whose ids stand in what is known, in one query, for whoever reads it."""
    rows = [record.says for record in about.records] + [row for rows in about.kept.values() for row in rows]
    ids = {value for row in rows for value in row.values() if isinstance(value, str) and value.startswith("person-")}
    return {card.person_id: card.name or card.email for card in directory.cards(ids).values()}


def _kept(viewer: Viewer) -> dict[str, list[dict[str, Any]]]:
    """Return what rooms keep of somebody, by sort; sorts of which there is nothing are left out."""
    person_id = viewer.person_id
    found = ways.known_of(viewer.user_id, person_id, most=MOST) if viewer.user_id is not None else {}
    if person_id:
        found |= gaps.done_by(person_id, most=MOST) | messages.written_of(person_id, most=MOST)
        found |= habits.kept_of(person_id, most=MOST)
        found |= reminders.said_to(person_id, most=MOST)
        found["questions"] = decisions.questions_naming(person_id, most=MOST)
        found |= charting.known_of(person_id, most=MOST)
    return {sort: rows for sort, rows in found.items() if rows}


def _from_the_lake(person_id: str) -> list[Record]:
    snapshot = site.snapshot()
    if not person_id or snapshot is None:
        return []
    with site.reading() as engine:
        rows = engine.rows(_sql(), {"id": person_id})
    return [
        Record(kind, source or "", key or "", seen.replace(tzinfo=dt.UTC) if seen else None, _said(body))
        for kind, source, key, seen, body in rows
    ]


def _sql() -> str:
    parts = [
        f"select '{kind}' as kind, r._source, r._key, r._seen_at, cast(to_json(r) as varchar) as body"
        f" from record_{kind} r join member m on m.asset_kind = '{kind}' and m.source = r._source and m.key = r._key"
        f" where m.gone_since is null and m.asset_id in ({ids}) order by 2, 3 limit {MOST}"
        for kind, ids in _ABOUT.items()
    ]
    parts += [
        f"select '{table}', null, null, null, cast(to_json(t) as varchar) from {table} t where {mine} limit {MOST}"
        for table, mine in _FACTS.items()
    ]
    parts.append(
        "select 'claim', c.source, c._given, c.seen_at, cast(to_json({'claim': c.kind, 'thing': c.asset_kind,"
        " 'thing_id': c.asset_id, 'name': a.name}) as varchar) from claim c left join asset a"
        " on a.asset_kind = c.asset_kind and a.asset_id = c.asset_id where c.person_id = $id"
        # Who inherits a leaver's things does not inherit what was that person's alone to see.
        f" and not (c.kind = 'manager' and c.asset_kind in ({_ALONE}))"
        f" order by c.asset_kind, c.asset_id, c.source limit {MOST}"
    )
    return " union all ".join(f"select * from ({part})" for part in parts)


def _said(body: str) -> dict[str, Any]:
    """Return what a record says: not what is empty, and not how we keep it."""
    return {name: value for name, value in json.loads(body).items() if value is not None and not name.startswith("_")}


def _looks(person_id: str) -> list[Look]:
    if not person_id:
        return []
    entries = audit.about("person", person_id, newest=MOST) + audit.naming(person_id, "gaps-with-people", newest=MOST)
    entries = sorted({entry.seq: entry for entry in entries}.values(), key=lambda one: one.seq, reverse=True)[:MOST]
    cards = directory.cards(entry.actor for entry in entries)
    return [
        Look(
            entry.at,
            cards[entry.actor].name or cards[entry.actor].email if entry.actor in cards else entry.actor,
            entry.action,
            str((entry.payload or {}).get("reason") or (entry.payload or {}).get("command") or ""),
        )
        for entry in entries
    ]
