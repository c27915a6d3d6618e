"""A whole year of made-up people under the rules that decide for real ones: nothing that must never happen happens."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from random import Random

import pytest

from drystone.lib import hours
from drystone.measures.trials import Terms as Plan
from drystone.measures.trials import judged
from drystone.program.trial_model import Arm
from drystone.reminders.deciding.choosing import Pace
from drystone.reminders.deciding.limiting import Terms
from drystone.reminders.simulating import year as years
from drystone.reminders.simulating.tries import Try
from drystone.reminders.simulating.world import Kind, Someone, World

START = dt.date(2026, 1, 1)
DAY = dt.timedelta(days=1)
OFFICE = hours.office("mon-fri", "09:00-17:00", ("12:00-13:00",), {"": ("01-01", "12-25", "12-26")})
ZONES = (
    "Europe/Berlin",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
)
KINDS = (
    Kind("restart", 1, 30 * DAY, settle=3 * DAY, minutes=5, share=5),
    Kind("disk", 2, 14 * DAY, minutes=20, share=2, terms=Terms(14 * DAY, 3 * DAY)),
    Kind("factor", 3, 3 * DAY, minutes=10, share=1),
    Kind("old-app", 0, 90 * DAY, minutes=30, share=4),
    Kind("shared-folder", 1, 45 * DAY, share=3),
    Kind("lock", 1, 45 * DAY, minutes=2, share=3),
    Kind("backup", 2, 20 * DAY, minutes=60, share=2),
)
#: What a year may feel like. Change it only with a reason that the many would accept.
TABLE = {"median": 26, "most": 60, "urgent share": 0.15, "limited share": 0.1}


def lived(seed: int, *, per_week: int = 1, people: int = 120, days: int = 365) -> years.Year:
    names = [f"person-{number}" for number in range(people)]
    everybody = {
        # Every tenth leads those after them, so that many lead whom a message is about. Every eighth has no mailbox,
        # and comes by a shared screen on every third day.
        name: Someone(
            name,
            zoneinfo.ZoneInfo(ZONES[number % len(ZONES)]),
            lead=names[number - number % 10],
            comes=1.0 if number % 8 else 0.33,
        )
        for number, name in enumerate(names)
    }
    accountables = {kind.id: names[1 + number % 3] for number, kind in enumerate(KINDS)}
    world = World(Random(seed), everybody, KINDS, accountables)
    night = dt.datetime(2025, 12, 31, 2, tzinfo=dt.UTC)
    for number, name in enumerate(names):
        world.owe(name, KINDS[number % len(KINDS)], at=night)  # Failing before anyone switched this on.
    return years.simulate(world, OFFICE, Pace(per_week=per_week), start=START, days=days)


def test_a_year_breaks_no_rule_and_stays_within_the_table() -> None:
    year = lived(7)
    assert not year.broken
    figures = year.figures()
    assert figures["messages"] > 1_000
    assert figures["median"] <= TABLE["median"]
    assert figures["most"] <= TABLE["most"]
    assert figures["urgent"] <= TABLE["urgent share"] * figures["messages"]
    assert figures["things_closed"] > 0.5 * figures["things_opened"]
    by_screen = {f"person-{number}" for number in range(0, 120, 8)}
    assert len({one.to for one in year.sent} & by_screen) > 12
    # People are restricted for one check, after a first and a last word, and all are free again once it passed.
    assert 10 < figures["limited"] < TABLE["limited share"] * figures["things_opened"]
    assert 0 < figures["lifted"] <= figures["limited"]


def test_the_year_notices_rules_that_do_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drystone.reminders.deciding.choosing.left", lambda _one, _pace: 1)
    monkeypatch.setattr("drystone.reminders.deciding.choosing.answers_ripe", lambda _one, _pace: False)
    monkeypatch.setattr("drystone.reminders.deciding.limiting.may_limit", lambda known, now: known is not None)
    # Line managers hear what the accountable should: the year notices that, too.
    monkeypatch.setattr(years, "_answering_for", lambda debt, world, _at: world.people[debt.owner].lead)
    year = lived(7, people=30, days=120)
    assert year.broken[years.BROKEN[9]]
    assert year.broken["above the budget"]
    assert year.broken["late and the accountable never heard"]
    assert year.broken[years.BROKEN[13]]


ARMS = (Arm("usual"), Arm("kind"))
TIMED = (Arm("usual"), Arm("late", after=2 * DAY, days=("tue", "wed"), hours="14:00-16:00"))


def test_trials_that_people_live_through_find_what_was_planted_and_nothing_where_nothing_was() -> None:
    kinds = (Kind("lock", 1, 45 * DAY), Kind("restart", 1, 30 * DAY, settle=DAY), Kind("app", 0, 60 * DAY))
    names = [f"person-{number}" for number in range(240)]
    everybody = {name: Someone(name, zoneinfo.ZoneInfo(ZONES[at % len(ZONES)])) for at, name in enumerate(names)}
    world = World(Random(3), everybody, kinds, dict.fromkeys(("lock", "restart", "app"), names[0]))
    days = (START + 10 * DAY, START + 150 * DAY)
    world.tries = (
        Try("planted", frozenset({"lock"}), ARMS, *days, 28 * DAY, {"kind": 2.5}),
        Try("none", frozenset({"app"}), ARMS, *days, 28 * DAY),
        Try("timed", frozenset({"restart"}), TIMED, *days, 28 * DAY),
        Try("not over", frozenset(), ARMS, days[0], START + 185 * DAY, 28 * DAY),
    )
    year = years.simulate(world, OFFICE, Pace(), start=START, days=200)
    assert not year.broken, "no arm breaks a rule that holds for everybody"
    found = {name: judged(told, Plan(tuple(arm.id for arm in trial.arms), 28, 2, 5))
             for trial in world.tries for name, told in year.watched.items() if name == trial.id}  # fmt: skip
    assert set(found) == {"planted", "none", "timed"}
    assert found["planted"].effects[0].verdict == "sooner"
    assert found["none"].effects[0].verdict == "none"
    assert not found["planted"].unsure
    first: dict[int, years.Sent] = {}
    for sent in year.sent:
        for number in sent.debts:
            first.setdefault(number, sent)
    told = [(world.debts[number], one) for number, one in first.items() if world.debts[number].kind.id == "restart"]
    late = [(debt, one) for debt, one in told if debt.tried and debt.tried.arm.id == "late"]
    assert len(late) > 30
    for debt, one in late:
        alone = sum(world.debts[number].kind.id == "restart" for number in one.debts) == 1
        assert one.at >= debt.opened + 3 * DAY or not alone
        local = one.at.astimezone(everybody[one.to].zone_on(one.on))
        assert one.urgent or local.hour in {14, 15}
    # Said in every arm: whatever stood for a while was said, whichever the arm.
    stood = [debt for debt in world.debts if debt.tried and debt.tried.trial.id == "timed"
             and (debt.ends is None or debt.ends > debt.opened + 92 * DAY)]  # fmt: skip
    assert all(debt.number in first for debt in stood if debt.opened.date() < START + 100 * DAY)
