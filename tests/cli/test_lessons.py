"""``drystone lessons`` on the starter program, and on one that has errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.journeys.command import drystone

STARTER = Path(__file__).parents[2] / "src/drystone/program/starter"
LESSON = "two-minutes-after-a-click"


def test_a_preview_shows_what_a_person_sees_and_no_answer_unless_asked() -> None:
    seen = drystone("lessons", "preview", LESSON, "--lang", "de", "-p", STARTER)
    assert seen.code == 0
    assert "Zwei Minuten nach dem Klick" in seen.out
    assert "Eine Sache für heute" in seen.out
    assert "deleting-undoes" not in seen.out
    told = drystone("lessons", "preview", LESSON, "--lang", "de", "--answers", "-p", STARTER)
    assert "„" in told.out
    assert "deleting-undoes" in told.out


def test_a_lesson_or_language_that_is_not_there_is_a_wrong_use() -> None:
    wrong = drystone("lessons", "preview", "two-minutes-after-a-clik", "-p", STARTER)
    assert (wrong.code, f"Did you mean '{LESSON}'?" in wrong.err) == (2, True)
    other = drystone("lessons", "preview", LESSON, "--lang", "fr", "-p", STARTER)
    assert (other.code, "There is en or de." in other.err) == (2, True)


def test_advice_exits_0_and_errors_exit_1(tmp_path: Path) -> None:
    fine = drystone("lessons", "lint", "--format", "json", "-p", STARTER)
    assert fine.code == 0
    assert all({"rule", "level", "place", "about", "language", "text"} <= set(one) for one in json.loads(fine.out))
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons/a.md").write_text("no head")
    broken = drystone("lessons", "lint", "-p", tmp_path)
    assert broken.code == 1
    assert "lessons/a.md:1:1: error: a lesson begins with its head" in broken.err


def test_counts_of_answers_point_at_items_without_a_name(tmp_path: Path) -> None:
    counts = tmp_path / "counts.csv"
    counts.write_text(
        "item,variant,option,people,upper,lower\n"
        "unsure-after-a-click,a,best,10,5,5\nunsure-after-a-click,a,deleting-undoes,90,45,45\n"
    )
    told = drystone("lessons", "stats", "--answers", counts, "-p", STARTER)
    assert told.code == 0
    assert "unsure-after-a-click/a" in told.out
    assert "most-miss-it" in told.out
    assert "with fewer than 5 people" in told.out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("item,option\n", "there is no column people"),
        ("item,option,people\nx,y,-1\n", "counts.csv:2: people is '-1', which is no count"),
        ("item,option,people,upper\nunsure-after-a-click,best,1,2\n", "do not add up"),
        ('item,option,people\n"x', "this is not CSV"),
    ],
)
def test_a_file_that_holds_no_counts_is_told_so(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "counts.csv").write_text(text)
    said = drystone("lessons", "stats", "--answers", tmp_path / "counts.csv", "-p", STARTER)
    assert said.code == 2
    assert told in said.err


def test_stats_count_what_is_taught() -> None:
    counts = json.loads(drystone("lessons", "stats", "--json", "-p", STARTER).out)
    assert counts["lessons"] == counts["by_language"]["en"] == counts["by_language"]["de"]
    assert sum(counts["positions"].values()) == counts["variants"] >= counts["items"]
