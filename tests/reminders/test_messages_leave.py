"""Decide, mark, send, confirm: to the right people, once, of what still stands, whatever dies in between."""

from __future__ import annotations

import datetime as dt
import re
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from served import NOW, Served

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
CHILD = str(Path(__file__).parent / "child.py")
Decide = Callable[..., list[Any]]
Leave = Callable[..., int]


def waiting() -> list[Any]:
    from drystone.messages.models import Message

    return list(Message.objects.filter(purpose__in=["reminder", "thanks"]).order_by("pk"))


def text(message: Any) -> str:
    from drystone.messages import document
    from drystone.messages.rendering import plain

    return " ".join(plain.text(document.from_json(message.document)).split())


def test_everybody_with_something_to_do_is_told_once_and_its_first_thing_is_their_pages(
    switched_on: Served, decide: Decide, leave: Leave
) -> None:
    from drystone.directory.models import Person
    from drystone.gaps.models import GapResponsible
    from drystone.people.mypage import my_page
    from drystone.reminders.gathering import hashed
    from drystone.shell import site

    decided = decide()
    todo = set(GapResponsible.objects.filter(gap__status="open", gap__reach="live").values_list("person_id", flat=True))
    here = set(Person.objects.filter(status="active").exclude(email="").values_list("person_id", flat=True))
    assert todo & here <= {one.person_id for one in decided} <= here
    for one in decided:
        page = my_page(one.person_id, site.program(), now=NOW)
        if page.first is not None:
            assert one.keys[0] == hashed(page.first.key)
    assert len(decide()) == len(decided)
    assert leave() == len(decided) == len(waiting())
    assert leave() == 0
    assert set(Counter(one.person_id for one in waiting()).values()) == {1}


def test_the_same_is_not_said_again_the_next_day_but_a_week_later(
    switched_on: Served, decide: Decide, leave: Leave
) -> None:
    from drystone.gaps.models import Gap
    from drystone.reminders.models import Digest

    Gap.objects.filter(severity="critical").update(severity="high")  # Nothing is urgent.
    Gap.objects.update(due=NOW + 300 * DAY)
    first = len(decide())
    leave()
    for days in range(1, 7):
        assert decide(NOW + days * DAY) == []
    assert 0 < len(decide(NOW + 7 * DAY)) <= first
    assert Digest.objects.filter(on=(NOW + 7 * DAY).date()).exists()


def test_nothing_is_said_of_what_closed_meanwhile_nor_to_who_went_away(
    switched_on: Served, decide: Decide, leave: Leave
) -> None:
    from drystone.directory.models import Person
    from drystone.gaps.models import Gap
    from drystone.reminders.models import Digest

    employee = switched_on.people["employee"]
    decided = {one.person_id: one for one in decide()}
    assert employee in decided
    away, left, *_rest = sorted(decided.keys() - {employee})
    Person.objects.filter(person_id=away).update(status="leave")
    Person.objects.filter(person_id=left).update(status="left")
    Gap.objects.filter(responsible__person_id=employee).update(status="closed", closed_at=NOW, close_reason="fixed")
    leave()
    told = {one.person_id for one in waiting()}
    assert not told & {employee, away, left}
    assert Digest.objects.get(person_id=employee).status == "dropped"


def test_what_could_not_wait_and_is_done_takes_nothing_else_above_the_budget(
    switched_on: Served, decide: Decide, leave: Leave
) -> None:
    from drystone.gaps.models import Gap, GapResponsible

    Gap.objects.update(severity="high")
    decided = {one.person_id: one for one in decide()}
    several = next(one for one in decided.values() if len(one.keys) > 1)
    leave()
    several.refresh_from_db()
    said = [gap_id for ids in several.gaps.values() for gap_id in ids]
    mine = GapResponsible.objects.filter(person_id=several.person_id, gap__status="open", gap__reach="live")
    fresh = mine.filter(gap_id__in=said, gap__outcome="fail").order_by("gap_id")[0].gap
    # It came back, and is critical.
    Gap.objects.filter(pk=fresh.pk).update(severity="critical", opened_at=NOW + HOUR)
    tomorrow = [one for one in decide(NOW + DAY) if one.person_id == several.person_id]
    assert [one.urgent for one in tomorrow] == [True]
    Gap.objects.filter(pk=fresh.pk).update(status="closed", closed_at=NOW + DAY, close_reason="fixed")
    leave(NOW + DAY + HOUR)
    tomorrow[0].refresh_from_db()
    assert (tomorrow[0].status, len([one for one in waiting() if one.person_id == several.person_id])) == ("dropped", 1)


def test_what_was_put_off_is_not_said_and_what_was_mended_is_thanked_for(
    switched_on: Served, decide: Decide, leave: Leave
) -> None:
    from drystone.gaps.models import Gap, PutOff

    employee = switched_on.people["employee"]
    decide()
    leave()
    mine = Gap.objects.filter(responsible__person_id=employee, status="open", reach="live")
    (message,) = [one for one in waiting() if one.person_id == employee]
    first = mine.order_by("gap_id").first()
    assert first is not None
    PutOff.objects.create(gap=first, person_id=employee, until=(NOW + 30 * DAY).date(), asked_at=NOW)
    mine.exclude(gap_id=first.gap_id).update(status="closed", closed_at=NOW + DAY, close_reason="fixed")
    later = NOW + 8 * DAY
    thanked = [one for one in decide(later) if one.person_id == employee]
    assert [one.keys for one in thanked] == [[]]
    assert thanked[0].thanks
    leave(later)
    (later_one,) = [one for one in waiting() if one.person_id == employee and one.pk != message.pk]
    assert "in order now" in text(later_one)
    assert "worth doing" not in text(later_one)


@pytest.mark.opens
def test_whatever_is_killed_loses_nothing_and_doubles_nothing(
    switched_on: Served, decide: Decide, leave: Leave, forks: Any
) -> None:
    from django.db import connection

    from drystone.reminders.models import Digest, Said

    decided = len(decide())
    connection.close()
    for dies_in in ("letter", "hand_over", "_remember"):
        told = {"folder": str(switched_on.root), "now": NOW.isoformat(), "dies_in": dies_in, "at": 3}
        assert forks.run(CHILD, "leave", **told) == -signal.SIGKILL
    assert 0 < len(waiting()) < decided
    leave()
    assert not Digest.objects.filter(status="decided").exists()
    assert len(waiting()) == decided
    assert set(Counter(one.person_id for one in waiting()).values()) == {1}
    assert set(Said.objects.values_list("times", flat=True)) == {1}


def test_a_message_that_never_left_was_never_said(switched_on: Served, decide: Decide, leave: Leave) -> None:
    from drystone.messages.models import Message
    from drystone.reminders import leaving
    from drystone.reminders.models import Digest, Said

    decide()
    leave()
    first, second, *_rest = waiting()
    Message.objects.filter(pk=first.pk).update(status="sent")
    Message.objects.filter(pk=second.pk).update(status="expired")
    assert leaving.confirm(now=NOW) == 2
    assert Digest.objects.get(person_id=first.person_id).status == "sent"
    assert Digest.objects.get(person_id=second.person_id).status == "failed"
    assert not Said.objects.filter(person_id=second.person_id).exists()
    assert second.person_id in {one.person_id for one in decide(NOW + DAY)}


def test_people_hear_nothing_at_night_on_free_days_or_while_it_is_switched_off(
    switched_on: Served, decide: Decide
) -> None:
    from drystone.directory.models import Person
    from drystone.reminders import handlers
    from drystone.reminders.models import Digest

    assert decide(NOW - dt.timedelta(hours=6)) == []
    assert decide(NOW - DAY) == []  # A Sunday.
    Person.objects.update(zone="Pacific/Auckland")
    assert decide() == []
    path = switched_on.root / "drystone.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("on = true", "on = false"), encoding="utf-8")
    from drystone.jobs.queue import Task
    from drystone.shell import site

    site.reread()
    Person.objects.update(zone="Europe/Berlin")
    handlers.decide(Task(1, handlers.DECIDE, {}, NOW, 1))
    assert not Digest.objects.exists()


def test_tried_checks_reach_nobody_and_suggested_ones_only_whoever_keeps_the_program(
    switched_on: Served, decide: Decide, leave: Leave
) -> None:
    from drystone.gaps.models import Gap

    Gap.objects.update(reach="trial")
    assert decide() == []
    Gap.objects.update(reach="suggested")
    assert [one.person_id for one in decide()] == [switched_on.people["editor"]]
    leave()
    assert [one.subject for one in waiting()] == ["What waits for an agreement"]
    assert decide(NOW + 7 * DAY) == []


def test_who_answers_for_late_things_hears_of_them_in_their_one_message(
    switched_on: Served, decide: Decide, leave: Leave
) -> None:
    from drystone.gaps.models import Gap

    employees = Gap.objects.filter(responsible__person_id=switched_on.people["employee"], status="open", reach="live")
    accountable = employees.exclude(accountable="").values_list("accountable", flat=True)[0]
    Gap.objects.filter(accountable=accountable).update(due=NOW - DAY)
    decide()
    leave()
    (told,) = [text(one) for one in waiting() if one.person_id == accountable]
    assert "What you answer for:" in told
    assert " late" in told
    assert "What would free the most" in told


def test_whoever_answers_hears_of_their_week_once_a_week_where_nothing_is_due_unless_they_ended_that(
    switched_on: Served, decide: Decide, leave: Leave
) -> None:
    from drystone.gaps.models import ExceptionRequest, Gap, GapResponsible
    from drystone.messages import choosing
    from drystone.messages.models import Message

    me, activity = switched_on.people["approver"], "patch-machines"
    Gap.objects.update(due=NOW + 300 * DAY, accountable="")
    Gap.objects.filter(severity="critical").update(severity="high")
    gaps = list(Gap.objects.filter(status="open", reach="live", asset_kind="device").order_by("gap_id")[:8])
    Gap.objects.filter(pk__in=[gap.pk for gap in gaps]).update(accountable=me, activity_id=activity)
    GapResponsible.objects.filter(person_id=me).delete()
    asked = ExceptionRequest.objects.create(
        exception_id="e", gap=gaps[0], reason="r", until=NOW.date() + 90 * DAY, requested_by="somebody",
        requested_at=NOW, ready_at=NOW, due=NOW + 7 * DAY, decider=me,
    )  # fmt: skip

    def heard(at: dt.datetime) -> list[Any]:
        decide(at)
        leave(at)
        return list(Message.objects.filter(person_id=me, purpose="week", created_at=at))

    (first,) = heard(NOW)
    told = text(first)
    assert first.subject == "Your week"
    assert "1 thing waits for your yes or no to an exception" in told
    assert "What would free the most: Say yes or no to the exceptions that wait for you (1 thing)." in told
    assert f"{_SITE}/exceptions" in told
    assert f"{_SITE}/week" in told
    for days in range(1, 7):
        assert heard(NOW + days * DAY) == []
    assert len(heard(NOW + 7 * DAY)) == 1
    choosing.choose(me, channel="", rhythm="", off=frozenset({"week"}))
    assert heard(NOW + 14 * DAY) == []
    choosing.choose(me, channel="", rhythm="", off=frozenset())
    asked.delete()
    assert heard(NOW + 21 * DAY) == []  # Nothing improved and nothing waits for them: nothing is said.


_SITE = "http://127.0.0.1:8000"


def test_what_is_critical_and_only_people_who_are_away_hold_is_urgent_for_the_accountable(
    switched_on: Served, decide: Decide, leave: Leave
) -> None:
    from drystone.directory.models import Person
    from drystone.gaps.models import Gap

    employee = switched_on.people["employee"]
    Person.objects.filter(person_id=employee).update(status="leave")
    gap = Gap.objects.filter(responsible__person_id=employee, status="open", reach="live", outcome="fail").first()
    assert gap is not None
    Gap.objects.filter(gap_id=gap.gap_id).update(severity="critical", accountable=switched_on.people["administrator"])
    decide()
    leave()
    told = {one.person_id: one for one in waiting()}
    assert employee not in told
    assert told[switched_on.people["administrator"]].subject.startswith("Urgent: ")
    assert "those who hold it are away" in text(told[switched_on.people["administrator"]])


def test_a_message_is_marked_once_under_its_key_and_leaves_whole_as_text_and_html(
    switched_on: Served, decide: Decide, leave: Leave
) -> None:
    from drystone.directory.models import Person
    from drystone.messages import parcels
    from drystone.messages.carriers import letters
    from drystone.reminders.models import Digest
    from drystone.shell import site

    employee = switched_on.people["employee"]
    decide()
    Person.objects.exclude(person_id=employee).update(email="")
    leave()
    digest = Digest.objects.get(person_id=employee)
    (message,) = waiting()
    assert (message.pk, message.key) == (digest.message, f"reminder:{digest.pk}")
    # Whoever marked it and was put back by a restored state hands over the same: it is there already.
    Digest.objects.filter(pk=digest.pk).update(status="decided")
    assert leave() == 1
    assert [one.pk for one in waiting()] == [message.pk]
    letter = letters.letter(
        site.program().settings.channels["email"], parcels.parcel(message, "someone@fenwick.example")
    )
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    assert "List-Unsubscribe" not in letter
    plain, html = (part.get_content() for part in letter.iter_parts())
    for item in message.document["items"]:
        assert item["title"] in " ".join(plain.split())
        assert all(link["url"] in plain for link in item["links"])
        assert html.count('class="button first"') >= 1


def test_thanks_alone_are_optional_and_whoever_ended_them_gets_none(
    switched_on: Served, decide: Decide, leave: Leave
) -> None:
    from drystone.gaps.models import Gap
    from drystone.messages import choosing, parcels

    employee = switched_on.people["employee"]
    decide()
    leave()
    reminded = {one.pk for one in waiting()}
    Gap.objects.filter(status="open").update(status="closed", closed_at=NOW, close_reason="fixed")
    choosing.choose(employee, channel="", rhythm="", off=frozenset({"thanks"}))
    thanked = {one.person_id for one in decide(NOW + 8 * DAY)}
    assert thanked
    assert employee not in thanked
    leave(NOW + 8 * DAY)
    new = [one for one in waiting() if one.pk not in reminded]
    assert {one.purpose for one in new} == {"thanks"}
    assert parcels.parcel(new[0], "someone@fenwick.example").off


def test_a_rhythm_that_somebody_chose_holds_within_what_the_program_allows(
    switched_on: Served, decide: Decide, leave: Leave
) -> None:
    from drystone.gaps.models import Gap
    from drystone.messages import choosing
    from drystone.shell import site

    path = switched_on.root / "drystone.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("on = true", "on = true\nper_week = 2", 1), encoding="utf-8"
    )
    site.reread()
    Gap.objects.filter(severity="critical").update(severity="high")  # Nothing is urgent.
    Gap.objects.update(due=NOW + 300 * DAY)
    employee = switched_on.people["employee"]
    choosing.choose(employee, channel="", rhythm="daily", off=frozenset())
    decide()
    leave()
    Gap.objects.filter(status="open").update(opened_at=NOW + 3 * DAY / 2)  # All of it closed and came back.
    later = {one.person_id for one in decide(NOW + 2 * DAY)}
    assert employee in later
    assert later == {employee}


def test_a_lesson_rides_along_in_one_quiet_line_and_never_with_what_cannot_wait(
    switched_on: Served, decide: Decide, leave: Leave
) -> None:
    from drystone.gaps.models import Gap
    from drystone.habits.models import Learner

    employee = switched_on.people["employee"]
    Gap.objects.filter(severity="critical").update(severity="high")
    Learner.objects.exclude(person_id=employee).update(pace="none")
    Learner.objects.update_or_create(person_id=employee, defaults={"here": True, "pace": "usual"})
    decide()
    leave()
    told = {one.person_id: one.document["quiet"] for one in waiting()}
    (line,) = told.pop(employee)
    assert line["words"].startswith("Two minutes, if you like: ")
    assert "/lessons/" in line["url"]
    assert told
    assert not any(told.values())


def test_questions_do_not_grow_with_the_number_of_people(switched_on: Served) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from drystone.gaps import everyone
    from drystone.reminders.gathering import Gathering
    from drystone.shell import site

    with site.reading() as engine:
        gathering = Gathering(site.program(), engine, now=NOW)
        people = everyone.people_after("", 100)
        counts = []
        for some in (people[:3], people):
            with CaptureQueriesContext(connection) as asked:
                list(gathering.cases(gathering.zones(some), {}))
            counts.append(len(asked))
    assert counts[1] <= counts[0] + 1


def test_nothing_that_leaves_tells_a_line_manager_of_those_they_lead(
    switched_on: Served, decide: Decide, leave: Leave
) -> None:
    """Every message of three weeks in which everything is late, of whatever kind, held against whom they lead."""
    from drystone.directory.models import Person
    from drystone.gaps.models import Gap, GapResponsible
    from drystone.gaps.stages import OWN
    from drystone.messages.models import Message

    Gap.objects.update(due=NOW - DAY)
    for weeks in range(3):
        decide(NOW + 7 * weeks * DAY)
        leave(NOW + 7 * weeks * DAY)
    led: dict[str, set[str]] = {}
    for person_id, lead in Person.objects.exclude(manager_id="").values_list("person_id", "manager_id"):
        led.setdefault(lead, set()).add(person_id)
    names = dict(Person.objects.exclude(name="").values_list("person_id", "name"))
    held: dict[str, set[str]] = {}
    for person_id, gap_id in GapResponsible.objects.values_list("person_id", "gap_id"):
        held.setdefault(person_id, set()).add(gap_id)
    things: dict[str, set[str]] = {}
    theirs = GapResponsible.objects.filter(via__in=sorted(OWN), gap__asset_kind__in=["device", "account"])
    for person_id, thing in theirs.exclude(gap__asset_name="").values_list("person_id", "gap__asset_name"):
        things.setdefault(person_id, set()).add(thing)
    told, late = 0, 0
    for message in Message.objects.filter(person_id__in=led).exclude(document=None):
        said, reader = message.subject + text(message), message.person_id
        answers = set(Gap.objects.filter(accountable=reader).values_list("gap_id", flat=True))
        allowed = held.get(reader, set()) | answers
        assert set(re.findall(r"gap-[0-9a-f]{20}", said)) <= allowed, message.subject
        for one in led[reader]:
            assert names[one] not in said
            assert not [thing for thing in things.get(one, ()) if thing in said]
            late += len(held.get(one, set()) - allowed)
        told += 1
    assert told > 5
    assert late > 50  # There was enough to tell.


AGREED = """
[agreements.reminders]
name = "Agreement 12 with the works council"
day = "2026-03-01"
scope = ["managers-hear"]

[agreements.that-is-over]
name = "Agreement 9"
day = "2024-03-01"
until = "2025-02-28"
scope = ["managers-hear"]
"""


@pytest.mark.parametrize(("agreed", "led", "hears"), [("", 6, False), (AGREED, 4, False), (AGREED, 6, True)])
def test_line_managers_hear_only_by_an_agreement_and_only_numbers_of_enough_people(
    switched_on: Served, decide: Decide, leave: Leave, agreed: str, led: int, hears: bool
) -> None:
    from drystone.directory.models import Person
    from drystone.gaps.models import Gap
    from drystone.shell import site

    path = switched_on.root / "drystone.toml"
    path.write_text(path.read_text(encoding="utf-8") + agreed, encoding="utf-8")
    site.reread()
    manager, employee = switched_on.people["manager"], switched_on.people["employee"]
    Person.objects.filter(manager_id=manager).update(manager_id="")
    others = list(Person.objects.exclude(person_id__in=[manager, employee]).exclude(status="left")[: led - 1])
    Person.objects.filter(person_id__in=[employee, *(one.person_id for one in others)]).update(manager_id=manager)
    Gap.objects.filter(responsible__person_id=employee, responsible__via="assigned").update(due=NOW - DAY)
    decide()
    leave()
    told = " ".join(text(one) for one in waiting() if one.person_id == manager)
    assert ("Of those you lead, in numbers:" in told) is hears
    assert ("You hear of this by: Agreement 12 with the works council." in told) is hears
    assert switched_on.person("employee").name not in told
