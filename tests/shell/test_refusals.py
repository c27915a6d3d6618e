"""Pages for what could not be taken: ours, with one next step, and nothing to be afraid of."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from served import Served

_FROM = {"host": "127.0.0.1", "accept-language": "de", "referer": "http://127.0.0.1/account/"}


def test_a_form_from_before_somebody_signed_out_elsewhere_leads_back_to_its_page(served: Served) -> None:
    old = Client(enforce_csrf_checks=True, headers=_FROM)
    answer = old.post("/sign-out", {})
    text = answer.content.decode()
    assert answer.status_code == 403
    assert 'lang="de"' in text
    assert "<h1>" in text
    assert 'href="http://127.0.0.1/account/"' in text
    foreign = old.post("/sign-out", {}, headers={"referer": "https://elsewhere.example/x"})
    assert "elsewhere" not in foreign.content.decode()


def test_a_live_part_that_is_out_of_date_loads_its_page_again(served: Served) -> None:
    client = served.client("employee")
    client.handler.enforce_csrf_checks = True
    answer = client.post("/sign-out", {}, headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (403, "true")
    assert "was loaded again" in client.get("/account/").content.decode()


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=50)
def test_too_much_at_once_is_told_on_a_page_of_ours(served: Served) -> None:
    answer = served.client("employee").post("/threads", {"text": "x" * 100}, headers=_FROM)
    assert answer.status_code == 413
    assert '<main id="main"' in answer.content.decode()


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=500)
def test_no_file_is_taken_where_none_is_asked_for_and_none_may_be_large_there(served: Served) -> None:
    for who in ("anonymous", "employee"):
        client = served.client(who)
        large = client.post("/threads", {"file": SimpleUploadedFile("a.txt", b"x" * 1_000)}, headers=_FROM)
        assert large.status_code == 413, who
        small = client.post("/threads", {"file": SimpleUploadedFile("a.txt", b"x"), "text": "here"}, headers=_FROM)
        assert (small.wsgi_request.FILES, small.wsgi_request.POST["text"]) == ({}, "here")
    asked_for = client.post("/report/clicked", {"file": SimpleUploadedFile("a.eml", b"x" * 1_000)}, headers=_FROM)
    assert asked_for.wsgi_request.FILES["file"].size == 1_000


def test_a_login_that_was_tried_too_often_is_told_to_wait(served: Served) -> None:
    client = served.client("anonymous")
    tries = [client.post("/sign-in/", {"login": "a@fenwick.example", "password": f"wrong {n}"}) for n in range(6)]
    assert [one.status_code for one in tries] == [400] * 5 + [429]
