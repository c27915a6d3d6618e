"""Every route of the site × every kind of person, against the declared table of who may. A new route fails it until it
is declared; a rule that is wider or narrower than declared fails it too.

The tables lie beside this file, one per room: ``TABLE`` (route → kind → status of a GET, or of a POST where the route
takes nothing else), ``ARGUMENTS`` (route → what to put in its place) and ``POSTS`` (route → a harmless valid body). A
route that takes both refuses a POST to whom it refuses the page. Somebody who left is a stranger.
"""

from __future__ import annotations

import copy
import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from served import KINDS, Served

HERE = Path(__file__).parent
ROOMS = sorted(
    path.stem for path in HERE.glob("*.py") if not path.stem.startswith(("_", "test_", "operations", "by_hand"))
)
#: Routes of libraries and of programs (API, SCIM), which have tests of their own.
_ELSEWHERE = ("api:", "scim:")


def _tables() -> tuple[dict[str, dict[str, Any]], dict[str, Callable[[Served], dict[str, Any]]], dict[str, Any]]:
    table: dict[str, dict[str, Any]] = {}
    arguments: dict[str, Callable[[Served], dict[str, Any]]] = {}
    posts: dict[str, Any] = {}
    for room in ROOMS:
        module = importlib.import_module(f"access.{room}")
        assert not table.keys() & module.TABLE.keys(), f"access.{room} declares again what another room has"
        table |= {name: row | {"leaver": row["anonymous"]} for name, row in module.TABLE.items()}
        arguments |= getattr(module, "ARGUMENTS", {})
        posts |= getattr(module, "POSTS", {})
    return table, arguments, posts


TABLE, ARGUMENTS, POSTS = _tables()


def _routes() -> Iterator[tuple[str, Any]]:
    """Yield every route of the site with its view, those for programs apart."""
    from django.urls import get_resolver
    from django.urls.resolvers import URLPattern

    def walk(patterns: list[Any], names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        for one in patterns:
            if isinstance(one, URLPattern):
                yield ":".join((*names, one.name or str(one.pattern))), one.callback
            else:
                yield from walk(one.url_patterns, (*names, one.namespace) if one.namespace else names)

    for name, view in walk(get_resolver().url_patterns, ()):
        if not name.startswith(_ELSEWHERE):
            yield name, view


def test_every_route_is_declared_and_has_a_rule(served: Served) -> None:
    routes = dict(_routes())
    assert sorted(name for name in routes if name not in TABLE) == []
    assert sorted(name for name in TABLE if name not in routes) == []
    assert sorted(name for name, view in routes.items() if not hasattr(view, "access")) == []


def test_every_row_names_every_kind_of_person() -> None:
    assert {name: sorted(set(KINDS) - row.keys()) for name, row in TABLE.items() if set(KINDS) - row.keys()} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_person_may_open_what_is_declared_and_nothing_else(served: Served, kind: str) -> None:
    from django.urls import reverse

    client, wrong = served.client(kind), {}
    urls = {name: reverse(name, kwargs=ARGUMENTS[name](served) if name in ARGUMENTS else {}) for name in TABLE}
    for name, row in TABLE.items():
        told = _status(client, "get", urls[name])
        if told not in (405, row[kind]):
            wrong[name] = f"GET {told}, declared {row[kind]}"
        if name not in POSTS:
            continue
        posted = _status(client, "post", urls[name], POSTS[name])
        refused = row[kind] in (403, 404) or kind in ("anonymous", "leaver")
        if posted != row[kind] and (told == 405 or refused or posted in (403, 404)):
            wrong[name] = f"POST {posted}, declared {row[kind]}"
    assert wrong == {}


def _status(client: Any, method: str, url: str, body: Any = None) -> int:
    """Ask, and take back whatever that changed, in the state and in the browser."""
    from django.db import transaction

    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        answer = getattr(client, method)(url, body) if body is not None else getattr(client, method)(url)
        transaction.set_rollback(True)
    answer.close()
    client.cookies = cookies
    return int(answer.status_code)
