"""What laws and standards ask for is found, by whom it is held is judged, and small teams are told what makes up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.journeys.command import drystone
from tests.responsibility.matrices.test_rules import NOW, fired, judge

from drystone.program import load
from drystone.program.model import PROFILES
from drystone.program.settings_shape import MatrixShape
from drystone.program.starting import write_starter
from drystone.responsibility.matrices import tuning
from drystone.responsibility.matrices.linting import Report, lint
from drystone.responsibility.matrices.profiles import shipped
from drystone.responsibility.matrices.reading import opening
from drystone.responsibility.matrices.rules.catalogue import RULES
from drystone.responsibility.matrices.rules.rule import example
from drystone.responsibility.matrices.standing import Standing, standings
from drystone.responsibility.matrices.tuning import Tuning

ROLES = (
    "- id: boss\n  name: Managing director\n  holders: [{person: ana@a.example}]\n"
    "- id: admin\n  name: Administrator\n  holders: [{person: ana@a.example}]\n"
    "- id: shop\n  name: Shop floor\n  holders: [{person: bo@a.example}]\n"
)
APPROVE = (
    "- id: approve\n  name: Approve access requests\n  responsible: [admin]\n  accountable: boss\n  informed: [shop]\n"
)


def program(folder: Path, *, settings: str = "", activity: str = APPROVE) -> Report:
    """Judge a small program."""
    for path, text in {
        "drystone.toml": f"schema = 1\n{settings}",
        "roles.yaml": ROLES,
        "activities/all.yaml": activity,
    }.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return lint(opening.read(folder), as_of=NOW)


def stands(profile: str, report: Report) -> dict[str, Standing]:
    """Return the rows of a profile by their ids."""
    return {one.wanted.id: one for one in standings(shipped.profile(profile), report)}


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_names_only_what_there_is(name: str, starter_ids: set[str]) -> None:
    profile = shipped.profile(name)
    ids = [row.id for row in profile.rows]
    assert len(set(ids)) == len(ids)
    assert {one for row in profile.rows for one in row.activities} <= starter_ids
    assert {*profile.rules, *profile.severities, *(rule for row in profile.rows for rule in row.lint)} <= set(RULES)
    assert all(RULES[rule].needs == "profile" for rule in profile.rules)


@pytest.fixture(scope="module")
def starter_ids(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The ids of the starter program's activities."""
    folder = tmp_path_factory.mktemp("starter") / "program"
    write_starter(folder)
    loaded = load(folder)
    assert loaded.program is not None
    return set(loaded.program.activities)


def test_the_program_knows_the_same_profiles_and_every_rule_that_needs_one_is_switched_on_by_one() -> None:
    told = MatrixShape.model_json_schema()["properties"]["profiles"]["items"]["enum"]
    assert tuple(told) == PROFILES
    switched = {rule for name in PROFILES for rule in shipped.profile(name).rules}
    assert switched == {rule.id for rule in RULES.values() if rule.needs == "profile"}


def test_the_safeguards_are_as_many_as_the_controls_count() -> None:
    rows = [row for row in shipped.profile("cis-v8").rows if row.id.startswith("control-")]
    assert [sum(len(row.safeguards.get(group, ())) for row in rows) for group in (1, 2, 3)] == [56, 74, 23]
    every = [one for row in rows for listed in row.safeguards.values() for one in listed]
    assert len(set(every)) == 153
    assert all(one.split(".")[0] == row.cite for row in rows for listed in row.safeguards.values() for one in listed)


def test_a_row_is_held_by_the_right_position_elsewhere_or_by_nobody() -> None:
    text = example(
        "Approve the security program | R | A | I",
        "Audit the controls | A | I | R",
        "Report to the board | A | | R",
        head="Activity | CISO | Managing board | HR",
    )
    report = judge(text, Tuning(profiles=frozenset({"nis2"})))
    found = stands("nis2", report)
    assert found["approve-measures"].state == "held"
    assert found["independent-review"].state == "elsewhere"
    assert found["report-to-the-top"].state == "nobody"
    assert found["train-the-top"].state == "missing"
    told = [(one.rule, one.source) for one in report.findings if one.activity == "Audit the controls"]
    assert ("profile-holder", "NIS2 Annex 2.3.1, 2.3.2") in told
    assert fired(judge(text)).isdisjoint({"profile-holder", "profile-row", "governing-body"})


def test_an_organisation_says_which_position_stands_for_whom() -> None:
    text = example("Approve the program | R | A | I", head="Activity | CISO | Owners | HR")
    told = tuning.parse("profiles: [nis2]\nkinds: {governing-body: [owners]}\n")
    assert "governing-body" in fired(judge(text, Tuning(profiles=frozenset({"nis2"}))))
    assert "governing-body" not in fired(judge(text, told))


def test_one_row_of_a_profile_is_excused_with_a_reason() -> None:
    text = example("Approve the security program | R | A | I", head="Activity | CISO | Managing board | HR")
    told = "profiles: [nis2]\nexcuses: [{rule: profile-row, role: nis2/suppliers, reason: We have none}]\n"
    report = judge(text, tuning.parse(told))
    assert [(one.role, one.excuse) for one in report.excused] == [("nis2/suppliers", "We have none")]
    assert "nis2/train-the-top" in {one.role for one in report.findings if one.rule == "profile-row"}


def test_a_larger_implementation_group_asks_for_more() -> None:
    text = example("Know devices | 1.1, 1.2 | A | R", head="Activity | CIS | IT | HR")
    first = stands("cis-v8", judge(text, tuning.parse("profiles: [cis-v8]")))
    third = stands("cis-v8", judge(text, tuning.parse("profiles: [cis-v8]\nimplementation_group: 3")))
    assert first["control-01-devices"].state == "held"
    assert third["control-01-devices"].open == ("1.3", "1.4", "1.5")
    assert "control-18-attack-tests" in third
    assert "control-18-attack-tests" not in first


def test_a_small_team_is_told_what_makes_up_for_it_and_what_is_in_place(tmp_path: Path) -> None:
    alone = program(tmp_path)
    assert [one.severity for one in alone.findings if one.rule == "one-person"] == ["error"]
    small = program(tmp_path, settings="[matrix]\nsmall_team = true\n")
    [told] = [one for one in small.findings if one.rule == "one-person"]
    assert (told.severity, {one.state for one in told.measures}) == ("warning", {"not in place"})
    shown = program(tmp_path, settings="[matrix]\nsmall_team = true\n", activity=f"{APPROVE}  attest: 30d\n")
    [kept] = [one for one in shown.findings if one.rule == "one-person"]
    assert kept.severity == "info"
    assert [one.id for one in kept.measures if one.state == "in place"] == ["second-look"]
    assert "ana@" not in kept.text


def test_a_file_without_a_program_shows_no_measure_and_names_them_all_the_same() -> None:
    report = judge(example("Approve requests | | A/R | I"), tuning.parse("small_team: true"))
    [told] = [one for one in report.findings if one.rule == "one-pair-of-hands"]
    assert {one.state for one in told.measures} == {"not shown"}
    assert told.severity == "warning"


def test_profiles_are_asked_for_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "m.md").write_text(example("Approve the security program | A | R | I"))
    said = drystone("matrix", "lint", tmp_path / "m.md", "--profile", "nis2", "--format", "json")
    assert said.code == 1
    assert "governing-body" in {one["rule"] for one in json.loads(said.out)["findings"]}
    shown = drystone("matrix", "profile", "nis2", tmp_path / "m.md", "--json")
    rows = {row["id"]: row for row in json.loads(shown.out)["rows"]}
    assert (shown.code, rows["approve-measures"]["state"]) == (0, "elsewhere")
    slip = drystone("matrix", "lint", tmp_path / "m.md", "--profile", "nis")
    assert (slip.code, "nis2" in slip.err) == (2, True)
    (tmp_path / "drystone.toml").write_text('schema = 1\n[organisation]\nname = "A"\n[matrix]\nprofiles = ["nis3"]\n')
    assert drystone("validate", "--program", tmp_path).code == 1
