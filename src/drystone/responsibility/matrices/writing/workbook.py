"""The matrix as a workbook: a frozen header, drop-downs, colours with a legend, a document block, counts per column."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from drystone.lib.errors import UsageError
from drystone.responsibility.matrices.model import Matrix
from drystone.responsibility.matrices.writing.table import Table, table

_COLOURS = {"A": "#F3CF9F", "R": "#BCDCF2", "C": "#E3E0DA", "I": "#F0EEE9"}
_MEANING = {"R": "does it", "A": "answers for it (exactly one)", "C": "is asked before", "I": "is told after"}
_CHOICES = ["A", "R", "A/R", "C", "I", "C/I", "R/C", "R/I"]
_PLAIN = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
_HEADER = 8
_MAX_COLUMNS = 16_000


def write_workbook(matrix: Matrix, path: Path, *, as_of: dt.datetime | None = None) -> None:
    """Write the matrix as XLSX. Raises UsageError where it is wider than a sheet or the file cannot be written."""
    made = table(matrix)
    if len(made.header) > _MAX_COLUMNS:
        raise UsageError("this matrix is wider than a sheet can be", do="Export it as CSV.")
    try:
        with xlsxwriter.Workbook(str(path), _PLAIN) as book:
            sheet = book.add_worksheet("Matrix")
            formats = _formats(book)
            _document_block(sheet, matrix, formats, as_of)
            _rows(sheet, made, formats)
            _choices(sheet, made, formats)
            _counts(sheet, made, formats)
            _shape(sheet, made)
    except xlsxwriter.exceptions.FileCreateError as error:
        raise UsageError(
            f"this file cannot be written: {error}", where=str(path), do="Choose another place."
        ) from error


def _formats(book: Any) -> dict[str, Any]:
    wrapped = {"text_wrap": True, "valign": "top"}
    formats = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "soft": book.add_format({"font_color": "#5A6470"}),
        "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#F7F6F3", **wrapped}),
        "role": book.add_format(
            {"bold": True, "bottom": 1, "bg_color": "#F7F6F3", "align": "center", "text_wrap": True}
        ),
        "plain": book.add_format(wrapped),
        "letter": book.add_format({"align": "center", "valign": "top"}),
        "count": book.add_format({"align": "center", "font_color": "#5A6470", "top": 1}),
    }
    for letter, colour in _COLOURS.items():
        formats[letter] = book.add_format({"bg_color": colour, "font_color": "#1C2126", "align": "center"})
    return formats


def _document_block(sheet: Any, matrix: Matrix, formats: dict[str, Any], as_of: dt.datetime | None) -> None:
    sheet.write_string(0, 1, f"Who answers for what: {matrix.title}", formats["title"])
    block = {"Date": as_of.date().isoformat() if as_of else "", **{k.capitalize(): v for k, v in matrix.about.items()}}
    shown = [f"{name}: {value}" for name, value in block.items() if value][:2]
    for line, text in enumerate(shown, start=1):
        sheet.write_string(line, 1, text, formats["soft"])
    for line, (letter, meaning) in enumerate(_MEANING.items(), start=3):
        sheet.write_string(line, 0, letter, formats[letter])
        sheet.write_string(line, 1, meaning, formats["soft"])


def _rows(sheet: Any, made: Table, formats: dict[str, Any]) -> None:
    last = len(made.header) - made.trailing
    for column, text in enumerate(made.header):
        sheet.write_string(_HEADER, column, text, formats["role" if made.leading <= column < last else "head"])
    for number, row in enumerate(made.rows, start=_HEADER + 1):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(
                    number, column, text, formats["letter" if made.leading <= column < last else "plain"]
                )


def _choices(sheet: Any, made: Table, formats: dict[str, Any]) -> None:
    """Give every cell of a role a drop-down and its colour; A shows before R, R before C, C before I."""
    first, last = made.leading, len(made.header) - made.trailing - 1
    if last < first or not made.rows:
        return
    area = (_HEADER + 1, first, _HEADER + len(made.rows), last)
    sheet.data_validation(
        *area,
        {
            "validate": "list",
            "source": _CHOICES,
            "error_type": "warning",
            "error_title": "Another letter",
            "error_message": "Usual are A, R, C and I, or two with a slash.",
        },
    )
    corner = f"{xl_col_to_name(first)}{_HEADER + 2}"
    for letter in ("A", "R", "C", "I"):
        sheet.conditional_format(
            *area,
            {
                "type": "formula",
                "criteria": f'=ISNUMBER(SEARCH("/{letter}/","/"&{corner}&"/"))',
                "format": formats[letter],
                "stop_if_true": True,
            },
        )


def _counts(sheet: Any, made: Table, formats: dict[str, Any]) -> None:
    """Write how many A and R each role holds, two rows below the matrix, as numbers and not as formulas."""
    row = _HEADER + len(made.rows) + 2
    for line, letter in enumerate(("A", "R")):
        sheet.write_string(row + line, 1, f"Count of {letter}", formats["soft"])
        for column in range(made.leading, len(made.header) - made.trailing):
            held = sum(letter in cells[column].split("/") for cells in made.rows)
            sheet.write_number(row + line, column, held, formats["count"])


def _shape(sheet: Any, made: Table) -> None:
    last = len(made.header) - made.trailing
    sheet.freeze_panes(_HEADER + 1, 2)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 48)
    sheet.set_column(2, max(2, made.leading - 1), 13)
    sheet.set_column(made.leading, max(made.leading, last - 1), 12)
    if made.trailing:
        sheet.set_column(last, len(made.header) - 1, 24)
    sheet.repeat_rows(_HEADER)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
