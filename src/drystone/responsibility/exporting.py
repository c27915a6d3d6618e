"""The matrix as files that people open: CSV, Markdown, HTML and a spreadsheet.

One row per activity, one column per role or relation, letters in the cells ("R/A" where one holds two). No cell can
start a formula: text that begins like one gets an apostrophe in CSV, and is written as a string in a spreadsheet.
"""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from drystone.program.model import Activity, Program

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LEADING = ("id", "activity", "about", "standing", "held by")
_COLOURS = {"A": "#f6d7b0", "R": "#cfe3f5", "C": "#e4e4e4", "I": "#f3f3f3"}
_LEGEND = "R does it · A answers for it · C is asked before · I is told after"


@dataclass(frozen=True, slots=True)
class Grid:
    """The matrix as text: a header and rows of equal length."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def grid(program: Program) -> Grid:
    """Return the whole matrix; columns are ordered as the roles file is, relations last."""
    used = {who for activity in program.activities.values() for _, who in activity.letters()}
    roles = [role for role in program.roles if role in used]
    relations = sorted(used - set(roles))
    holders = (*roles, *relations)
    rows = tuple(
        (*_leading(activity), *(_cell(activity, who) for who in holders)) for activity in program.activities.values()
    )
    return Grid(program.settings.organisation.name, (*_LEADING, *holders), rows)


def _leading(activity: Activity) -> tuple[str, ...]:
    return (activity.id, activity.name, activity.about or "organisation", activity.standing, activity.held_by)


def _cell(activity: Activity, who: str) -> str:
    return "/".join(dict.fromkeys(letter for letter, holder in activity.letters() if holder == who))


def as_csv(matrix: Grid) -> str:
    """Return the matrix as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in (matrix.header, *matrix.rows):
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    return out.getvalue()


def as_markdown(matrix: Grid) -> str:
    """Return the matrix as one Markdown table with its legend."""

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    body = [line(matrix.header), "|" + "---|" * len(matrix.header), *(line(row) for row in matrix.rows)]
    return f"# Who answers for what: {matrix.title}\n\n{_LEGEND}\n\n" + "\n".join(body) + "\n"


def as_html(matrix: Grid) -> str:
    """Return the matrix as one self-contained page: no script, no address, nothing fetched."""
    head = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in matrix.header)
    body = "".join(
        "<tr>" + "".join(_html_cell(index, cell) for index, cell in enumerate(row)) + "</tr>\n" for row in matrix.rows
    )
    colours = "".join(f".{letter}{{background:{colour};color:#111}}" for letter, colour in _COLOURS.items())
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(matrix.title)}</title>'
        "<style>body{font:15px/1.5 system-ui,sans-serif;margin:2rem;color-scheme:light dark}"
        "table{border-collapse:collapse}"
        "th,td{border:1px solid #8886;padding:.3rem .5rem;text-align:left;vertical-align:top}"
        f"thead th{{position:sticky;top:0;background:Canvas}}{colours}</style>"
        f"<h1>Who answers for what: {html.escape(matrix.title)}</h1><p>{_LEGEND}</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></html>\n"
    )


def _html_cell(index: int, cell: str) -> str:
    if index < len(_LEADING):
        return f"<td>{html.escape(cell)}</td>"
    return f'<td class="{"A" if "A" in cell else cell[:1]}">{html.escape(cell)}</td>' if cell else "<td></td>"


def write_spreadsheet(matrix: Grid, path: Path) -> None:
    """Write the matrix as XLSX: a frozen header, colours and their legend. Raises OSError."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("Matrix")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        letters = {
            letter: book.add_format({"bg_color": colour, "align": "center"}) for letter, colour in _COLOURS.items()
        }
        sheet.write_string(0, 0, f"Who answers for what: {matrix.title}. {_LEGEND}", book.add_format({"bold": True}))
        for column, cell in enumerate(matrix.header):
            sheet.write_string(2, column, cell, bold)
        for number, row in enumerate(matrix.rows, start=3):
            for column, cell in enumerate(row):
                held = column >= len(_LEADING) and cell
                sheet.write_string(number, column, cell, letters["A" if "A" in cell else cell[:1]] if held else plain)
        sheet.freeze_panes(3, 2)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 48)
        sheet.set_column(2, len(matrix.header) - 1, 13)
