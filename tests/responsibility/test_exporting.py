"""The matrix comes out as files that people can open without harm."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from drystone.program.model import Activity, Organisation, Place, Program, Role, Settings
from drystone.responsibility import exporting

HERE = Place("activities/all.yaml")


@pytest.fixture
def program() -> Program:
    """Return a program of two activities, one of them with a hostile name."""
    roles = {name: Role(name, name.title(), HERE) for name in ("it-head", "ciso")}
    activities = {
        "encrypt": Activity(
            "encrypt", "Encrypt laptops", HERE, "it-head", ("asset.owner", "it-head"), informed=("ciso",)
        ),
        "evil": Activity("evil", '=HYPERLINK("http://x.test")<script>|', HERE, "ciso", ("everyone",)),
    }
    return Program(Path(), "", Settings(Organisation("Fenwick & Co")), roles=roles, activities=activities)


def test_a_role_that_does_and_answers_has_both_letters_in_its_cell(program: Program) -> None:
    table = list(csv.DictReader(io.StringIO(exporting.as_csv(exporting.grid(program)))))
    assert table[0]["it-head"] == "R/A"
    assert table[0]["asset.owner"] == "R"
    assert table[0]["ciso"] == "I"
    assert table[1]["everyone"] == "R"


def test_no_cell_starts_a_formula(program: Program, tmp_path: Path) -> None:
    grid = exporting.grid(program)
    assert "\n'=HYPERLINK" not in exporting.as_csv(grid).replace('"', "")
    assert ",'=HYPERLINK" in exporting.as_csv(grid).replace('"', "")
    exporting.write_spreadsheet(grid, tmp_path / "m.xlsx")
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "m.xlsx").active.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(cell.value == '=HYPERLINK("http://x.test")<script>|' for cell in cells)


def test_the_page_and_the_markdown_escape_what_they_are_given(program: Program) -> None:
    grid = exporting.grid(program)
    assert "<script>" not in exporting.as_html(grid)
    assert "Fenwick &amp; Co" in exporting.as_html(grid)
    shown = exporting.as_markdown(grid)
    assert "<script>" not in shown
    assert "&lt;script&gt;\\|" in shown
