"""The table of access for what this room of the API opens holds."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from served import KINDS, NOW, Served

_SPEC = importlib.util.spec_from_file_location("access_api", Path(__file__).with_name("api.py"))
assert _SPEC
assert _SPEC.loader
TABLE: Any = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(TABLE)


def test_pages_open_to_whom_the_table_says(served: Served) -> None:
    from django.urls import reverse

    wrong = []
    for kind in KINDS:
        client = served.client(kind)
        for name, expected in TABLE.TABLE.items():
            arguments = TABLE.ARGUMENTS.get(name, lambda _served: {})(served)
            path = "/api/nothing" if name == "no-api" else reverse(name, kwargs=arguments)
            answer = client.post(path, TABLE.POSTS[name]) if name in TABLE.POSTS else client.get(path)
            if answer.status_code != expected[kind]:
                wrong.append((name, kind, expected[kind], answer.status_code))
    assert not wrong


def test_operations_open_to_whom_the_table_says(served: Served) -> None:
    from django.test import Client

    wrong = []
    for kind in KINDS:
        client = Client(headers={"host": "127.0.0.1", **_token(served, kind)})
        for path, expected in TABLE.TOKENS.items():
            answer = client.get(path)
            if answer.status_code != expected[kind]:
                wrong.append((path, kind, expected[kind], answer.status_code))
    assert not wrong


def test_sessions_open_nothing_for_programs(served: Served) -> None:
    for kind in ("employee", "administrator"):
        client = served.client(kind)
        for path in TABLE.TOKENS:
            assert client.get(path).status_code == 401


def _token(served: Served, kind: str) -> dict[str, str]:
    from drystone.directory import queries, tokens
    from drystone.directory.models import Person
    from drystone.shell import site

    if kind == "anonymous":
        return {}
    person = served.person(kind)
    Person.objects.filter(person_id=person.person_id).update(status="active")
    viewer = queries.viewer_of(served.user(kind), site.program(), strong=True)
    secret = tokens.make(tokens.Wish("test", tokens.offered(viewer)), viewer=viewer, at=NOW)
    Person.objects.filter(person_id=person.person_id).update(status=person.status)
    return {"authorization": f"Bearer {secret}"}
