"""The room's own table of who may, walked."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from served import KINDS, Served


def _table() -> Any:
    place = Path(__file__).parent.parent / "access" / "catalogue.py"
    spec = importlib.util.spec_from_file_location("access_of_catalogue", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("who", KINDS)
def test_everyone_opens_what_the_table_says(served: Served, who: str) -> None:
    table = _table()
    client = served.client(who)
    for route, expected in table.TABLE.items():
        arguments = table.ARGUMENTS.get(route, lambda _: {})(served)
        url = reverse(route, kwargs=arguments)
        answer = client.post(url, table.POSTS[route]) if route in table.POSTS else client.get(url)
        assert answer.status_code == expected[who], (route, who)
