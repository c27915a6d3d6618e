"""The program over the API: nothing is lost where two change it at once, and holders are named by those who grant."""

from __future__ import annotations

import json
from typing import Any

from directory.test_tokens import token
from served import Served


def post(path: str, secret: str, **body: Any) -> Any:
    return _client(secret).post(f"/api/v1/program{path}", json.dumps(body), content_type="application/json")


def _client(secret: str) -> Any:
    from django.test import Client

    return Client(headers={"host": "127.0.0.1", "authorization": f"Bearer {secret}"})


def test_the_second_of_two_is_given_the_difference_and_may_take_a_patch(served: Served) -> None:
    secret = token(served, "editor", "program:read", "program:write")
    path = served.root / "promise.md"
    before = path.read_text(encoding="utf-8")
    read = _client(secret).get("/api/v1/program/file?path=promise.md").json()
    path.write_text("Somebody else was faster.\n", encoding="utf-8")
    mine = {"changes": [{"path": "promise.md", "text": "Mine."}], "reason": "shorter"}
    refused = post("/changes", secret, read={"promise.md": read["digest"]}, **mine)
    assert refused.status_code == 409
    assert "-Somebody else was faster." in refused.json()["more"]
    path.write_text(before, encoding="utf-8")
    patch = post("/patch", secret, read={"promise.md": read["digest"]}, **mine).json()["patch"]
    assert "+Mine." in patch
    assert path.read_text(encoding="utf-8") == before


def test_every_error_that_the_program_would_have_comes_with_its_place(served: Served) -> None:
    wrong = {"path": "roles.yaml", "entry": {"id": "x", "name": "X", "deputy": "nobody-at-all"}}
    refused = post("/changes", token(served, "editor", "program:write"), changes=[wrong], read={}, reason="typo")
    assert refused.status_code == 422
    assert any("roles.yaml:" in line and "nobody-at-all" in line for line in refused.json()["more"])


def test_whoever_grants_a_position_names_its_holders_and_changes_nothing_else(served: Served) -> None:
    secret = token(served, "approver", "program:read", "program:holders")
    told = _client(secret).get("/api/v1/program/roles/security-lead").json()
    new = {"person": served.person("colleague").email, "since": "2026-07-01"}
    asked = {"was": told["holders"], "digest": told["digest"], "reason": "a holiday"}
    assert post("/roles/security-lead/holders", secret, holders=[*told["holders"], new], **asked).status_code == 200
    again = _client(secret).get("/api/v1/program/roles/security-lead").json()
    assert again["holders"] == [*told["holders"], new | {"until": None}]
    assert post("/roles/it-head/holders", secret, holders=[], **asked).status_code == 404
    whole = [{"path": "promise.md", "text": "Mine."}]
    assert post("/changes", secret, changes=whole, read={}, reason="x").status_code == 403
