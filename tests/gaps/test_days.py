"""Today is the reader's, at the ends of the world too, and days in sentences are written for them."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

import pytest

from drystone.lib import clock
from gaps import served_gap
from served import Served

#: Thirteen hours ahead of UTC, and eleven behind.
ENDS = ("Pacific/Apia", "Pacific/Pago_Pago")
LATE = dt.time(23, 30)
EARLY = dt.time(0, 30)


@pytest.fixture(params=[(zone, hour) for zone in ENDS for hour in (LATE, EARLY)], ids=str)
def today(request: pytest.FixtureRequest, served: Served, monkeypatch: pytest.MonkeyPatch) -> dt.date:
    """Let it be late or early on a day, for the employee and whoever answers for their gap."""
    zone, hour = request.param
    day = dt.date(2026, 6, 15)
    gap = served_gap.of("employee", served)
    for who in ("employee", gap.accountable):
        user = served.user(who)
        user.zone, user.language = zone, "de"
        user.save(update_fields=["zone", "language"])
    at = dt.datetime.combine(day, hour, zoneinfo.ZoneInfo(zone)).astimezone(dt.UTC)
    monkeypatch.setattr(clock, "now", lambda: at)
    return day


def _post(client: Any, gap: Any, until: dt.date) -> Any:
    return client.post(f"/gaps/{gap.gap_id}/exception", {"until": until.isoformat(), "reason": "In July."})


def test_the_first_and_the_last_day_of_an_exception_are_the_readers(served: Served, today: dt.date) -> None:
    gap = served_gap.of("employee", served)
    client = served.client("employee")
    page = client.get(f"/gaps/{gap.gap_id}/exception").content.decode()
    last = today + dt.timedelta(days=365)
    assert f'min="{today}" max="{last}"' in page
    for wrong in (today - dt.timedelta(days=1), last + dt.timedelta(days=1)):
        answer = _post(client, gap, wrong)
        said = answer.content.decode()
        assert answer.status_code == 422
        assert f"{today.day}. Juni {today.year}" in said
        assert f"Eine Ausnahme kann nicht bis {wrong.day}. Juni {wrong.year} dauern." in said
    assert _post(client, gap, today).status_code == 302
    waiting = served.client(gap.accountable).get("/exceptions")
    assert waiting.status_code == 200


def test_the_days_left_of_what_waits_are_counted_from_the_readers_today(served: Served, today: dt.date) -> None:
    from django.utils import timezone

    from drystone.gaps import waiting
    from drystone.gaps.models import ExceptionRequest
    from drystone.shell.viewer import Viewer

    gap = served_gap.of("employee", served)
    assert _post(served.client("employee"), gap, today + dt.timedelta(days=4)).status_code == 302
    asked = list(ExceptionRequest.objects.select_related("gap"))
    with timezone.override(zoneinfo.ZoneInfo(served.user("employee").zone)):
        assert [row["days"] for row in waiting.rows(asked, viewer=Viewer(), now=clock.now())] == [4]


def test_an_exception_lasts_until_its_day_is_over_where_whoever_asked_is(served: Served, today: dt.date) -> None:
    from drystone.gaps import exceptions, waits
    from drystone.gaps.models import ExceptionRequest, Gap

    gap = served_gap.of("employee", served)
    assert _post(served.client("employee"), gap, today).status_code == 302
    asked = ExceptionRequest.objects.get()
    exceptions.approve(asked.pk, by=asked.decider, at=clock.now())
    zone = zoneinfo.ZoneInfo(served.user("employee").zone)
    midnight = dt.datetime.combine(today + dt.timedelta(days=1), dt.time(), zone).astimezone(dt.UTC)
    for at, status in ((midnight - dt.timedelta(minutes=1), "excepted"), (midnight, "open")):
        waits.end_and_warn(at)
        assert Gap.objects.get(pk=gap.pk).status == status


def test_evidence_is_offered_up_to_the_readers_today(served: Served, today: dt.date) -> None:
    gap = served_gap.of("employee", served)
    page = served.client(gap.accountable).get(f"/answer-for/{gap.activity_id}").content.decode()
    assert f'name="until" value="{today}"' in page
    assert f'name="since" value="{today - dt.timedelta(days=91)}"' in page


def test_what_cannot_be_put_off_so_long_is_said_with_a_day_in_words(served: Served) -> None:
    gap = served_gap.of("employee", served)
    user = served.user("employee")
    user.language = "de"
    user.save(update_fields=["language"])
    answer = served.client("employee").post(f"/gaps/{gap.gap_id}/not-now", {"until": "2030-01-01"})
    assert answer.status_code == 422
    assert "Bis 1. Januar 2030 lässt sich das nicht aufschieben." in answer.content.decode()
