"""Digests that stay alike when texts stay alike."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drystone.triage.files.digests import digests, normalised, normalised_digest, shingle_set, shingles, similarity

WORDS = "account locked verify invoice payment today please click here team security update password soon".split()
LURE = (
    "Dear {name},\nyour invoice {number} of {sum} euros is overdue. Please pay at https://{host}/pay before Friday "
    "or your account is closed. The billing team"
)


def test_exact_digests_are_the_known_ones() -> None:
    known = digests(b"abc")
    assert known.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert known.md5 == "900150983cd24fb0d6963f7d28e17f72"


def test_what_differs_between_copies_of_a_campaign_is_dropped() -> None:
    one = LURE.format(name="Ada Lovelace", number="4711", sum="120,50", host="a.example")
    other = LURE.format(name="Mr Babbage", number="99-1", sum="8", host="pay.b.test")
    assert normalised(one) == normalised(other)
    assert similarity(shingles(one), shingles(other)) == 1
    assert normalised_digest(one) == normalised_digest(other)


def test_different_messages_are_not_alike() -> None:
    other = "Hello all, the canteen is closed on Monday because the kitchen floor is being renewed. See you on Tuesday."
    assert similarity(shingles(LURE), shingles(other)) < 0.1


def test_nothing_is_like_a_text_without_words() -> None:
    assert shingles("12345 !!!") == ()
    assert similarity((), ()) == 0
    with pytest.raises(ValueError, match="lengths"):
        similarity((1,), (1, 2))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 1))
def test_the_estimate_is_near_the_true_jaccard(seed: int, changed: float) -> None:
    draw = random.Random(seed)
    words = [draw.choice(WORDS) + draw.choice("abcdefghij") for _ in range(200)]
    other = [draw.choice(WORDS) + "z" if draw.random() < changed / 4 else word for word in words]
    one, two = " ".join(words), " ".join(other)
    first, second = shingle_set(one), shingle_set(two)
    true = len(first & second) / len(first | second)
    # Five standard errors of 128 places: by chance outside once in a million.
    assert abs(similarity(shingles(one), shingles(two)) - true) <= 5 * max(0.01, (true * (1 - true) / 128) ** 0.5)


@given(st.text(max_size=200))
def test_a_signature_is_fixed_by_the_text(text: str) -> None:
    assert shingles(text) == shingles(text)
    assert len(shingles(text)) in (0, 128)
    assert all(0 <= value < 2**32 for value in shingles(text))
