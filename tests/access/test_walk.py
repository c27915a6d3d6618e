"""Every route of the site × every kind of person, against the declared table of who may. A new route fails it until it
is declared; a rule that is wider or narrower than declared fails it too.

The tables lie beside this file, one per room: ``TABLE`` (route → kind → status), ``ARGUMENTS`` (route → what to put in
its place) and ``POSTS`` (route → a harmless valid body).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from served import KINDS, Served

HERE = Path(__file__).parent
ROOMS = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in {"__init__", "test_walk"})
_LIBRARIES_OWN = ("static",)


def _tables() -> tuple[dict[str, dict[str, Any]], dict[str, Callable[[Served], dict[str, Any]]], dict[str, Any]]:
    table: dict[str, dict[str, Any]] = {}
    arguments: dict[str, Callable[[Served], dict[str, Any]]] = {}
    posts: dict[str, Any] = {}
    for room in ROOMS:
        module = importlib.import_module(f"access.{room}")
        assert not table.keys() & module.TABLE.keys(), f"access.{room} declares again what another room has"
        table |= module.TABLE
        arguments |= getattr(module, "ARGUMENTS", {})
        posts |= getattr(module, "POSTS", {})
    return table, arguments, posts


TABLE, ARGUMENTS, POSTS = _tables()


def _routes() -> Iterator[tuple[str, Any]]:
    """Yield every named route of the site with its view, those of the API apart."""
    from django.urls import get_resolver
    from django.urls.resolvers import URLPattern

    def walk(patterns: list[Any], names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        for one in patterns:
            if isinstance(one, URLPattern):
                yield ":".join((*names, one.name or str(one.pattern))), one.callback
            elif not str(one.namespace or "").startswith("api"):
                yield from walk(one.url_patterns, (*names, one.namespace) if one.namespace else names)

    yield from walk(get_resolver().url_patterns, ())


def test_every_route_is_declared(served: Served) -> None:
    routes = dict(_routes())
    undeclared = sorted(name for name in routes if name not in TABLE)
    gone = sorted(name for name in TABLE if ":" in name and name not in routes)
    assert (undeclared, gone) == ([], [])
    without_rule = sorted(name for name, view in routes.items() if not hasattr(view, "access"))
    assert without_rule == []


def test_every_row_names_every_kind_of_person() -> None:
    assert {name: sorted(set(KINDS) - row.keys()) for name, row in TABLE.items() if set(KINDS) - row.keys()} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_person_may_open_what_is_declared_and_nothing_else(served: Served, kind: str) -> None:
    from django.db import transaction
    from django.urls import reverse

    wrong = {}
    for name, row in TABLE.items():
        url = reverse(name, kwargs=ARGUMENTS[name](served) if name in ARGUMENTS else {})
        client = served.client(kind)
        with transaction.atomic():
            answer = client.post(url, POSTS[name]) if name in POSTS else client.get(url)
            transaction.set_rollback(True)
        if answer.status_code != row[kind]:
            wrong[name] = f"{answer.status_code}, declared {row[kind]}"
    assert wrong == {}
