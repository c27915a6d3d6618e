"""Parts that pages renew in place: a view answers htmx with the part alone, and with nothing where nothing is new."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest

from access.gaps import gap_of_the_employee
from gaps.served_gap import close, later
from served import NOW, Served


class Htmx:
    """A signed-in browser whose page asks as htmx does."""

    def __init__(self, client: Any, page: str) -> None:
        self.client, self.page = client, page
        self.headers = {"hx-request": "true", "hx-current-url": f"http://127.0.0.1{page}"}

    def asks(self, path: str) -> Any:
        return self.client.get(path, headers=self.headers)

    def sends(self, path: str, **body: str) -> Any:
        return self.client.post(path, body, headers=self.headers)

    def where(self) -> str:
        """Return where the page asks by itself, as it says."""
        found = re.search(r'hx-get="([^"]*live=[^"]*)"', self.client.get(self.page).content.decode())
        assert found, f"{self.page} asks nothing"
        return found[1].replace("&amp;", "&")


def part(answer: Any, status: int = 200) -> str:
    """Be sure that an answer is a part and no page, kept by nobody, and return its words."""
    words = str(answer.content.decode())
    assert answer.status_code == status, words
    assert "<html" not in words
    assert "HX-Request" in answer["Vary"]
    assert "no-store" in answer["Cache-Control"]
    return words


def thread_of(served: Served) -> str:
    from drystone.messages import actions

    people = served.people
    return actions.open_thread(
        ("gap", gap_of_the_employee(served).gap_id), by=people["employee"], to=[people["colleague"]],
        text="How do I turn this on?", now=NOW,
    )  # fmt: skip


def test_an_open_thread_shows_what_is_written_meanwhile_once_and_that_it_was_closed(served: Served) -> None:
    from drystone.messages import actions, queries

    thread, me, other = thread_of(served), served.people["employee"], served.people["colleague"]
    window = Htmx(served.client("employee"), f"/threads/{thread}")
    asks = window.where()
    assert window.asks(asks).status_code == 204
    actions.post(thread, by=other, text="Settings, then <Privacy>.", now=NOW.replace(hour=10))
    assert queries.unread(me) == 1
    told = part(window.asks(asks))
    assert "Settings, then &lt;Privacy&gt;." in told
    assert "How do I turn this on?" not in told
    (further,) = re.findall(r'hx-get="([^"]*)"', told)
    assert window.asks(further).status_code == 204
    actions.close(thread, by=other, now=NOW)
    told = part(window.asks(further), 286)
    assert "This conversation is closed." in told
    assert "hx-get" not in told
    assert Htmx(served.client("manager"), "/").asks(asks).status_code == 404


def test_an_answer_sent_twice_from_one_form_is_one_and_said_again_from_another_it_is_two(served: Served) -> None:
    from drystone.messages import queries

    thread = thread_of(served)
    client = served.client("colleague")

    def shown() -> str:
        return str(re.findall(r'name="after" value="(\d+)"', client.get(f"/threads/{thread}").content.decode())[0])

    def posts() -> int:
        found = queries.thread(thread)
        assert found is not None
        return len(found.posts)

    form = {"text": "Yes.", "after": shown()}
    for _ in range(2):
        assert client.post(f"/threads/{thread}", form).status_code == 302
    assert posts() == 2
    assert client.post(f"/threads/{thread}", {"text": "Yes.", "after": shown()}).status_code == 302
    assert posts() == 3


def test_done_is_thanked_for_in_place_and_told_how_it_went(served: Served) -> None:
    gap = gap_of_the_employee(served)
    window = Htmx(served.client("employee"), "/")
    told = part(window.sends(f"/gaps/{gap.gap_id}/done"))
    assert "Thank you. We look again now" in told
    (asks,) = re.findall(r'hx-get="([^"]*)"', told)
    assert window.asks(asks).status_code == 204
    assert "Thank you." not in window.client.get("/").content.decode()  # It is not said twice.
    close(gap)
    assert "this is settled" in part(window.asks(asks), 286)
    assert "There is nothing left to do about it." in part(window.sends(f"/gaps/{gap.gap_id}/done"), 409)


def test_only_what_was_mended_is_called_settled_and_thanked_for(served: Served) -> None:
    from drystone.gaps import wording

    gap = gap_of_the_employee(served)
    window = Htmx(served.client("employee"), "/")
    for reason in ("moved", "gone", "withdrawn", "no-longer-applies"):
        close(gap, reason)
        told = part(window.asks(f"/gaps/{gap.gap_id}/done?live={int(NOW.timestamp())}"), 286)
        assert str(wording.ENDS[reason]) in unescape(told)
        assert "settled" not in told
        assert "Thank" not in told
        assert "in order" not in told


def test_who_waits_for_a_run_is_told_what_it_saw_or_that_none_looked(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    gap = gap_of_the_employee(served)
    window = Htmx(served.client("employee"), "/")
    before, said = int(NOW.timestamp()) - 86_400, int(NOW.timestamp())
    assert "still looks the same" in part(window.asks(f"/gaps/{gap.gap_id}/done?live={before}"), 286)
    later(monkeypatch, minutes=59)
    assert window.asks(f"/gaps/{gap.gap_id}/done?live={said}").status_code == 204
    later(monkeypatch, minutes=61)
    assert "No run has looked yet" in part(window.asks(f"/gaps/{gap.gap_id}/done?live={said}"), 286)
    assert "No run has looked yet" in part(window.asks(f"/gaps/{gap.gap_id}/done?live=nonsense"), 286)


def test_what_waits_for_somebody_grows_under_their_eyes_with_the_number_above(served: Served) -> None:
    from drystone.decisions import questions
    from drystone.gaps import acts, exceptions

    gap, me = gap_of_the_employee(served), served.people["employee"]
    lists = {path: Htmx(served.client(gap.accountable), path) for path in ("/exceptions", "/questions", "/threads")}
    asks = {path: window.where() for path, window in lists.items()}
    for path, window in lists.items():
        assert window.asks(asks[path]).status_code == 204
    wish = exceptions.Wish(gap.gap_id, "It comes next week.", NOW.date().replace(day=30))
    acts.ask_exception(wish, by=me, at=NOW, superior=None)
    questions.ask(questions.NotMine("device", "device-1", "lt-1"), by=me, holder=gap.accountable, at=NOW)
    from drystone.messages import actions

    actions.open_thread(("", ""), by=me, to=[gap.accountable], text="May I?", now=NOW)
    for path, words in (("/exceptions", "It comes next week."), ("/questions", "lt-1"), ("/threads", "May I?")):
        told = part(lists[path].asks(asks[path]))
        assert words in told
        assert "What is below has changed just now." in told
        assert '<span class="count">1</span>' in told
        (further,) = re.findall(r'hx-get="([^"]*)"', told)
        assert lists[path].asks(further).status_code == 204


def test_how_the_site_stands_renews_itself(served: Served) -> None:
    from drystone.jobs import queue

    window = Htmx(served.client("administrator"), "/administration/")
    asks = window.where()
    assert window.asks(asks).status_code == 204
    queue.enqueue("run", unique="run", now=NOW)
    told = part(window.asks(asks))
    assert "another one is asked for" in told
    assert "Help somebody in" not in told


def test_the_program_is_checked_while_somebody_writes_and_nothing_is_written(served: Served) -> None:
    path, file = "/program/files/objectives.yaml", served.root / "objectives.yaml"
    was = file.read_text()
    window = Htmx(served.client("editor"), path)
    shown = window.client.get(path).content.decode()
    (digest,) = re.findall(r'name="digest" value="([^"]*)"', shown)
    for text, words in (
        (was + "- id: x\n  colour: red\n", "objectives.yaml:"),
        (was + "# whole\n", "would be whole"),
        (was, ""),
    ):
        told = part(window.sends(path, text=text, digest=digest, was=json.dumps({"text": was}), **{"as": "check"}))
        assert (words in told) if words else not told.strip(), told
    assert file.read_text() == was
    read = {"name": "CISO", "deputy": "", "may": [], "holders": []}
    typed = {"name": "CISO", "person": "x@fenwick.example", "from": "soon", "to": "", "was": json.dumps(read)}
    role = window.sends("/program/roles/ciso", **typed, **{"as": "check"})
    assert "not yet" in part(role)


def test_whoever_is_signed_out_meanwhile_is_led_to_sign_in_and_back(served: Served) -> None:
    window = Htmx(served.client("employee"), "/threads")
    asks = window.where()
    window.client.logout()
    told = window.asks(asks)
    assert (told.status_code, told["HX-Redirect"]) == (401, "/sign-in/?next=%2Fthreads")
    window.headers["hx-current-url"] = "https://elsewhere.example/threads"
    assert window.asks(asks)["HX-Redirect"] == "/sign-in/?next=%2F"


def test_a_page_that_asks_by_itself_keeps_no_session_alive(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    window = Htmx(served.client("employee"), "/threads")
    asks = window.where()
    seen = window.client.session["seen_at"]
    later(monkeypatch, minutes=5)
    assert window.asks(asks).status_code == 204
    assert window.client.session["seen_at"] == seen
    assert window.client.get("/threads").status_code == 200
    assert window.client.session["seen_at"] != seen
    session = window.client.session
    session["shared"] = True
    session.save()
    later(monkeypatch, days=2)
    told = window.asks(asks)
    assert (told.status_code, told["HX-Redirect"]) == (401, "/badge/")
