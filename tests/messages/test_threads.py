"""Threads: for those who take part, on the page and in the API, and told of once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from served import NOW, Served

HOUR = dt.timedelta(hours=1)


def ask(served: Served, text: str = "How do I turn this on?\nI found no button.", **more: Any) -> str:
    from drystone.messages import actions

    told: dict[str, Any] = {"by": served.people["employee"], "to": [served.people["colleague"]], "now": NOW}
    return actions.open_thread(("gap", "gap-1"), text=text, **{**told, **more})


def test_a_question_reaches_those_asked_and_their_answer_comes_back(served: Served) -> None:
    from drystone.messages import actions, queries

    asker, helper = served.people["employee"], served.people["colleague"]
    thread_id = ask(served)
    assert (queries.unread(asker), queries.unread(helper)) == (0, 1)
    client = served.client("colleague")
    assert b"How do I turn this on?</a>" in client.get("/threads").content
    page = client.get(f"/threads/{thread_id}")
    assert page.status_code == 200
    assert served.person("employee").name in page.content.decode()
    assert queries.unread(helper) == 0
    answer = client.post(f"/threads/{thread_id}", {"text": "Settings, then <Privacy>."})
    assert answer.status_code == 302
    assert queries.unread(asker) == 0  # The clock stands still: nothing is newer than what was read.
    actions.post(thread_id, by=helper, text="Does it work?", now=NOW + HOUR)
    assert queries.unread(asker) == 1
    assert "Settings, then &lt;Privacy&gt;." in served.client("employee").get(f"/threads/{thread_id}").content.decode()


def test_nobody_else_sees_a_thread(served: Served) -> None:
    thread_id = ask(served)
    for kind in ("manager", "auditor", "administrator"):
        client = served.client(kind)
        assert client.get(f"/threads/{thread_id}").status_code == 404
        assert client.post(f"/threads/{thread_id}", {"text": "x"}).status_code == 404
        assert client.post(f"/threads/{thread_id}/closure").status_code == 404


def test_an_empty_answer_is_told_beside_the_field_and_a_long_one_is_not_lost(served: Served) -> None:
    thread_id = ask(served)
    client = served.client("colleague")
    empty = client.post(f"/threads/{thread_id}", {"text": "  "})
    assert empty.status_code == 422
    assert b"There is nothing to send yet." in empty.content
    long = client.post(f"/threads/{thread_id}", {"text": "word " * 900})
    assert long.status_code == 422
    assert b"word word word" in long.content


def test_a_closed_thread_takes_no_more_and_can_be_read(served: Served) -> None:
    thread_id = ask(served)
    client = served.client("colleague")
    assert client.post(f"/threads/{thread_id}/closure").status_code == 302
    assert client.post(f"/threads/{thread_id}", {"text": "One more"}).status_code == 422
    assert b"This conversation is closed." in client.get(f"/threads/{thread_id}").content


def test_the_same_question_to_the_same_people_goes_on_in_its_thread(served: Served) -> None:
    from drystone.messages import actions, queries

    first = ask(served)
    assert ask(served, "Still no button.", now=NOW + HOUR) == first
    other = ask(served, to=[served.people["colleague"], served.people["manager"]])
    assert other != first
    actions.close(first, by=served.people["colleague"], now=NOW + HOUR)
    assert ask(served, "It is gone again.") not in {first, other}
    told = queries.thread(first)
    assert told is not None
    assert [said.text for said in told.posts] == ["How do I turn this on?\nI found no button.", "Still no button."]


def test_a_question_to_nobody_who_is_here_is_refused(served: Served) -> None:
    from drystone.lib.errors import UsageError

    for nobody in ([], [served.people["leaver"]], [served.people["employee"]], ["person-unknown"]):
        with pytest.raises(UsageError, match="nobody here who could answer"):
            ask(served, to=nobody)


def test_opening_and_closing_is_in_the_log_and_no_word_of_the_texts(served: Served) -> None:
    from drystone.audit import queries as audit
    from drystone.messages import actions

    thread_id = ask(served, "Secret words")
    actions.post(thread_id, by=served.people["colleague"], text="More secret words", now=NOW)
    actions.close(thread_id, by=served.people["colleague"], now=NOW)
    looks = audit.about("thread", thread_id)
    assert [look.action for look in looks] == ["thread-opened", "thread-closed"]
    assert "ecret" not in str(looks)


def test_people_are_told_by_mail_once_until_they_looked_and_not_what_was_written(served: Served, by_mail: Any) -> None:
    from drystone.messages import actions, sending

    asker, helper = served.people["employee"], served.people["colleague"]
    thread_id = ask(served, "Secret words")
    actions.post(thread_id, by=asker, text="More", now=NOW + HOUR)
    sending.send_due(now=NOW + HOUR)
    [(to, letter)] = by_mail.letters
    assert to == [served.person(helper).email]
    assert f"/threads/{thread_id}".encode() in letter
    assert b"ecret" not in letter
    actions.read(thread_id, by=helper, now=NOW + 2 * HOUR)
    actions.post(thread_id, by=asker, text="And now?", now=NOW + 3 * HOUR)
    sending.send_due(now=NOW + 3 * HOUR)
    assert len(by_mail.letters) == 2


def test_old_threads_are_forgotten(served: Served) -> None:
    from drystone.messages import actions, queries

    closed, still_open = ask(served), ask(served, to=[served.people["manager"]])
    actions.close(closed, by=served.people["colleague"], now=NOW)
    assert actions.forget_old(NOW + dt.timedelta(days=366)) == 1
    assert queries.thread(closed) is None
    assert queries.thread(still_open) is not None
    assert actions.forget_old(NOW + dt.timedelta(days=731)) == 1


def test_the_list_and_a_thread_ask_the_database_as_often_however_long_they_are(served: Served) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from drystone.messages import actions

    def queries_of(path: str) -> int:
        client = served.client("employee")
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    thread_id = ask(served)
    few = queries_of("/threads"), queries_of(f"/threads/{thread_id}")
    for number in range(8):
        actions.open_thread(
            ("gap", f"gap-{number + 2}"), by=served.people["employee"], to=[served.people["manager"]], text="x", now=NOW
        )
        actions.post(thread_id, by=served.people["colleague"], text=f"{number}", now=NOW)
    assert (queries_of("/threads"), queries_of(f"/threads/{thread_id}")) == few


@pytest.fixture
def call(served: Served) -> Any:
    """Call an operation of this room's API as somebody whose token has these scopes."""
    from dataclasses import replace

    from ninja import NinjaAPI
    from ninja.testing import TestClient

    from drystone.directory import queries as directory
    from drystone.messages.api import router
    from drystone.shell import site

    api = NinjaAPI(urls_namespace=f"threads-{id(served)}")
    api.add_router("", router)
    client = TestClient(api)

    def ask_api(method: str, path: str, *, who: str, scopes: str, **more: Any) -> Any:
        viewer = directory.viewer_of(served.user(who), site.program(), strong=True)
        known = replace(viewer, scopes=frozenset(scopes.split()))
        return getattr(client, method)(path, viewer=known, now=NOW, **more)

    return ask_api


def test_the_api_reads_and_writes_with_the_scope_for_it(served: Served, call: Any) -> None:
    thread_id = ask(served)
    listed = call("get", "/threads", who="colleague", scopes="threads:read")
    assert [line["thread_id"] for line in listed.json()] == [thread_id]
    path = f"/threads/{thread_id}"
    assert call("get", path, who="colleague", scopes="threads:read").json()["posts"][0]["text"].startswith("How do I")
    assert call("get", path, who="manager", scopes="threads:read").status_code == 404
    body = {"json": {"text": "Like this."}}
    assert call("post", f"{path}/posts", who="colleague", scopes="threads:read", **body).status_code == 403
    said = call("post", f"{path}/posts", who="colleague", scopes="threads:write", **body)
    assert [post["text"] for post in said.json()["posts"]][1:] == ["Like this."]
    assert call("post", f"{path}/closure", who="colleague", scopes="threads:write").status_code == 200
    again = call("post", f"{path}/posts", who="colleague", scopes="threads:write", **body)
    assert (again.status_code, again.json()["detail"]) == (409, "This conversation is closed.")


def test_an_answer_that_a_program_sends_again_stands_there_once(served: Served, call: Any) -> None:
    path = f"/threads/{ask(served)}"
    read = call("get", path, who="colleague", scopes="threads:read").json()
    body = {"json": {"text": "Like this.", "after": read["newest"]}}
    for _time in range(2):  # The first answer got lost on its way.
        said = call("post", f"{path}/posts", who="colleague", scopes="threads:write", **body).json()
        assert [post["text"] for post in said["posts"]][1:] == ["Like this."]
    assert said["newest"] > read["newest"]
    later = {"json": {"text": "Like this.", "after": said["newest"]}}
    assert len(call("post", f"{path}/posts", who="colleague", scopes="threads:write", **later).json()["posts"]) == 3
    wrong = {"json": {"text": "Like this.", "after": 1 << 63}}
    assert call("post", f"{path}/posts", who="colleague", scopes="threads:write", **wrong).status_code == 422


def test_a_very_long_thread_is_read_backwards_page_by_page(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from drystone.messages import actions, api, queries

    monkeypatch.setattr(queries, "_MOST_POSTS", 3)
    me, other = served.people["employee"], served.people["administrator"]
    thread = actions.open_thread(("", ""), by=me, to=[other], text="0", now=NOW)
    for number in range(1, 8):
        actions.post(thread, by=me, text=str(number), now=NOW)
    read, cursor = [], ""
    while cursor is not None:
        told = queries.thread(thread, before=api._place(cursor))
        assert told is not None
        read = [post.text for post in told.posts] + read
        cursor = api.ThreadOut.resolve_next(told)
        assert (cursor is None) == (told.earlier == 0)
    assert read == [str(number) for number in range(8)]
