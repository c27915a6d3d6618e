"""Ballots that come late count until the answers are shown; those that never come are said to be missing."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from charting.rounds_made import CLOSES, answer, made
from drystone.lib.errors import UsageError
from messages.conftest import Mail
from served import NOW, Served

DAY = dt.timedelta(days=1)


def test_two_days_before_the_end_those_who_have_not_answered_are_reminded_once_and_nobody_else(
    served: Served, by_mail: Mail
) -> None:
    from drystone.charting.handlers import remind_of_rounds
    from drystone.directory.models import Person
    from drystone.jobs import queue

    one = made(served)
    done = answer(one, "it", "it-head").person_id
    missing = one.parties.exclude(person_id=done).values_list("person_id", flat=True)
    addresses = Counter(Person.objects.filter(person_id__in=missing).values_list("email", flat=True))
    queue.drain(now=NOW)
    by_mail.letters.clear()
    for days in range(8):  # The job looks once a day; the round closes on the seventh.
        remind_of_rounds(queue.Task(1, "remind-of-rounds", {}, NOW + days * DAY, 1))
        queue.drain(now=NOW + days * DAY)
        assert not by_mail.letters or days >= 5
    assert Counter(to for recipients, _letter in by_mail.letters for to in recipients) == addresses
    assert len(addresses) > 1


def test_a_ballot_after_the_day_still_counts_until_the_reveal_and_none_does_after_it(served: Served) -> None:
    from drystone.charting import agenda, rounds
    from drystone.charting.models import Ballot
    from drystone.shell import site

    one = made(served)
    for key in ("it", "hr", "finance"):
        answer(one, key, "it-head")
    late = one.parties.get(key="legal")
    one.closes_on = CLOSES - 30 * DAY
    one.save()
    answer(one, "legal", "ciso")
    assert Ballot.objects.filter(party=late, counts=True).count() == 1
    rounds.reveal(one.round_id, by=served.people["editor"], at=NOW)
    one.refresh_from_db()
    told = agenda.agenda(one, site.program())
    assert (told.answered, told.invited) == (4, 6)
    with pytest.raises(UsageError, match="not open for you"):
        answer(one, "security", "ciso")
    page = served.client("editor").get(f"/rounds/{one.round_id}/agenda").content.decode()
    assert "4 of 6" in page
