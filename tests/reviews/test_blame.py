"""The language check: it flags blame, hindsight and names, and leaves alone what only describes."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from drystone.reviews.blame import LONGEST, candidates, check
from drystone.reviews.blame_rules import NAMING, RULES

HERE = Path(__file__).parent
DOCS = HERE.parent.parent / "docs"
SENTENCES = [
    tuple(line.split("\t", 1))
    for line in (HERE / "sentences.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("rule", "sentence"), SENTENCES)
def test_a_sentence_is_flagged_by_its_rule_and_by_no_other_or_not_at_all(rule: str, sentence: str) -> None:
    assert {flag.rule.id for flag in check(sentence)} == ({rule} if rule != "-" else set())


def test_every_rule_is_declared_whole_and_has_sentences_in_both_languages() -> None:
    tried = {rule for rule, _sentence in SENTENCES}
    for rule in (*RULES, *NAMING):
        assert rule.id in tried
        assert rule.source
        for texts in (rule.why, rule.instead):
            assert set(texts) == {"en", "de"}
            assert all(text.endswith((".", "”", "?", "“")) for text in texts.values())


def test_plain_prose_of_our_own_is_hardly_ever_flagged() -> None:
    """Text that nobody wrote for this test: what the docs say of machines, people and rules."""
    words = flagged = 0
    for path in sorted(set(DOCS.glob("*.md")) - {DOCS / "reviews.md"}):  # That one quotes what is flagged.
        text = re.sub(r"```.*?```|`[^`]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        words += len(text.split())
        flagged += len([flag for flag in check(text) if flag.rule.id not in {"exact-time", "address"}])
    assert words > 20_000
    assert flagged / words < 1 / 4_000


def test_a_place_says_line_and_column_and_what_to_write_instead() -> None:
    text = "It came in the morning.\nShe should have known."
    (flag,) = check(text)
    assert flag.place(text) == (2, 5)
    told = flag.as_json(text, "de")
    assert (told["rule"], told["text"], told["blocks"]) == ("should-have", "should have known", False)
    assert told["instead"].startswith("Sagt, was sie")


def test_names_and_addresses_block_and_the_report_address_does_not() -> None:
    text = "Mira Keller forwarded it to report@demo.example and to jan@demo.example."
    found = check(text, names=["Mira Keller"], allowed=["report@demo.example"])
    assert [(flag.rule.id, flag.text, flag.blocks) for flag in found] == [
        ("name", "Mira Keller", True), ("address", "jan@demo.example", True),
    ]  # fmt: skip
    assert "Mira Keller" in candidates(text)
    assert candidates("Then it was for Anna Maria Roth.") == ["Anna Maria", "Anna Maria Roth", "Maria Roth"]


@pytest.mark.parametrize("piece", ["hätte ", "should have ", "he ", "a@a.", "Mr A", "der die das ", "x" * 40, ":1"])
def test_a_text_made_to_be_slow_is_read_in_time(piece: str) -> None:
    before = time.process_time()
    check(piece * (2 * LONGEST // len(piece)))
    assert time.process_time() - before < 2
