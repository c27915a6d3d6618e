"""A gap has one ticket in the queue its people work in; closing that asks for another look, and closes nothing here."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from served import NOW, Served
from tickets.systems import GitHub, Jira, ServiceNow, served_on_this_machine

HOUR = dt.timedelta(hours=1)
ENVIRON = {"TICKET_USER": "wall@fenwick.example", "TICKET_TOKEN": "stone"}


@pytest.fixture(params=[Jira, GitHub, ServiceNow])
def system(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Each of the three, on this machine."""
    made = request.param()
    with served_on_this_machine(made):
        yield made


def set_up(served: Served, system: Any, check: str, more: str = "") -> None:
    from drystone.shell import site

    path = served.root / "drystone.toml"
    queue = (
        f'[tickets.wall]\nurl = "{system.url}"\ntoken_env = "TICKET_TOKEN"\nchecks = ["{check}"]\n{system.toml}\n{more}'
    )
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{queue}\n", encoding="utf-8")
    site.serve(replace(site.served(), environ={**site.served().environ, **ENVIRON}))
    assert site.problems() == ()


def live_gaps() -> tuple[str, list[str]]:
    """Return a check of the program, and three gaps of it that are live; no other is."""
    from django.db.models import Count

    from drystone.gaps.models import Gap
    from drystone.shell import site

    known = Gap.objects.filter(status="open", check_id__in=site.program().checks).order_by()
    check = known.values("check_id").annotate(n=Count("*")).filter(n__gte=3).order_by("check_id")[0]["check_id"]
    Gap.objects.update(reach="trial")
    ids = sorted(known.filter(check_id=check).values_list("gap_id", flat=True))[:3]
    Gap.objects.filter(gap_id__in=ids).update(reach="live")
    return check, ids


def sync(now: dt.datetime = NOW) -> None:
    from drystone.tickets import syncing

    syncing.reopened(now=now)
    syncing.sync(now=now)


def test_a_gap_has_one_ticket_that_follows_it_and_never_closes_it(
    served: Served, system: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.gaps.models import Gap
    from drystone.jobs.models import Job
    from drystone.shell import next_run
    from drystone.tickets import queries

    check, ids = live_gaps()
    set_up(served, system, check, "resolve = true")
    for minutes in (0, 5):
        sync(NOW + minutes * HOUR / 60)
    assert sorted(system.gap_of(one) for one in system.tickets) == ids
    assert set(queries.of_gaps(ids)) == set(ids)
    # Somebody closes one: a run is asked for, the gap stays open; when the run still sees it, that is said once.
    shut = next(one for one in system.tickets if system.gap_of(one) == ids[0])
    shut.closed = True
    sync(NOW + HOUR)
    assert Job.objects.filter(name="run", status="waiting").count() == 1
    assert Gap.objects.get(gap_id=ids[0]).status == "open"
    assert shut.comments == []
    monkeypatch.setattr(next_run, "last", lambda: NOW + 2 * HOUR)
    for hours in (2, 3):
        sync(NOW + hours * HOUR)
    assert len(shut.comments) == 1
    # Two gaps close: what is open is resolved, what is closed hears it.
    Gap.objects.filter(gap_id__in=ids[:2]).update(status="closed")
    for hours in (4, 5):
        sync(NOW + hours * HOUR)
    resolved = next(one for one in system.tickets if system.gap_of(one) == ids[1])
    assert (resolved.closed, len(resolved.comments), len(shut.comments)) == (True, 1, 2)
    # One comes back: the same ticket, told so.
    Gap.objects.filter(gap_id=ids[1]).update(status="open")
    for hours in (6, 7):
        sync(NOW + hours * HOUR)
    assert (len(system.tickets), len(resolved.comments)) == (3, 2)
    assert Job.objects.filter(name="run", status="waiting").count() == 1


def test_a_ticket_that_is_gone_or_takes_no_word_keeps_none_of_the_others_waiting(served: Served, system: Any) -> None:
    from drystone.gaps.models import Gap
    from drystone.tickets.models import QueueState, Ticket

    check, ids = live_gaps()
    Gap.objects.filter(gap_id=ids[2]).update(asset_name="Lid\r\nopener\u202e")  # A name as somebody wrote it.
    set_up(served, system, check, "resolve = true")
    sync()
    named = json.dumps([one.fields for one in system.tickets], ensure_ascii=False)
    assert ("Lid opener" in named, "\u202e" in named) == (True, False)
    system.tickets = [one for one in system.tickets if system.gap_of(one) != ids[0]]
    system.stubborn = {one.key for one in system.tickets if system.gap_of(one) == ids[1]}
    Gap.objects.filter(gap_id__in=ids).update(status="closed")
    for hours in (1, 2, 12):
        sync(NOW + hours * HOUR)
    assert QueueState.objects.get().error == ""
    assert [len(one.comments) for one in system.tickets] == [1, 1]
    assert [one.closed for one in system.tickets] == [not isinstance(system, Jira), True]
    assert {one.gap_id: bool(one.error) for one in Ticket.objects.all()} == {
        ids[0]: True,
        ids[1]: isinstance(system, Jira),
        ids[2]: False,
    }


def test_a_ticket_whose_making_was_never_heard_of_is_found_and_not_made_again(served: Served, system: Any) -> None:
    from drystone.tickets.models import QueueState, Ticket

    check, ids = live_gaps()
    set_up(served, system, check)
    system.dies_after_making = True
    sync()
    assert (len(system.tickets), Ticket.objects.get().key) == (1, "")
    assert "cannot be spoken to" in QueueState.objects.get().error
    system.dies_after_making = False
    sync(NOW + HOUR)
    assert sorted(system.gap_of(one) for one in system.tickets) == ids
    assert not Ticket.objects.filter(key="").exists()
    assert QueueState.objects.get().error == ""


def test_a_system_that_asks_for_time_gets_it(served: Served) -> None:
    from drystone.tickets.models import QueueState

    check, ids = live_gaps()
    with served_on_this_machine(system := GitHub()):
        set_up(served, system, check)
        system.refuses.append((403, {"x-ratelimit-remaining": "0"}))
        sync()
        assert QueueState.objects.get().error == "the queue wall answered 403"
        assert b"the queue wall answered 403" in served.client("administrator").get("/administration/").content
        sync(NOW + HOUR / 10)
        assert len(system.seen) == 1
        sync(NOW + HOUR / 6)
        assert len(system.tickets) == len(ids)


def test_a_ticket_in_which_nobody_may_write_holds_no_other_and_is_tried_again_the_next_day(
    served: Served, system: Any
) -> None:
    from drystone.gaps.models import Gap
    from drystone.tickets.models import QueueState, Ticket

    check, ids = live_gaps()
    set_up(served, system, check, "resolve = true")
    sync()
    first = system.tickets[0]
    system.locked = {first.key}
    Gap.objects.filter(gap_id__in=ids).update(status="closed")
    sync(NOW + HOUR)
    asked = len(system.seen)
    sync(NOW + 2 * HOUR)
    assert QueueState.objects.get().error == ""
    assert [one.closed for one in system.tickets] == [False, True, True]
    assert Ticket.objects.get(key=first.key).error == "the queue wall answered 403"
    assert len(system.seen) == asked + (2 if isinstance(system, Jira) else 1)  # What changed, and nothing else.
    system.locked = set()
    sync(NOW + 26 * HOUR)
    assert (first.closed, Ticket.objects.get(key=first.key).error) == (True, "")


def test_a_limit_that_is_said_with_the_same_status_lets_the_whole_queue_wait(served: Served) -> None:
    from drystone.gaps.models import Gap
    from drystone.tickets.models import QueueState

    check, ids = live_gaps()
    with served_on_this_machine(system := GitHub()):
        set_up(served, system, check, "resolve = true")
        sync()
        Gap.objects.filter(gap_id__in=ids).update(status="closed")
        system.words = {"message": "You have exceeded a secondary rate limit. Please wait a few minutes."}
        system.refuses += [(200, {}), (403, {})]  # What changed: nothing. Then a word in the first ticket.
        sync(NOW + HOUR)
        assert QueueState.objects.get().error == "the queue wall answered 403"
        assert system.seen[-1] == "POST 403"
        sync(NOW + 2 * HOUR)
        assert all(one.closed for one in system.tickets)


def test_a_gap_whose_ticket_is_not_taken_is_told_and_the_others_have_theirs(served: Served) -> None:
    from drystone.tickets import standing
    from drystone.tickets.models import Ticket

    check, ids = live_gaps()
    with served_on_this_machine(system := GitHub()):
        set_up(served, system, check)
        sync()
        assert standing.line(NOW).good  # type: ignore[union-attr] # The program has a queue.
        Ticket.objects.all().delete()
        system.tickets.clear()
        system.refuses.append((200, {}))  # What changed: nothing.
        system.refuses.append((422, {}))
        sync(NOW + HOUR)
        line = standing.line(NOW)
    assert line is not None
    assert (str(line.words), line.good) == ("1 gap has no ticket (the queue wall answered 422)", False)
    assert len(system.tickets) == len(ids) - 1


def test_no_name_of_a_person_and_no_markup_is_in_a_ticket() -> None:
    from drystone.tickets.systems import github

    assert github._plain("Ask @mira [now](x) <!-- a -->") == r"Ask \@mira \[now\]\(x\) \<\!\-\- a \-\-\>"
