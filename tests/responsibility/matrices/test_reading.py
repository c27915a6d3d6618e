"""Every format is read as it stands; hostile files are refused in words and cost little."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.responsibility.matrices.making import added, document, package, read, seen, workbook

from drystone.lib.errors import DrystoneError
from drystone.responsibility.matrices.reading import opening
from drystone.responsibility.matrices.sheets import UnreadableError

GRID = [("Activity", "CISO", "IT"), ("Patch", "A", "R"), ("Train", "A/R", "C")]
WANTED = {"Patch": {"CISO": "A", "IT": "R"}, "Train": {"CISO": "R/A", "IT": "C"}}
_BOOK = '<workbook xmlns="x" xmlns:r="y"><sheets><sheet name="S" r:id="r1"/></sheets></workbook>'
_RELATIONS = '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'


def _sheet(rows: str, extra: str = "") -> bytes:
    return package({
        "xl/workbook.xml": _BOOK, "xl/_rels/workbook.xml.rels": _RELATIONS,
        "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData>{extra}</worksheet>",
    })  # fmt: skip


def _cells(*texts: str) -> str:
    return "".join(f'<c r="{chr(65 + n)}1" t="inlineStr"><is><t>{text}</t></is></c>' for n, text in enumerate(texts))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_any_delimiter_and_encoding_is_read(delimiter: str, encoding: str) -> None:
    text = "\r\n".join(delimiter.join((*row, "é")) for row in GRID)
    assert seen(read(text.encode(encoding), "m.csv")[0])["Patch"]["CISO"] == "A"


def test_more_than_a_matrix_can_be_is_refused_before_it_is_taken_apart() -> None:
    for content, name, words in (
        (b"|" * 500_000 + b"\n|---|\n", "m.md", "cells"),
        (b"Activity,IT,HR\n" + b"".join(b"Do %d,A,R\n" % n for n in range(10_001)), "m.csv", "10,001 activities"),
    ):
        with pytest.raises(UnreadableError, match=words):
            opening.read_bytes(content, name)


def test_word_tables_are_read_with_their_merged_cells() -> None:
    span = '<w:tcPr><w:gridSpan w:val="3"/></w:tcPr><w:p><w:r><w:t>Phase one</w:t></w:r></w:p>'
    content = document([GRID[0], [span], *GRID[1:]], "R = Responsible, A = Accountable")
    [matrix] = read(content, "m.docx")
    assert seen(matrix) == WANTED
    assert matrix.rows[0].group == "Phase one"
    assert matrix.legend["R"] == "R"


def test_a_table_inside_a_table_is_read_too() -> None:
    inner = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{c}</w:t></w:r></w:p></w:tc>" for c in row) + "</w:tr>"
        for row in GRID
    )
    [matrix] = read(document([[f"<w:tbl>{inner}</w:tbl>"]]), "m.docx")
    assert seen(matrix) == WANTED


def test_what_was_deleted_under_track_changes_is_not_read() -> None:
    changed = "<w:p><w:del><w:r><w:delText>R</w:delText></w:r></w:del><w:ins><w:r><w:t>A</w:t></w:r></w:ins></w:p>"
    assert seen(read(document([GRID[0], ["Patch", changed, "R"]]), "m.docx")[0])["Patch"]["CISO"] == "A"


def test_html_tables_are_read_with_their_spans_and_without_their_scripts() -> None:
    text = (
        "<!doctype html><p>RACI</p><!-- <table><tr><td>no --><script>var x = '<table>';</script><table>"
        "<tr><th rowspan=2>Activity<th colspan='2'>Security</tr><tr><th>CISO</th><th>IT</th></tr>"
        "<tr><td>Patch &amp; mend</td><td>A</td><td>R</td><tr><td>Train</td><td>A</td><td>R</td></tr></table>"
    )
    assert seen(read(text, "m.html")[0])["Patch & mend"] == {"CISO": "A", "IT": "R"}


def test_our_own_activities_are_read_even_where_they_are_not_valid() -> None:
    text = (
        "- id: patch\n  name: Patch\n  responsible: [it, dev]\n  accountable: [ciso, cio]\n- name: Train\n  "
        "informed: all\n"
    )
    [matrix] = read(text, "all.yaml")
    assert seen(matrix) == {"Patch": {"it": "R", "dev": "R", "ciso": "A", "cio": "A"}, "Train": {"all": "I"}}
    assert matrix.rows[1].spot.line == 5


def test_code_blocks_and_escaped_pipes_of_markdown_are_understood() -> None:
    text = (
        "```\n| a | R |\n|---|---|\n| b | A |\n```\n\n| Activity | CISO | IT |\n|:--|---|---|\n| Patch \\| mend | "
        "**A** | [R](x) |\n"
    )
    [matrix] = read(text)
    assert seen(matrix) == {"Patch | mend": {"CISO": "A", "IT": "R"}}
    assert str(matrix.rows[0].spot) == "line 9, column 1"


def test_formulas_are_never_calculated_and_their_saved_values_are_noted() -> None:
    rows = f'<row r="1">{_cells("Activity", "CISO", "IT")}</row><row r="2"><c r="A2" t="str"><v>Patch</v></c>'
    rows += '<c r="B2" t="str"><f>IF(1,"A")</f><v>A</v></c><c r="C2" '
    rows += 't="str"><f>WEBSERVICE("http://x.test")</f><v>R</v></c></row>'
    [matrix] = read(_sheet(rows), "m.xlsx")
    assert seen(matrix) == {"Patch": {"CISO": "A", "IT": "R"}}
    assert [str(spot) for spot in matrix.formulas] == ["S!B2", "S!C2"]


def test_a_sheet_that_claims_to_be_huge_costs_what_it_holds() -> None:
    rows = (
        f'<row r="1">{_cells("Activity", "CISO", "IT")}</row><row r="1048576"><c r="A1048576" t="str"><v>Patch</v></c>'
    )
    rows += '<c r="B1048576" t="str"><v>A</v></c><c r="C1048576" t="str"><v>R</v></c></row>'
    merges = '<mergeCells><mergeCell ref="D1:XFD1048576"/><mergeCell ref="A5:XFD1048575"/></mergeCells>'
    [matrix] = read(_sheet(rows, merges), "m.xlsx")
    assert str(matrix.rows[0].spot) == "S!A1048576"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("m.xlsm", added(workbook(("S", GRID)), {"xl/vbaProject.bin": b"x"}), "macros"),
        ("m.xlsx", added(workbook(("S", GRID)), {"xl/externalLinks/externalLink1.xml": "<x/>"}), "other files"),
        ("m.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted"),
        ("m.pdf", b"%PDF-1.7", "PDF"),
        ("m.csv", b"", "empty"),
        ("m.zip", package({"a.txt": "x"}), "neither"),
        ("m.xlsx", b"PK\x03\x04" + bytes(40), "damaged"),
        ("m.xlsx", workbook(("S", GRID))[:-400], "damaged"),
        ("m.bin", b"\x7fELF\x02\x01\x01\x00\x00" + bytes(range(1, 255)), "no text"),
        ("m.xlsx", _sheet("<row><c>" + "<a>" * 200 + "</a>" * 200 + "</c></row>"), "nested"),
        ("m.yaml", b"a: &a [1]\nb: *nope\n", "no YAML"),
        ("m.txt", b"Dear all, nothing to see here.\n", "no responsibility matrix"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(name: str, content: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words) as refused:
        opening.read_bytes(content, name)
    assert refused.value.exit_code == 2


def test_an_entity_bomb_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData>&b;</sheetData></worksheet>'
    content = package(
        {"xl/workbook.xml": _BOOK, "xl/_rels/workbook.xml.rels": _RELATIONS, "xl/worksheets/sheet1.xml": bomb}
    )
    with pytest.raises(UnreadableError, match="entities"):
        read(content, "m.xlsx")


def test_a_zip_bomb_is_refused_while_it_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drystone.responsibility.matrices.reading.packages.MAX_PART", 1_000_000)
    content = package({"word/document.xml": b" " * 1_500_000})
    assert len(content) < 3_000
    monkeypatch.setattr("drystone.responsibility.matrices.reading.packages._SWELLS", 1_000_000)  # Its header lies.
    with pytest.raises(UnreadableError, match="unpacks without end"):
        read(content, "m.docx")


def test_a_zip_bomb_is_refused_in_a_part_that_is_never_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drystone.responsibility.matrices.reading.packages.MAX_PART", 1_000_000)
    with pytest.raises(UnreadableError, match="unpacks without end"):
        read(added(document([("Activity", "CISO"), ("Patch", "A")]), {"word/media/a.png": b" " * 1_500_000}), "m.docx")


def test_more_cells_than_people_could_agree_on_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drystone.responsibility.matrices.reading.delimited.MAX_CELLS", 100)
    with pytest.raises(UnreadableError, match="more than 100 cells"):
        read("a,b,c\n" * 60, "m.csv")


def test_a_page_that_never_closes_its_tags_is_read_in_one_pass() -> None:
    text = "<table>" + "<a " * 100_000 + "<!--" * 50_000 + "<td " * 100_000
    with pytest.raises(UnreadableError):
        read(text, "m.html")


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["m.csv", "m.md", "m.html", "m.yaml", "m.xlsx", "m.docx", "m"]))
def test_any_bytes_are_read_or_refused_in_words(content: bytes, name: str) -> None:
    with contextlib.suppress(DrystoneError):
        opening.read_bytes(content, name)


_PIECES = st.lists(
    st.sampled_from(
        [
            "|",
            "\n",
            "---|",
            "R",
            "A",
            "C",
            "Activity",
            "CISO",
            ",",
            "<table>",
            "<tr>",
            "<td>",
            "x",
            " ",
            '"',
            "- ",
            ": ",
        ]
    ),
    max_size=60,
)


@settings(max_examples=80, deadline=None)
@given(_PIECES, st.sampled_from(["m.csv", "m.md", "m.html", "m.yaml"]))
def test_any_mixture_of_table_marks_is_read_or_refused_in_words(pieces: list[str], name: str) -> None:
    with contextlib.suppress(DrystoneError):
        opening.read_bytes("".join(pieces).encode(), name)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=8))
def test_a_damaged_workbook_is_read_or_refused_in_words(damage: list[tuple[int, int]]) -> None:
    content = bytearray(_WORKBOOK)
    for at, value in damage:
        content[at % len(content)] = value
    with contextlib.suppress(DrystoneError):
        opening.read_bytes(bytes(content), "m.xlsx")


_WORKBOOK = workbook(("S", GRID))


def test_a_folder_that_is_no_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no program"):
        opening.read(tmp_path)
    with pytest.raises(UnreadableError, match="no such file"):
        opening.read(tmp_path / "nothing.xlsx")
