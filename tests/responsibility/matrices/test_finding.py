"""Grids are found wherever people put them, and their letters understood."""

from __future__ import annotations

import pytest
from tests.responsibility.matrices.making import document, read, seen, workbook

HEAD = ("Activity", "CISO", "IT", "HR")


def test_a_grid_is_found_below_a_title_a_document_block_and_a_legend() -> None:
    rows = [
        ("RACI for security",), ("Version", "2.1"), ("Last reviewed: 2026-02-03",), (),
        ("R = Responsible",), ("A = Accountable, C = Consulted",), (),
        HEAD, ("Patch laptops", "A", "R", "I"),
    ]  # fmt: skip
    [matrix] = read(workbook(("Sheet", rows)), "m.xlsx")
    assert seen(matrix) == {"Patch laptops": {"CISO": "A", "IT": "R", "HR": "I"}}
    assert matrix.title == "RACI for security"
    assert matrix.about == {"version": "2.1", "last reviewed": "2026-02-03"}
    assert matrix.legend == {"R": "R", "A": "A", "C": "C"}
    assert str(matrix.rows[0].spot) == "Sheet!A9"
    assert str(matrix.rows[0].cells[1].spot) == "Sheet!C9"


@pytest.mark.parametrize("where", ["beside", "below"])
def test_a_legend_beside_or_below_is_no_part_of_the_grid(where: str) -> None:
    grid: list[list[str]] = [
        list(HEAD),
        ["Approve", "A", "R", "C"],
        ["Review", "A", "R", "I"],
        ["Train", "A", "C", "R"],
    ]
    legend = [
        ["R", "Responsible, does the work"],
        ["A", "Accountable"],
        ["C", "Consulted before"],
        ["I", "Informed after"],
    ]
    if where == "beside":
        rows = [[*row, "", *told] for row, told in zip(grid, legend, strict=True)]
    else:
        rows = [*grid, [], *legend]
    [matrix] = read(workbook(("S", rows)), "m.xlsx")
    assert [role.name for role in matrix.roles] == ["CISO", "IT", "HR"]
    assert list(seen(matrix)) == ["Approve", "Review", "Train"]
    assert matrix.legend == {"R": "R", "A": "A", "C": "C", "I": "I"}


def test_two_grids_on_a_sheet_are_two_matrices() -> None:
    rows = [HEAD, ("Patch", "A", "R", ""), ("Train", "A", "", "R"), (), ("Second",),
            ("Task", "Legal", "COO", "Board"), ("Sign contracts", "R", "A", "I")]  # fmt: skip
    first, second = read(workbook(("S", rows)), "m.xlsx")
    assert list(seen(first)) == ["Patch", "Train"]
    assert seen(second) == {"Sign contracts": {"Legal": "R", "COO": "A", "Board": "I"}}


def test_merged_phases_are_groups_and_merged_headers_are_departments() -> None:
    rows = [
        ("Phase", "Activity", "Security", "", "People", ""), ("", "", "CISO", "SOC", "HR", "Lead"),
        ("Prepare", "Write the plan", "A", "R", "I", ""), ("", "Train everyone", "A", "", "R", ""),
        ("While it lasts", "", "", "", "", ""), ("", "Call people", "A", "R", "", "I"),
    ]  # fmt: skip
    [matrix] = read(workbook(("S", rows), merge=["A1:A2", "B1:B2", "C1:D1", "E1:F1", "A3:A4", "A5:F5"]), "m.xlsx")
    assert [(role.name, role.group) for role in matrix.roles][:3] == [
        ("CISO", "Security"),
        ("SOC", "Security"),
        ("HR", "People"),
    ]
    assert [(row.name, row.group) for row in matrix.rows][:2] == [
        ("Write the plan", "Prepare"),
        ("Train everyone", "Prepare"),
    ]
    assert [row.name for row in matrix.rows] == ["Write the plan", "Train everyone", "Call people"]


def test_a_transposed_grid_is_turned_round() -> None:
    text = "| Role | Approve plan | Patch laptops |\n|---|---|---|\n| Board | A | |\n| CISO | R | A |\n| IT | C | R |\n"
    [matrix] = read(text)
    assert seen(matrix) == {
        "Approve plan": {"Board": "A", "CISO": "R", "IT": "C"},
        "Patch laptops": {"CISO": "A", "IT": "R"},
    }


def test_letters_may_be_the_columns() -> None:
    [matrix] = read("Activity;Responsible;Accountable;Consulted;Informed\nPatch;IT, DevOps;CISO;;All staff\n", "m.csv")
    assert seen(matrix) == {"Patch": {"IT": "R", "DevOps": "R", "CISO": "A", "All staff": "I"}}


def test_one_line_may_hold_one_letter() -> None:
    [matrix] = read("activity,role,raci\nPatch,IT,R\nPatch,CISO,A\nTrain,HR,A/R\n", "m.csv")
    assert seen(matrix) == {"Patch": {"IT": "R", "CISO": "A"}, "Train": {"HR": "R/A"}}


def test_empty_rows_inside_a_grid_do_not_end_it() -> None:
    [matrix] = read(
        workbook(("S", [HEAD, ("Patch", "A", "R", ""), (), ("Train", "A", "", "R"), ("Destroy disks",)])), "m.xlsx"
    )
    assert list(seen(matrix)) == ["Patch", "Train", "Destroy disks"]


def test_counts_and_headings_are_no_activities() -> None:
    rows = [
        HEAD,
        ("PREPARE",),
        ("Patch", "A", "R", ""),
        ("Phase 2: act",),
        ("Train", "A", "", "R"),
        ("Count of A", 2, 0, 0),
    ]
    [matrix] = read(workbook(("S", rows)), "m.xlsx")
    assert [(row.name, row.group) for row in matrix.rows] == [("Patch", "PREPARE"), ("Train", "Phase 2: act")]


def test_a_column_of_role_acronyms_made_of_letters_is_a_header() -> None:
    [matrix] = read("| Task | CIS | CTO | CEO |\n|---|---|---|---|\n| Buy | R | A | I |\n| Sell | C | R | A |\n")
    assert [role.name for role in matrix.roles] == ["CIS", "CTO", "CEO"]


@pytest.mark.parametrize(
    ("written", "duties"),
    [
        ("A/R", "RA"), ("A, R", "RA"), ("AR", "RA"), ("R & C", "RC"), ("r", "R"), ("**A**", "A"), ("(C)", "C"),
        ("Ｒ", "R"), ("Responsible", "R"), ("R*", "R"), ("R (backup)", "R"), ("А", "A"), ("С/І", "CI"), ("Α", "A"),
    ],
)  # fmt: skip
def test_letters_are_understood_as_people_write_them(written: str, duties: str) -> None:
    [matrix] = read(
        workbook(("S", [HEAD, ("Patch", written, "R", ""), ("Train", "A", "C", "R"), ("Buy", "A", "R", "C")])), "m.xlsx"
    )
    assert matrix.rows[0].cells[0].duties == tuple(duties)


@pytest.mark.parametrize("blank", ["-", "–", "n/a", "N/A", ".", " "])
def test_a_dash_is_nothing(blank: str) -> None:
    [matrix] = read(workbook(("S", [HEAD, ("Patch", "A", "R", blank), ("Train", "A", "C", "R")])), "m.xlsx")
    assert 2 not in matrix.rows[0].cells


@pytest.mark.parametrize(
    ("head", "row", "scheme", "expected"),
    [
        ("CEO | CFO | Ops", "D | R | P", "RAPID", ("A", "R", "R")),
        ("Lead | Approver | Team", "D | A | C", "DACI", ("R", "A", "C")),
        ("CISO | IT | HR", "A | R | S", "RASCI", ("A", "R", "S")),
        ("Директор | Отдел | Кадры", "У | О | К", "ОУКИ", ("A", "R", "C")),
    ],
)
def test_other_families_of_letters_are_known(head: str, row: str, scheme: str, expected: tuple[str, ...]) -> None:
    text = f"| Decision | {head} |\n|---|---|---|---|\n| Buy | {row} |\n| Sell | {row} |\n"
    [matrix] = read(text)
    assert matrix.scheme == scheme
    assert tuple(cell.duties[0] for cell in matrix.rows[0].cells.values()) == expected


def test_a_legend_in_another_language_says_what_letters_mean() -> None:
    text = "Legende: D = Durchführung, V = Verantwortlich, M = Mitarbeit, I = Information\n\n"
    text += "| Aufgabe | Leitung | IT | Personal |\n|---|---|---|---|\n| Planen | V | D | I |\n| Bauen | V | D | M |\n"
    [matrix] = read(text)
    assert seen(matrix)["Bauen"] == {"Leitung": "A", "IT": "R", "Personal": "S"}


def test_names_under_positions_are_holders_and_not_columns() -> None:
    rows = [
        ("Task", "CISO", "Head of IT"),
        ("", "Maria Santos", "John Miller"),
        ("Patch", "A", "R"),
        ("Train", "A", "R"),
    ]
    [matrix] = read(workbook(("S", rows)), "m.xlsx")
    assert [role.name for role in matrix.roles] == ["CISO", "Head of IT"]


def test_an_ordinary_table_is_no_matrix() -> None:
    text = (
        "| Grade | Name | Size |\n|---|---|---|\n| A | Apple | 1 |\n| B | Pear | 2 |\n\n| R | A |\n|---|---|\n| 1 "
        "| 2 |\n"
    )
    with pytest.raises(Exception, match="no responsibility matrix"):
        read(text)


def test_letters_typed_for_how_they_sound_are_understood_and_pointed_out() -> None:
    [matrix] = read(workbook(("Лист", [HEAD, ("Обновить", "А", "Р", "И"), ("Patch", "A", "R", "C")])), "m.xlsx")
    assert seen(matrix)["Обновить"] == {"CISO": "A", "IT": "R", "HR": "I"}
    assert {cell.oddity for cell in matrix.rows[0].cells.values()} == {"look-alike"}


def test_what_is_struck_through_does_not_hold() -> None:
    wanted = {"Patch": {"CISO": "A", "IT": "R"}}
    for struck in ("~~A~~", "<s>A</s>"):
        [matrix] = read(f"| Activity | CISO | IT |\n|---|---|---|\n| Patch | A | {struck} <b>R</b> |\n")
        assert seen(matrix) == wanted
    [matrix] = read("| Activity | CISO | IT |\n|---|---|---|\n| Keep \\~~this\\~~ | A | R |\n")
    assert matrix.rows[0].name == "Keep ~~this~~"
    page = "<table><tr><td>Activity<td>CISO<td>IT<tr><td>Patch<td>A<td><del>A</del> R<td><s>C</table>"
    assert seen(read(page, "m.html")[0]) == wanted
    struck = "<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>A</w:t></w:r><w:r><w:t>R</w:t></w:r></w:p>"
    [matrix] = read(document([("Activity", "CISO", "IT"), ("Patch", "A", struck)]), "m.docx")
    assert seen(matrix) == wanted


def test_letters_may_be_pictures_or_stand_beside_some() -> None:
    rows = [HEAD, ("Patch", "🅰️", "✅ R", "I¹"), ("Train", "\U0001f1e6", "🔴 C", "R"), ("Wipe", "A", "R", "✅")]
    [matrix] = read(workbook(("Sheet", rows)), "m.xlsx")
    assert seen(matrix) == {
        "Patch": {"CISO": "A", "IT": "R", "HR": "I"}, "Train": {"CISO": "A", "IT": "C", "HR": "R"},
        "Wipe": {"CISO": "A", "IT": "R", "HR": "✅"},
    }  # fmt: skip
    assert [cell.oddity for row in matrix.rows for cell in row.cells.values() if cell.oddity] == ["mark"]


def test_a_cell_of_names_may_join_two_and_what_tells_rows_apart_is_the_activity() -> None:
    text = 'Process,Sub-process,R,A\nPatch,Servers,IT,CISO\nPatch,Laptops,"IT, Help desk",CISO and CIO\n'
    [matrix] = read(f"{text}Care,Health,Health and Safety,CISO\n", "m.csv")
    assert [row.name for row in matrix.rows] == ["Servers", "Laptops", "Health"]
    assert seen(matrix)["Laptops"] == {"IT": "R", "Help desk": "R", "CISO": "A", "CIO": "A"}
    assert seen(matrix)["Health"] == {"Health and Safety": "R", "CISO": "A"}


def test_a_legend_right_beside_the_last_column_and_numbered_headings_are_no_part_of_the_grid() -> None:
    rows = [
        ("", "CISO", "IT", "HR", "Key"),
        ("1. Prepare", "", "", "", "A - answers"), ("1.1 Write the plan", "A", "R", "C", "C - asked"),
        ("1.2 Train", "A", "", "R", "I - told"), ("2. Respond",), ("2.1 Contain", "I", "A", "R", "R - does"),
    ]  # fmt: skip
    [matrix] = read(workbook(("Sheet", rows)), "m.xlsx")
    assert [role.name for role in matrix.roles] == ["CISO", "IT", "HR"]
    assert matrix.legend == dict(zip("ACIR", "ACIR", strict=True))
    assert seen(matrix) == {
        "1.1 Write the plan": {"CISO": "A", "IT": "R", "HR": "C"}, "1.2 Train": {"CISO": "A", "HR": "R"},
        "2.1 Contain": {"CISO": "I", "IT": "A", "HR": "R"},
    }  # fmt: skip
    assert [row.group for row in matrix.rows] == ["1. Prepare", "1. Prepare", "2. Respond"]
