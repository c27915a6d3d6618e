"""What the rooms declare, put together; ``access`` says in which words."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from access import differing
from access.arranged import Arranged

_NO_ROOMS = ("_", "test_", "conftest", "operations", "by_hand", "arranged", "differing", "tables")
ROOMS = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith(_NO_ROOMS))
#: What is given itself, or by a function of the arranged organisation.
Given = dict[str, Any] | Callable[[Arranged], dict[str, Any]]
Row = dict[str, int | str]
#: Routes of libraries and of programs (API, SCIM), which have tests of their own.
_ELSEWHERE = ("api:", "scim:")


def _together() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {
        "TABLE": {}, "ARGUMENTS": {}, "QUERY": {}, "POSTS": {}, "POSTED": {}, "NOBODY": {}, "HIDDEN": {}, "SHOWING": {}
    }  # fmt: skip
    for room in ROOMS:
        module = importlib.import_module(f"access.{room}")
        twice = found["TABLE"].keys() & module.TABLE.keys()
        assert not twice, f"access.{room} declares again what another room has: {twice}"
        for name, whole in found.items():
            declared = getattr(module, name, {})
            whole |= dict.fromkeys(declared) if isinstance(declared, set) else declared
    return found


_FOUND = _together()
TABLE: dict[str, Row] = {name: differing.whole(name, row) for name, row in _FOUND["TABLE"].items()}
POSTED: dict[str, Row] = {name: differing.posted(row, TABLE[name]) for name, row in _FOUND["POSTED"].items()}
ARGUMENTS: dict[str, Given] = _FOUND["ARGUMENTS"]
QUERY: dict[str, Given] = _FOUND["QUERY"]
POSTS: dict[str, Given] = _FOUND["POSTS"]
NOBODY: dict[str, str] = _FOUND["NOBODY"]
HIDDEN: dict[str, str] = _FOUND["HIDDEN"]
SHOWING: set[str] = set(_FOUND["SHOWING"])


@cache
def routes() -> dict[str, Any]:
    """Return every route of the site with its view, those for programs apart."""
    from django.urls import get_resolver
    from django.urls.resolvers import URLPattern

    def walk(patterns: list[Any], names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        for one in patterns:
            if isinstance(one, URLPattern):
                yield ":".join((*names, one.name or str(one.pattern))), one.callback
            else:
                yield from walk(one.url_patterns, (*names, one.namespace) if one.namespace else names)

    return {name: view for name, view in walk(get_resolver().url_patterns, ()) if not name.startswith(_ELSEWHERE)}


def route(name: str) -> str:
    """Return the route that a row is about."""
    return name.partition(" ")[0]


@cache
def methods(name: str) -> tuple[str, ...]:
    """Return which of GET and POST a row's route takes."""
    return tuple(one for one in ("GET", "POST") if one in routes()[route(name)].methods)


def is_open(name: str) -> bool:
    """Whether a row's route is for everybody, known or not."""
    from drystone.shell import access

    return bool(routes()[route(name)].access is access.anyone)


def url(name: str, arranged: Arranged) -> str:
    """Return the address of a row, with something real in every place of it."""
    from django.urls import reverse

    path = reverse(route(name), kwargs=given(ARGUMENTS.get(name, {}), arranged))
    asked = given(QUERY.get(name, {}), arranged)
    return f"{path}?{urlencode(asked)}" if asked else path


def given(what: Given, arranged: Arranged) -> dict[str, Any]:
    """Return what is given itself or by a function."""
    return what(arranged) if callable(what) else what


def expected(name: str, method: str, kind: str) -> int | str:
    """Return what a kind gets of a row by GET or POST."""
    told = TABLE[name][kind]
    if method == "GET" or "GET" not in methods(name):
        return told
    led_on = 200 if name in SHOWING else 302
    return POSTED.get(name, {}).get(kind, led_on if told == 200 else told)
