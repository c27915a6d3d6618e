"""People: who is living, who manages whom, and which accounts are whose.

A NULL status with an end date in the past counts as left, otherwise as active; what a source says is never overwritten.
Managers that form a circle answer for nobody: each link of the circle is cut and listed.
"""

from __future__ import annotations

import numpy as np

from drystone.inventory import keys, quoting
from drystone.inventory.components import Ints, distinct
from drystone.inventory.merging import merge
from drystone.inventory.references import LOGIN, THIRD, plain, resolve
from drystone.lake import Build
from drystone.lake.engines import Engine
from drystone.program.model import Program
from drystone.program.vocabulary import TABLES


def living(build: Build, row: str = "person") -> str:
    """SQL over a row of ``person``: status is not left, and no end date before the run's day."""
    day = quoting.value(build.as_of.date().isoformat())
    return f"({row}.status <> 'left' and ({row}.end_date is null or {row}.end_date >= date {day}))"


def make_people(build: Build) -> None:
    """Make ``person`` from its merged records: status by the day of the run, circles of managers cut."""
    merge(build, "person")
    day = quoting.value(build.as_of.date().isoformat())

    def make(engine: Engine) -> None:
        columns = ", ".join(
            f"coalesce(status, case when end_date < date {day} then 'left' else 'active' end) as status"
            if column == "status"
            else quoting.name(column)
            for column in TABLES["person"].names
        )
        engine.execute(f"create table person as select {columns} from person_merged")
        _cut_circles(engine)

    build.table("person", make, inputs=("person_merged", "member"), text=day, settles=True)
    build.table("superior", lambda engine: _superiors(build, engine), inputs=("person",), text=day, settles=True)


def _graph(engine: Engine) -> tuple[Ints, Ints]:
    """People numbered by id, and the number of each one's manager; one past the last stands for nobody."""
    engine.execute(
        "create or replace temp table _numbered as select row_number() over (order by person_id) - 1 as n, person_id,"
        " manager_id, status, end_date from person"
    )
    found = engine.arrays(
        "select a.n as n, coalesce(b.n, -1) as up from _numbered a left join _numbered b on b.person_id = a.manager_id"
        " order by a.n"
    )
    number, up = found["n"].astype(np.int64), found["up"].astype(np.int64)
    nobody = number.size
    return number, np.append(np.where(up < 0, nobody, up), nobody)


def _follow(up: Ints) -> Ints:
    """Follow the links until they end, in a logarithmic number of doublings."""
    for _ in range(int(up.size).bit_length() + 1):
        up = up[up]
    return up


def _cut_circles(engine: Engine) -> None:
    number, up = _graph(engine)
    own = np.flatnonzero(up[:-1] == number)
    up[own] = number.size
    end = _follow(up)[:-1]
    circle = distinct(end[end != number.size])
    engine.from_arrays("_circle", {"n": np.concatenate((circle, own))})
    engine.from_arrays("_listed", {"n": circle})
    engine.execute(
        "insert into quarantine (source_id, file, line, reason, excerpt) select min(m.source), '', 0,"
        " 'person.manager_id: managers form a circle; the link was cut', n.person_id from _listed l"
        " join _numbered n using (n) join member m on m.asset_kind = 'person' and m.asset_id = n.person_id"
        " group by n.person_id order by n.person_id"
    )
    engine.execute(
        "update person set manager_id = null where person_id in"
        " (select person_id from _numbered join _circle using (n))"
    )
    for name in ("_circle", "_listed", "_numbered"):
        engine.drop(name)


def _superiors(build: Build, engine: Engine) -> None:
    """Make ``superior`` (person_id → the nearest living manager above, walking up over those who left)."""
    number, up = _graph(engine)
    alive = engine.arrays(f"select n from _numbered where {living(build, '_numbered')}")["n"].astype(np.int64)
    nobody = number.size
    reached = up.copy()
    reached[alive] = alive
    reached[nobody] = nobody
    above = _follow(reached)[up[:-1]]
    there = above != nobody
    engine.from_arrays("_above", {"n": number[there], "up": above[there]})
    engine.execute(
        "create table superior as select a.person_id, b.person_id as manager_id from _above x"
        " join _numbered a on a.n = x.n join _numbered b on b.n = x.up"
    )
    engine.drop("_above")
    engine.drop("_numbered")


def attach_accounts(build: Build, program: Program) -> None:
    """Make ``account_person`` (account_id, person_id, rule) and add logins to ``lookup_person`` as ``lookup_login``.

    The first that names one person counts: the source's own reference, the account's e-mail, an alias, a username that
    is an e-mail, the local part of an address of the organisation. People who left count, so that their accounts show.
    """
    domains = tuple(domain.lower() for domain in program.settings.organisation.domains)

    def make(engine: Engine) -> None:
        _attach(engine, domains)

    inputs = ("member", "asset_alias", "record_account", "lookup_person", "record_person")
    build.table("account_person", make, inputs=inputs, text=f"{domains}", settles=True)


def _attach(engine: Engine, domains: tuple[str, ...]) -> None:
    resolve(engine, "person", "_named", "select _source as source, person_id as given from record_account")
    email, user = plain("r.email"), plain("r.username")
    listed = quoting.values(domains)
    engine.execute(
        "create or replace temp table _mail as select given, arg_min(asset_id, tier) as asset_id from lookup_person"
        f" where tier <= {THIRD} and contains(given, '@') group by given"
    )
    engine.execute(
        "create or replace temp table _local as select split_part(given, '@', 1) as given, min(asset_id) as asset_id"
        f" from _mail where split_part(given, '@', 2) in {listed} group by 1 having min(asset_id) = max(asset_id)"
    )
    engine.execute(
        "create table account_person as with said as (select m.asset_id as account_id, r._rank,"
        " coalesce(n.asset_id, a.asset_id, u.asset_id, l.asset_id, k.asset_id) as person_id,"
        " case when n.asset_id is not null then 1 when a.asset_id is not null then 2 when u.asset_id is not null then 3"
        " else 4 end as step, m.source from record_account r"
        " join member m on m.asset_kind = 'account' and m.source = r._source and m.key = r._key"
        " and m.gone_since is null"
        " left join _named n on n.source = r._source and n.given = r.person_id"
        f" left join _mail a on a.given = {email} left join _mail u on u.given = {user}"
        f" left join _local l on l.given = split_part({user}, '\\', -1) and coalesce(r.kind, 'human') = 'human'"
        f" left join _local k on k.given = split_part({user}, '@', 1) and split_part({user}, '@', 2) in {listed}"
        " and coalesce(r.kind, 'human') = 'human')"
        " select account_id, arg_min(person_id, (step, _rank, source)) as person_id,"
        " ['reference', 'email', 'username', 'local part'][min(step)] as rule from said where person_id is not null"
        " group by account_id"
    )
    for name in ("_named", "_mail", "_local"):
        engine.drop(name)


def add_logins(build: Build) -> None:
    """Make ``lookup_login``: the logins of people, each where it is one person's in all systems."""

    def make(engine: Engine) -> None:
        user = plain("r.username")
        engine.execute(
            f"create table lookup_login as select given, {LOGIN} as tier, min(person_id) as asset_id from"
            f" (select split_part({user}, '\\', -1) as given, p.person_id from record_account r"
            " join member m on m.asset_kind = 'account' and m.source = r._source and m.key = r._key"
            " join account_person p on p.account_id = m.asset_id where coalesce(r.kind, 'human') = 'human')"
            " where given <> '' group by given having min(person_id) = max(person_id)"
        )

    build.table(
        "lookup_login", make, inputs=("member", "record_account", "account_person"), text=keys.login("u"), settles=True
    )
