"""The declared tables of access hold for the pages of gaps and decisions (GET; the whole walk is elsewhere)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from access import decisions, gaps
from served import KINDS, Served


@pytest.mark.parametrize("tables", [gaps, decisions], ids=["gaps", "decisions"])
def test_whoever_opens_a_page_gets_what_the_table_says(served: Served, tables: Any) -> None:
    clients = {who: served.client(who) for who in KINDS}
    wrong = {}
    for name, expected in tables.TABLE.items():
        arguments = tables.ARGUMENTS.get(name, lambda _served: {})(served)
        url = reverse(name, kwargs=arguments)
        found = {who: clients[who].get(url).status_code for who in KINDS}
        if found != expected:
            wrong[name] = {who: (found[who], expected[who]) for who in KINDS if found[who] != expected[who]}
    assert wrong == {}
