"""Characters that no text has stay outside, whatever the database."""

from __future__ import annotations

import pytest

from served import Served


@pytest.mark.parametrize(
    "path", ["/gaps/gap-%00x", "/threads/%00", "/questions/%00", "/things/device/%00", "/gaps?check=%00"]
)
def test_an_address_with_nul_is_refused(served: Served, path: str) -> None:
    answer = served.client("employee").get(path)
    assert answer.status_code == 400
    assert "no text has" in answer.content.decode()
    assert "<h1>" in answer.content.decode()
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("path", ["/sign-in/", "/sign-in/forgotten", "/settings/language"])
def test_a_form_with_nul_is_refused_from_anybody(served: Served, path: str) -> None:
    assert served.client("anonymous").post(path, {"login": "a\0b"}).status_code == 400


def test_a_form_in_another_encoding_is_refused(served: Served) -> None:
    answer = served.client("employee").post(
        "/threads", b"text=+AGE-", content_type="application/x-www-form-urlencoded; charset=utf-7"
    )
    assert answer.status_code == 400
