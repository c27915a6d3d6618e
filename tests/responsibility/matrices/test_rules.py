"""Each rule fires on its failing example and is quiet on its passing one; tuning and excuses hold."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from drystone.lib.errors import UsageError
from drystone.responsibility.matrices import tuning
from drystone.responsibility.matrices.finding import people
from drystone.responsibility.matrices.linting import Report, lint
from drystone.responsibility.matrices.positions import same_key
from drystone.responsibility.matrices.reading import opening
from drystone.responsibility.matrices.rules.catalogue import RULES
from drystone.responsibility.matrices.rules.rule import Example, example
from drystone.responsibility.matrices.tuning import Tuning

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def judge(text: str, tuned: Tuning | None = None, name: str = "m.md") -> Report:
    """Return the report over a text."""
    return lint(opening.read_bytes(text.encode(), name), as_of=NOW, tuning=tuned)


def fired(report: Report) -> set[str]:
    """Return the rules that fired."""
    return {finding.rule for finding in report.findings}


def _run(rule: str, shown: Example, folder: Path) -> set[str]:
    tuned = Tuning(options={rule: shown.options}, profiles=frozenset(shown.profiles))
    if not shown.files:
        return fired(judge(shown.text, tuned))
    for path, text in shown.files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return fired(lint(opening.read(folder), as_of=NOW, tuning=tuned))


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES.values() if rule.fails.text or rule.fails.files], ids=lambda rule: rule.id
)
def test_a_rule_fires_where_its_example_fails_and_not_where_it_passes(rule: object, tmp_path: Path) -> None:
    (tmp_path / "fails").mkdir()
    (tmp_path / "passes").mkdir()
    assert rule.id in _run(rule.id, rule.fails, tmp_path / "fails")  # type: ignore[attr-defined]
    assert rule.id not in _run(rule.id, rule.passes, tmp_path / "passes")  # type: ignore[attr-defined]


def test_only_what_cannot_be_written_as_text_lacks_a_failing_example() -> None:
    assert [rule.id for rule in RULES.values() if not (rule.fails.text or rule.fails.files)] == ["calculated-letter"]


def test_findings_say_where_and_about_what() -> None:
    report = judge(example("Patch laptops | A | A | R"))
    [finding] = [one for one in report.findings if one.rule == "several-accountable"]
    assert (str(finding.spot), finding.activity, finding.role) == ("line 3, column 3", "Patch laptops", "CISO, IT")
    assert report.failed


def test_three_who_answer_are_counted() -> None:
    report = judge(example("Patch laptops | A | A | A/R"))
    assert "3 positions answer" in next(f.text for f in report.findings if f.rule == "several-accountable")


def test_two_may_answer_where_the_tuning_allows_two() -> None:
    tuned = tuning.parse("rules:\n  several-accountable: {most: 2}\n")
    assert "several-accountable" not in fired(judge(example("Patch laptops | A | A | R"), tuned))


def test_a_rule_can_be_turned_off_or_down() -> None:
    text = example("Patch laptops | A | C | I")
    assert not judge(text, tuning.parse("rules: {no-responsible: off}")).failed
    assert not judge(text, tuning.parse("rules:\n  no-responsible: {severity: info}\n")).failed


def test_an_excused_finding_is_kept_with_its_reason_until_its_day() -> None:
    text = "excuses:\n  - {rule: no-responsible, activity: 'patch *', reason: The agency does it, until: 2026-11-22}\n"
    report = judge(example("Patch laptops | A | C | I"), tuning.parse(text))
    assert not report.failed
    assert [(one.rule, one.excuse) for one in report.excused] == [("no-responsible", "The agency does it")]
    late = lint(report.reading, as_of=NOW + dt.timedelta(days=1), tuning=tuning.parse(text))
    assert late.failed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rules: {no-acountable: off}", "did you mean `no-accountable`"),
        ("excuses: [{rule: no-responsible}]", "no reason"),
        ("excuses: [{rule: x, reason: y}]", "unknown rule"),
        ("rulez: {}", "did you mean `rules`"),
        ("profiles: [sox]", "unknown profile"),
        ("rules: {no-legend: loud}", "unknown severity"),
        ("rules:\n  several-accountable: {most: many}", "is a number"),
        ("excuses: [{rule: no-legend, reason: y, until: soon}]", "is a day"),
        ("a: [", "this is not YAML"),
    ],
)
def test_a_slip_in_the_tuning_is_told_with_its_line(text: str, words: str) -> None:
    with pytest.raises(UsageError) as told:
        tuning.parse(text)
    assert words.lower() in str(told.value).lower()
    assert ":" in told.value.where


@pytest.mark.parametrize(
    "name", ["Maria Santos", "Dr. Who", "J. Miller", "anna@a.example", "Smith, John", "Wei Zhang (CISO)"]
)
def test_a_name_is_taken_for_a_person(name: str) -> None:
    assert people.looks_like(name)


@pytest.mark.parametrize(
    "name",
    [
        *("CISO", "Head of IT", "Legal / Privacy", "Vendor", "Jordan Office", "Grant Manager", "Product Owner", "PM-T"),
        *("SDE", "Internal Audit", "Business", "Account Team", "Frau Holle Team", "asset.owner", "Mark"),
    ],
)
def test_a_position_is_not_taken_for_a_person(name: str) -> None:
    assert not people.looks_like(name)


def test_given_names_alone_are_taken_for_people_only_beside_each_other() -> None:
    assert "personal-name" in fired(judge(example("Patch | A | R | I", head="Activity | Anna | Bob | HR")))
    one = example("Patch | A | R | I", head="Activity | Grant | Mark it | HR")
    assert "personal-name" not in fired(judge(one))


def test_a_column_that_is_said_to_be_a_position_is_not_asked_about() -> None:
    tuned = tuning.parse("positions: [Maria Santos]")
    assert "personal-name" not in fired(judge(RULES["personal-name"].fails.text, tuned))


@pytest.mark.parametrize(
    ("one", "other"),
    [("CISO", "Chief Information Security Officer"), ("Head of IT", "IT head"), ("HR team", "Human Resources")],
)
def test_two_names_of_one_position_are_equal(one: str, other: str) -> None:
    assert same_key(one) == same_key(other)


def test_coverage_by_ids_is_exact_and_by_words_is_said_to_be_a_guess() -> None:
    by_words = [f.text for f in judge(example("Patch laptops | A | R | I")).findings if f.rule == "csf-function"]
    assert len(by_words) == 5
    assert all("judged by the words" in text for text in by_words)
    by_id = judge(example("Patch laptops | PR.PS-02 | A | R", head="Activity | CSF | CISO | IT"))
    assert not any("judged by" in f.text for f in by_id.findings if f.rule.startswith("csf"))
    assert sum(f.rule == "csf-category" for f in by_id.findings) == 4


def test_a_matrix_without_a_flaw_has_no_finding_that_fails() -> None:
    text = "Last reviewed: 2026-10-01. R = Responsible, A = Accountable, C = Consulted, I = Informed\n\n"
    report = judge(text + example("Patch laptops | A | R | I", "Train everyone | A | C | R"))
    assert not report.failed
    assert {finding.rule for finding in report.findings} <= {"csf-function", "csf-category", "overloaded-role"}


def test_who_holds_a_position_from_a_later_day_on_does_not_hold_it_yet(tmp_path: Path) -> None:
    rule = RULES["no-holder"]
    for path, text in rule.passes.files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    roles = tmp_path / "roles.yaml"
    for begins, told in (("2027-01-01", 1), ("2026-11-22", 0)):
        text = rule.passes.files["roles.yaml"].replace(".example}", f".example, from: {begins}}}")
        assert text != rule.passes.files["roles.yaml"]
        roles.write_text(text, encoding="utf-8")
        found = [one for one in lint(opening.read(tmp_path), as_of=NOW).findings if one.rule == "no-holder"]
        assert bool(found) == bool(told)
        assert all(" before 2027-01-01" in one.text for one in found)
