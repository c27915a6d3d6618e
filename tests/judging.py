"""A made-up organisation in an engine, and a build that keeps nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from drystone.lake.engines.duck import DuckEngine
from drystone.program.model import (
    Activity,
    Authority,
    Check,
    EngineSettings,
    Holder,
    Organisation,
    Place,
    Program,
    Role,
    Settings,
    Titles,
)
from drystone.program.vocabulary import TABLES

AS_OF = dt.datetime(2026, 11, 22, 8, tzinfo=dt.UTC)
HERE = Place("test.yaml")


class MemoryBuild:
    """The interface of lake.Build; a table is made again unless its name, text and inputs are the same as before."""

    def __init__(self, engine, as_of=AS_OF, *, earlier=None):
        self.engine = engine
        self.as_of = as_of
        self.made = []
        self.marks = {}
        self._earlier = earlier.marks if earlier else {}

    def unchanged(self, name, *, inputs=(), text=""):
        return self._earlier.get(name) == hash((name, text, tuple(self.fingerprint(one) for one in inputs)))

    def table(self, name, make, *, inputs=(), text="", order=(), row_group=0, settles=False):
        mark = hash((name, text, tuple(self.fingerprint(one) for one in inputs)))
        self.marks[name] = mark
        if self._earlier.get(name) == mark:
            return False
        make(self.engine)
        self.made.append(name)
        return True

    def drop_after(self, name):
        """Nothing is stored here, so what was made stays for the test to look at."""

    def fingerprint(self, name):
        if name not in self.marks and name not in _JUDGED:
            self.marks[name] = hash(tuple(sorted(map(repr, self.engine.rows(f'select * from "{name}"')))))
        return str(self.marks[name])

    def view(self, name, sql, *, inputs=()):
        self.marks[name] = hash((name, sql, tuple(self.fingerprint(one) for one in inputs)))
        self.engine.execute(f"create or replace view {name} as {sql}")

    def previous_table(self, name, alias):
        if name not in self._earlier:
            return False
        self.engine.execute(f"create or replace temp table {alias} as select * from {name}")
        return True


#: The tables that the rooms under test make.
_JUDGED = ("activity", "position", "holding", "letter", "hole", "required_screening")


def _created(table):
    columns = ", ".join(f'"{column.name}" {column.type}' for column in table.columns)
    return f'create table "{table.name}" ({columns})'


class World:
    """An engine with every table of the vocabulary, and short ways to put rows in."""

    def __init__(self):
        self.engine = DuckEngine()
        self.filled = set()
        self.engine.execute(
            ";".join(_created(table) for table in TABLES.values()) + ";"
            "create table asset (asset_kind text, asset_id text, name text, criticality integer, owner_id text,"
            " department text, team text, platform text)"
        )
        self.engine.execute(
            "create table member (asset_kind text, source text, key text, asset_id text, first_seen timestamp,"
            " gone_since timestamp)"
        )

    def clear(self):
        """Forget all rows, so that the next example starts with nothing; an engine takes long to make."""
        self.engine.execute(";".join(f"delete from {name}" for name in sorted(self.filled)) or "select 1")
        self.filled.clear()

    def add(self, table, **values):
        self.filled.add(table)
        self.engine.insert(table, tuple(values), [tuple(values.values())])

    def person(self, key, **values):
        self.add("person", **{"person_id": key, "email": f"{key}@fenwick.example", "name": key.title(), **values})
        row = self.engine.rows("select department, team from person where person_id = $key", {"key": key})[0]
        self.add("asset", asset_kind="person", asset_id=key, owner_id=key, department=row[0], team=row[1])

    def thing(self, about, key, /, *, owner=None, claim="assigned", seen_at=None, **values):
        given = {f"{about}_id": key, **values}
        if owner and TABLES[about].column("owner_id"):
            given["owner_id"] = owner
        self.add(about, **given)
        seat = self.engine.rows("select department, team from person where person_id = $key", {"key": owner or ""})
        department, team = seat[0] if seat else (None, None)
        self.add("asset", asset_kind=about, asset_id=key, owner_id=owner, department=department, team=team)
        if owner:
            named = {"person_id": owner, "claim": claim, "source": "jamf", "seen_at": seen_at}
            self.add("owner", asset_kind=about, asset_id=key, **named)

    def build(self, *, as_of=AS_OF, earlier=None):
        if earlier is None:
            for name in _JUDGED:
                self.engine.drop(name)
        return MemoryBuild(self.engine, as_of, earlier=earlier)


def role(key, *holders, **more):
    named = tuple(one if isinstance(one, Holder) else Holder(f"{one}@fenwick.example", HERE) for one in holders)
    return Role(key, key.title(), HERE, holders=named, **more)


def activity(key, *, r=("asset.owner",), a="it-head", **more):
    return Activity(key, key.title(), HERE, accountable=a, responsible=tuple(r), **{"standing": "agreed", **more})


def check(key, of, **more):
    return Check(key, of, Titles("yes", "no", "unheard"), more.pop("severity", "high"), HERE, **more)


def program(*parts, fallback=None, trial_days=14, check_seconds=60):
    settings = Settings(
        Organisation("Fenwick Foods"),
        authority=Authority(fallback, trial_days),
        engine=EngineSettings(check_seconds=check_seconds),
    )

    def of(kind):
        return {part.id: part for part in parts if isinstance(part, kind)}

    return Program(Path(), "0" * 64, settings, roles=of(Role), activities=of(Activity), checks=of(Check))
