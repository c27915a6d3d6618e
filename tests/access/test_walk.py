"""Every route of the site × every kind of person, against the declared tables of who may (``access``).

A new route fails it until it is declared; a rule that is wider or narrower than declared fails it too. All kinds walk
through one organisation, and what a request changes is taken back before the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from access import differing, tables
from access.arranged import WALKED, Arranged, ended
from access.tables import POSTED, POSTS, TABLE
from served import Served

ROOT = Path(__file__).parents[2]
STRANGERS = ("anonymous", "leaver")


def test_every_route_is_declared_and_has_a_rule(served: Served) -> None:
    routes, declared = tables.routes(), {tables.route(name) for name in TABLE}
    assert sorted(routes.keys() - declared) == []
    assert sorted(declared - routes.keys()) == []
    assert sorted(name for name, view in routes.items() if not hasattr(view, "access")) == []
    assert sorted(name for name, view in routes.items() if "GET" in view.methods and "HEAD" not in view.methods) == []


def test_every_row_names_every_kind_of_person_and_what_is_posted_has_a_body(served: Served) -> None:
    assert {name: missing for name, row in TABLE.items() if (missing := sorted(set(WALKED) - row.keys()))} == {}
    posting = {name for name in TABLE if "POST" in tables.methods(name)}
    assert sorted(posting ^ POSTS.keys()) == []
    assert (POSTED.keys() | tables.SHOWING) - posting == set()


def test_every_row_has_somebody_for_whom_it_succeeds_or_says_why_not(served: Served) -> None:
    """Behind an address that answers nobody, a rule that is too wide is not seen."""
    nobody = set()
    for name in TABLE:
        kinds = set(WALKED) if tables.is_open(name) else set(WALKED) - set(STRANGERS)
        for method in tables.methods(name):
            if not {tables.expected(name, method, kind) for kind in kinds} & {200, 302}:
                nobody.add(name if method == "GET" or "GET" not in tables.methods(name) else f"POST {name}")
    assert nobody == tables.NOBODY.keys()
    named = {path for reason in tables.NOBODY.values() for path in re.findall(r"tests/\S+\.py", reason)}
    assert {path for path in named if not (ROOT / path).is_file()} == set()


@pytest.mark.usefixtures("plainly_refused")
def test_each_kind_of_person_may_open_what_is_declared_and_nothing_else(arranged: Arranged) -> None:
    urls = {name: tables.url(name, arranged) for name in TABLE}
    wrong = {kind: dict(_wrong(arranged, kind, urls)) for kind in WALKED}
    assert {kind: found for kind, found in wrong.items() if found} == {}


@pytest.mark.usefixtures("plainly_refused")
def test_a_rule_that_let_everybody_in_would_be_seen(arranged: Arranged, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its rule, each row answers somebody otherwise than it refuses them: nothing else hides the rule."""
    from drystone.shell import access

    monkeypatch.setattr(access, "_refusal", lambda *_given, **_more: None)
    clients = {kind: arranged.client(kind) for kind in WALKED if kind not in STRANGERS}
    hidden = set()
    for name in TABLE:
        refused = [kind for kind in clients if TABLE[name][kind] in (403, 404)]
        if not refused or tables.is_open(name):
            continue
        url = tables.url(name, arranged)
        for method in tables.methods(name):
            body = tables.given(POSTS[name], arranged) if method == "POST" else None
            if _told(arranged, clients[refused[0]], url, body) == tables.expected(name, method, refused[0]):
                hidden.add(name if method == "GET" or "GET" not in tables.methods(name) else f"POST {name}")
    assert hidden == tables.HIDDEN.keys()


def _wrong(arranged: Arranged, kind: str, urls: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Open every address as a kind of person, and yield what is not as declared."""
    client = arranged.client(kind)
    for name, url in urls.items():
        for method in ("GET", "POST"):
            if method not in tables.methods(name):
                if kind != "employee":  # The method is refused before anybody is looked at.
                    continue
                declared: int | str = 405
            else:
                declared = tables.expected(name, method, kind)
                if declared == 302 and kind in STRANGERS and not tables.is_open(name):
                    declared = differing.SIGN_IN
            told = _told(
                arranged, client, url, tables.given(POSTS.get(name, {}), arranged) if method == "POST" else None
            )
            if told != declared:
                yield f"{method} {name}", f"{told}, declared {declared}"


def _told(arranged: Arranged, client: Any, url: str, body: dict[str, Any] | None) -> int | str:
    """Ask, and take back whatever that changed; return the status, or where it asks who one is."""
    with arranged.taken_back(client):
        answer = client.get(url) if body is None else client.post(url, body)
        ended(answer)
    way, _mark, query = answer.headers.get("Location", "").partition("?")
    return way if way in differing.ASKING and query.startswith("next=") else int(answer.status_code)
