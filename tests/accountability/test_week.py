"""Somebody's week: what improved, what is stuck and on what, the one decision, words to say; never a person."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from served import NOW, Served

DAY = dt.timedelta(days=1)
MONDAY = dt.date(2026, 6, 15)


def text(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


@pytest.fixture
def mine(served: Served) -> list[Any]:
    """Let the approver answer for one open gap on each of twenty people's devices, all in time, and nothing else."""
    from drystone.gaps.models import Gap, GapResponsible
    from drystone.shell import site

    with site.reading() as engine:
        owners = dict(engine.rows("select asset_id, owner_id from asset where owner_id is not null"))
    first: dict[str, Any] = {}
    me = served.people["approver"]
    chosen = Gap.objects.filter(status="open", reach="live", asset_kind="device", outcome="fail").order_by("gap_id")
    for gap in chosen:
        if owners.get(gap.asset_id, me) != me:
            first.setdefault(owners[gap.asset_id], gap)
    gaps = [first[owner] for owner in sorted(first)][:20]
    assert len(gaps) == 20
    ids = [gap.gap_id for gap in gaps]
    Gap.objects.exclude(pk__in=ids).update(accountable="")
    GapResponsible.objects.filter(person_id=me).delete()
    Gap.objects.filter(pk__in=ids).update(accountable=me, due=NOW + 30 * DAY)
    GapResponsible.objects.filter(gap_id__in=ids).delete()
    GapResponsible.objects.bulk_create(
        GapResponsible(gap_id=gap.gap_id, person_id=owner, via="assigned")
        for gap, owner in zip(gaps, sorted(first), strict=False)
    )
    return gaps


def _ask(gaps: Sequence[Any], decider: str) -> None:
    from drystone.gaps.models import ExceptionRequest

    for gap in gaps:
        ExceptionRequest.objects.create(
            exception_id=f"exception-{gap.gap_id}", gap=gap, reason="r", until=(NOW + 30 * DAY).date(), ready_at=NOW,
            requested_by="somebody", requested_at=NOW, decider=decider, due=NOW + 7 * DAY,
        )  # fmt: skip


def _question(gap: Any, holder: str, *, asks: bool) -> None:
    from drystone.decisions.models import Question, Suggestion

    question = Question.objects.create(
        question_id=f"q-{gap.gap_id}", asset_kind=gap.asset_kind, asset_id=gap.asset_id, asked_by="somebody",
        asked_at=NOW, due=NOW + 7 * DAY, holder=holder,
    )  # fmt: skip
    if asks:
        Suggestion.objects.create(question=question, person_id="likely", asked_at=NOW, due=NOW + 5 * DAY)


def _nobody(gaps: Sequence[Any]) -> None:
    from drystone.gaps.models import GapResponsible

    GapResponsible.objects.filter(gap__in=gaps).update(via="fallback")


def _week(served: Served, who: str = "approver") -> dict[str, Any]:
    from django.test import Client

    from directory.test_tokens import token

    header = {"host": "127.0.0.1", "authorization": f"Bearer {token(served, who, 'gaps:read')}"}
    answer = Client(headers=header).get("/api/v1/me/week")
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def test_every_open_thing_waits_for_one_thing_and_what_few_are_behind_is_not_counted(
    served: Served, mine: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.accountability import stuck
    from drystone.directory.models import Person
    from drystone.gaps import staleness
    from drystone.gaps.models import Gap, GapResponsible

    me = served.people["approver"]
    _ask(mine[:2], me)
    _question(mine[2], me, asks=True)
    old = {gap.asset_id for gap in mine[3:9]}
    monkeypatch.setattr(stuck, "_incomplete", lambda _engine: {"jamf"})
    monkeypatch.setattr(staleness, "stale_ids", lambda _engine, _name, ids: set(ids) & old)
    Gap.objects.filter(pk__in=[gap.pk for gap in mine[9:15]]).update(due=NOW - DAY)
    away = GapResponsible.objects.get(gap=mine[15]).person_id
    Person.objects.filter(person_id=away).update(status="leave")
    told = _week(served)
    counts = {one["reason"]: one["count"] for one in told["stuck"]}
    # Two wait for my own answer: my work list. One each for a likely owner and somebody away: too few to count.
    assert counts == {"decide": 2, "source": 6, "late": 6, "owner": None, "away": None}
    assert told["going"] is None or told["going"] == 4
    # The whole is known elsewhere: what is withheld is withheld so that the rest does not tell it.
    hidden = 20 - sum(count for count in counts.values() if count) - (told["going"] or 0)
    assert hidden >= 5 or told["going"] is None
    assert [one["reason"] for one in told["stuck"]][-2:] == ["owner", "away"]
    page = served.client("approver").get("/week")
    words = text(page)
    assert "waiting for a source that is not complete: what is mended cannot be seen" in words
    names = set(Person.objects.exclude(person_id=me).values_list("name", flat=True))
    assert [name for name in names if name and name in words] == []
    named = [gap.asset_name for gap in mine if gap.asset_name]
    assert [name for name in named if name in words] == []  # Devices are named after people.
    client = served.client("approver")
    links = set(re.findall(r'href="(/gaps/gap-[^"]+)"', page.content.decode()))
    assert links
    assert {client.get(link).status_code for link in links} == {200}
    assert "You answer for nothing" in text(served.client("employee").get("/week"))


def test_of_more_than_is_looked_at_it_is_said_so_and_what_is_due_is_counted_whole(
    served: Served, mine: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.accountability import weekly
    from drystone.gaps import answered
    from drystone.gaps.models import Gap
    from drystone.reminders import week_words
    from drystone.shell import site

    monkeypatch.setattr(answered, "MOST", 12)
    Gap.objects.filter(pk__in=[gap.pk for gap in mine]).update(due=NOW - DAY, check_id=mine[0].check_id)
    told = _week(served)
    assert (told["of_first"], [one["count"] for one in told["stuck"]]) == (12, [12])
    assert "(at least 12)" in next(one["text"] for one in told["drafts"] if one["of"] == "lead")
    assert "This is about the 12 things that are due first; more stand open." in text(
        served.client("approver").get("/week")
    )
    with site.reading() as engine:
        week = weekly.of(served.people["approver"], site.program(), engine, now=NOW, today=NOW.date())
    assert week.due == {mine[0].check_id: (20, 0)}
    # In a message too, and before the one decision that is about the same.
    said = list(week_words.lines(SimpleNamespace(week=week, situation=SimpleNamespace(answering=None))))  # type: ignore[arg-type] # All that is read of a case.
    first = said.index("This is about the 12 things that are due first; more stand open.")
    assert said[first + 1].startswith("What would free the most: ")


def test_the_one_decision_is_the_one_that_frees_the_most_with_the_way_straight_to_it(
    served: Served, mine: list[Any]
) -> None:
    from drystone.gaps.models import Gap

    me = served.people["approver"]
    assert _week(served)["decision"] is None
    assert "Nothing is stuck. Thank you." in text(served.client("approver").get("/week"))
    _ask(mine[:3], me)
    one = _week(served)["decision"]
    assert (one["reason"], one["url"], one["mine"], one["frees"]) == ("decide", "/exceptions", True, 3)
    activity = "patch-machines"
    Gap.objects.filter(pk__in=[gap.pk for gap in mine[3:10]]).update(activity_id=activity)
    _nobody(mine[3:10])
    one = _week(served)["decision"]
    assert (one["reason"], one["frees"]) == ("hole", 7)
    answer = served.client("approver").get(one["url"])
    assert answer.status_code == 200
    _ask(mine[10:16], me)
    assert _week(served)["decision"]["frees"] == 9
    _question(mine[16], me, asks=False)
    assert _week(served)["decision"]["reason"] == "decide"
    told = text(served.client("approver").get("/week"))
    assert "Say yes or no to the exceptions that wait for you 9 things wait for it." in told


def test_where_no_decision_waits_it_is_a_word_and_the_words_are_kind_and_in_the_readers_language(
    served: Served, mine: list[Any]
) -> None:
    from drystone.directory.models import Person, User
    from drystone.gaps.models import Gap

    Gap.objects.filter(pk__in=[gap.pk for gap in mine]).update(due=NOW - DAY)
    told = _week(served)
    assert told["decision"]["reason"] == "word"
    assert {one["of"] for one in told["drafts"]} == {"stand-up", "team", "stuck", "lead"}
    words = " ".join(one["text"] for one in told["drafts"])
    assert "What is in the way: time" in words
    assert not re.search(r"violation|non-compliant|offender|you failed", words, re.IGNORECASE)
    names = Person.objects.exclude(name="").values_list("name", flat=True)
    assert [name for name in names if name in words] == []
    User.objects.filter(person_id=served.people["approver"]).update(language="de")
    Person.objects.filter(person_id=served.people["approver"]).update(language="de")
    german = text(served.client("approver").get("/week"))
    assert "Meine Woche" in german
    assert "Was ist im Weg" in german


def test_what_improved_is_a_kept_week_against_the_one_before_and_withheld_where_few_are_behind(
    served: Served, mine: list[Any]
) -> None:
    from drystone.gaps.models import Gap
    from drystone.measures.models import Week
    from drystone.shell import site

    agreed = [one.id for one in site.program().activities.values() if one.standing == "agreed"][:2]
    for number, gap in enumerate(mine):
        Gap.objects.filter(pk=gap.pk).update(activity_id=agreed[number % 2])
    Week.objects.all().delete()
    usual = {
        "check_id": "", "asset_kind": "", "reach": "", "passed": 40, "unknown": 0, "not_applicable": 0, "overdue": 0,
        "excepted": 0, "opened": 0, "people_affected": 9, "people_unheard": 0, "run_id": "r",
    }  # fmt: skip

    def kept(weeks_ago: int, activity: str, *, failed: int, closed: int, few: str = "") -> None:
        Week.objects.create(
            **usual, week_start=MONDAY - dt.timedelta(weeks=weeks_ago), activity_id=activity, failed=failed,
            open_gaps=failed, closed=closed, closed_by_owner_in_time=closed, few=few,
        )  # fmt: skip

    kept(2, agreed[0], failed=12, closed=6)
    kept(1, agreed[0], failed=9, closed=8)
    kept(0, agreed[0], failed=7, closed=99)
    told = _week(served)
    (better,) = [one for one in told["improved"] if one["activity_id"] == agreed[0]]
    assert (told["begins"], told["over"]) == ("2026-06-08", True)  # Not the week that goes on: it still changes.
    assert (better["closed"], better["closed_before"], better["failing"], better["fewer"]) == (8, 6, 9, 3)
    kept(2, agreed[1], failed=9, closed=6)
    kept(1, agreed[1], failed=9, closed=3, few="closed")
    told = _week(served)
    assert told["closed"] is None
    assert [one["activity_id"] for one in told["improved"]] == [agreed[0]]
    assert "8 closed (6 the week before) · 9 not in order, 3 fewer" in text(served.client("approver").get("/week"))


AGREED = """
[agreements.reminders]
name = "Agreement 12 with the works council"
day = "2026-03-01"
scope = ["managers-hear"]
"""


@pytest.mark.parametrize(("agreed", "led"), [("", 6), ("", 4), (AGREED, 4), (AGREED, 6)])
def test_whoever_leads_reads_how_many_they_lead_and_no_more_unless_an_agreement_says_so(
    served: Served, agreed: str, led: int
) -> None:
    from drystone.directory.models import Duty, Person
    from drystone.gaps.models import Gap, GapResponsible
    from drystone.shell import site

    path = served.root / "drystone.toml"
    path.write_text(path.read_text(encoding="utf-8") + agreed, encoding="utf-8")
    site.reread()
    manager, employee = served.people["manager"], served.people["employee"]
    Duty.objects.filter(person_id=manager).delete()
    Gap.objects.filter(accountable=manager).update(accountable="")
    GapResponsible.objects.filter(person_id=manager).delete()
    Person.objects.filter(manager_id=manager).update(manager_id="")
    others = list(Person.objects.exclude(person_id__in=[manager, employee]).exclude(status="left")[: led - 1])
    team = [employee, *(one.person_id for one in others)]
    Person.objects.filter(person_id__in=team).update(manager_id=manager)
    late = Gap.objects.filter(responsible__person_id=employee, responsible__via="assigned", reach="live")
    assert late.exists()
    titles = {site.program().checks[one].title.failed for one in late.values_list("check_id", flat=True)}
    Gap.objects.filter(pk__in=late.values("pk")).update(due=NOW - DAY)
    told = text(served.client("manager").get("/week"))
    led_by = _week(served, "manager")["led"]
    assert led_by["people"] == (led if led >= 5 else None)
    assert (f"You lead {led} people." in told) is (led >= 5)
    hears = bool(agreed) and led >= 5
    assert bool(led_by["late"]) is hears
    assert any(title in told for title in titles) is hears
    assert ("You see this by: Agreement 12 with the works council." in told) is hears
    assert not any(one.name in told for one in Person.objects.filter(person_id__in=team))


def test_a_manager_who_answers_for_nothing_reads_of_their_own_duty(served: Served, mine: list[Any]) -> None:
    from drystone.gaps.models import Gap, GapResponsible

    manager = served.people["manager"]
    Gap.objects.filter(pk__in=[gap.pk for gap in mine[:6]]).update(due=NOW - DAY)
    GapResponsible.objects.filter(person_id=manager).delete()
    for gap in mine[:6]:
        GapResponsible.objects.create(gap=gap, person_id=manager, via="asset.owner.manager")
    told = _week(served, "manager")
    assert Counter({one["reason"]: one["count"] for one in told["stuck"]}) == {"late": 6}
    # What is their own stands on their page, not here.
    GapResponsible.objects.filter(person_id=manager).update(via="assigned")
    assert _week(served, "manager")["stuck"] == []


def test_the_week_asks_as_often_however_much_there_is(served: Served, mine: list[Any]) -> None:
    from django.db import connection

    from drystone.gaps.models import Gap

    client = served.client("approver")
    Gap.objects.filter(pk__in=[gap.pk for gap in mine[2:]]).update(accountable="")
    counts = []
    for gaps in (mine[:2], mine):
        Gap.objects.filter(pk__in=[gap.pk for gap in gaps]).update(accountable=served.people["approver"], due=NOW - DAY)
        client.get("/week")
        with CaptureQueriesContext(connection) as asked:
            client.get("/week")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 40
