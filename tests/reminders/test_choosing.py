"""What somebody is told, and how seldom: the rules, as laws."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from drystone.reminders.deciding.choosing import Answering, Choice, Matter, Memory, Pace, Situation, Told, choose

NOW = dt.datetime(2026, 6, 15, 8, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
PACE = Pace()


def matter(
    key: str = "restart", *, severity: int = 1, due: int = 30, since: int = -1, settle: int = 0, **more: Any
) -> Matter:
    opened = NOW + since * DAY
    return Matter(key, severity, NOW + due * DAY, opened, opened + settle * DAY, **more)


def told(*matters: Matter, at: int = 0, pace: Pace = PACE, **memory: Any) -> Choice:
    """What is chosen ``at`` days from now."""
    now = NOW + at * DAY
    answering, closed = memory.pop("answering", None), memory.pop("closed", 0)
    here, learns = memory.pop("here", True), memory.pop("learns", False)
    return choose(Situation(now, now.date(), here, matters, answering, closed, Memory(**memory), learns), pace)


def test_what_was_never_said_is_said() -> None:
    assert told(matter()).keys == ("restart",)


def test_whoever_is_away_hears_nothing() -> None:
    assert told(matter(severity=3), here=False).why_not == "away"


def test_what_mends_itself_is_left_alone_until_it_settled() -> None:
    assert told(matter(settle=3)).why_not == "nothing"
    assert told(matter(settle=3), at=2).says


def test_the_pauses_grow_and_never_end() -> None:
    last, days, times = 0, [], 0
    one = matter()
    for day in range(1, 150):
        memory = {"restart": Told(times, NOW + last * DAY)} if times else {}
        if told(one, at=day, told=memory).says:
            days.append(day)
            last, times = day, times + 1
    assert [later - before for before, later in itertools.pairwise(days)][:2] == [7, 14]
    # It is late from day 30 on, which is said once more out of turn.
    assert all(later - before in {28, 30 - before, 9} for before, later in itertools.pairwise(days[2:]))


def test_what_closed_and_came_back_begins_anew() -> None:
    again = replace(matter(since=-1), settled=NOW)
    assert told(again, told={"restart": Told(9, NOW - 3 * DAY)}).says


def test_what_became_late_is_said_though_its_pause_is_not_over() -> None:
    late = matter(due=-1, since=-20)
    assert told(late, told={"restart": Told(2, NOW - 3 * DAY)}).says
    assert told(late, told={"restart": Told(2, NOW - DAY / 2)}).why_not == "nothing"


def test_the_budget_holds_but_for_what_is_urgent_and_new() -> None:
    spent = {"spent": (NOW.date() - 6 * DAY,), "days": frozenset({NOW.date() - 6 * DAY})}
    assert told(matter(), **spent).why_not == "budget"
    assert told(matter(), pace=Pace(per_week=2), **spent).says
    choice = told(matter(severity=3), **spent)
    assert choice.says
    assert choice.urgent
    assert told(matter(severity=3, since=-5), told={"restart": Told(1, NOW - DAY)}, **spent).why_not == "nothing"


def test_what_others_write_fills_the_week_but_never_silences_what_is_somebodys_own() -> None:
    busy = {"others": tuple(NOW.date() + day * DAY for day in range(-60, 60, 3))}
    assert told(matter(), **busy).why_not == "budget"
    assert told(matter(), at=6, **busy).says
    # Its own budget holds all the same, and nothing that could wait is said the sooner for it.
    assert told(matter(), at=6, spent=(NOW.date() + 2 * DAY,), **busy).why_not == "budget"
    again = {"told": {"restart": Told(1, NOW - 2 * DAY)}, **busy}
    assert next(at for at in range(30) if told(matter(since=-9), at=at, **again).says) == 12
    late = Answering(late=2, latest=NOW - DAY)
    assert told(answering=late, answers=Told(1, NOW - 8 * DAY), **busy).why_not == "budget"
    assert told(answering=late, answers=Told(1, NOW - 15 * DAY), **busy).answers
    assert next(at for at in range(30) if told(answering=late, at=at, **busy).answers) == 6


def test_nobody_gets_two_on_one_day_not_even_urgent_ones() -> None:
    assert told(matter(severity=3), days=frozenset({NOW.date()})).why_not == "said today"


def test_a_day_ahead_counts_for_whoever_moved_west() -> None:
    assert told(matter(), spent=(NOW.date() + DAY,)).why_not == "budget"


def test_thanks_stand_alone_only_where_nothing_is_left_and_seldom() -> None:
    assert told(closed=2).thanks == 2
    assert told(closed=2, thanked=NOW - 20 * DAY).why_not == "nothing"
    assert told(matter(), closed=2, thanked=NOW - DAY).thanks == 2
    assert told(matter(), closed=2, told={"restart": Told(1, NOW - DAY / 3)}).why_not == "nothing"


def test_a_lesson_is_said_where_nothing_is_to_mend_at_most_once_a_week_and_within_the_budget() -> None:
    assert told(learns=True) == Choice(lesson=True)
    assert told(learns=True, lesson=NOW - 6 * DAY).why_not == "nothing"
    assert told(learns=True, lesson=NOW - 7 * DAY).lesson
    assert told(learns=True, spent=(NOW.date() - 3 * DAY,)).why_not == "budget"
    assert told(learns=True, here=False).why_not == "away"
    assert not told(matter(), learns=True).lesson
    assert told(matter(settle=3), learns=True).why_not == "nothing", "what settles by itself is still to mend"
    assert not told(learns=True, closed=2).lesson, "thanks go first"


def test_the_accountable_hears_when_due_and_again_when_late() -> None:
    soon = Answering(soon=1, coming=NOW + 5 * DAY)
    first = told(answering=soon)
    assert first.answers
    heard = Told(1, NOW)
    assert told(at=3, answering=soon, answers=heard).why_not == "nothing"
    late = Answering(late=1, latest=NOW + 5 * DAY)
    assert told(at=6, answering=late, answers=heard).why_not == "nothing"  # One message a week.
    assert told(at=7, answering=late, answers=heard).answers
    assert told(at=12, answering=late, answers=Told(2, NOW + 7 * DAY)).why_not == "nothing"


def test_what_cannot_wait_and_nobody_holds_is_urgent_for_the_accountable_once() -> None:
    stranded = Answering(stranded=("gap-1",))
    choice = told(answering=stranded, spent=(NOW.date() - DAY,))
    assert choice.urgent
    assert choice.answers
    assert told(answering=stranded, stranded=frozenset({"gap-1"})).why_not == "nothing"


def test_the_first_thing_is_the_first_of_the_page() -> None:
    page = [matter(str(number), severity=3 - number // 3) for number in range(9)]
    old = {"0": Told(1, NOW - DAY / 2)}
    choice = told(*page, told=old)
    assert choice.keys[0] == "0"
    assert len(choice.keys) == PACE.groups


def test_what_was_never_said_for_four_weeks_goes_before_what_was() -> None:
    others = [matter("first", since=-90), *(matter(str(one), severity=3, due=-9, since=-90) for one in range(4))]
    known = {one.key: Told(3, NOW - 60 * DAY) for one in others}
    assert told(*others, matter("small", severity=0, since=-28), told=known).keys == ("first", "small")
    assert told(*others, matter("small", severity=0, since=-27), told=known).keys == ("first", "0")


KEYS = st.lists(
    st.builds(
        lambda key, severity, due, minutes: matter(key, severity=severity, due=due, minutes=minutes),
        st.text("abcdefgh", min_size=2, max_size=4), st.integers(0, 3), st.integers(-50, 100),
        st.sampled_from([None, 2, 20, 90]),
    ),
    min_size=1, max_size=14, unique_by=lambda one: one.key,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(KEYS, st.integers(1, 3))
def test_a_year_of_ignoring_starves_nothing_and_breaks_no_budget(page: Sequence[Matter], per_week: int) -> None:
    pace = Pace(per_week=per_week, groups=2)
    memory, said = Memory(), {one.key: 0 for one in page}
    days: list[dt.date] = []
    for day in range(365):
        now = NOW + day * DAY
        choice = choose(Situation(now, now.date(), matters=page, memory=memory), pace)
        if not choice.says:
            continue
        assert choice.keys[0] == page[0].key
        old = memory.told
        told_now = {key: Told(old[key].times + 1 if key in old else 1, now) for key in choice.keys}
        for key in choice.keys:
            said[key] += 1
        spent = memory.spent if choice.urgent else (*memory.spent, now.date())
        days += [] if choice.urgent else [now.date()]
        memory = Memory(told={**old, **told_now}, days=memory.days | {now.date()}, spent=spent)
    assert all(said.values())
    assert all(sum(0 <= (other - day).days < 7 for other in days) <= per_week for day in days)


def test_what_one_is_told_about_goes_along_weekly_and_alone_every_four_weeks_within_the_budget() -> None:
    def said(at: int, *matters: Matter, last: int | None = None, **memory: Any) -> Choice:
        now = NOW + at * DAY
        before = None if last is None else Told(1, NOW + last * DAY)
        return choose(Situation(now, now.date(), True, matters, memory=Memory(informed=before, **memory), news=2), PACE)

    assert said(0).informed
    assert said(0, spent=(NOW.date(),)).why_not == "budget"
    assert said(7, last=0).why_not == "nothing"
    assert said(28, last=0).informed
    assert said(7, matter(), last=0).informed
    assert not said(6, matter(), last=0).informed
    quiet = choose(Situation(NOW, NOW.date(), True), PACE)
    assert (quiet.informed, quiet.why_not) == (False, "nothing")
