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


def test_what_is_refused_to_somebody_signed_in_is_kept_by_no_browser(served: Served) -> None:
    client = served.client("employee")
    for path, status in (("/nothing-here", 404), ("/administration/", 403)):
        answer = client.get(path)
        assert answer.status_code == status
        assert "no-store" in answer["Cache-Control"]
    assert "Accept" in client.get("/api/v1/gaps")["Vary"]
