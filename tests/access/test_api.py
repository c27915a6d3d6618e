"""The tables of access for what this room of the API opens hold, and for SCIM."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from access import api as table
from access.arranged import CALLING, Arranged
from served import KINDS, Served


def _client(arranged: Arranged, kind: str) -> Any:
    from django.test import Client

    return Client(headers={"host": "127.0.0.1", **arranged.token(kind)})


def test_operations_open_to_whom_the_table_says(arranged: Arranged) -> None:
    wrong = []
    for kind in KINDS:
        client = _client(arranged, kind)
        for path, expected in table.TOKENS.items():
            answer = client.get(path)
            if answer.status_code != expected[kind]:
                wrong.append((path, kind, expected[kind], answer.status_code))
    assert not wrong


def test_sessions_open_nothing_for_programs(served: Served) -> None:
    for kind in ("employee", "administrator"):
        client = served.client(kind)
        for path in (*table.TOKENS, "/scim/v2/Users"):
            assert client.get(path).status_code == 401


@pytest.mark.usefixtures("plainly_refused")
def test_a_service_pushes_people_and_nobody_else_does(arranged: Arranged) -> None:
    from drystone.directory.scim.urls import urlpatterns

    declared = {name: set(methods) for name, methods in table.SCIM.items()}
    assert {one.name: set(one.callback.methods) for one in urlpatterns} == declared
    clients = {kind: _client(arranged, kind) for kind in CALLING}
    addresses = dict(_scim_addresses(clients["service"]))
    wrong = {}
    for kind, client in clients.items():
        for name, methods in table.SCIM.items():
            for method, (status, body) in methods.items():
                with arranged.taken_back():
                    answer = client.generic(method, addresses[name], _json(body), content_type="application/scim+json")
                refused = 401 if kind in ("anonymous", "leaver") else 403
                if answer.status_code != (status if kind == "service" else refused):
                    wrong[kind, method, name] = answer.status_code
    assert wrong == {}


def _scim_addresses(service: Any) -> Iterator[tuple[str, str]]:
    """Yield every route of SCIM with its address, with somebody and a group in it that were pushed."""
    from django.urls import reverse

    for name in table.SCIM:
        if name in table.PUSHED:
            path, body = table.PUSHED[name]
            made = service.post(path, _json(body), content_type="application/scim+json")
            yield name, f"{path}/{made.json()['id']}"
        elif name == "nothing":
            yield name, "/scim/v2/Nothing"
        else:
            yield name, reverse(f"scim:{name}", args=[table.NAMED[name]] if name in table.NAMED else [])


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body) if body else ""
