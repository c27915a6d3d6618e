"""Everything that my page has no room for has a page of its own, and no link on any main page leads nowhere."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import Any

import pytest

from people.test_home import emptied, gap
from served import KINDS, NOW, Served

#: Where each kind of person begins; what these lead to is looked at, and its links too.
_MAIN = ("/", "/gaps", "/me/said", "/me/data", "/answer-for", "/exceptions", "/questions", "/threads", "/objectives")
#: Each kind of person who is somebody else; the editor is the responder too.
_WHO = [kind for kind in KINDS if kind not in {"anonymous", "leaver", "editor"}]
#: So many pages of one sort are looked at: what two of a sort may differ in is whose they are.
_OF_A_SORT = 2
_LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')
#: Files, and rooms whose own tests walk them.
_ELSEWHERE = re.compile(
    r"\.(json|csv|zip|svg|pdf)(\?|$)|/evidence|^/(static|sign-out|program|administration|account|wall)"
)


def _links(answer: Any) -> list[str]:
    if answer.status_code != 200 or answer.streaming or "html" not in answer["Content-Type"]:
        return []
    return sorted(
        {one.replace("&amp;", "&") for one in _LINK.findall(answer.content.decode()) if not _ELSEWHERE.search(one)}
    )


def _sort(link: str) -> str:
    """What links to pages of one sort share."""
    return re.sub(r"^(/[^/?]+/(?:[a-z_]+/)?)[^/?]+", r"\1x", link.partition("?")[0])


@pytest.mark.parametrize("kind", _WHO)
def test_no_link_on_my_main_pages_leads_nowhere(served: Served, kind: str) -> None:
    client = served.client(kind)
    seen: dict[str, int] = {}
    opened: Counter[str] = Counter()
    waiting = [(link, 0) for link in _MAIN]
    while waiting:
        link, depth = waiting.pop(0)
        sort = _sort(link)
        if link in seen or (depth and opened[sort] >= _OF_A_SORT):
            continue
        opened[sort] += 1
        answer = client.get(link)
        seen[link] = answer.status_code
        waiting += [(one, depth + 1) for one in _links(answer)] if depth < 2 else []
    assert {link: status for link, status in seen.items() if status not in {200, 302}} == {}
    assert len(seen) > len(_MAIN)


def test_past_a_dozen_gaps_of_a_check_every_one_can_be_opened(served: Served) -> None:
    person = emptied(served, "employee")
    for number in range(60):
        gap(number, person)
    client = served.client("employee")
    assert 'href="/gaps"' not in client.get("/").content.decode()  # They are one step.
    first, second = (client.get("/gaps", {"page": page}).content.decode() for page in (1, 2))
    linked = set(re.findall(r'href="/gaps/(gap-made-\d+)"', first + second))
    assert len(linked) == 60
    assert "60 stand" in first
    assert 'rel="next"' in first
    assert 'rel="next"' not in second


def test_past_thirty_things_of_a_kind_the_list_has_them_all(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from drystone.people import lists
    from drystone.people.things import known

    person = str(served.person("employee").person_id)
    told = known(person)
    assert told is not None
    kind, count = max(told.counts, key=lambda one: one[1])
    monkeypatch.setattr(lists, "LENGTH", 1)
    client = served.client("employee")
    found = []
    for page in range(1, count + 1):
        text = client.get(f"/me/things/{kind}", {"page": page}).content.decode()
        found += re.findall(r'href="/things/[^/]+/([^/"]+)"', text)
    assert [thing.id for thing in told.things if thing.kind == kind] == list(dict.fromkeys(found))
    assert client.get("/me/things/nonsense").status_code == 404


def test_what_i_said_is_listed_with_where_it_stands(served: Served) -> None:
    from gaps import served_gap

    one = served_gap.of("employee", served)
    client = served.client("employee")
    assert "Nothing yet." in client.get("/me/said").content.decode()
    client.post(f"/gaps/{one.gap_id}/not-mine", {"unknown": "1"})
    client.post(f"/gaps/{one.gap_id}/exception", {"until": "2026-07-01", "reason": "A new laptop comes in July."})
    client.post(f"/gaps/{one.gap_id}/help", {"text": "The switch is grey."})
    text = client.get("/me/said").content.decode()
    for words in ("You said “not mine”", "waits for an answer", "You asked for an exception", "waits for a decision",
                  "You asked for help"):  # fmt: skip
        assert words in text
    other = served.client(one.accountable)
    question = _question(one.asset_id)
    other.post(f"/questions/{question}/refuse", {"reason": "It is on your desk."})
    assert "settled: it is yours" in client.get("/me/said").content.decode()
    assert "You settled whose it is" in other.get("/me/said").content.decode()
    assert "You settled whose it is" not in client.get("/me/said").content.decode()


def _question(asset_id: str) -> str:
    from drystone.decisions.models import Question

    return str(Question.objects.get(asset_id=asset_id).question_id)


def test_the_list_of_what_i_said_asks_as_often_however_much_it_is(served: Served) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from drystone.decisions.models import Question

    me, client = served.people["employee"], served.client("employee")

    def asked(number: int) -> Any:
        return Question(
            question_id=f"q-{number}", asset_kind="device", asset_id=f"d-{number}", asked_by=me, asked_at=NOW,
            due=NOW + dt.timedelta(days=7), holder="person-x",
        )  # fmt: skip

    counts = []
    for upto in (1, 70):
        Question.objects.all().delete()
        Question.objects.bulk_create(asked(number) for number in range(upto))
        client.get("/me/said")
        with CaptureQueriesContext(connection) as caught:
            text = client.get("/me/said").content.decode()
        counts.append(len(caught))
    assert counts[0] == counts[1]
    assert 'href="?page=2"' in text


def test_what_i_answer_for_stands_only_for_who_holds_a_position(served: Served) -> None:
    assert "What I answer for" not in served.client("employee").get("/").content.decode()
    assert "What I answer for" in served.client("approver").get("/").content.decode()
