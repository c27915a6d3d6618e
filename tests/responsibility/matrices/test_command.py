"""The commands as people type them, the documentation, the real files, and the time it takes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.journeys.command import drystone
from tests.responsibility.matrices.making import workbook
from tests.responsibility.matrices.test_rules import NOW, fired
from tools import matrix_rules

from drystone.responsibility.matrices.linting import lint
from drystone.responsibility.matrices.reading import opening
from drystone.responsibility.matrices.rules.rule import example

DATA = Path(os.environ.get("DRYSTONE_DATA", "")) / "raci"
needs_data = pytest.mark.skipif(not os.environ.get("DRYSTONE_DATA"), reason="DRYSTONE_DATA is not set")


def test_lint_exits_1_on_an_error_and_0_without_one(tmp_path: Path) -> None:
    (tmp_path / "m.md").write_text(example("Patch laptops | A | [bold]A[/] | R", "Buy | A | R | I"))
    said = drystone("matrix", "lint", tmp_path / "m.md", "--format", "json")
    assert said.code == 1
    assert set(json.loads(said.out)) == {"findings", "matrix"}
    (tmp_path / ".drystone-lint.yaml").write_text("rules: {unreadable-cell: off}\n")
    shown = drystone("matrix", "lint", tmp_path / "m.md")
    assert shown.code == 0, shown.out
    refused = drystone("matrix", "lint", tmp_path / "nothing.xlsx")
    assert (refused.code, refused.out) == (2, "")
    assert "no such file" in refused.err


def test_the_documentation_lists_every_rule_as_the_code_has_it() -> None:
    assert (matrix_rules.ROOT / "docs" / "matrix.md").read_text(encoding="utf-8") == matrix_rules.page()


def test_three_hundred_activities_and_sixty_roles_are_judged() -> None:
    head = ["Activity", *(f"Role {number}" for number in range(60))]
    letters = {0: "A", 1: "R"}
    rows = [
        [f"Patch system {n}", *(letters.get((c - n) % 60, "C" if c % 7 == n % 7 else "") for c in range(60))]
        for n in range(300)
    ]
    reading = opening.read_bytes(workbook(("RACI", [head, *rows])), "m.xlsx")
    report = lint(reading, as_of=NOW)
    assert sum(len(matrix.rows) for matrix in reading.matrices) == 300
    assert not report.failed


@pytest.mark.data
@needs_data
def test_the_published_incident_matrix_is_read_as_a_careful_reader_would() -> None:
    report = lint(opening.read(next(DATA.rglob("RACI.md"))), as_of=NOW)
    errors = [(one.rule, one.activity) for one in report.findings if one.severity == "error"]
    assert errors == [("no-accountable", "Incident Detection")]
    assert "overloaded-role" in fired(report)


@pytest.mark.data
@needs_data
def test_the_published_workbooks_are_read_as_a_careful_reader_would() -> None:
    several = lint(opening.read(next(DATA.rglob("RACI.xlsx"))), as_of=NOW)
    errors = [(one.rule, str(one.spot), one.activity) for one in several.findings if one.severity == "error"]
    assert errors == [("no-responsible", "RACI!B3", "Project Planning"), ("no-responsible", "RACI!B8", "Status Report")]
    single = lint(opening.read(next(DATA.rglob("TPM RACI.xlsx"))), as_of=NOW)
    assert [one.rule for one in single.findings if one.severity == "error"] == ["one-role"]
    assert [row.group for row in single.reading.matrices[0].rows][:5] == ["Planning"] * 4 + ["Stakeholder Management"]


@pytest.mark.data
@needs_data
def test_every_published_matrix_is_read() -> None:
    paths = [path for path in DATA.rglob("*") if path.suffix in (".xlsx", ".md", ".csv", ".docx", ".html")]
    assert len(paths) >= 3
    for path in paths:
        assert lint(opening.read(path), as_of=NOW).findings
