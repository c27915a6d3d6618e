"""Every operation of the API × every kind of person, against the declared table; see ``operations``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from access import operations
from access.test_api import token
from served import KINDS, Served


def _operations() -> Iterator[tuple[str, Any]]:
    from drystone.web.api import ROUTERS

    for router in ROUTERS:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield f"{method} {path}", operation.view_func


def test_every_operation_is_declared_and_has_a_rule_and_a_scope(served: Served) -> None:
    found = dict(_operations())
    assert set(found) == set(operations.TABLE)
    assert [name for name, view in found.items() if not (hasattr(view, "access") and view.scope)] == []


def test_no_two_shapes_of_the_description_share_a_name(served: Served) -> None:
    import importlib
    import pkgutil

    import ninja

    import drystone

    seen: dict[str, str] = {}
    for room in pkgutil.iter_modules(drystone.__path__):
        if importlib.util.find_spec(f"drystone.{room.name}.api") is None:
            continue
        module = importlib.import_module(f"drystone.{room.name}.api")
        for name, made in vars(module).items():
            if isinstance(made, type) and issubclass(made, ninja.Schema) and made.__module__.startswith("drystone"):
                assert seen.setdefault(name, made.__module__) == made.__module__, name


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_person_may_call_what_is_declared_and_nothing_else(served: Served, kind: str) -> None:
    from django.db import transaction
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1", **token(served, kind)})
    wrong = {}
    for name, row in operations.TABLE.items():
        url = f"/api/v1{operations.url(served, name)}"
        body = json.dumps(operations.BODIES.get(name, {}))
        with transaction.atomic():
            posts = name.startswith("POST")
            answer = client.post(url, body, content_type="application/json") if posts else client.get(url)
            transaction.set_rollback(True)
        answer.close()
        if answer.status_code != row[kind]:
            wrong[name] = f"{answer.status_code}, declared {row[kind]}"
    assert wrong == {}
