"""My page: the one thing first, then the rest; nobody else's; as quick for one gap as for ten thousand."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from served import NOW, Served

LONG_AGO = NOW - dt.timedelta(days=30)


def page(served: Served, who: str) -> str:
    answer = served.client(who).get("/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def gap(number: int, person: str, **more: Any) -> None:
    """Put a live gap of a laptop's encryption into the state, that somebody is responsible for."""
    from drystone.gaps.models import Gap, GapResponsible

    given = {
        "origin": "check", "check_id": "laptop-disk-encrypted", "activity_id": "encrypt-laptops",
        "asset_kind": "device", "asset_id": f"device-made-{number}", "asset_name": f"made-{number}", "severity": "high",
        "reach": "live", "first_seen": LONG_AGO, "opened_at": LONG_AGO, "due": NOW + dt.timedelta(days=3),
        "last_run": "made",
    }  # fmt: skip
    made = Gap.objects.create(gap_id=f"gap-made-{number}", **{**given, **more})
    GapResponsible.objects.create(gap=made, person_id=person, via="assigned")


def emptied(served: Served, who: str) -> str:
    """Take somebody's gaps away and return their id."""
    from drystone.gaps.models import GapResponsible

    person = str(served.person(who).person_id)
    GapResponsible.objects.filter(person_id=person).delete()
    return person


def my(served: Served, person: str) -> Any:
    from drystone.people.mypage import my_page
    from drystone.shell import site

    return my_page(person, site.program(), now=NOW)


def test_the_first_thing_says_what_to_do_why_and_what_it_protects(served: Served) -> None:
    gap(1, emptied(served, "employee"))
    text = page(served, "employee")
    assert "One thing worth doing now" in text
    assert "Turn on disk encryption" in text
    assert "about 5 minutes" in text
    assert "nobody can read what is on it" in text
    assert "Customers can trust us" in text


def test_a_thing_of_mine_is_mended_the_way_its_own_system_asks_for(served: Served) -> None:
    person = emptied(served, "employee")
    laptop = next(line.thing for one in my(served, person).sections for line in one.lines if line.thing.platform)
    gap(1, person, asset_id=laptop.id, asset_name=laptop.name)
    (way,) = my(served, person).first.ways
    assert way.on == ""
    assert ("FileVault" in way.words) == (laptop.platform == "macos")


def test_where_the_system_is_not_known_every_way_is_named(served: Served) -> None:
    person = emptied(served, "employee")
    gap(1, person)
    assert {"macOS", "Windows"} <= {way.on for way in my(served, person).first.ways}


def test_severity_comes_before_lateness_and_lateness_before_criticality(served: Served) -> None:
    person = emptied(served, "employee")
    late = NOW - dt.timedelta(days=2)
    gap(1, person, check_id="low-and-late", severity="low", due=late)
    gap(2, person, check_id="high", severity="high", criticality=4)
    gap(3, person, check_id="high-and-late", severity="high", criticality=1, due=late)
    gap(4, person, check_id="unheard", severity="critical", outcome="unknown")
    shown = my(served, person)
    assert [step.first.gap.check_id for step in (shown.first, *shown.rest)] == ["high-and-late", "high", "low-and-late"]
    assert [one.first.gap.check_id for one in shown.unheard] == ["unheard"]


def test_what_one_act_mends_is_one_step(served: Served) -> None:
    person = emptied(served, "employee")
    for number, item in enumerate(("Firefox", "Zoom", "Slack")):
        gap(number, person, check_id="software-outdated", item=item, asset_id="device-made", asset_name="made")
    shown = my(served, person)
    assert (shown.first.count, shown.rest) == (3, [])
    assert "This settles 3 at once" in page(served, "employee")


def test_only_what_reaches_people_is_shown(served: Served) -> None:
    person = emptied(served, "employee")
    gap(1, person, reach="trial")
    gap(2, person, reach="suggested")
    gap(3, person, status="closed")
    text = page(served, "employee")
    assert "Nothing to do" in text
    assert "made-1" not in text


def test_what_we_have_not_heard_is_said_as_unknown(served: Served) -> None:
    gap(1, emptied(served, "employee"), outcome="unknown", unverified_since=NOW - dt.timedelta(days=12))
    text = page(served, "employee")
    assert "We last heard from made-1 12 days ago" in text
    assert "One thing worth doing now" not in text


def _line(served: Served, person: str, asset_id: str) -> Any:
    return next(line for one in my(served, person).sections for line in one.lines if line.thing.id == asset_id)


def _things(served: Served, outcome: str, *, kind: str = "device") -> list[tuple[str, str]]:
    """People and those things of theirs that the run found to be so; by id."""
    from drystone.directory.models import Person
    from drystone.people.things import known

    found = []
    for person in Person.objects.filter(status="active").order_by("person_id").values_list("person_id", flat=True):
        told = known(person)
        found += [
            (person, thing.id)
            for thing in (told.things if told else ())
            if thing.outcome == outcome and thing.kind == kind
        ]
    return found


def test_an_accepted_gap_is_neither_a_task_nor_in_order(served: Served) -> None:
    person = emptied(served, "employee")
    laptop = next(line.thing for one in my(served, person).sections for line in one.lines if line.thing.platform)
    gap(1, person, status="excepted", asset_id=laptop.id, asset_name=laptop.name)
    text = page(served, "employee")
    assert '<span class="mark accepted">accepted for a time</span>' in text
    assert "One thing worth doing now" not in text
    assert _line(served, person, laptop.id).state == "accepted"
    assert "accepted" in served.client("employee").get("/gaps/gap-made-1").content.decode()
    line = text[text.index(laptop.name, text.index("What is mine")) :]
    assert "mark accepted" in line[: line.index("</li>")]


def test_only_what_passed_is_in_order(served: Served) -> None:
    person, passed = _things(served, "pass", kind="account")[0]
    emptied(served, person)
    assert _line(served, person, passed).state == "pass"
    person, unlooked = _things(served, "", kind="screening")[0]
    emptied(served, person)
    assert _line(served, person, unlooked).state == ""
    assert "No check looks at it yet." in page(served, person)
    person, failed = _things(served, "fail")[0]
    emptied(served, person)
    assert _line(served, person, failed).state == "elsewhere"
    gap(1, person, asset_id=failed)
    assert _line(served, person, failed).state == "todo"


def test_what_is_not_known_is_never_said_to_be_in_order(served: Served) -> None:
    person, silent = next(iter(_things(served, "unknown") + _things(served, "unknown", kind="account")))
    emptied(served, person)
    shown = my(served, person)
    assert _line(served, person, silent).state == "unknown"
    assert (shown.first, shown.unheard) == (None, [])  # An unknown opens no gap.
    assert shown.in_order + shown.not_known <= shown.things
    text = page(served, person)
    assert "not known yet" in text
    assert "We haven't heard enough to say" in text
    assert f"All {shown.things} things of yours are in order" not in text
    assert f"Of {shown.not_known} we cannot say" in text


def _put_off(served: Served, until: str) -> None:
    assert served.client("employee").post("/gaps/gap-made-1/not-now", {"until": until}).status_code == 302


def test_what_is_put_off_waits_quietly_until_its_day(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    gap(1, emptied(served, "employee"))
    _put_off(served, "2026-06-16")
    text = page(served, "employee")
    assert "put off until" in text
    assert "One thing worth doing now" not in text
    at = NOW + dt.timedelta(days=1)
    monkeypatch.setattr("drystone.lib.clock.now", lambda: at)
    text = page(served, "employee")
    assert "put off until" not in text
    assert "One thing worth doing now" in text


def test_the_day_that_it_is_put_off_until_is_my_own(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    person = emptied(served, "employee")
    gap(1, person)
    served.user("employee")
    from drystone.directory.models import User

    User.objects.filter(person_id=person).update(zone="Pacific/Auckland")
    _put_off(served, "2026-06-16")
    at = dt.datetime(2026, 6, 15, 12, 30, tzinfo=dt.UTC)  # Half an hour into the sixteenth, in Auckland.
    monkeypatch.setattr("drystone.lib.clock.now", lambda: at)
    assert "One thing worth doing now" in page(served, "employee")


def test_what_came_back_is_not_hidden_by_an_earlier_not_now(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from drystone.gaps.models import Gap

    gap(1, emptied(served, "employee"))
    _put_off(served, "2026-06-29")
    at = NOW + dt.timedelta(days=5)
    monkeypatch.setattr("drystone.lib.clock.now", lambda: at)
    # It closed, and a later run opened it again.
    Gap.objects.filter(gap_id="gap-made-1").update(opened_at=NOW + dt.timedelta(days=4))
    assert "One thing worth doing now" in page(served, "employee")
    assert "Not now: until" not in served.client("employee").get("/gaps/gap-made-1").content.decode()


def test_names_from_sources_are_escaped(served: Served) -> None:
    gap(1, emptied(served, "employee"), asset_name="<script>alert(1)</script>", item="<b>", detail="<i>")
    text = page(served, "employee")
    assert "<script>alert" not in text
    assert "<b>" not in text
    assert "<i>" not in text


def test_my_things_say_how_we_know_and_from_where(served: Served) -> None:
    text = page(served, "employee")
    assert "What is mine" in text
    assert "Assigned (" in text
    assert "Known from " in text


def test_a_warehouse_worker_without_things_still_has_a_part(served: Served) -> None:
    from drystone.directory.models import Person

    workers = Person.objects.filter(department="Warehouse", status="active")
    worker = next(one for one in workers if not my(served, one.person_id).things)
    emptied(served, worker.person_id)
    text = page(served, worker.person_id)
    assert "Nothing to do" in text
    assert "My part" in text
    assert "What is mine" not in text


def test_duties_are_in_the_words_of_my_position_and_only_agreed_ones(served: Served) -> None:
    from drystone.shell import site

    activities = site.program().activities
    ciso = my(served, served.people["approver"])
    mine = {duty.activity.id: duty for duty in ciso.duties}
    assert mine["set-risk-limits"].words == activities["set-risk-limits"].words["security"]
    assert {activities[key].standing for key in mine} == {"agreed"}


def test_a_small_team_is_not_counted(served: Served) -> None:
    from drystone.people.things import known

    manager = served.people["manager"]
    found = known(manager)
    assert found is not None
    assert found.manages > 0
    expected = "Fewer than 5 people" if found.manages < 5 else f"{found.manages} people report"
    assert expected in page(served, manager)


def test_someone_the_people_data_do_not_know_is_told_so_kindly(served: Served) -> None:
    from drystone.directory.models import User

    user = User.objects.create_user(login="first@fenwick.example", language="en", created_at=NOW)
    user.grants.create(power="administer-drystone", granted_by="setup", granted_at=NOW)
    text = served.browser(user).get("/").content.decode()
    assert "nothing here is yours yet" in text
    assert "Administration" in text


def test_a_leaver_is_a_stranger(served: Served) -> None:
    assert served.client("leaver").get("/")["Location"].startswith("/sign-in/")


def _queries(served: Served, who: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = served.client(who)
    client.get("/")
    with CaptureQueriesContext(connection) as caught:
        assert client.get("/").status_code == 200
    return len(caught)


def test_ten_thousand_gaps_cost_no_more_queries_than_one(served: Served) -> None:
    from drystone.gaps.models import Gap, GapResponsible

    person = emptied(served, "employee")
    gap(1, person)
    few = _queries(served, "employee")
    pattern = Gap.objects.get(gap_id="gap-made-1")
    gaps = [
        Gap(**{**_values(pattern), "gap_id": f"g{n}", "asset_id": f"d{n}", "check_id": f"check-{n % 7}"})
        for n in range(2_000)
    ]
    Gap.objects.bulk_create(gaps)
    GapResponsible.objects.bulk_create(GapResponsible(gap=one, person_id=person) for one in gaps)
    assert _queries(served, "employee") == few
    shown = my(served, person)
    assert sum(step.count for step in (shown.first, *shown.rest)) == 2_001
    assert not {line.state for one in shown.sections for line in one.lines} & {"elsewhere"}  # Only a sample came along.
    assert len(page(served, "employee")) < 200_000


def _values(gap: Any) -> dict[str, Any]:
    return {field.attname: getattr(gap, field.attname) for field in gap._meta.concrete_fields}


def test_my_page_asks_the_lake_once(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from drystone.lake.engines import DuckEngine

    client = served.client("employee")
    client.get("/")
    asked: list[str] = []
    rows = DuckEngine.rows
    monkeypatch.setattr(DuckEngine, "rows", lambda self, sql, *more: asked.append(sql) or rows(self, sql, *more))
    client.get("/")
    assert len(asked) == 1


@pytest.mark.parametrize("who", ["employee", "auditor", "department-head"])
def test_every_not_mine_on_my_page_leads_somewhere(served: Served, who: str) -> None:
    client = served.client(who)
    links = set(re.findall(r'href="(/(?:things|gaps)/[^"]+/not-mine)"', client.get("/").content.decode()))
    assert links
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)
