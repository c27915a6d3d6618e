"""What every page keeps: who may open it, and the headers."""

from __future__ import annotations

from served import Served


def test_a_stranger_is_asked_to_sign_in(served: Served) -> None:
    answer = served.client("anonymous").get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_every_page_forbids_frames_and_foreign_scripts(served: Served) -> None:
    answer = served.client("employee").get("/nothing-here")
    assert answer.status_code == 404
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
