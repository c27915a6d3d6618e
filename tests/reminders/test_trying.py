"""Laws of arms: drawn evenly and always alike, never withholding, and never touching what is serious."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections import Counter
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from drystone.lib import hours
from drystone.program.trial_model import WEEKDAYS, Arm
from drystone.reminders.deciding import trying
from drystone.reminders.deciding.choosing import Choice, Matter
from drystone.reminders.deciding.trying import Tried, drawn, first_word

DAY = dt.timedelta(days=1)
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Auckland", "UTC")
OFFICE = hours.office("mon-fri", "09:00-17:00", ("12:00-13:00",), {"": ("12-25",)})
moments = st.integers(0, 2 * 365 * 86_400).map(
    lambda seconds: dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)
)
zones = st.sampled_from(ZONES).map(zoneinfo.ZoneInfo)


def test_lots_are_even_always_alike_and_apart_from_those_of_another_trial() -> None:
    people = [f"person-{number}" for number in range(9_000)]
    arms = (Arm("a"), Arm("b"), Arm("c"))
    first = {one: drawn("salt", one, arms).id for one in people}
    assert first == {one: drawn("salt", one, arms).id for one in people}
    assert all(abs(count - 3_000) < 250 for count in Counter(first.values()).values())
    pairs = Counter((first[one], drawn("pepper", one, arms).id) for one in people)
    assert all(abs(count - 1_000) < 150 for count in pairs.values())


@settings(max_examples=200, deadline=None)
@given(moments, zones, st.integers(0, 7), st.sets(st.sampled_from(WEEKDAYS[:5])))
def test_a_first_word_comes_on_its_weekday_and_at_most_two_weeks_later(
    settled: dt.datetime, zone: zoneinfo.ZoneInfo, after: int, days: set[str]
) -> None:
    arm = Arm("late", after=after * DAY, days=tuple(sorted(days)))
    at = first_word(settled, arm, zone)
    assert settled + after * DAY <= at <= settled + 14 * DAY
    assert not days or WEEKDAYS[at.astimezone(zone).weekday()] in days
    assert first_word(at, Arm("late", days=arm.days), zone) == at
    assert first_word(settled, Arm("usual"), zone) == settled


@settings(max_examples=200, deadline=None)
@given(moments, zones, st.integers(0, 23), st.integers(1, 6), st.floats(0, 1))
def test_an_arm_moves_a_message_only_within_its_day_and_working_hours(
    now: dt.datetime, zone: zoneinfo.ZoneInfo, start: int, length: int, spread: float
) -> None:
    slot = hours.slot(OFFICE, zone, now=now, spread=spread)
    if slot is None:
        return
    band = f"{start:02}:00-{min(23, start + length):02}:{'59' if start + length > 23 else '00'}"
    moved = hours.later(OFFICE, zone, slot, band=band, spread=spread)
    assert (moved.on, moved.at >= slot.at) == (slot.on, True)
    assert moved.at < moved.until
    assert OFFICE.open(moved.at, zone)
    if moved != slot:
        assert start <= moved.at.astimezone(zone).hour < start + length


def matter(key: str, severity: int) -> Matter:
    at = dt.datetime(2026, 6, 15, 9, tzinfo=dt.UTC)
    return Matter(key, severity, at, at, at)


def test_what_is_high_or_critical_or_urgent_leaves_as_always_with_all_that_it_names() -> None:
    arm = Arm("other", hours="14:00-16:00", channels=("slack",))
    tried = Tried(arm, frozenset({"lock"}), BERLIN)
    low, high = matter("low", 1), matter("high", 2)
    arms = trying.by_matter(
        [low, high],
        {"low": [SimpleNamespace(gap_id="g")], "high": [SimpleNamespace(gap_id="h")]},
        {"g": tried, "h": tried},
    )
    assert arms == {"low": tried}
    alone, both, urgent = Choice(("low",)), Choice(("low", "high")), Choice(("low",), urgent=True)
    assert (trying.clock(alone, [low, high], arms), trying.channels(alone, [low, high], arms)) == (
        "14:00-16:00", ("slack",),
    )  # fmt: skip
    for choice in (both, urgent):
        assert trying.clock(choice, [low, high], arms) == ""
        assert trying.channels(choice, [low, high], arms) == ()
    assert trying.said(tried, None, "en", "en").title == ""
