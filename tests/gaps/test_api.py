"""The API does what the site does, by the same rules."""

from __future__ import annotations

from typing import Any

import pytest

from gaps import served_gap
from served import NOW, Served

_BOTH = frozenset({"gaps:read", "gaps:write"})


class _Tokens:
    """Calls of the API by the holder of a token."""

    def __init__(self, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
        from ninja import NinjaAPI
        from ninja.testing import TestClient

        from drystone.decisions import api as decisions
        from drystone.gaps import api as gaps
        from drystone.lib.errors import DrystoneError
        from drystone.shell import apis

        monkeypatch.setenv("NINJA_SKIP_REGISTRY", "1")
        monkeypatch.setattr(gaps.router, "api", None, raising=False)
        monkeypatch.setattr(decisions.router, "api", None, raising=False)
        self.api = NinjaAPI(urls_namespace="test-api")
        self.api.add_router("", gaps.router)
        self.api.add_router("", decisions.router)

        @self.api.exception_handler(DrystoneError)
        def _problem(request: Any, error: DrystoneError) -> Any:
            return self.api.create_response(request, apis.as_problem(error), status=409)

        self._client = TestClient(self.api)
        self._served = served

    def __call__(self, who: str, method: str, path: str, *, scopes: frozenset[str] = _BOTH, **body: Any) -> Any:
        from dataclasses import replace

        from drystone.directory import queries
        from drystone.shell import site

        viewer = queries.viewer_of(self._served.user(who), site.program(), strong=True)
        more = {"viewer": replace(viewer, scopes=scopes), "now": NOW}
        call = getattr(self._client, method)
        return call(path, json=body, **more) if method == "post" else call(path, **more)


@pytest.fixture
def tokens(served: Served, monkeypatch: pytest.MonkeyPatch) -> _Tokens:
    return _Tokens(served, monkeypatch)


def test_a_gap_is_read_by_those_who_may_with_ids_for_people(served: Served, tokens: _Tokens) -> None:
    gap = served_gap.of("employee", served)
    answer = tokens("employee", "get", f"/gaps/{gap.gap_id}")
    assert answer.status_code == 200
    assert answer.json()["responsible"] == [served.people["employee"]]
    assert answer.json()["events"][0]["event"] == "opened"
    assert tokens("colleague", "get", f"/gaps/{gap.gap_id}").status_code == 404
    assert tokens("employee", "get", f"/gaps/{gap.gap_id}", scopes=frozenset()).status_code == 403
    assert tokens("auditor", "get", f"/gaps/{gap.gap_id}").json()["asset_name"] is None


def test_every_act_can_be_done_with_a_token_that_may_write(served: Served, tokens: _Tokens) -> None:
    gap = served_gap.of("employee", served)
    acts: dict[str, dict[str, Any]] = {
        "done": {},
        "not-now": {"until": "2026-06-20"},
        "help": {"text": "The switch is grey."},
        "exception": {"until": "2026-07-01", "reason": "A new laptop comes in July."},
        "not-mine": {"owner": "", "note": "I gave it back."},
    }
    for act, body in acts.items():
        path = f"/gaps/{gap.gap_id}/{act}"
        assert tokens("employee", "post", path, scopes=frozenset({"gaps:read"}), **body).status_code == 403
        assert tokens("colleague", "post", path, **body).status_code == 404
        answer = tokens("employee", "post", path, **body)
        assert answer.status_code == 200, (act, answer.content)
    done = ["said-done", "put-off", "help-asked", "exception-asked", "said-not-mine"]
    assert served_gap.events(gap) == done
    served_gap.close(gap)
    answers = {act: tokens("employee", "post", f"/gaps/{gap.gap_id}/{act}", **body) for act, body in acts.items()}
    assert {answer.status_code for answer in answers.values()} == {409}
    seen = [event["event"] for event in tokens(gap.accountable, "get", f"/gaps/{gap.gap_id}").json()["events"]]
    assert "put-off" not in seen


def test_exceptions_are_listed_decided_and_ended(served: Served, tokens: _Tokens) -> None:
    gap = served_gap.of("employee", served)
    wish = {"until": "2026-07-01", "reason": "A new laptop comes in July."}
    asked = tokens("employee", "post", f"/gaps/{gap.gap_id}/exception", **wish).json()["id"]
    assert [one["exception_id"] for one in tokens(gap.accountable, "get", "/exceptions").json()["waiting"]] == [asked]
    assert tokens("employee", "post", f"/exceptions/{asked}/approve", reason="").status_code == 404
    assert tokens(gap.accountable, "post", f"/exceptions/{asked}/approve", reason="").json()["status"] == "approved"
    assert tokens(gap.accountable, "post", f"/exceptions/{asked}/refuse", reason="No.").status_code == 409
    for _ in range(2):
        assert tokens("employee", "post", f"/exceptions/{asked}/end").json()["status"] == "ended"


def test_questions_are_listed_and_settled(served: Served, tokens: _Tokens) -> None:
    gap = served_gap.of("employee", served)
    asked = tokens("employee", "post", f"/gaps/{gap.gap_id}/not-mine", owner="", note="").json()["id"]
    waiting = tokens(gap.accountable, "get", "/questions").json()["waiting"]
    assert [one["question_id"] for one in waiting] == [asked]
    assert tokens("employee", "post", f"/questions/{asked}/accept").status_code == 404
    assert tokens(gap.accountable, "post", f"/questions/{asked}/refuse", reason=" ").status_code == 409
    answer = tokens(gap.accountable, "post", f"/questions/{asked}/accept", owner=served.people["colleague"])
    assert answer.json()["status"] == "accepted"


def test_a_step_is_one_call_for_all_its_gaps_or_for_none(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from drystone.gaps import step_api
    from gaps.served_gap import laptops

    tokens = _Tokens(served, monkeypatch)
    monkeypatch.setattr(step_api.router, "api", None, raising=False)
    tokens.api.add_router("", step_api.router)
    gaps = laptops(served)
    ids = [gap.gap_id for gap in gaps]
    assert tokens("colleague", "post", "/steps/done", gap_ids=ids).status_code == 404
    assert tokens("employee", "post", "/steps/done", gap_ids=[*ids, "gap-nowhere"]).status_code == 404
    assert tokens("employee", "post", "/steps/not-now", gap_ids=ids, until="2030-01-01").status_code == 409
    assert [served_gap.events(gap) for gap in gaps] == [[], [], []]
    assert tokens("employee", "post", "/steps/done", gap_ids=ids).status_code == 200
    assert tokens("employee", "post", "/steps/not-now", gap_ids=ids, until="2026-06-20").status_code == 200
    assert [served_gap.events(gap) for gap in gaps] == [["said-done", "put-off"]] * 3
    served_gap.close(gaps[1])
    assert tokens("employee", "post", "/steps/done", gap_ids=ids).status_code == 409
