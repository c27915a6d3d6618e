"""The kind rest against a real server: paging, patience, resuming, and answers that mean harm."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.sources.conftest import rows, source_of
from tests.sources.web_server import Asked, Reply, serving

from drystone.sources.staged import Staged

Stage = Callable[..., Staged]
NAME = {"name": '"name"'}
QUICK = {"retries": 3, "wait": 0.001, "timeout": 5}
PEOPLE = [{"name": name} for name in ("Ada", "Bob", "Cleo", "Dan", "Eve")]


def page(items: object, **headers: str) -> Reply:
    return Reply(json.dumps(items).encode(), headers={name.replace("_", "-"): text for name, text in headers.items()})


def rest(url: str, **options: Any) -> Any:
    return source_of("rest", NAME, options={"url": url, "limits": QUICK, **options})


def names(staged: Staged) -> list[str]:
    return [row[0] for row in rows(staged.streams[0])]


def by_page(asked: Asked, _: int) -> Reply:
    at = int(asked.query["page"])
    return page({"results": PEOPLE[(at - 1) * 2 : at * 2]})


def by_offset(asked: Asked, _: int) -> Reply:
    at = int(asked.query["offset"])
    return page(PEOPLE[at : at + int(asked.query["limit"])])


def by_cursor(asked: Asked, _: int) -> Reply:
    at = int(asked.query.get("cursor", "0"))
    return page({"results": PEOPLE[at : at + 2], "meta": {"next": at + 2 if at < 4 else None}})


def by_link(asked: Asked, _: int) -> Reply:
    at = int(asked.query.get("at", "0"))
    return page(PEOPLE[at : at + 2], **({"Link": f'</x?at={at + 2}>; rel="next", </x>; rel="first"'} if at < 4 else {}))


def by_odata(asked: Asked, _: int) -> Reply:
    at = int(asked.query.get("$skiptoken", "0"))
    following = {"@odata.nextLink": f"http://{asked.headers['host']}/x?$skiptoken={at + 2}"} if at < 4 else {}
    return page({"value": PEOPLE[at : at + 2], **following})


@pytest.mark.parametrize(
    ("answer", "paging", "where"),
    [
        (by_page, {"page": "page"}, "$.results"),
        (by_page, {"page": "page", "size": 2, "size_parameter": "per_page"}, "$.results[*]"),
        (by_offset, {"offset": "offset", "size": 2}, "$"),
        (by_cursor, {"cursor": "$.meta.next"}, "$.results"),
        (by_link, {"link": True}, "$"),
        (by_odata, {"odata": True}, "$.value"),
    ],
)
def test_every_way_of_paging_comes_to_its_end(stage: Stage, answer: Any, paging: Any, where: str) -> None:
    with serving(answer) as server:
        staged = stage(rest(f"{server.url}/x", paging=paging, rows=where))
    assert (staged.status, staged.error) == ("complete", "")
    assert names(staged) == ["Ada", "Bob", "Cleo", "Dan", "Eve"]


def test_a_bearer_token_is_sent_and_never_shown(stage: Stage) -> None:
    with serving(lambda asked, _: Reply(status=401)) as server:
        staged = stage(rest(f"{server.url}/x", auth={"bearer_env": "T"}), {"T": "s3cret-token\n"})
    assert server.asked[0].headers["authorization"] == "Bearer s3cret-token"
    assert staged.status == "failed"
    assert "401" in staged.error
    assert "s3cret" not in repr(staged)


def test_basic_and_key_headers_are_sent(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k-123\n")
    with serving(lambda *_: page(PEOPLE)) as server:
        basic = stage(rest(f"{server.url}/x", auth={"user": "ada", "password_env": "P"}), {"P": "pw"})
        keyed = stage(rest(f"{server.url}/x", auth={"header": "X-Api-Key", "value_file": "key"}))
    assert server.asked[0].headers["authorization"] == "Basic YWRhOnB3"
    assert server.asked[1].headers["x-api-key"] == "k-123"
    assert basic.status == keyed.status == "complete"


def test_client_credentials_fetch_a_token_and_a_new_one_when_it_runs_out(stage: Stage) -> None:
    def answer(asked: Asked, number: int) -> Reply:
        if asked.path == "/token":
            return page({"access_token": f"t{number}"})
        return page(PEOPLE) if asked.headers["authorization"] == "Bearer t3" else Reply(status=401)

    auth = {"client_id_env": "I", "client_secret_env": "S", "scope": "read"}
    with serving(answer) as server:
        auth["token_url"] = f"{server.url}/token"
        staged = stage(rest(f"{server.url}/x", auth=auth), {"I": "id", "S": "secret-1"})
    assert staged.status == "complete"
    assert "grant_type=client_credentials" in server.asked[0].body
    assert "scope=read" in server.asked[0].body


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_flaky_or_limited_api_is_asked_again(stage: Stage, status: int) -> None:
    def answer(_: Asked, number: int) -> Reply:
        return Reply(status=status, headers={"Retry-After": "0"}) if number < 3 else page(PEOPLE)

    with serving(answer) as server:
        staged = stage(rest(f"{server.url}/x"))
    assert (staged.status, len(server.asked)) == ("complete", 3)


def test_an_answer_that_is_cut_short_is_asked_for_again(stage: Stage) -> None:
    with serving(lambda _, number: Reply(b'[{"na', lie=40) if number == 1 else page(PEOPLE)) as server:
        staged = stage(rest(f"{server.url}/x"))
    assert (staged.status, len(server.asked)) == ("complete", 2)


def test_an_interrupted_fetch_is_incomplete_and_goes_on_where_it_stopped(stage: Stage) -> None:
    healthy = False

    def answer(asked: Asked, number: int) -> Reply:
        return by_page(asked, number) if healthy or asked.query["page"] != "2" else Reply(status=500)

    with serving(answer) as server:
        source = rest(f"{server.url}/x", paging={"page": "page"}, rows="$.results")
        part = stage(source)
        assert part.status == "incomplete"
        assert names(part) == ["Ada", "Bob"]
        assert "only 1 pages arrived" in part.error
        healthy = True
        server.asked.clear()
        whole = stage(source)
        assert whole.status == "complete"
        assert names(whole) == ["Ada", "Bob", "Cleo", "Dan", "Eve"]
        assert [asked.query["page"] for asked in server.asked] == ["2", "3", "4"]
        server.asked.clear()
        stage(source)
        assert [asked.query["page"] for asked in server.asked] == ["1", "2", "3", "4"]


def test_a_damaged_page_on_disk_is_not_trusted(stage: Stage, tmp_path: Path) -> None:
    with serving(lambda a, n: by_page(a, n) if a.query["page"] == "1" else Reply(status=500)) as server:
        source = rest(f"{server.url}/x", paging={"page": "page"}, rows="$.results")
        stage(source)
        (tmp_path / "scratch/hr.pages/000001.json").write_text('{"results": [{"name": "Mallory"}]}')
        assert names(stage(source)) == ["Ada", "Bob"]


def test_a_cursor_that_goes_in_a_circle_is_stopped(stage: Stage) -> None:
    with serving(lambda *_: page({"results": PEOPLE, "next": "same"})) as server:
        staged = stage(rest(f"{server.url}/x", paging={"cursor": "$.next"}, rows="$.results"))
    assert staged.status == "incomplete"
    assert "goes in a circle" in staged.error
    assert len(server.asked) == 2


def test_too_many_pages_stop_the_fetch(stage: Stage) -> None:
    with serving(lambda _, number: page([{"name": f"P{number}"}])) as server:
        staged = stage(rest(f"{server.url}/x", paging={"page": "page"}, limits={**QUICK, "pages": 3}))
    assert staged.status == "incomplete"
    assert "more than 3 pages" in staged.error
    assert len(server.asked) == 3


def test_too_many_bytes_stop_the_fetch(stage: Stage) -> None:
    with serving(lambda *_: Reply(b"[" + b" " * 300_000 + b"]")) as server:
        staged = stage(rest(f"{server.url}/x", limits={**QUICK, "mb": 0.1}))
    assert staged.status == "failed"
    assert "sent more than" in staged.error


@pytest.mark.parametrize(
    "place", ["file:///etc/passwd", "http://evil.example/x", "//evil.example/", "ftp://127.0.0.1/x"]
)
def test_a_redirect_to_another_place_is_refused(stage: Stage, place: str) -> None:
    with serving(lambda *_: Reply(status=302, headers={"Location": place})) as server:
        staged = stage(rest(f"{server.url}/x", auth={"bearer_env": "T"}), {"T": "s3cret"})
    assert staged.status == "failed"
    assert "points to another place" in staged.error
    assert len(server.asked) == 1


def test_a_redirect_on_the_same_host_is_followed_and_a_circle_is_not(stage: Stage) -> None:
    def answer(asked: Asked, _: int) -> Reply:
        there = {"/x": "/y", "/loop": "/loop"}.get(asked.path)
        return Reply(status=302, headers={"Location": there}) if there else page(PEOPLE)

    with serving(answer) as server:
        assert stage(rest(f"{server.url}/x")).status == "complete"
        assert "in a circle" in stage(rest(f"{server.url}/loop")).error


def test_a_next_link_to_another_host_is_refused(stage: Stage) -> None:
    with serving(lambda *_: page({"value": PEOPLE, "@odata.nextLink": "https://evil.example/x"})) as server:
        staged = stage(rest(f"{server.url}/x", paging={"odata": True}, rows="$.value"))
    assert staged.status == "failed"
    assert "points to another place: https://evil.example/x" in staged.error


def test_an_unreachable_host_fails_with_its_name(stage: Stage) -> None:
    staged = stage(rest("http://127.0.0.1:9/x"))
    assert staged.status == "failed"
    assert "127.0.0.1 could not be reached" in staged.error


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"url": "file:///etc/passwd"}, "is no web address"),
        ({"url": "https://u:pw-123@api.example/x"}, "has a secret in it"),
        ({"url": "http://api.example/x", "auth": {"bearer_env": "T"}}, "unencrypted"),
        ({"headers": {"X-A": "1\r\nX-B: 2"}}, "no header may have"),
        ({"headers": {"Authorization": "Bearer x"}}, "would write a secret into the program"),
        ({"auth": {"bearer_env": "BROKEN"}}, "line break or a control character"),
        ({"auth": {"bearer_env": "NOWHERE"}}, "the secret NOWHERE is not there"),
        ({"auth": {"bearer": "abc"}}, "would write a secret into the program"),
        ({"auth": {"bearer_evn": "T"}}, 'did you mean "bearer_env"'),
        ({"paging": {"cursor": "$..x"}}, "paging.cursor"),
    ],
)
def test_settings_that_could_do_harm_are_refused(stage: Stage, options: Any, told: str) -> None:
    with serving(lambda *_: page(PEOPLE)) as server:
        staged = stage(rest(options.pop("url", f"{server.url}/x"), **options), {"T": "tok", "BROKEN": "a\nX-B: 2"})
    assert staged.status == "failed"
    assert told.lower() in staged.error.lower()
    assert "pw-123" not in staged.error
    assert not server.asked


def test_a_long_wait_ends_this_run_and_names_it(stage: Stage) -> None:
    with serving(lambda *_: Reply(status=429, headers={"Retry-After": "86400"})) as server:
        staged = stage(rest(f"{server.url}/x"))
    assert "asks to wait 86,400 s" in staged.error
    assert len(server.asked) == 1


def test_github_style_limits_count_from_the_answers_own_date(stage: Stage) -> None:
    limited = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"}
    with serving(lambda _, n: Reply(status=403, headers=limited) if n == 1 else page(PEOPLE)) as server:
        staged = stage(rest(f"{server.url}/x", limits={**QUICK, "longest_wait": 0.5}))
    assert "asks to wait 1 s" in staged.error


def test_a_download_of_any_kind_may_be_compressed(stage: Stage) -> None:
    import gzip

    with serving(lambda *_: Reply(gzip.compress(b"name\nAda\n"))) as server:
        staged = stage(source_of("csv", NAME, location={"url": f"{server.url}/people.csv.gz"}))
    assert staged.status == "complete"
    assert names(staged) == ["Ada"]
