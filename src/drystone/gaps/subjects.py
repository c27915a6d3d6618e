"""Whose name the name of a thing may say: who a record is about, whose account it is, who uses a device.

An applied run never changes, so what is one person's own is asked once per run.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from drystone.gaps.models import Gap
from drystone.lake.engines import Engine
from drystone.program.vocabulary import NAMED_AFTER_PEOPLE
from drystone.shell import site

#: A thing: its kind and its id.
Key = tuple[str, str]

#: The tables of a run that ``behind`` reads.
TABLES = ("person", "screening", "account", "owner")
_KEPT = 512
_OWNED = ", ".join(f"'{kind}'" for kind in sorted(NAMED_AFTER_PEOPLE - {"person", "screening"}))
#: Who inherits a thing from somebody who left is not whom it is named after.
_WHOSE = f"""
    select 'person' as asset_kind, person_id as asset_id, person_id, true as own from person
    union all select 'screening', screening_id, person_id, true from screening
    union all select 'account', account_id, person_id, true from account where person_id is not null
    union all select o.asset_kind, o.asset_id, o.person_id, coalesce(o.claim, '') <> 'manager' and a.person_id is null
        from owner o left join account a on o.asset_kind = 'account' and a.account_id = o.asset_id
        where o.asset_kind in ({_OWNED}) and o.person_id is not null
"""


def named_after(person_id: str) -> frozenset[Key]:
    """Return the things whose names can say nobody but this person. One look-up in the lake, kept for the run."""
    current = site.snapshot()
    return _named_after(current.run_id, person_id) if current is not None and person_id else frozenset()


@lru_cache(maxsize=_KEPT)
def _named_after(_run_id: str, person_id: str) -> frozenset[Key]:
    with site.reading() as engine:
        rows = engine.rows(
            f"select asset_kind, asset_id from ({_WHOSE}) where person_id = $id and own", {"id": person_id}
        )
    return frozenset(rows)


def person_of(gap: Gap) -> str:
    """Return whom a gap about a person is about, or "" where that is not known."""
    if gap.asset_kind == "person":
        return gap.asset_id
    if gap.asset_kind != "screening" or site.snapshot() is None:
        return ""
    with site.reading() as engine:
        found = engine.value("select person_id from screening where screening_id = $id", {"id": gap.asset_id})
    return str(found or "")


def meant(things: Iterable[Key]) -> set[str]:
    """Return whose names the names of things may say, as far as the applied run knows."""
    asked = list(things)
    if site.snapshot() is None:
        return {asset_id for kind, asset_id in asked if kind == "person"}
    with site.reading() as engine:
        return behind(engine, asked)


def behind(engine: Engine, things: Iterable[Key]) -> set[str]:
    """Return whose names the names of things may say, as far as the run of ``engine`` knows. One look-up."""
    keys = sorted({key for key in things if key[0] in NAMED_AFTER_PEOPLE})
    if not keys:
        return set()
    rows = engine.rows(
        "with asked as (select unnest($kinds) as asset_kind, unnest($ids) as asset_id)"
        f" select distinct person_id from ({_WHOSE}) join asked using (asset_kind, asset_id)",
        {"kinds": [kind for kind, _id in keys], "ids": [asset_id for _kind, asset_id in keys]},
    )
    return {row[0] for row in rows} | {asset_id for kind, asset_id in keys if kind == "person"}
