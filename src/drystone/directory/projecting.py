"""Bring the people, positions and duties of the applied run into the state; only rows that differ are written."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from drystone.directory.models import Duty, Holding, Person, User
from drystone.lake.engines import Engine

_BATCH = 2_000

#: Numbers made comparable as ``phones.normal`` does it.
_PHONE = r"""coalesce(regexp_extract(regexp_replace(
    regexp_replace(coalesce(phone, ''), '\(0\)|[^0-9+]', '', 'g'), '^00', '+'), '^\+?[0-9]{4,15}$'), '')"""
_PEOPLE = f"""
select person_id, coalesce(lower(email), ''), coalesce(name, ''), coalesce(department, ''), coalesce(team, ''),
    coalesce(title, ''), coalesce(manager_id, ''), coalesce(status, 'active'), coalesce(location, ''),
    coalesce(timezone, ''), coalesce(language, ''), {_PHONE}
from person
"""
_HOLDINGS = """
select s.position_id, p.role, coalesce(p.seat, ''), s.person_id, s.step, s.ordinal
from seat_holder s join position p using (position_id) where s.person_id is not null
"""
#: One seat of many (``seat``) is a duty too, for the things of that department; which things, the lake knows.
_DUTIES = """
select distinct r.activity_id, r.letter, s.position_id, s.person_id, s.step
from letter_rule r join position p on p.role = r.target join seat_holder s on s.position_id = p.position_id
where r.how in ('position', 'seats', 'seat') and s.person_id is not null and (r.letter <> 'A' or s.ordinal = 1)
    and (r.letter in ('R', 'A') or s.step <> 'fallback')
"""
_ALIASES = """
select old_id, asset_id from asset_alias where asset_kind = 'person' and list_contains($ids, old_id) order by old_id
"""


def project(engine: Engine) -> dict[str, int]:
    """Make the projection what the engine's tables say, in one transaction; returns how many rows changed of each."""
    with transaction.atomic():
        changed = {
            "people": _replace(engine, Person.objects, _PEOPLE, ("person_id",)),
            "holdings": _replace(engine, Holding.objects, _HOLDINGS, ("position_id", "person_id")),
            "duties": _replace(engine, Duty.objects, _DUTIES, ("activity_id", "letter", "position_id", "person_id")),
        }
        _follow(engine)
        return changed


def _follow(engine: Engine) -> None:
    """Join users to the record that theirs was merged into: their id is then an alias of another."""
    lost = User.objects.exclude(person_id="").exclude(person_id__in=Person.objects.values("person_id"))
    ids = dict(lost.values_list("person_id", "pk"))
    if not ids:
        return
    taken = set(User.objects.exclude(person_id="").values_list("person_id", flat=True))
    for old, new in engine.rows(_ALIASES, {"ids": sorted(ids)}):
        if new not in taken:
            User.objects.filter(pk=ids[old]).update(person_id=new)
            taken.add(new)


def _replace(engine: Engine, manager: models.Manager[Any], sql: str, key: tuple[str, ...]) -> int:
    """Write what is new or differs and delete what is gone; both sides are read once, in bounded batches."""
    names = [field.name for field in manager.model._meta.concrete_fields if field.name != "id"]
    at = [names.index(name) for name in key]
    rows = manager.values_list(*names).iterator(chunk_size=_BATCH)
    old = {tuple(row[i] for i in at): row for row in rows}
    changed: list[Any] = []
    count = 0
    for batch in engine.batches(sql, size=_BATCH):
        for row in batch:
            before = old.pop(tuple(row[i] for i in at), None)
            if before != row:
                changed.append(manager.model(**dict(zip(names, row, strict=True))))
        if len(changed) >= _BATCH:
            count += _write(manager, changed, names, key)
            changed = []
    count += _write(manager, changed, names, key)
    for gone in old:
        count += manager.filter(**dict(zip(key, gone, strict=True))).delete()[0]
    return count


def _write(manager: models.Manager[Any], rows: list[Any], names: list[str], key: tuple[str, ...]) -> int:
    if rows:
        manager.bulk_create(
            rows,
            batch_size=500,
            update_conflicts=True,
            unique_fields=list(key),
            update_fields=[name for name in names if name not in key],
        )
    return len(rows)
