"""What stands out when parties answered alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drystone.responsibility.agreement.conditions import (
    DONT_KNOW,
    NOBODY,
    NOT_OURS,
    Answer,
    Condition,
    agenda,
)
from drystone.responsibility.agreement.splits import split

POSITIONS = {
    "security": frozenset({"ciso", "security-lead"}),
    "it": frozenset({"it-head"}),
    "hr": frozenset({"hr-head"}),
}


def standouts(*answers: Answer) -> dict[Condition, tuple[str, ...]]:
    (item,) = agenda({"an-activity": answers}, positions=POSITIONS, criticality={})
    return {one.condition: one.about for one in item.standouts}


def says(party: str, answers_for: str, *, claims: str = "", should: str | None = None) -> Answer:
    return Answer(party, answers_for, frozenset(claims), should)


def test_where_all_name_the_party_that_claims_it_nothing_stands_out() -> None:
    assert standouts(says("security", "ciso", claims="A"), says("it", "ciso"), says("hr", "ciso")) == {}


def test_what_nobody_claims_is_an_orphan() -> None:
    assert standouts(says("security", NOT_OURS), says("hr", DONT_KNOW)) == {Condition.ORPHAN: ()}


def test_what_most_say_is_nobodys_is_an_orphan_though_one_claims_it() -> None:
    found = standouts(says("it", "it-head"), says("security", NOBODY), says("hr", NOBODY))
    assert found == {Condition.ORPHAN: (), Condition.UNRECOGNISED: ("it",)}


def test_what_two_claim_is_contested_and_each_who_is_named_by_no_other_is_unrecognised() -> None:
    found = standouts(says("security", "security-lead"), says("it", "it-head", claims="A"), says("hr", "it-head"))
    assert found == {Condition.CONTESTED: ("it", "security"), Condition.UNRECOGNISED: ("security",)}


def test_who_is_named_by_others_and_does_not_claim_it_is_unaware() -> None:
    found = standouts(says("security", "it-head"), says("hr", "it-head"), says("it", "ciso", claims="R"))
    assert found == {Condition.ORPHAN: (), Condition.UNAWARE: ("it", "security")}


def test_a_party_that_did_not_answer_is_not_said_to_be_unaware() -> None:
    assert standouts(says("security", "it-head"), says("hr", "it-head")) == {Condition.ORPHAN: ()}


def test_a_wish_for_another_holder_is_drift() -> None:
    found = standouts(says("security", "ciso", should="it-head"), says("it", "ciso", should="ciso"))
    assert found == {Condition.DRIFT: ("it-head",)}


def test_the_agenda_begins_where_the_parties_differ_most_about_what_matters_most() -> None:
    split_up = (says("security", "ciso"), says("it", "it-head"), says("hr", DONT_KNOW))
    agreed = (says("security", "ciso"), says("it", "ciso"), says("hr", "ciso"))
    found = agenda(
        {"agreed": agreed, "minor": split_up, "major": split_up, "unanswered": ()},
        positions=POSITIONS,
        criticality={"minor": 1, "major": 4, "agreed": 4},
    )
    assert [item.activity_id for item in found] == ["major", "minor", "agreed"]
    assert found[2].weight == 0


def test_two_who_do_not_know_do_not_agree() -> None:
    (item,) = agenda({"x": (says("it", DONT_KNOW), says("hr", DONT_KNOW))}, positions=POSITIONS, criticality={})
    assert item.today is not None
    assert item.today.pairwise == 0


@pytest.mark.parametrize(
    ("answers", "pairwise", "bits"),
    [("aaaaa", 1.0, 0.0), ("aaaab", 0.6, 0.72), ("aaabb", 0.4, 0.97), ("aabbc", 0.2, 1.52), ("abcde", 0.0, 2.32)],
)
def test_splits_of_five_are_what_counting_by_hand_gives(answers: str, pairwise: float, bits: float) -> None:
    found = split(list(answers))
    assert found is not None
    assert found.pairwise == pytest.approx(pairwise)
    assert round(found.entropy, 2) == bits


def test_one_answer_has_nothing_to_agree_with_and_none_is_no_split() -> None:
    found = split(["it"])
    assert found is not None
    assert found.pairwise is None
    assert split([]) is None


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=20))
def test_one_more_like_the_most_named_never_lowers_its_share(answers: list[str]) -> None:
    before = split(answers)
    assert before is not None
    after = split([*answers, before.most_named])
    assert after is not None
    assert after.share >= before.share
    assert 0 <= after.entropy <= 2
