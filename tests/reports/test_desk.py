"""The responders' desk: what minutes decide is first and calls somebody, a wave is one line, and names are for one."""

from __future__ import annotations

import base64
import html
from typing import Any

from reports.test_campaigns import seen, tell
from served import NOW, Served

__all__ = ["seen", "tell"]


def report(served: Served, kind: str = "looks-odd", who: str = "employee", **more: Any) -> str:
    from drystone.reports import actions, books
    from drystone.shell import site

    told = {"known": "named", "person_id": served.people[who], "urgency": books.urgency(kind, site.program())}
    return actions.take(actions.Told(kind, **(told | more)), now=NOW).report_id


def titles(page: str) -> list[str]:
    return [part.partition(">")[2].partition("<")[0] for part in page.split('href="/desk/')[1:]]


def test_what_minutes_decide_stands_first_and_a_wave_is_one_line(served: Served, tell: Any) -> None:
    wave = [tell("other-text", way) for way in ("outlook-attached", "gmail-inline")]
    report(served, "something-else")
    report(served, "typed-password")
    page = served.client("responder").get("/desk").content.decode()
    found = titles(page)
    assert found[0] == "I typed my password"
    assert len(found) == 3
    assert "2 reports" in page
    assert "minutes decide" in page
    assert len(wave) == 2


def test_who_told_is_shown_to_whoever_has_it_and_to_nobody_before(served: Served) -> None:
    person = served.person("employee")
    report_id = report(served, "clicked", text="It was the parcel.")
    client = served.client("responder")
    before = client.get(f"/desk/{report_id}").content.decode()
    client.post(f"/desk/{report_id}", {"act": "claim"})
    after = client.get(f"/desk/{report_id}").content.decode()
    assert person.name not in before
    assert "It was the parcel." not in before
    assert person.name in after
    assert "It was the parcel." in after
    mine = served.client("employee").get(f"/report/mine/{report_id}").content.decode()
    assert "was shown your name" in mine


def test_whoever_has_a_report_reads_what_arrived_and_what_was_done_and_may_take_the_message(
    served: Served, tell: Any
) -> None:
    from access.arranged import Arranged
    from drystone.audit.models import Entry
    from drystone.reports import actions, books
    from drystone.shell import site

    report_id = tell("other-text", "outlook-attached")
    client, address = served.client("responder"), f"/desk/{report_id}"
    data, document = seen("other-text", "outlook-attached")
    told = document["message"]
    inside = (
        told["subject"],
        told["from"][0]["address"],
        document["links"][0]["target"],
        document["text"].split("\n")[0],
    )
    before = client.get(address).content.decode()
    assert [one for one in inside if one in before] == []
    assert client.get(f"{address}/messages/0").status_code == 404
    client.post(address, {"act": "claim"})
    after = html.unescape(client.get(address).content.decode())
    assert [one for one in inside if one not in after] == []
    assert "as an attachment: all of it is here" in after
    file = client.get(f"{address}/messages/0")
    assert (file.content, file.headers["Content-Type"]) == (data, "application/octet-stream")
    assert file.headers["Content-Disposition"].startswith("attachment;")
    step = books.steps(books.of("looks-odd", site.program()), books.Case({}), site.program())[0]
    assert step.do not in after
    actions.step_done(report_id, step.key, by="reporter", now=NOW)
    assert step.do in html.unescape(client.get(address).content.decode())
    api = Arranged(served.root).token("responder")
    given = client.get(f"/api/v1/desk/reports/{report_id}/messages/0", headers=api).json()
    assert (base64.b64decode(given["message"]), given["document"]["message"]["subject"]) == (data, told["subject"])
    assert Entry.objects.filter(action="message-taken").count() == 2


def test_one_verdict_answers_a_wave_and_who_comes_later(served: Served, tell: Any) -> None:
    wave = [tell("other-text", way) for way in ("outlook-attached", "gmail-inline", "apple-inline-german")]
    client = served.client("responder")
    answer = client.post(f"/desk/{wave[0]}", {"act": "judge", "verdict": "harmful", "back": "queue"}, follow=True)
    assert "3 reports answered." in answer.content.decode()
    late = tell("other-text", "thunderbird-attached", who="colleague", hours=1)
    assert titles(client.get("/desk").content.decode()) == []
    page = served.client("colleague").get(f"/report/mine/{late}").content.decode()
    assert "You were right: what you told us on June 15 was a trap." in page


def test_whoever_walked_into_a_known_trap_is_answered_and_helped_all_the_same(served: Served, tell: Any) -> None:
    from drystone.jobs.models import Job
    from drystone.reports import campaigns, paging
    from drystone.reports.models import Report, ReportWord

    wave = [tell("other-text", way) for way in ("outlook-attached", "gmail-inline")]
    client = served.client("responder")
    client.post(f"/desk/{wave[0]}", {"act": "judge", "verdict": "harmful"})
    pressing = tell("other-text", "apple-inline-german", who="colleague", hours=1, kind="typed-password")
    assert Report.objects.get(pk=pressing).status == "waiting"
    assert ReportWord.objects.filter(report_id=pressing, sort="answer").count() == 1
    assert [job.payload["report"] for job in Job.objects.filter(name=paging.JOB)] == [pressing]
    assert paging.call(pressing, 0, now=NOW)
    assert "known: A trap" in client.get("/desk").content.decode()
    page = client.get(f"/desk/{pressing}").content.decode()
    assert "Whoever reported it was answered." in page
    assert page.index("What we do") < page.index("What was it?"), "what minutes decide stands first"

    again = client.post(f"/desk/{wave[1]}", {"act": "judge", "verdict": "harmful"}, follow=True).content.decode()
    assert "has this answer already" in again
    assert set(ReportWord.objects.filter(sort="answer").values_list("report_id").distinct()) == {
        (one,) for one in (*wave, pressing)
    }
    assert ReportWord.objects.filter(sort="answer").count() == 3, "nobody is told the same twice"
    assert Report.objects.get(pk=pressing).status == "waiting", "a verdict on others closes it as little"
    client.post(f"/desk/{pressing}", {"act": "close"})
    assert Report.objects.get(pk=pressing).status == "closed"
    assert campaigns.judge(pressing, campaigns.Verdict("junk"), by=served.people["responder"], now=NOW) == 3


def test_nobody_is_left_without_a_call_where_minutes_decide(served: Served, by_mail: Any) -> None:
    from drystone.jobs import queue
    from drystone.reports import actions, paging
    from drystone.shell import site

    report_id = report(served, "typed-password")
    report(served, "something-else")
    queue.drain(now=NOW)
    first = paging.on_call(site.program(), 0)
    assert first == [served.people["responder"]]
    assert [to for to, _raw in by_mail.letters] == [[served.person("responder").email]]
    assert set(first) < set(paging.on_call(site.program(), 3))
    queue.drain(now=NOW + paging.EVERY)
    assert len(by_mail.letters) == 2
    actions.claim(report_id, by=served.people["responder"], now=NOW + paging.EVERY)
    queue.drain(now=NOW + 2 * paging.EVERY)
    assert len(by_mail.letters) == 2
    colleague = served.people["approver"]
    actions.hand_over(report_id, by=served.people["responder"], to=colleague, now=NOW + 2 * paging.EVERY)
    queue.drain(now=NOW + 2 * paging.EVERY)
    assert [to for to, _raw in by_mail.letters[2:]] == [[served.person("approver").email]], "nobody is called any more"
    unseen = report(served, "paid")
    actions.close(unseen, by=colleague, now=NOW + 2 * paging.EVERY)
    queue.drain(now=NOW + 2 * paging.EVERY)
    assert len(by_mail.letters) == 3
    actions.say(unseen, by="reporter", text="They want more now.", now=NOW + 2 * paging.EVERY)
    queue.drain(now=NOW + 2 * paging.EVERY)
    assert len(by_mail.letters) > 3, "it is open again, and nobody has it"
    assert served.person("employee").name.encode() not in b"".join(raw for _to, raw in by_mail.letters)


def test_a_form_that_asks_for_nothing_that_is_says_so_and_loses_nothing(served: Served) -> None:
    report_id = report(served)
    client = served.client("responder")
    for body in (
        {"act": "fly"},
        {"act": "say", "text": "Not mine yet."},
        {"act": "judge", "verdict": "odd"},
        {"act": "hand-over", "to": served.people["employee"]},
        {"act": "join", "other": report_id},
        {"act": "clock", "clock": "closed"},
    ):
        answer = client.post(f"/desk/{report_id}", body)
        assert answer.status_code in {400, 409, 422}, body
        assert 'role="alert"' in answer.content.decode()


def test_what_the_desk_asks_does_not_grow_with_what_is_reported(served: Served) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = served.client("responder")
    counts = []
    for many in (1, 12):
        for _ in range(many):
            report(served)
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/desk").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
