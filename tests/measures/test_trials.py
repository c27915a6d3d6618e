"""The plan by which trials are judged: of groups alone, wider where more is compared, open about what it cannot see."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from drystone.measures.trials import Outcome, Terms, Watched, judged

TERMS = Terms(("usual", "other"), 28.0, 2.0, 5)


def lived(counts: dict[str, int], *, mean: dict[str, float] | None = None, seed: int = 1) -> list[Watched]:
    """Two things each of so many people an arm, set straight after a while."""
    lots = Random(seed)
    found = []
    for arm, people in counts.items():
        for number in range(people):
            for _thing in range(2):
                days = lots.expovariate(1 / (mean or {}).get(arm, 12.0))
                found.append(Watched(arm, f"{arm}-{number}", min(days, 28.0), days <= 28.0))
    return found


def test_it_finds_what_is_there_and_says_how_sure_it_is() -> None:
    found = judged(lived({"usual": 200, "other": 200}, mean={"other": 5.0}), TERMS)
    (effect,) = found.effects
    assert (found.kept, found.unsure, effect.verdict) == ("", False, "sooner")
    assert effect.low < effect.days < effect.high < 0
    usual, other = found.arms
    assert (usual.people, usual.things, other.people) == (200, 400, 200)
    assert effect.days == pytest.approx((other.days or 0) - (usual.days or 0), abs=0.11)
    assert Outcome.of_figures(found.as_figures()) == found


def test_no_detectable_effect_is_said_with_how_large_one_would_have_been_seen() -> None:
    found = judged(lived({"usual": 100, "other": 100}), TERMS)
    (effect,) = found.effects
    assert effect.verdict == "none"
    assert effect.low < 0 < effect.high
    assert effect.detectable > (effect.high - effect.low) / 2
    assert not effect.rules_out
    sure = judged(lived({"usual": 100, "other": 100}), replace(TERMS, matters=20.0)).effects[0]
    assert sure.rules_out
    small = judged(lived({"usual": 900, "other": 900}, mean={"other": 10.0}), replace(TERMS, matters=6.0)).effects[0]
    assert small.verdict == "sooner-a-little"


@pytest.mark.parametrize(
    ("counts", "slow", "kept"),
    [({"usual": 40, "other": 4}, 12.0, "few"), ({"usual": 40, "other": 30}, 1e9, "few"), ({}, 12.0, "few"),
     ({"usual": 140, "other": 60}, 12.0, "uneven")],
)  # fmt: skip
def test_of_too_few_people_and_of_an_uneven_draw_no_effect_is_said(
    counts: dict[str, int], slow: float, kept: str
) -> None:
    found = judged(lived(counts, mean={"other": slow}), TERMS)
    assert (found.kept, found.effects) == (kept, ())
    assert all(one.days is None for one in found.arms)
    assert all(one.people is None or one.people >= 5 for one in found.arms)


def test_under_fifty_people_it_warns_and_more_arms_make_wider_ranges() -> None:
    told = lived({"usual": 49, "other": 60})
    two = judged(told, TERMS)
    three = judged([*told, *lived({"third": 55}, seed=2)], replace(TERMS, arms=("usual", "other", "third")))
    assert two.unsure
    assert [one.arm for one in three.effects] == ["other", "third"]
    assert three.effects[0].low < two.effects[0].low
    assert three.effects[0].high > two.effects[0].high
    assert not judged(lived({"usual": 50, "other": 50}), TERMS).unsure
