"""The table of access for what this room of the API opens holds."""

from __future__ import annotations

from access import api as table
from served import KINDS, NOW, Served


def test_operations_open_to_whom_the_table_says(served: Served) -> None:
    from django.test import Client

    wrong = []
    for kind in KINDS:
        client = Client(headers={"host": "127.0.0.1", **token(served, kind)})
        for path, expected in table.TOKENS.items():
            answer = client.get(path)
            if answer.status_code != expected[kind]:
                wrong.append((path, kind, expected[kind], answer.status_code))
    assert not wrong


def test_sessions_open_nothing_for_programs(served: Served) -> None:
    for kind in ("employee", "administrator"):
        client = served.client(kind)
        for path in table.TOKENS:
            assert client.get(path).status_code == 401


def token(served: Served, kind: str) -> dict[str, str]:
    """Return the header of a token that a kind of person made, with every scope that they may give."""
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
