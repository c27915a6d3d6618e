"""When something is asked again: bounded, repeatable, and slower to believe an answer that may be luck."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drystone.habits.spacing import ASKED_AT, LONGEST, Memory, interval, proves, recall, review

START = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
ANSWERS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 400), st.sampled_from([0.0, 1 / 6, 1 / 4, 1 / 3, 1 / 2])),
    min_size=1,
    max_size=12,
)


def learn(answers: list[tuple[bool, int, float]]) -> list[Memory]:
    found: list[Memory] = []
    at = START
    for right, days, chance in answers:
        at += dt.timedelta(days=days)
        found.append(review(found[-1] if found else None, right=right, chance=chance, at=at))
    return found


@given(ANSWERS)
def test_no_interval_is_under_a_day_or_over_the_longest_and_the_same_answers_give_the_same_days(
    answers: list[tuple[bool, int, float]],
) -> None:
    memories = learn(answers)
    assert all(1 <= one.interval <= LONGEST for one in memories)
    assert learn(answers) == memories


@given(ANSWERS, st.integers(1, 200))
def test_a_right_answer_never_proves_less_than_a_wrong_one_and_never_more_where_luck_is_likelier(
    answers: list[tuple[bool, int, float]], days: int
) -> None:
    memory = learn(answers)[-1]
    at = memory.at + dt.timedelta(days=days)
    wrong = review(memory, right=False, chance=1 / 3, at=at)
    sure, coin = (review(memory, right=True, chance=chance, at=at) for chance in (0.0, 0.5))
    assert wrong.stability <= memory.stability <= coin.stability <= sure.stability
    assert wrong.interval <= coin.interval <= sure.interval


def test_what_can_not_be_guessed_goes_by_fsrs_alone() -> None:
    from fsrs import Card, Rating, Scheduler

    plain = Scheduler(
        desired_retention=ASKED_AT,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST,
        enable_fuzzing=False,
    )
    card, memory, at = Card(card_id=1, due=START), None, START
    for rating in (Rating.Good, Rating.Good, Rating.Again, Rating.Good, Rating.Good, Rating.Good):
        card, _log = plain.review_card(card, rating, at)
        memory = review(memory, right=rating is Rating.Good, chance=0.0, at=at)
        assert (memory.stability, memory.difficulty) == pytest.approx((card.stability, card.difficulty))
        assert memory.due == card.due
        at = card.due


def test_always_right_comes_back_ever_later_and_a_wrong_one_soon() -> None:
    memory, waits = None, []
    at = START
    for _ in range(6):
        memory = review(memory, right=True, chance=1 / 3, at=at)
        waits.append(memory.interval)
        at = memory.due
    assert waits == sorted(waits)
    assert waits[0] <= 7 < waits[2]
    assert waits[-1] == LONGEST
    assert memory is not None
    assert review(memory, right=False, chance=1 / 3, at=at).interval < 30


def test_recall_falls_to_where_it_is_asked_by_the_day_it_comes_back() -> None:
    memory = Memory(30.0, 4.0, START, interval(30.0))
    assert recall(memory, memory.due) == pytest.approx(ASKED_AT, abs=0.005)


def test_a_right_answer_of_somebody_who_likely_forgot_proves_little() -> None:
    assert proves(1 / 3, 0.9) > 0.95
    assert proves(1 / 3, 0.2) < 0.5
