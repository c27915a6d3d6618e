"""Every operation of the API × every kind of person, against the declared table; see ``operations``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from access import by_hand, operations, test_walk
from access.test_api import token
from served import KINDS, Served

DOCS = Path(__file__).parents[2] / "docs" / "api.md"


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


def test_whatever_the_site_does_the_api_does_or_says_why_not(served: Served) -> None:
    routes = set(test_walk.TABLE)
    assert by_hand.SAME.keys() & by_hand.BY_HAND.keys() == set()
    assert routes - by_hand.SAME.keys() - by_hand.BY_HAND.keys() == set()
    assert (by_hand.SAME.keys() | by_hand.BY_HAND.keys()) - routes == set()
    assert {one for same in by_hand.SAME.values() for one in same} - operations.TABLE.keys() == set()


def test_the_documentation_says_what_is_done_by_hand() -> None:
    told = " ".join(DOCS.read_text(encoding="utf-8").split())
    assert [reason for reason in set(by_hand.BY_HAND.values()) if reason not in told] == []


def test_no_two_shapes_of_the_description_share_a_name(served: Served) -> None:
    import sys

    import ninja

    import drystone.web.api  # noqa: F401 # It imports the modules of every router.

    seen: dict[str, str] = {}
    modules = [one for name, one in sys.modules.items() if name.startswith("drystone.") and name.endswith("api")]
    assert len(modules) > 10
    for module in modules:
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
        method, body = name.partition(" ")[0].lower(), operations.BODIES.get(name, {})
        sent = json.dumps(body(served) if callable(body) else body)
        with transaction.atomic():
            told = {"data": sent, "content_type": "application/json"} if method == "post" else {}
            answer = getattr(client, method)(url, **told)
            transaction.set_rollback(True)
        answer.close()
        if answer.status_code != row[kind]:
            wrong[name] = f"{answer.status_code}, declared {row[kind]}"
    assert wrong == {}
