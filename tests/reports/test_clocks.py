"""When things of a report were: at the earliest and at the latest, by what, written down by whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from drystone.lib.errors import UsageError
from reports import officers
from reports.test_forwarded import take
from served import NOW, Served

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


def told(served: Served, known: str = "named", **more: Any) -> str:
    """Return a report of the employee's."""
    from drystone.reports import actions

    me = served.people["employee"] if known != "none" else ""
    return actions.take(actions.Told("clicked", known=known, person_id=me, **more), now=NOW).report_id


def clocks(report_id: str) -> dict[str, tuple[dt.datetime | None, dt.datetime | None, str, str]]:
    from drystone.reports import queries

    found = queries.clocks(report_id)
    return {name: (one.span.earliest, one.span.latest, one.source, one.author) for name, one in found.items()}


def test_every_clock_strikes_by_what_is_done_and_says_between_which_moments(served: Served) -> None:
    from drystone.reports import actions, campaigns

    report_id, by = told(served, when="earlier", noticed_when="just-now"), served.people["responder"]
    assert clocks(report_id)["noticed"] == (NOW - 15 * MINUTE, NOW, "form", "reporter")
    actions.claim(report_id, by=by, now=NOW + MINUTE)
    about = ("report", report_id)
    span = actions.Span(NOW + HOUR, NOW + 2 * HOUR)
    assert actions.strike(about, "declared", span=span, source="incident", by=by, now=NOW + 3 * HOUR) == 1
    actions.note(report_id, "contained", span=span, source="log", by=by, now=NOW + 3 * HOUR)
    campaigns.judge(report_id, campaigns.Verdict("harmful"), by=by, now=NOW + 4 * HOUR)
    actions.strike(about, "reviewed", span=actions.Span(NOW + DAY, NOW + DAY), source="review", by=by, now=NOW + DAY)
    found = clocks(report_id)
    assert set(found) == {
        "happened", "noticed", "reported", "acknowledged", "seen", "triaged", "declared", "contained", "told", "closed",
        "reviewed",
    }  # fmt: skip
    assert found["seen"] == (NOW + MINUTE, NOW + MINUTE, "responder", by)
    assert found["declared"] == (NOW + HOUR, NOW + 2 * HOUR, "incident", by)
    assert {found[name][1] for name in ("triaged", "told", "closed")} == {NOW + 4 * HOUR}


def test_a_verdict_on_a_wave_was_seen_by_then_and_one_that_answers_by_itself_was_not(served: Served) -> None:
    from drystone.reports import campaigns

    one, by = told(served, once="a"), served.people["responder"]
    campaigns.judge(one, campaigns.Verdict("junk"), by=by, now=NOW + HOUR)
    assert clocks(one)["seen"] == (NOW, NOW + HOUR, "campaign", by)
    assert "seen" not in clocks(told(served, once="b"))


def test_who_is_not_to_be_known_has_no_moment_that_says_who_was_where(served: Served) -> None:
    from drystone.reports import actions

    officers.name(served)
    for known in ("sealed", "none"):
        report_id = told(served, known, when="just-now", noticed_when="just-now")
        span = actions.Span(NOW - MINUTE, NOW - MINUTE)
        for clock in ("noticed", "happened"):
            actions.strike(("report", report_id), clock, span=span, source="log", by="machine", now=NOW)
        found = clocks(report_id)
        assert "noticed" not in found
        first, last, *_ = found["happened"]
        assert first is not None
        assert last is not None
        assert last - first >= DAY


def test_a_report_that_is_opened_again_is_not_closed_and_words_alone_are_an_answer(served: Served) -> None:
    from drystone.reports import actions

    report_id, by = told(served), served.people["responder"]
    actions.claim(report_id, by=by, now=NOW)
    actions.say(report_id, by=by, text="All is well.", now=NOW + HOUR)
    assert "told" not in clocks(report_id), "it may have been a question"
    actions.close(report_id, by=by, now=NOW + 2 * HOUR)
    assert clocks(report_id)["told"][1] == NOW + HOUR
    actions.say(report_id, by="reporter", text="It came again.", now=NOW + 3 * HOUR)
    assert "closed" not in clocks(report_id)


def test_a_forwarded_letter_says_when_it_came_and_was_told_and_thanks_strike_when_they_go(served: Served) -> None:
    from drystone.reports.models import Report

    assert served.root.is_dir()
    sent = (NOW - HOUR).strftime("%a, %d %b %Y %H:%M:%S +0000")
    take(_dated(served, sent))
    report = Report.objects.get()
    found = clocks(report.pk)
    assert found["reported"][:2] == (NOW - HOUR, NOW)
    assert "acknowledged" not in found, "nobody was thanked yet"


def _dated(served: Served, sent: str) -> bytes:
    sender = served.person("employee").email
    return (
        f"From: {sender}\r\nTo: report@demo.example\r\nDate: {sent}\r\nSubject: odd\r\n\r\nLook at this, please.\r\n"
    ).encode()


@pytest.mark.parametrize(
    ("clock", "first", "last", "words"),
    [
        ("nothing", 0, 0, "no clock"),
        ("contained", 1, 0, "before the earliest"),
        ("contained", 0, 60, "future"),
        ("told", -60, -60, "before it was reported"),
        ("happened", 15, 20, "after it was reported"),
    ],
)
def test_times_that_cannot_be_are_not_written_down(
    served: Served, clock: str, first: int, last: int, words: str
) -> None:
    from drystone.reports import actions

    report_id, now = told(served), NOW + 30 * MINUTE
    span = actions.Span(NOW + first * MINUTE, NOW + last * MINUTE)
    with pytest.raises(UsageError, match=words):
        actions.strike(("report", report_id), clock, span=span, source="log", by="machine", now=now)


def test_a_responder_puts_a_time_right_on_the_page_and_is_a_responder_there(served: Served) -> None:
    report_id, client = told(served, when="today"), served.client("responder")
    entered = {"act": "clock", "clock": "contained", "earliest": "2026-01-02T10:00", "latest": "2026-01-02T11:00"}
    assert client.post(f"/desk/{report_id}", {**entered, "source": "log"}).status_code == 302
    first, last, source, author = clocks(report_id)["contained"]
    assert last is not None
    assert first is not None
    assert (last - first, source, author) == (HOUR, "log", served.people["responder"])
    refused = client.post(f"/desk/{report_id}", {**entered, "earliest": "2026-01-03T10:00"})
    assert refused.status_code == 400
    refused = client.post(f"/desk/{report_id}", {**entered, "clock": "noticed"})
    assert refused.status_code == 400, "who they are is not shown to whoever does not have it"
    page = client.get(f"/desk/{report_id}").content.decode()
    assert "a responder" in page
    assert served.person("responder").name not in page.split("<h2>When</h2>")[1].split("</table>")[0]
