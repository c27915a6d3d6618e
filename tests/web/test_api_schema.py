"""The API does what its description says, whatever it is sent: no crash, no answer that was not declared.

Each operation is called by somebody who may: once as it is meant, behind whose address something real stands, with the
first and the last day that there is where it takes one, and with whatever schemathesis makes up. What a call changes
is taken back, so that the next one finds the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest

from access import operations, tables
from access.arranged import CALLING, Arranged
from served import NOW, Served

EDGES = ("0001-01-01", "9999-12-31")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@pytest.fixture
def secrets(arranged: Arranged, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, str]]:
    """Headers with a token of every kind; the editor's has every scope, for they have every power."""
    from django.db import connections

    from drystone.directory import allowances
    from drystone.directory.models import Grant
    from drystone.shell.viewer import PRIVILEGED

    monkeypatch.setattr(allowances, "TOKENS", allowances.Allowances(free=1_000_000))
    # Each request of a server ends with its connection; here what it did is taken back first.
    monkeypatch.setattr(connections["default"], "close", lambda: None)
    user = arranged.user("editor")
    for power in PRIVILEGED:
        Grant.objects.create(user=user, power=power, granted_by="test", granted_at=NOW)
    return {kind: arranged.token(kind) for kind in CALLING}


def _meant(arranged: Arranged, path: str, method: str) -> tuple[str, dict[str, Any]]:
    """Return who may call an operation, and what they send when they mean it."""
    name = next(
        one for one in operations.TABLE if re.sub(r"\{\w+:", "{", one) == f"{method} {path.removeprefix('/api/v1')}"
    )
    row = operations.TABLE[name]
    kind = next(kind for kind in CALLING if row[kind] == 200)
    address, _mark, query = operations.url(arranged, name).partition("?")
    names = re.findall(r"\{(\w+)\}", path)
    pattern = re.sub(r"\\\{\w+\\\}", "(.+)", re.escape(path))
    found = re.fullmatch(pattern, f"/api/v1{address}")
    assert found
    sent: dict[str, Any] = {"path_parameters": dict(zip(names, found.groups(), strict=True))}
    if query:
        sent["query"] = dict(parse_qsl(query))
    if name in operations.BODIES:
        sent |= {"body": tables.given(operations.BODIES[name], arranged), "media_type": "application/json"}
    return kind, sent


def _at_the_edges(sent: dict[str, Any], parameters: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield what is sent with other days in the place of each day in it, and of each day that may be asked for."""
    asked = [one["name"] for one in parameters if one["in"] == "query" and '"date"' in repr(one).replace("'", '"')]
    for day in EDGES:
        other = _on(day, sent) | ({"query": sent.get("query", {}) | dict.fromkeys(asked, day)} if asked else {})
        if other != sent:
            yield other


def _on(day: str, sent: Any) -> Any:
    """Return what is sent, with another day in the place of each."""
    if isinstance(sent, dict):
        return {name: _on(day, value) for name, value in sent.items()}
    if isinstance(sent, list):
        return [_on(day, value) for value in sent]
    return day if isinstance(sent, str) and _DAY.fullmatch(sent) else sent


def test_no_operation_crashes_or_answers_what_is_not_declared(
    arranged: Arranged,
    secrets: dict[str, dict[str, str]],
) -> None:
    import schemathesis
    from django.core.wsgi import get_wsgi_application
    from hypothesis import HealthCheck, Phase, given, settings
    from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", _closing(get_wsgi_application()))
    quick = settings(
        max_examples=4,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    def call(case: Any, kind: str) -> int:
        with arranged.taken_back():
            # A schema cannot say which cursors were given out, nor that names need a reason; what gets in without a
            # token is walked by tests/access.
            answer = case.call_and_validate(
                headers=secrets[kind], excluded_checks=[positive_data_acceptance, ignored_auth]
            )
        return int(answer.status_code)

    tried, failed = 0, {}
    for result in schema.get_all_operations():
        operation = result.ok()
        kind, sent = _meant(arranged, operation.path, operation.method.upper())
        told = call(operation.Case(**sent), kind)
        if told != 200:
            failed[operation.label] = told
        for edge in _at_the_edges(sent, operation.definition.raw.get("parameters", [])):
            call(operation.Case(**edge), kind)
        quick(given(case=operation.as_strategy())(_made_up(call, kind, sent["path_parameters"])))()
        tried += 1
    assert failed == {}
    assert tried >= 70


def test_the_description_is_made_once(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a second's work, and open to anybody."""
    from drystone.web import api

    client = served.client("anonymous")
    told = client.get("/api/v1/openapi.json").content
    monkeypatch.setattr(type(api.api), "get_openapi_schema", None)
    assert client.get("/api/v1/openapi.json").content == told


def _closing(application: Any) -> Callable[[Any, Any], list[bytes]]:
    """Return an application that ends each answer by itself, as a server does."""

    def whole(environ: Any, start: Any) -> list[bytes]:
        answer = application(environ, start)
        try:
            return [b"".join(answer)]
        finally:
            answer.close()

    return whole


def _made_up(call: Callable[[Any, str], int], kind: str, real: dict[str, str]) -> Callable[[Any], None]:
    turns = iter(range(1_000))

    def made_up(case: Any) -> None:
        """Two in three go to what is there, half of them as whoever may most."""
        turn = next(turns)
        if turn % 3:
            case.path_parameters = {**(case.path_parameters or {}), **real}
        call(case, kind if turn % 2 else "editor")

    return made_up
