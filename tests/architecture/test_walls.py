"""The walls that imports cannot show: foreign keys, the order of the rooms, and what a check may touch."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from drystone.program.vocabulary import FED, KINDS, TABLES
from drystone.program.vocabulary import Table as VocabularyTable
from longest import LONGEST

ROOT = Path(__file__).parent.parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
LAYERS: list[str] = next(contract["layers"] for contract in CONTRACTS if contract["type"] == "layers")


def test_every_room_has_its_place_in_the_flow() -> None:
    rooms = {path.parent.name for path in (ROOT / "src" / "drystone").glob("*/__init__.py")}
    assert rooms == set(LAYERS)


def test_the_tests_that_begin_first_are_there() -> None:
    assert [name for name in LONGEST if not (ROOT / "tests" / name).is_file()] == []


def _models() -> list[Any]:
    """Every model of ours; the libraries' own are not ours to shape."""
    from django.apps import apps

    return [model for model in apps.get_models() if model.__module__.startswith("drystone.")]


def test_every_foreign_key_points_up_the_flow(state: None) -> None:
    for model in _models():
        room = model.__module__.split(".")[1]
        for field in model._meta.get_fields():
            target = getattr(field, "remote_field", None) and field.related_model
            if not target or not getattr(field, "many_to_one", False):
                continue
            other = target.__module__.split(".")[1]
            assert LAYERS.index(other) >= LAYERS.index(room), f"{model.__name__}.{field.name} reaches down to {other}"


def test_models_hold_people_only_as_opaque_text(state: None) -> None:
    for model in _models():
        if model.__module__.startswith("drystone.directory."):
            continue  # The one room that knows addresses.
        for field in model._meta.get_fields():
            if getattr(field, "is_relation", False):
                continue
            assert "email" not in field.name, f"{model.__name__}.{field.name}: the state knows people by id only"


def test_every_models_module_is_protected() -> None:
    protected = {
        module for contract in CONTRACTS if contract["type"] == "protected" for module in contract["protected_modules"]
    }
    found = {f"drystone.{path.parent.name}.models" for path in (ROOT / "src" / "drystone").glob("*/models.py")}
    assert found == protected


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_table_refers_only_to_kinds_that_exist(table: VocabularyTable) -> None:
    assert len(set(table.names)) == len(table.names)
    for column in table.columns:
        assert not column.refers or column.refers in KINDS
    assert (table.name in FED) == (table.role != "made")
