"""People without a mailbox: what there is to say waits at the shared screen, and was said when they came."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

import pytest

from served import NOW, Served

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def without_mailbox(switched_on: Served) -> Any:
    """The employee has a badge and no address; the program has shared screens. Returns their browser."""
    from drystone.directory import badges
    from drystone.directory.models import Person
    from drystone.shell import site

    employee = switched_on.people["employee"]
    browser = switched_on.client("employee")
    path = switched_on.root / "drystone.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n[channels.screen]\n", encoding="utf-8")
    site.reread()
    assert site.problems() == ()
    badges.make(employee, by=employee, now=NOW - 240 * HOUR)  # Of which they were told: that counts.
    Person.objects.filter(person_id=employee).update(email="", phone="")
    return browser


def message(person_id: str) -> Any:
    from drystone.messages.models import Message

    return Message.objects.filter(person_id=person_id, purpose="reminder").latest("pk")


def _last_word_by(digest: Any) -> None:
    """Have a message say the last word before a restriction that comes at once."""
    from drystone.reminders.models import Foretelling

    digest.refresh_from_db()
    told = {"opened_at": NOW, "first_at": NOW - HOUR, "limits_at": NOW, "warned_at": digest.handed_at}
    Foretelling.objects.create(person_id=digest.person_id, gap_id="g", **told)


def test_what_waits_at_a_screen_has_left_when_its_person_came_and_not_before(
    switched_on: Served, without_mailbox: Any, decide: Callable[..., list[Any]], leave: Callable[..., int]
) -> None:
    from drystone.messages import actions as messages
    from drystone.messages import sending
    from drystone.messages.document import Document, Link
    from drystone.reminders import foretelling, leaving
    from drystone.reminders.models import Said

    employee = switched_on.people["employee"]
    [mine] = [one for one in decide() if one.person_id == employee]
    assert mine.until >= mine.at + 20 * HOUR
    leave()
    waits = message(employee)
    sending.send_due(now=NOW)
    _last_word_by(mine)
    assert not foretelling.ripe(now=NOW + HOUR)
    assert (waits.channel, message(employee).status) == ("screen", "waiting")
    page = without_mailbox.get("/").content.decode()
    assert waits.document["title"] in page
    assert message(employee).status == "sent"
    shown = without_mailbox.get("/").content.decode()
    assert "For you today" in shown
    hello, *rest = waits.document["paragraphs"]
    assert hello not in shown
    assert all(escape(line) in shown for line in rest)
    said = Document(
        "Access is limited", ("Mail opens in the browser.",), links=(Link("I need help", "https://w.test/h"),)
    )
    messages.tell(messages.Telling(employee, "limits", said, key="limits:k:limit", urgent=True), now=NOW)
    shown = without_mailbox.get("/").content.decode()
    assert "Mail opens in the browser." in shown
    assert 'href="https://w.test/h"' in shown
    assert waits.document["title"] not in switched_on.client("colleague").get("/").content.decode()
    leaving.confirm(now=NOW)
    mine.refresh_from_db()
    assert mine.status == "sent"
    assert [one.person_id for one in foretelling.ripe(now=NOW + HOUR)] == [employee]
    assert Said.objects.filter(person_id=employee).exists()


def test_an_arm_of_a_trial_decides_whether_a_message_waits_or_brings_a_time_but_for_whoever_chose(
    switched_on: Served,
) -> None:
    from drystone.directory import whereabouts
    from drystone.gaps.steps import Reader
    from drystone.reminders.case import Case
    from drystone.reminders.deciding.choosing import Situation
    from drystone.reminders.sending import Ways

    [where] = whereabouts.of([switched_on.people["employee"]]).values()
    case: Any = partial(
        Case, where, zoneinfo.ZoneInfo("Europe/Berlin"), Situation(NOW, NOW.date()), Reader(where.person_id, {})
    )

    def by(*first: str, chose: bool) -> tuple[str, bool]:
        way = Ways(("email", "screen"), "weekly", frozenset(), "en", chose, invited=True)
        return case(way=way).by(first), case(way=way).brings_times(first)

    assert by(chose=False) == ("email", True)
    assert by("screen", chose=False) == ("screen", False)
    assert by("screen", chose=True) == ("email", True)


def test_what_nobody_came_for_was_not_said_and_is_said_the_next_day(
    switched_on: Served, without_mailbox: Any, decide: Callable[..., list[Any]], leave: Callable[..., int]
) -> None:
    from drystone.messages import sending
    from drystone.reminders import leaving
    from drystone.reminders.models import Said

    employee = switched_on.people["employee"]
    decide()
    leave()
    later = NOW + 24 * HOUR
    sending.send_due(now=later)
    leaving.confirm(now=later)
    assert message(employee).status == "expired"
    assert not Said.objects.filter(person_id=employee).exists()
    assert employee in {one.person_id for one in decide(later)}
    assert "For you today" not in without_mailbox.get("/").content.decode()
