"""What somebody answers for: things and counts, the start of a check, and their word."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from served import NOW, Served


def text(answer: Any) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def trial_check(served: Served, *, agreed: bool = True) -> tuple[str, str, str]:
    """Return (activity, check, person id of the A) of a check that is still on trial and finds something."""
    from drystone.directory.models import Duty
    from drystone.gaps import queries as gaps
    from drystone.shell import site

    with site.reading() as engine:
        trial = [row[0] for row in engine.rows("select check_id from check_reach where reach = 'trial' order by 1")]
    program = site.program()
    for check_id in trial:
        activity = program.activities[program.checks[check_id].activity]
        holder = Duty.objects.filter(activity_id=activity.id, letter="A").first()
        if holder and gaps.reached_by(check_id) and (activity.standing == "agreed") is agreed:
            return activity.id, check_id, holder.person_id
    raise AssertionError("the made-up organisation has no such check")


def test_everybody_sees_only_what_they_hold_a_letter_of(served: Served) -> None:
    from drystone.directory import queries as directory

    page = text(served.client("approver").get("/answer-for"))
    mine = {one for one, _, _ in directory.duties(served.people["approver"], "RA")}
    from drystone.shell import site

    for activity in site.program().activities.values():
        assert (activity.name in page) is (activity.id in mine)
    assert "You answer for nothing" in text(served.client("employee").get("/answer-for"))


def test_the_pages_name_no_person(served: Served) -> None:
    from drystone.directory.models import Person

    client = served.client("approver")
    addresses = re.findall(r'href="(/answer-for/[^"/]+)"', client.get("/answer-for").content.decode())
    assert addresses
    me = served.people["approver"]
    names = set(Person.objects.exclude(person_id=me).values_list("name", flat=True))
    for address in ["/answer-for", *addresses]:
        said = text(client.get(address))
        assert [name for name in names if name and name in said] == []


def test_what_stands_longest_has_numbers_for_what_is_named_after_people(served: Served) -> None:
    from drystone.directory.models import Duty
    from drystone.gaps.models import Gap

    chosen = Gap.objects.filter(status="open", asset_kind__in=("account", "device")).order_by("first_seen", "gap_id")
    seen = set()
    for kind in ("account", "device"):
        for gap in chosen.filter(asset_kind=kind):
            holder = Duty.objects.filter(activity_id=gap.activity_id, letter="A").first()
            if holder is None:
                continue
            page = text(served.client(holder.person_id).get(f"/answer-for/{gap.activity_id}"))
            names = set(Gap.objects.filter(activity_id=gap.activity_id).values_list("asset_name", flat=True)) - {""}
            assert [name for name in names if name in page] == []
            assert "(no. 1)" in page
            seen.add(kind)
            break
    assert seen == {"account", "device"}


def test_what_stands_longest_is_what_one_may_open(served: Served) -> None:
    from drystone.directory.models import Duty
    from drystone.gaps.models import Gap

    duty = Duty.objects.filter(letter="R", activity_id="encrypt-laptops").first() or Duty.objects.get(
        activity_id="set-risk-limits", letter="A"
    )
    doer, activity = duty.person_id, duty.activity_id
    about = {"activity_id": activity, "asset_id": served.people["employee"], "check_id": "x", "reach": "live"}
    for number, accountable in enumerate(("person-of-another-office", doer)):
        more = {"accountable": accountable, "first_seen": NOW - dt.timedelta(days=900 + number)}
        gap = Gap.objects.filter(status="open")[0]
        gap.pk = f"gap-about-somebody-{number}"
        for name, value in (about | more | {"asset_kind": "person"}).items():
            setattr(gap, name, value)
        gap.save(force_insert=True)
    client = served.client(doer)
    links = re.findall(r'href="(/gaps/[^"]+)"', client.get(f"/answer-for/{activity}").content.decode())
    assert "/gaps/gap-about-somebody-1" in links
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_the_number_of_queries_does_not_grow_with_what_is_answered_for(served: Served) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for who in ("approver", "auditor", "employee"):
        client = served.client(who)
        client.get("/answer-for")
        with CaptureQueriesContext(
            connection,
        ) as told:
            client.get("/answer-for")
        counts.append(len(told))
    assert max(counts) - min(counts) <= 3
    assert max(counts) < 20


def test_the_last_weeks_are_a_line_and_a_table(served: Served) -> None:
    from drystone.directory.models import Duty

    doer = Duty.objects.get(activity_id="encrypt-laptops", letter="A").person_id
    page = served.client(doer).get("/answer-for/encrypt-laptops").content.decode()
    trend = page.partition("The last twelve weeks")[2]
    assert "<svg" in trend
    assert "answers: not known" in trend
    weeks = re.findall(r"<th scope=\"row\">", trend.partition("<table")[2].partition("</table>")[0])
    assert 2 <= len(weeks) <= 12, "three weeks lie between the two runs"


def test_a_check_is_started_after_its_owners_were_looked_at(served: Served) -> None:
    from drystone.decisions import queries as decisions

    activity, check, accountable = trial_check(served)
    client = served.client(accountable)
    url = f"/answer-for/{activity}/checks/{check}"
    page = client.get(url)
    assert "It would reach" in text(page)
    assert client.post(url, {"do": "start"}).status_code == 422
    shown = re.findall(r'name="shown" value="([^"]+)"', page.content.decode())
    assert shown
    assert client.post(url, {"do": "confirm", "shown": shown[:-1]}).status_code == 422
    client.post(url, {"do": "confirm", "shown": shown, "wrong": shown})
    assert decisions.marks(check).keys() <= {"started"}
    assert client.post(url, {"do": "confirm", "shown": shown}).status_code == 302
    assert client.post(url, {"do": "start"}).status_code == 302
    assert decisions.marks(check).keys() == {"sampled", "started"}


def test_nobody_but_the_accountable_starts_a_check(served: Served) -> None:
    activity, check, accountable = trial_check(served)
    for who in ("employee", "manager", "auditor", "administrator"):
        if served.people[who] != accountable:
            assert served.client(who).post(f"/answer-for/{activity}/checks/{check}", {"do": "start"}).status_code == 404


def test_a_word_is_given_with_evidence(served: Served) -> None:
    from drystone.directory.models import Duty
    from drystone.gaps import queries as gaps

    doer = Duty.objects.get(activity_id="set-risk-limits", letter="A").person_id
    client = served.client(doer)
    url = "/answer-for/set-risk-limits/attest"
    assert client.post(url, {"evidence": "  "}).status_code == 422
    wanted = "nobody has said yet that it was done"
    pages = ("/answer-for/set-risk-limits", "/answer-for")
    assert wanted in text(client.get(pages[0]))
    assert client.post(url, {"evidence": "Minutes of 2 June"}).status_code == 302
    from drystone.jobs.models import Job

    asked = Job.objects.get(unique="run", status="waiting")
    assert asked.run_at - NOW <= dt.timedelta(minutes=10)
    assert "It counts from the next run, which begins at" in text(client.get(pages[0]))
    for page in pages:
        said = " ".join(text(client.get(page)).split())
        assert "Somebody has given their word since" in said
        assert "As of June 15, 2026, 10" in said
    assert wanted not in text(client.get(pages[0]))
    assert "Last said on" in text(client.get(pages[0]))
    assert gaps.last_attested(["set-risk-limits"])["set-risk-limits"][0] == NOW


@pytest.mark.parametrize("people", [1, 4])
def test_a_reach_of_fewer_than_five_people_is_not_counted(served: Served, people: int) -> None:
    from drystone.gaps.models import GapResponsible

    activity, check, accountable = trial_check(served)
    rows = GapResponsible.objects.filter(gap__check_id=check)
    gaps = sorted(set(rows.values_list("gap_id", flat=True)))
    rows.delete()
    for number, gap_id in enumerate(gaps):
        GapResponsible.objects.create(gap_id=gap_id, person_id=f"person-{number % people}")
    page = text(served.client(accountable).get(f"/answer-for/{activity}/checks/{check}"))
    assert "fewer than 5 people" in page


def test_counts_are_withheld_from_who_answers_for_it_too(served: Served) -> None:
    """The page and the API say what every page says; the work list below has the things."""
    from drystone.directory.models import Duty

    head = Duty.objects.filter(activity_id="encrypt-laptops", letter="A").values_list("person_id", flat=True)[0]
    page = text(served.client(head).get("/answer-for/encrypt-laptops"))
    assert "not shown: too few people" in page
    assert "withheld: too few people" in page, "the legend of the line"
    assert "Answers of checks: not in order" in page
    assert "how much there is to do is not shown" in page, "gaps are things to do; outcomes are answers"
    assert not re.search(r"\b3\s+(open|to do)", page)
    told = {one["activity"]: one for one in _api(served, head)}["encrypt-laptops"]
    assert (told["failed"], told["open_gaps"]) == (None, None)


def _api(served: Served, who: str) -> Any:
    from types import SimpleNamespace

    from drystone.accountability import api
    from drystone.directory import queries
    from drystone.shell import site

    viewer = replace(
        queries.viewer_of(served.user(who), site.program(), strong=True), scopes=frozenset({"measures:read"})
    )
    return api.answer_for(SimpleNamespace(viewer=viewer, now=NOW))


def test_questions_that_wait_are_said_with_the_oldest_and_its_clock(served: Served) -> None:
    from drystone.decisions.models import Question

    me = served.people["approver"]
    told = {"asset_kind": "device", "asked_by": "person-1", "asked_at": NOW - dt.timedelta(days=2), "holder": me}
    Question.objects.create(question_id="q1", asset_id="d1", due=NOW + dt.timedelta(days=3), **told)
    Question.objects.create(question_id="q2", asset_id="d2", due=NOW + dt.timedelta(days=1), **told)
    page = " ".join(text(served.client("approver").get("/answer-for")).split())
    assert "2 questions wait for you : whose something is; the oldest asked 2 days ago, an answer is due" in page


def test_of_a_check_that_no_run_judged_it_is_said_that_the_next_run_looks(served: Served) -> None:
    from drystone.directory.models import Duty

    checks = sorted((served.root / "checks").glob("*.yaml"))[0]
    new = "id: never-judged\n  activity: encrypt-laptops\n  title: Later\n  severity: low\n  fails: managed\n"
    checks.write_text(f"{checks.read_text()}\n- {new}")
    _reread()
    client = served.client(Duty.objects.get(activity_id="encrypt-laptops", letter="A").person_id)
    page = " ".join(text(client.get("/answer-for/encrypt-laptops/checks/never-judged")).split())
    assert "How many it would reach is not known yet; the next run looks." in page
    assert "which begins when a run first looks" in page
    assert "nobody" not in page.split("Are these the right people?")[0].replace("speaks to nobody yet", "")
    assert "until ." not in page
    assert "It finds nothing today" not in page
    assert "not looked at yet: the next run looks" in text(client.get("/answer-for/encrypt-laptops"))


def _reread() -> None:
    from drystone.shell import site

    site.reread()


def test_a_sample_of_nobody_confirms_nothing(served: Served) -> None:
    from drystone.decisions import actions, queries
    from drystone.gaps.models import Gap

    activity, check, accountable = trial_check(served)
    Gap.objects.filter(check_id=check).update(status="closed")
    client = served.client(accountable)
    url = f"/answer-for/{activity}/checks/{check}"
    page = client.get(url)
    assert "It stays on trial" in text(page)
    assert "<button name=" not in page.content.decode()
    assert client.post(url, {"do": "confirm"}).status_code == 422
    assert client.post(url, {"do": "start"}).status_code == 422
    settled = actions.Settled(kind="sampled", check_id=check)
    actions.record(settled, by=accountable, at=NOW, reason="0 owners looked at, 0 right")
    assert queries.marks(check) == {}


def test_the_work_list_says_what_is_to_do_and_numbers_people(served: Served) -> None:
    from drystone.accountability import views
    from drystone.gaps.queries import Oldest
    from drystone.shell import site

    def gap(number: int, kind: str) -> Oldest:
        times = (NOW, NOW + dt.timedelta(days=9))
        return Oldest(f"g{number}", "screening-missing", kind, f"x-{number}", f"Name {number}", *times, "fail", "live")

    found = [gap(1, "screening"), gap(2, "screening"), gap(3, "device"), gap(4, "vendor")]
    rows = views._named(site.program(), found, me=served.people["employee"])
    assert [row["name"] for row in rows] == ["1", "2", "3", "Name 4"]
    assert {row["title"] for row in rows} == {site.program().checks["screening-missing"].title.failed}


def test_what_rests_on_memory_alone_is_vouched_for_by_whose_duty_it_is(served: Served) -> None:
    from drystone.directory.models import Duty
    from drystone.gaps import queries as gaps
    from drystone.shell import site

    activity = site.program().activities["keep-work-and-private-apart"]
    assert (activity.held_by, activity.attest) == ("memory", None)
    doer = Duty.objects.filter(activity_id=activity.id, letter="A").values_list("person_id", flat=True)[0]
    client = served.client(doer)
    url = f"/answer-for/{activity.id}"
    assert "I give my word" in text(client.get(url))
    assert client.post(f"{url}/attest", {"evidence": "Asked in every team, May"}).status_code == 302
    assert gaps.last_attested([activity.id])[activity.id] == (NOW, (NOW + dt.timedelta(days=365)).date())
    assert served.client("employee").post(f"{url}/attest", {"evidence": "me too"}).status_code == 404


@pytest.mark.parametrize(
    ("evidence", "taken"), [("T-1", True), ("m" * 4_000, True), (" \n ", False), ("m" * 4_001, False)]
)
def test_every_door_takes_the_same_evidence(
    served: Served, evidence: str, taken: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    from django.test import Client

    from drystone.cli.main import main
    from drystone.directory import queries, tokens
    from drystone.directory.models import Duty
    from drystone.shell import site

    activity = "keep-work-and-private-apart"
    doer = Duty.objects.filter(activity_id=activity, letter="A").values_list("person_id", flat=True)[0]
    page = served.client(doer).post(f"/answer-for/{activity}/attest", {"evidence": evidence})
    viewer = queries.viewer_of(served.user(doer), site.program(), strong=True)
    secret = tokens.make(tokens.Wish("test", ("gaps:write",)), viewer=viewer, at=NOW)
    program = Client(headers={"host": "127.0.0.1", "authorization": f"Bearer {secret}"})
    body = {"evidence": evidence}
    answer = program.post(f"/api/v1/answer-for/{activity}/attest", body, content_type="application/json")
    words = ["attest", activity, "--evidence", evidence, "--by", served.person(doer).email]
    code = main([*words, "--program", str(served.root), "--as-of", NOW.isoformat()])
    told = (page.status_code, answer.status_code, code)
    assert told == ((302, 200, 0) if taken else (422, 400, 2)), capsys.readouterr().err
