"""What is kept about people is declared, all of it, and the privacy pack says just that."""

from __future__ import annotations

from typing import Any

from served import Served


def _fields() -> set[str]:
    from django.apps import apps

    return {f"{model.__name__}.{field.name}" for model in apps.get_models() for field in model._meta.concrete_fields}


def test_every_field_of_every_table_is_declared_and_nothing_else(sqlite_state: Any) -> None:
    from drystone.web import personal

    declared = set(personal.LIBRARIES).union(*(said for _room, said in personal.rooms()))
    assert (sorted(_fields() - declared), sorted(declared - _fields())) == ([], [])


def test_a_declaration_says_what_why_who_and_how_long(sqlite_state: Any) -> None:
    from drystone.web import personal, personal_lake

    for field in [*personal.state(), *personal_lake.lake()]:
        said = field.said
        assert all((said.what, said.why, said.seen_by, said.keep)), f"{field.table}.{field.field}"


def test_every_table_of_a_snapshot_is_declared_and_those_of_nobody_name_nobody(served: Served) -> None:
    from drystone.audit.personal import NOT_PERSONAL
    from drystone.shell import site
    from drystone.web import personal_lake

    snapshot = site.snapshot()
    assert snapshot is not None
    said = {table: personal_lake.said(table) for table in snapshot.manifest.tables}
    naming = []
    with site.reading() as engine:
        words = "(contains({c}, person_id) or contains(lower({c}), lower(email)) or contains({c}, name))"
        for table in [name for name, told in said.items() if told is NOT_PERSONAL]:
            texts = " || ' ' || ".join(
                f"coalesce(cast(\"{column}\" as varchar), '')" for column in engine.columns(table)
            )
            sql = (
                f"select count(*) from (select distinct {texts} as c from {table}) join person on {words.format(c='c')}"
            )
            naming += [table] if engine.value(sql) else []
    assert naming == []


def test_every_table_that_a_program_sees_is_declared() -> None:
    from drystone.program.vocabulary import TABLES
    from drystone.web import personal_lake

    of_nobody = {name for name in TABLES if personal_lake.said(name) is personal_lake.NOT_PERSONAL}
    naming = {name for name, table in TABLES.items() if any(column.refers == "person" for column in table.columns)}
    assert not naming & of_nobody
