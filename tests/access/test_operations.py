"""Every operation of the API × every kind of person, against the declared table; see ``operations``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from access import by_hand, operations, tables
from access.arranged import CALLING, Arranged, ended
from served import Served

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
    routes = {tables.route(name) for name in tables.TABLE}
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


def test_every_operation_succeeds_for_somebody() -> None:
    """Behind an address that answers nobody, a rule that is too wide is not seen."""
    assert {name for name, row in operations.TABLE.items() if 200 not in row.values()} == set()


@pytest.mark.usefixtures("plainly_refused")
def test_each_kind_of_person_may_call_what_is_declared_and_nothing_else(arranged: Arranged) -> None:
    addresses = {name: f"/api/v1{operations.url(arranged, name)}" for name in operations.TABLE}
    wrong = {kind: dict(_wrong(arranged, kind, addresses)) for kind in CALLING}
    assert {kind: found for kind, found in wrong.items() if found} == {}


@pytest.mark.usefixtures("plainly_refused")
def test_a_rule_that_let_everybody_in_would_be_seen(arranged: Arranged) -> None:
    """Without its rule, each operation answers somebody otherwise than it refuses them: nothing else hides the rule."""
    clients = {kind: _client(arranged, kind) for kind in CALLING}
    refused = {
        name: next(kind for kind in CALLING if row[kind] == 404)
        for name, row in operations.TABLE.items()
        if 404 in row.values()
    }
    hidden = set()
    with _without_rules():
        for name, kind in refused.items():
            address = f"/api/v1{operations.url(arranged, name)}"
            if _status(arranged, clients[kind], name, address) == 404:
                hidden.add(name)
    assert hidden == operations.HIDDEN.keys()


@contextmanager
def _without_rules() -> Iterator[None]:
    views = [view for _name, view in _operations()]
    cells = [dict(zip(view.__code__.co_freevars, view.__closure__, strict=True))["rule"] for view in views]
    rules = [cell.cell_contents for cell in cells]
    for cell in cells:
        cell.cell_contents = lambda _viewer, **_arguments: True
    try:
        yield
    finally:
        for cell, rule in zip(cells, rules, strict=True):
            cell.cell_contents = rule


def _client(arranged: Arranged, kind: str) -> Any:
    from django.test import Client

    return Client(headers={"host": "127.0.0.1", **arranged.token(kind)})


def _wrong(arranged: Arranged, kind: str, addresses: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Call every operation with a token of a kind of person, and yield what is not as declared."""
    client = _client(arranged, kind)
    for name, address in addresses.items():
        told, declared = _status(arranged, client, name, address), operations.TABLE[name][kind]
        if told != declared:
            yield name, f"{told}, declared {declared}"


def _status(arranged: Arranged, client: Any, name: str, address: str) -> int:
    """Call an operation with its body, and take back whatever that changed."""
    method = name.partition(" ")[0].lower()
    sent = json.dumps(tables.given(operations.BODIES.get(name, {}), arranged))
    told = {"data": sent, "content_type": "application/json"} if method == "post" else {}
    with arranged.taken_back():
        answer = getattr(client, method)(address, **told)
        ended(answer)
    return int(answer.status_code)
