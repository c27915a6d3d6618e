"""A report is taken whole and once, and who told stands apart from what they told."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from reports import officers
from served import NOW, Served

LATER = NOW + dt.timedelta(days=31)


def _told(served: Served, **more: Any) -> Any:
    from drystone.reports import actions

    words = {"kind": "typed-password", "when": "just-now", "text": "It looked like ours.", "known": "named"}
    return actions.Told(**(words | {"person_id": served.people["employee"]} | more))


def test_the_same_form_twice_is_one_report_and_gives_the_same_code(served: Served) -> None:
    from drystone.reports import actions, queries

    first = actions.take(_told(served, known="none", once="a form"), now=NOW)
    again = actions.take(_told(served, known="none", once="a form"), now=NOW)
    assert (again.report_id, again.code, again.new) == (first.report_id, first.code, False)
    found = queries.by_code(first.code.lower().replace("-", " "))
    assert found is not None
    assert found.report_id == first.report_id
    assert queries.by_code("") is None


def test_a_name_opens_for_whoever_has_the_report_and_for_nobody_else(served: Served) -> None:
    from drystone.reports import actions, asking, queries

    me, manager, responder = (served.people[kind] for kind in ("employee", "manager", "responder"))
    taken = actions.take(_told(served, things=(actions.Thing("device", "device-1", "mine"),)), now=NOW)
    report = queries.report(taken.report_id)
    assert report is not None
    assert asking.shown(report, by=responder, now=NOW) is None
    actions.claim(taken.report_id, by=responder, now=NOW)
    report.refresh_from_db()
    who = asking.shown(report, by=responder, now=NOW)
    assert who is not None
    assert who.person_id == me
    assert [look.by for look in queries.looks(taken.report_id)] == [responder]
    actions.hand_over(taken.report_id, by=responder, to=manager, now=NOW)
    report.refresh_from_db()
    # Whoever leads them sees a report of nobody.
    assert asking.shown(report, by=responder, now=NOW) is asking.shown(report, by=manager, now=NOW) is None
    assert asking.seen_as(report, manager) == "none"
    assert not asking.may_see_things(report, manager)
    assert [line.report_id for line in queries.mine(me)] == [taken.report_id]
    # Nor their letter, which is signed; what is said after it they do read.
    letter = actions.take(_told(served, way="mail", text="I paid. Regards, Ada", once="a letter"), now=NOW).report_id
    for handler, read in ((responder, ["I paid. Regards, Ada", "Which one?"]), (manager, ["Which one?"])):
        actions.hand_over(letter, by=responder, to=handler, now=NOW)
        if handler == responder:
            actions.say(letter, by=responder, text="Which one?", now=NOW)
        found = queries.report(letter)
        assert found is not None
        assert [word.text for word in queries.words_for(found, by=handler)] == read
        assert queries.words_for(found, by=me) == []
    actions.close(letter, by=responder, now=NOW)
    assert queries.mine(responder) == []


def test_a_program_that_counts_its_reports_tells_no_copy_of_the_state_whose_they_are(served: Served) -> None:
    from access.arranged import Arranged
    from drystone.directory.models import Person
    from drystone.reports import codes
    from drystone.reports.models import Report

    mine = Arranged(served.root).token("employee")
    body = {"kind": "clicked", "once": "1"}
    sent = [served.client("anonymous").post("/api/v1/reports", body, "application/json", headers=mine) for _ in "ab"]
    assert [one.json()["new"] for one in sent] == [True, False]
    (report,) = Report.objects.all()
    assert report.things.exists()
    everybody = Person.objects.values_list("person_id", flat=True)
    guesses = {codes.once_digest(form % one) for one in everybody for form in ("api %s 1", "%s 1", "%s")}
    assert report.once not in guesses


def test_two_officers_open_a_seal_together_and_one_alone_only_with_this_site(served: Served) -> None:
    from drystone.reports import actions, keys, sealing
    from drystone.reports.models import ReportClock, Reporter

    officers.name(served)
    taken = actions.take(_told(served, known="sealed", shown=False, noticed=actions.Span(NOW, NOW)), now=NOW)
    row = Reporter.objects.get()
    one, other = sorted(officers.PRIVATE)
    halves = (
        sealing.half_of(taken.report_id, one, other, officers.PRIVATE[one]),
        sealing.half_of(taken.report_id, other, one, officers.PRIVATE[other]),
    )
    assert halves[0] is not None
    assert halves[1] is not None
    inside = sealing.opened(taken.report_id, row.box, (halves[0], halves[1]))
    assert json.loads(inside or b"")["person_id"] == served.people["employee"]
    assert sealing.opened(taken.report_id, row.box, (halves[0], halves[0])) is None
    assert sealing.half_of(taken.report_id, one, other, officers.PRIVATE[other]) is None
    assert sealing.opened_alone(taken.report_id, row.box, one, officers.PRIVATE[one]) == inside
    assert sealing.opened_alone(taken.report_id, row.box, one, officers.PRIVATE[other]) is None
    # What gives people away stands nowhere else, and without the key's file nobody opens it.
    assert not ReportClock.objects.filter(clock="noticed").exists()
    happened = ReportClock.objects.get(clock="happened")
    assert happened.earliest is not None
    assert happened.earliest < NOW - dt.timedelta(hours=8)
    (keys.here() / f"{taken.report_id}.seal").unlink()
    assert sealing.opened_alone(taken.report_id, row.box, one, officers.PRIVATE[one]) is None


@pytest.mark.parametrize("known", ["named", "sealed"])
def test_thirty_days_after_closing_nothing_says_who_told(served: Served, known: str) -> None:
    from drystone.reports import actions, boxes, keys, queries, retention
    from drystone.reports.models import Report, Reporter
    from drystone.shell import site

    officers.name(served)
    taken = actions.take(_told(served, known=known), now=NOW)
    kept = Reporter.objects.get()
    actions.claim(taken.report_id, by=served.people["responder"], now=NOW)
    actions.close(taken.report_id, by=served.people["responder"], now=NOW)
    assert retention.shred(site.program(), now=NOW + dt.timedelta(days=29)) == 0
    assert retention.shred(site.program(), now=LATER) == 1
    assert Report.objects.get().shredded_at == LATER
    assert not Reporter.objects.exists()
    assert queries.words(taken.report_id) == []
    assert list(keys.here().iterdir()) == []
    # The row that an old backup still has opens no more.
    assert boxes.opened(taken.report_id, kept.box, epoch=kept.epoch) is None


def test_whoever_waits_hears_that_somebody_still_looks(served: Served) -> None:
    from drystone.reports import actions, queries, waiting

    taken = actions.take(_told(served), now=NOW)
    assert taken.next_word_at == NOW + dt.timedelta(minutes=30)
    actions.claim(taken.report_id, by=served.people["responder"], now=NOW)
    assert waiting.keep_word(now=NOW + dt.timedelta(minutes=20)) == 0
    assert waiting.keep_word(now=NOW + dt.timedelta(minutes=30)) == 1
    last = queries.words(taken.report_id)[-1]
    assert (last.by, last.sort) == ("machine", "looking")
    assert "12:00" in last.text  # 10:00 UTC is noon in Berlin.
    assert waiting.keep_word(now=NOW + dt.timedelta(minutes=31)) == 0


def test_what_is_not_urgent_waits_for_working_hours(served: Served) -> None:
    from drystone.reports import times
    from drystone.shell import site

    friday = dt.datetime(2026, 6, 19, 14, 30, tzinfo=dt.UTC)  # 16:30 in Berlin, half an hour before the end.
    assert times.next_word(3, site.program(), now=friday) == dt.datetime(2026, 6, 22, 8, 30, tzinfo=dt.UTC)
    assert times.next_word(1, site.program(), now=friday) == friday + dt.timedelta(minutes=30)
