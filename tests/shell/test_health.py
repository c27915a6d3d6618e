"""What a load balancer asks."""

from __future__ import annotations

from typing import Any

import pytest

from served import Served


def test_a_site_whose_state_answers_is_well_and_leaves_no_cookie(served: Served) -> None:
    answer = served.client("anonymous").get("/health")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert not answer.cookies


def test_a_site_whose_state_does_not_answer_says_so_and_nothing_else(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    from drystone.jobs import queries

    def gone() -> Any:
        raise OperationalError("password of dave at db.example is wrong")

    monkeypatch.setattr(queries, "answers", gone)
    answer = served.client("anonymous").get("/health")
    assert (answer.status_code, answer.content) == (503, b"the state does not answer")
