"""An incident is run in roles: what was when, what was decided, which clocks run, what becomes a task."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from served import NOW, Served

HOUR = dt.timedelta(hours=1)
WHY = "Services stood still for two hours."


@pytest.fixture
def dora(served: Served) -> None:
    """Let DORA bind the organisation too."""
    from drystone.shell import site

    path = served.root / "drystone.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('clocks = ["nis2", "gdpr"]', 'clocks = ["nis2", "gdpr", "dora"]'), encoding="utf-8")
    site.reread()
    assert "dora" in site.program().settings.incidents.clocks


@pytest.fixture
def incident(served: Served) -> str:
    return declared(served)


def declared(served: Served, **more: str) -> str:
    body = {"title": "Keys were copied", "kind": "intrusion", "severity": "high", "text": "An old key opened it.",
            "once": "1"} | more  # fmt: skip
    answer = served.client("responder").post("/incidents/open", body)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"].rsplit("/", 1)[-1])


def do(served: Served, incident: str, who: str = "responder", **told: Any) -> Any:
    return served.client(who).post(f"/incidents/{incident}", told)


def law(served: Served, incident: str, regime: str, applies: str = "yes", **more: str) -> Any:
    told = {"act": "law", "regime": regime, "applies": applies, "why": WHY, "decided_by": "ciso", "aware": at(NOW)}
    return do(served, incident, **(told | more))


def at(moment: dt.datetime) -> str:
    return moment.isoformat()


def steps(incident: str) -> dict[str, Any]:
    from drystone.incidents.models import LegalStep

    return {one.step: one for one in LegalStep.objects.filter(incident_id=incident).exclude(state="stopped")}


def page(served: Served, incident: str, who: str = "responder") -> str:
    return str(served.client(who).get(f"/incidents/{incident}").content.decode())


def test_a_report_becomes_an_incident_once_with_its_wave_and_says_nothing_of_who_told(served: Served) -> None:
    from drystone.incidents.models import IncidentReport
    from drystone.reports import actions, queries

    me = served.person("employee")
    told = actions.Told("typed-password", known="named", person_id=me.person_id, text="On the parcel page.")
    report = actions.take(told, now=NOW).report_id
    client = served.client("responder")
    assert f"/incidents/open?report={report}" in client.get(f"/desk/{report}").content.decode()
    form = client.get(f"/incidents/open?report={report}").content.decode()
    assert f'value="{report}"' in form
    incident = declared(served, report=report)
    assert declared(served, report=report, once="2") == incident
    assert client.get(f"/incidents/open?report={report}")["Location"] == f"/incidents/{incident}"
    assert list(IncidentReport.objects.values_list("report_id", flat=True)) == [report]
    assert queries.clocks(report)["declared"].span.latest == NOW
    do(served, incident, act="state", state="contained", why="The account is locked.")
    assert "contained" in queries.clocks(report)
    shown = page(served, incident)
    assert "I typed my password" in shown
    everywhere = [shown, page(served, incident, "auditor"), json.dumps(exported(served, incident))]
    for text in everywhere:
        assert all(words not in text for words in (me.name, me.email, me.person_id, "On the parcel page."))
    assert all(report not in text for text in everywhere[1:])


def exported(served: Served, incident: str) -> dict[str, Any]:
    import io
    import zipfile

    answer = served.client("responder").get(f"/incidents/{incident}/pack")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        found: dict[str, Any] = json.loads(archive.read("incident.json"))
    return found


def test_nobody_who_runs_it_is_named_on_any_page_or_in_the_export(served: Served, incident: str) -> None:
    do(served, incident, "approver", act="note", text="The gateway logs show it.", source="gateway log")
    do(served, incident, "approver", act="lead")
    do(served, incident, act="decide", what="Pull the plug", why="It spreads.", decided_by="ciso", alternatives="Wait")
    shown = page(served, incident) + page(served, incident, "auditor") + json.dumps(exported(served, incident))
    for who in ("responder", "approver"):
        person = served.person(who)
        body = shown.partition("<main")[2]
        assert person.person_id not in shown
        assert person.email not in body
    assert "incident lead" in shown
    assert {one["role"] for one in exported(served, incident)["timeline"]} <= {"lead", "on-call", "responder"}


def test_when_it_happened_is_not_when_it_was_declared(served: Served) -> None:
    from drystone.incidents.models import IncidentEntry

    incident = declared(served, earliest=at(NOW - 3 * HOUR), latest=at(NOW - 2 * HOUR))
    told = IncidentEntry.objects.filter(incident_id=incident).order_by("number")
    assert [(one.kind, one.earliest, one.latest) for one in told] == [
        ("declared", NOW, NOW), ("note", NOW - 3 * HOUR, NOW - 2 * HOUR)
    ]  # fmt: skip
    shown = page(served, incident)
    assert shown.index("An old key opened it.") < shown.index("The incident was declared."), "in the order of what was"


def test_the_timeline_is_only_added_to_and_a_change_behind_its_back_is_found(served: Served, incident: str) -> None:
    from drystone.incidents import telling
    from drystone.incidents.models import IncidentEntry

    first = {"act": "note", "text": "Somebody was in.", "earliest": at(NOW - 3 * HOUR), "latest": at(NOW - 2 * HOUR)}
    assert do(served, incident, **first).status_code == 302
    assert do(served, incident, **first).status_code == 302  # Sent twice, it stands once.
    assert do(served, incident, act="correct", corrects="2", text="It was a test of ours.").status_code == 302
    told = [(one.number, one.kind, one.corrects) for one in IncidentEntry.objects.order_by("number")]
    assert told == [(1, "declared", None), (2, "note", None), (3, "correction", 2)]
    shown = page(served, incident)
    assert "Somebody was in." in shown
    assert "corrected by entry 3" in shown
    for wrong in ({"earliest": at(NOW + HOUR)}, {"earliest": at(NOW), "latest": at(NOW - HOUR)}, {"earliest": "soon"},
                  {"text": " "}):  # fmt: skip
        answer = do(served, incident, **(first | {"text": "Another."} | wrong))
        assert answer.status_code == 400, wrong
    assert do(served, incident, act="correct", corrects="9", text="x").status_code == 400
    previous = ""
    for one in exported(served, incident)["timeline"]:
        row = IncidentEntry.objects.get(number=one["number"])
        assert one["previous"] == previous
        assert one["digest"] == telling.digest_of(row, previous) == row.digest
        previous = one["digest"]
    IncidentEntry.objects.filter(number=2).update(text="Nothing was.")
    assert telling.digest_of(IncidentEntry.objects.get(number=2), exported(served, incident)["timeline"][0]["digest"]) \
        != IncidentEntry.objects.get(number=2).digest  # fmt: skip


def test_no_clock_runs_before_a_decision_and_each_decision_is_recorded(served: Served, incident: str) -> None:
    from drystone.incidents.models import IncidentDecision

    assert steps(incident) == {}
    assert law(served, incident, "nis2", why=" ").status_code == 400
    assert law(served, incident, "nis2", aware="").status_code == 400
    assert law(served, incident, "nis2", aware=at(NOW + HOUR)).status_code == 400
    assert law(served, incident, "nis2", decided_by="nobody-here").status_code == 400
    assert law(served, incident, "dora").status_code == 400  # The program does not name it.
    assert steps(incident) == {}
    assert law(served, incident, "gdpr", "no", why="No personal data were on it.").status_code == 302
    assert law(served, incident, "nis2").status_code == 302
    assert law(served, incident, "nis2").status_code == 400  # It was started already.
    told = IncidentDecision.objects.order_by("pk").values_list("regime", "verdict", "decided_by", "role")
    assert list(told) == [("gdpr", "refused", "ciso", "lead"), ("nis2", "started", "ciso", "lead")]
    found = {name: (one.state, one.due) for name, one in steps(incident).items()}
    assert found == {"early-warning": ("running", NOW + 24 * HOUR), "notification": ("running", NOW + 72 * HOUR),
                     "final": ("waiting", None)}  # fmt: skip
    shown = page(served, incident)
    assert "NIS2, Art. 23(4)(a)" in shown
    assert "whether it could have an effect in other countries" in shown
    assert law(served, incident, "nis2", "stop", why="It was not significant after all.").status_code == 302
    assert steps(incident) == {}
    assert law(served, incident, "nis2").status_code == 302  # What was stopped can be started again.


def test_a_final_report_counts_from_what_was_sent_and_waits_for_the_end_after_a_progress_report(
    served: Served, incident: str
) -> None:
    law(served, incident, "nis2")
    number = {name: str(one.pk) for name, one in steps(incident).items()}
    assert do(served, incident, act="sent", step=number["notification"], words=" ").status_code == 400
    assert do(served, incident, act="sent", step=number["final"], words="x").status_code == 400  # It does not run.
    sent = {"act": "sent", "step": number["notification"], "words": "Case 4711", "at": at(NOW - HOUR)}
    assert do(served, incident, **sent).status_code == 302
    final = steps(incident)["final"]
    assert (final.state, final.due) == ("running", dt.datetime(2026, 7, 15, 21, 59, tzinfo=dt.UTC))
    done = {"act": "sent", "step": number["final"], "words": "Case 4711", "progress": "yes"}
    assert do(served, incident, **done).status_code == 302
    assert steps(incident)["final-after"].state == "waiting"
    do(served, incident, act="state", state="recovered", at=at(NOW))
    after = steps(incident)["final-after"]
    assert (after.state, after.due) == ("running", dt.datetime(2026, 7, 15, 21, 59, tzinfo=dt.UTC))


@pytest.mark.usefixtures("dora")
def test_dora_counts_from_classifying_and_never_longer_than_a_day_from_being_aware(served: Served) -> None:
    for hours, due in ((1, 5), (22, 24), (30, 34)):
        incident = declared(served, once=str(hours))
        aware = NOW - 40 * HOUR
        assert law(served, incident, "dora", aware=at(aware)).status_code == 400  # When was it classified?
        told = {"aware": at(aware), "classified": at(aware + hours * HOUR)}
        assert law(served, incident, "dora", **told).status_code == 302
        assert steps(incident)["initial"].due == aware + due * HOUR
    for step, words in (("initial", "one"), ("intermediate", "two"), ("intermediate", "two, updated")):
        number = str(steps(incident)[step].pk)
        assert do(served, incident, act="sent", step=number, words=words).status_code == 302
    assert steps(incident)["final"].due == dt.datetime(2026, 7, 15, 21, 59, tzinfo=dt.UTC)


def test_a_final_report_by_dora_on_a_free_day_is_due_at_noon_of_the_next_working_day(served: Served) -> None:
    from drystone.incidents import law
    from drystone.shell import site

    dora = law.REGIMES["dora"]
    ends = {}
    for step, day in (("final", 13), ("final", 15), ("intermediate", 17)):
        begun = dt.datetime(2026, 5 if day == 13 else 6, day, 9, tzinfo=dt.UTC)
        moments = {law.AWARE: begun, dora.step(step).begins: begun}
        end = law.end(dora, dora.step(step), moments, site.program())
        assert end is not None
        ends[step, day] = end.latest.isoformat(timespec="minutes")
    # June 13 and June 20 are Saturdays; an intermediate report waits only where the program says so.
    assert ends["final", 13] == "2026-06-15T10:00+00:00"
    assert ends["final", 15] == "2026-07-15T21:59+00:00"
    assert ends["intermediate", 17] == "2026-06-20T10:00+00:00"
    assert served.root.is_dir()


def test_a_clock_that_runs_out_calls_whoever_is_on_call_again_and_again(
    served: Served, incident: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.directory import notices
    from drystone.incidents import notifying
    from drystone.incidents.models import IncidentEntry

    called: list[tuple[str, str]] = []
    for name in ("tell", "tell_everywhere"):
        monkeypatch.setattr(notices, name, lambda who, notice, *, now, how=name, **_more: called.append((how, who)))
    law(served, incident, "gdpr")
    assert notifying.call(NOW + 53 * HOUR) == 0
    assert notifying.call(NOW + 54 * HOUR) == 1  # A word before: a quarter of the time is left.
    assert notifying.call(NOW + 54 * HOUR) == 0
    assert {how for how, _who in called} == {"tell"}
    called.clear()
    late = NOW + 72 * HOUR
    assert [notifying.call(late + count * HOUR) for count in range(3)] == [1, 1, 1]
    assert {how for how, _who in called} == {"tell_everywhere"}
    assert served.people["responder"] in {who for _how, who in called}
    assert IncidentEntry.objects.filter(kind="late").count() == 1
    assert [name for name, one in steps(incident).items() if one.late_at] == ["authority"]
    do(served, incident, act="sent", step=str(steps(incident)["authority"].pk), words="Form 12", at=at(NOW))
    assert notifying.call(late + 9 * HOUR) == 0


def test_what_is_left_to_do_becomes_a_gap_of_a_position(served: Served, incident: str) -> None:
    from drystone.gaps import tasks

    told = {"act": "task", "title": "Let gateways take no old keys", "why": "One opened it.", "role": "it-operations",
            "due": "2026-06-30"}  # fmt: skip
    assert do(served, incident, **(told | {"due": "then"})).status_code == 400
    assert do(served, incident, **told).status_code == 302
    assert do(served, incident, **told).status_code == 302
    (task,) = tasks.of("incident", incident)
    assert task.due == dt.datetime(2026, 6, 30, 21, 59, tzinfo=dt.UTC)
    doer = served.client("administrator")
    assert "Keys were copied" in doer.get(f"/gaps/{task.gap_id}").content.decode()
    doer.post(f"/gaps/{task.gap_id}/done", {"evidence": "Change 4711"})
    assert "Change 4711" in page(served, incident)
    again = {"act": "reopen-task", "ref": task.gap_id, "why": "One was missed."}
    assert do(served, incident, **again).status_code == 302
    assert tasks.of("incident", incident)[0].status == "open"


def test_files_are_kept_as_they_came_and_given_out_as_bytes(served: Served, incident: str) -> None:
    import hashlib

    from django.core.files.uploadedfile import SimpleUploadedFile

    from drystone.incidents import evidence
    from drystone.incidents.models import IncidentEvidence

    data = b"<script>alert(1)</script>"
    for _twice in range(2):
        file = SimpleUploadedFile("../../<b>log.html", data, "text/html")
        assert do(served, incident, act="file", file=file, text="The page that it showed.").status_code == 302
    row = IncidentEvidence.objects.get()
    assert (row.digest, "/" in row.name, "<" in row.name) == (hashlib.sha256(data).hexdigest(), False, False)
    answer = served.client("responder").get(f"/incidents/{incident}/files/{row.pk}")
    assert b"".join(answer.streaming_content) == data
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert served.client("auditor").get(f"/incidents/{incident}/files/{row.pk}").status_code == 404
    large = SimpleUploadedFile("large", b"x" * (evidence.MOST_BYTES + 1))
    assert do(served, incident, act="file", file=large).status_code == 400
    assert do(served, incident, act="link", kind="address", ref="javascript:alert(1)").status_code == 400
    assert do(served, incident, act="link", kind="thing", ref="device/device-1").status_code == 302


def test_it_comes_on_at_any_time_and_goes_back_with_a_reason(served: Served, incident: str) -> None:
    from drystone.incidents.models import Incident

    assert do(served, incident, act="state", state="reviewed").status_code == 400
    assert do(served, incident, act="state", state="closed", at=at(NOW)).status_code == 302
    assert do(served, incident, act="state", state="contained").status_code == 400  # Why?
    assert do(served, incident, act="state", state="contained", why="It is back.").status_code == 302
    row = Incident.objects.get()
    assert (row.state, row.closed_at, row.look_at is not None) == ("contained", None, True)


def test_who_has_left_leads_no_more_and_nothing_is_forgotten(served: Served, incident: str) -> None:
    from drystone.directory.models import Person
    from drystone.incidents import moving
    from drystone.incidents.models import Incident

    Incident.objects.update(lead=served.people["colleague"])
    Person.objects.filter(pk=Person.objects.get(person_id=served.people["colleague"]).pk).update(status="left")
    assert moving.ask_how_it_stands(NOW + 25 * HOUR) == 1
    assert moving.ask_how_it_stands(NOW + 25 * HOUR) == 0
    assert Incident.objects.get().lead == served.people["responder"]


def test_its_page_asks_the_database_no_more_for_more(served: Served, incident: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = served.client("responder")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(f"/incidents/{incident}")
        return len(found)

    law(served, incident, "nis2")
    for number in range(2):
        do(served, incident, act="task", title=f"Task {number}", why="x", role="ciso", due="2026-06-30")
        do(served, incident, act="note", text=f"Note {number}")
    before = asked()
    for number in range(2, 8):
        do(served, incident, act="task", title=f"Task {number}", why="x", role="ciso", due="2026-06-30")
        do(served, incident, act="note", text=f"Note {number}")
        do(served, incident, act="decide", what=f"Decision {number}", why="x", decided_by="ciso")
        do(served, incident, act="link", kind="thing", ref=f"device/device-{number}")
    assert asked() == before


def test_an_incident_is_reviewed_when_its_review_is_published_and_closed_again_when_that_is_taken_back(
    served: Served, incident: str
) -> None:
    from access.reviews import review
    from drystone.incidents.models import Incident
    from drystone.reviews import actions

    by = served.people["responder"]
    assert (
        served.client("responder")
        .post("/reviews/begin", {"kind": "incident", "id": "no-such", "title": "x"})
        .status_code
        == 400
    )
    assert (
        f"/reviews/begin?kind=incident&amp;id={incident}"
        in served.client("responder").get(f"/incidents/{incident}").content.decode()
    )
    made = review(served, "1")
    for state, published in (("declared", "declared"), ("closed", "reviewed")):
        Incident.objects.filter(pk=incident).update(state=state)
        actions.publish(made, by=by, now=NOW, day=NOW.date(), sure=True)
        assert Incident.objects.get(pk=incident).state == published
        actions.take_back(made, by=by, now=NOW)
        assert Incident.objects.get(pk=incident).state == state


def test_who_names_somebody_is_asked_before_it_stands_there_for_good(served: Served, incident: str) -> None:
    from drystone.incidents.models import IncidentEntry

    person = served.person("employee")
    acts = (
        {"act": "note", "text": f"{person.name} pressed it.", "source": "log"},
        {"act": "decide", "what": "Lock it", "why": f"{person.email} was in it.", "decided_by": "ciso"},
        {"act": "task", "title": f"Ask {person.name}", "why": WHY, "role": "it-head", "due": "2030-01-01"},
    )
    for told in acts:
        answer = do(served, incident, **told)
        shown = answer.content.decode()
        assert answer.status_code == 400, told
        assert "It names people: " in shown
        assert shown.count('name="sure"') == 1, "in the form that was sent, which keeps what was typed"
        assert person.name in shown or person.email in shown
    assert IncidentEntry.objects.count() == 1
    refused = served.client("responder").post("/incidents/open", {"title": person.name, "kind": "other", "once": "9"})
    assert refused.status_code == 400
    assert do(served, incident, **acts[0], sure="yes").status_code == 302
    stranger = {"act": "note", "text": "It came from pay@evil.test."}
    assert do(served, incident, **stranger).status_code == 302, "a stranger's address is evidence"
    assert IncidentEntry.objects.count() == 3


def test_an_article_is_cited_in_the_readers_language_and_the_same_for_programs(served: Served, incident: str) -> None:
    from django.utils import translation

    from drystone.incidents import packing, reading
    from drystone.incidents.models import Incident
    from drystone.shell import site

    law(served, incident, "gdpr")
    row = Incident.objects.get(pk=incident)
    with translation.override("de"):
        shown = reading.page(row, me="", now=NOW).next
        exported = packing.told(row, site.program(), at=NOW)["clocks"][0]
    assert shown is not None
    assert shown.why.startswith("DSGVO, Art. 33 Abs. 1")
    assert exported["article"] == "GDPR, Art. 33(1)"
