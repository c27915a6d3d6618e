"""How much of the matrix is really someone's: pairs, resolved, by fallback; and what is a hole in it.

Nothing is stored per activity × thing. All activities over one table are counted in one scan of it, beside flags that
say which relations and seats of a thing resolve.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from drystone.lake.engines.base import Engine
from drystone.responsibility.clauses import count_if, literal
from drystone.responsibility.matrix import DUTIES, Rule, kind_of, table_of
from drystone.responsibility.population import Population


@dataclass(frozen=True, slots=True)
class Counted:
    """One activity's things: how many, and for how many a named living person does it and answers for it.

    ``resolved_people`` and ``unresolved_people`` say how many people at least own those; none where they are nobody's.
    """

    activity_id: str
    pairs: int
    resolved: int
    resolved_people: int
    unresolved_people: int


@dataclass(slots=True)
class Need:
    """A position or relation that nobody but the fallback answers for: which activities and things need it."""

    position: str
    kind: str
    activities: set[str] = field(default_factory=set)
    things: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan over one table: the activities counted in it and the duties (R and A) of each."""

    populations: Sequence[Population]
    duties: Mapping[str, Sequence[Rule]]
    held: frozenset[str]

    @property
    def _rules(self) -> list[Rule]:
        return [rule for population in self.populations for rule in self.duties[population.activity.id]]

    @property
    def flags(self) -> dict[tuple[str, str], str]:
        """Column names for each relation and seat role that differs from thing to thing."""
        keys = dict.fromkeys((rule.how, rule.target) for rule in self._rules if rule.how in ("relation", "seat"))
        return {key: f"_f{number}" for number, key in enumerate(keys)}

    def source(self) -> str:
        """SQL for the scanned rows: the table, beside ``_f0…`` (does it resolve) and ``_s0…`` (which seat)."""
        first = self.populations[0]
        table, kind = table_of(first.activity), kind_of(first.activity)
        if table is None:
            rows, asset_id = "(select 1 as _one)", literal(first.activity.id)
        elif table.role == "thing" or table.name in ("activity", "position"):
            rows, asset_id = f'"{table.name}"', f't."{table.asset_id}"'
        else:
            rows, asset_id = f"(select distinct asset_id as _id from ({first.sql}))", "t._id"
        columns = ["t.*", "case when _a.owner_id is not null then 1::ubigint << (hash(_a.owner_id) % 64) end as _whose"]
        joins = [f"left join asset _a on _a.asset_kind = {literal(kind)} and _a.asset_id = {asset_id}"]
        eaches = {rule.target: rule.each for rule in self._rules if rule.how == "seat"}
        for (how, target), flag in self.flags.items():
            if how == "relation":
                joins.append(
                    f"left join relation_holder {flag}r on {flag}r.asset_kind = {literal(kind)}"
                    f" and {flag}r.relation = {literal(target)} and {flag}r.asset_id = {asset_id}"
                )
                columns.append(f"coalesce({flag}r.via, 'fallback') <> 'fallback' as {flag}")
                continue
            seat = f"_a.{eaches[target]}"
            joins.append(
                f"left join (select distinct p.seat from position p join seat_holder s using (position_id)"
                f" where p.role = {literal(target)} and s.step <> 'fallback') {flag}r on {flag}r.seat = {seat}"
            )
            columns.append(f"{flag}r.seat is not null as {flag}, {seat} as {flag}s")
        alias = f'"{table.name}"' if table else "_whole"
        return f"(select {', '.join(columns)} from {rows} t {' '.join(joins)}) {alias}"

    def where(self, population: Population) -> str:
        """SQL for whether a scanned row is in the population."""
        table = table_of(population.activity)
        unique = table is not None and (table.role == "thing" or table.name in ("activity", "position"))
        return population.where if unique else "true"

    def holds(self, rule: Rule) -> str:
        """SQL for whether this rule finds someone for a scanned row."""
        flag = self.flags.get((rule.how, rule.target))
        if flag:
            return flag
        return "true" if (rule.target if rule.how == "position" else rule.target + "/") in self.held else "false"

    def resolves(self, population: Population) -> str:
        """SQL for whether R and A of this activity both find someone."""
        duties = self.duties[population.activity.id]
        parts = []
        for letter in DUTIES:
            found = [self.holds(rule) for rule in duties if rule.letter == letter]
            parts.append(f"({' or '.join(found) or 'false'})")
        return " and ".join(parts)


def scans(engine: Engine, found: Mapping[str, Population], rules: Sequence[Rule]) -> list[Scan]:
    """Plan the scans: one per table of things, one for each activity over the organisation or over facts."""
    duties: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.letter in DUTIES:
            duties[rule.activity_id].append(rule)
    groups: dict[str, list[Population]] = defaultdict(list)
    for population in found.values():
        table = table_of(population.activity)
        shared = table is not None and (table.role == "thing" or table.name in ("activity", "position"))
        groups[table.name if table and shared else f"{population.activity.id} alone"].append(population)
    held = engine.rows(
        "select position_id from seat_holder where step <> 'fallback' union select p.role || '/' from position p"
        " join seat_holder s using (position_id) where p.seat is not null and s.step <> 'fallback'"
    )
    names = frozenset(str(row[0]) for row in held)
    return [Scan(group, duties, names) for group in groups.values()]


def count(engine: Engine, scan: Scan) -> list[Counted]:
    """Count the activities of one scan."""
    columns = []
    for population in scan.populations:
        where = scan.where(population)
        resolves = f"{where} and {scan.resolves(population)}"
        rest = f"{where} and not ({scan.resolves(population)})"
        columns += [count_if(where), count_if(resolves), _people_if(resolves), _people_if(rest)]
    row = engine.rows(f"select {', '.join(columns)} from {scan.source()}")[0]
    return [
        Counted(population.activity.id, *row[4 * number : 4 * number + 4])
        for number, population in enumerate(scan.populations)
    ]


def _people_if(condition: str) -> str:
    """SQL for how many people at least own what meets a condition: each is one of 64 bits, so it is never too many.

    A count for each activity would cost as much as all the rest of a scan; that they are enough to be counted is known
    from a few.
    """
    return f"coalesce(bit_count(bit_or(if({condition}, _whose, null))), 0)"


def needs(engine: Engine, scan: Scan, found: dict[str, Need]) -> None:
    """Add to ``found`` what nobody holds, with the activities and things of this scan that need it."""
    kind = kind_of(scan.populations[0].activity)
    users: dict[tuple[str, str], list[Population]] = defaultdict(list)
    for population in scan.populations:
        for rule in scan.duties[population.activity.id]:
            if population not in users[rule.how, rule.target]:
                users[rule.how, rule.target].append(population)
    for (how, target), using in users.items():
        wanted = " or ".join(f"({scan.where(population)})" for population in using)
        for position, things in _lacking(engine, scan, (how, target), wanted):
            need = found.setdefault(position, Need(position, "relation" if how == "relation" else "position"))
            need.activities |= {population.activity.id for population in using}
            need.things[kind] += things


def _lacking(engine: Engine, scan: Scan, key: tuple[str, str], wanted: str) -> list[tuple[str, int]]:
    how, target = key
    flag = scan.flags.get(key, "")
    if how == "position":
        if target in scan.held:
            return []
        things = engine.value(f"select {count_if(wanted)} from {scan.source()}")
        return [(target, things)]
    if how == "relation":
        things = engine.value(f"select {count_if(f'({wanted}) and not {flag}')} from {scan.source()}")
        return [(target, things)] if things else []
    if how == "seats":
        vacant = engine.rows(
            "select p.position_id, 1 from position p join seat_holder s using (position_id)"
            f" where p.role = {literal(target)} and p.seat is not null and s.step = 'fallback'"
        )
        return [(str(position), int(things)) for position, things in vacant] or (
            [] if target + "/" in scan.held else [(target, 1)]
        )
    rows = engine.rows(
        f"select {literal(target)} || coalesce('/' || {flag}s, ''), count(*) from {scan.source()}"
        f" where ({wanted}) and not {flag} group by 1"
    )
    return [(str(position), int(things)) for position, things in rows]
