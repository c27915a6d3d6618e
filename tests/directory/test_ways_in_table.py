"""The declared tables of access for messages and the ways in without a mailbox hold."""

from __future__ import annotations

import pytest

from access import badges, messages
from served import KINDS, Served


@pytest.mark.parametrize("table", [badges, messages], ids=["badges", "messages"])
def test_every_kind_of_person_gets_what_is_declared(served: Served, table: object) -> None:
    from django.urls import reverse

    wrong = []
    for name, declared in table.TABLE.items():  # type: ignore[attr-defined] # A module.
        arguments = table.ARGUMENTS.get(name, lambda _served: {})(served)  # type: ignore[attr-defined]
        for kind in KINDS:
            client = served.client(kind)
            url = reverse(name, kwargs=arguments)
            post = table.POSTS.get(name)  # type: ignore[attr-defined]
            answer = client.get(url) if post is None else client.post(url, post)
            if answer.status_code != declared[kind]:
                wrong.append((name, kind, answer.status_code, declared[kind]))
            if name == "messages:closure":
                arguments = table.ARGUMENTS[name](served)  # type: ignore[attr-defined] # It was closed.
    assert wrong == []
