"""What is kept about people is declared, all of it, and the privacy pack says just that."""

from __future__ import annotations

from typing import Any


def _fields() -> set[str]:
    from django.apps import apps

    return {f"{model.__name__}.{field.name}" for model in apps.get_models() for field in model._meta.concrete_fields}


def test_every_field_of_every_table_is_declared_and_nothing_else(sqlite_state: Any) -> None:
    from drystone.web import personal

    declared = set(personal.LIBRARIES).union(*(said for _room, said in personal.rooms()))
    assert (sorted(_fields() - declared), sorted(declared - _fields())) == ([], [])


def test_a_declaration_says_what_why_who_and_how_long(sqlite_state: Any) -> None:
    from drystone.web import personal

    for field in [*personal.state(), *personal.lake()]:
        said = field.said
        assert all((said.what, said.why, said.seen_by, said.keep)), f"{field.table}.{field.field}"


def test_every_table_of_the_lake_that_names_people_is_listed(sqlite_state: Any) -> None:
    from drystone.program.vocabulary import TABLES
    from drystone.web import personal

    listed = {field.table for field in personal.lake()}
    naming = {name for name, table in TABLES.items() if any(column.refers == "person" for column in table.columns)}
    assert naming <= listed
