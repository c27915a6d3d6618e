"""The NIST Phish Scale, held to the tables of NIST TN 2276."""

from __future__ import annotations

import pytest

from drystone.lib import phish_scale


def test_categories_change_where_the_guide_says() -> None:
    assert [phish_scale.cue_category(count) for count in (1, 8, 9, 14, 15, 40)] == [
        "few", "few", "some", "some", "many", "many",
    ]  # fmt: skip
    assert [phish_scale.premise_of(score) for score in (-8, 10, 11, 17, 18, 32)] == [
        "weak", "weak", "medium", "medium", "strong", "strong",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cues", "weak", "medium", "strong"),
    [
        (8, "moderately", "very", "very"),
        (9, "moderately-to-least", "moderately", "very"),
        (15, "least", "moderately", "moderately"),
    ],
)
def test_the_difficulty_is_that_of_the_published_table(cues: int, weak: str, medium: str, strong: str) -> None:
    def aligned(first: int, second: int) -> dict[str, int]:
        return {"process": 8, "relevance": first, "situations": second, "consequences": 2, "training": 4}

    ratings = [phish_scale.rate(cues, aligned(*scores)) for scores in ((2, 2), (4, 4), (8, 4))]
    assert [one.score for one in ratings] == [10, 14, 18], "what was taught speaks against the message"
    assert [one.level for one in ratings] == [weak, medium, strong]


@pytest.mark.parametrize(("cues", "change"), [(0, {}), (3, {"process": 3}), (3, {"training": None})])
def test_what_the_guide_does_not_know_is_no_rating(cues: int, change: dict[str, int | None]) -> None:
    scores = {**dict.fromkeys(phish_scale.ELEMENTS, 2), **change}
    with pytest.raises(ValueError, match=r"cue|scores"):
        phish_scale.rate(cues, {name: score for name, score in scores.items() if score is not None})
