"""Workbooks: the first sheet with a table, written as CSV beside the workbook, for a source reads text only."""

from __future__ import annotations

import csv
import datetime as dt
import warnings
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from drystone.lib.errors import SourceError

_LARGEST = 512 * 1024**2
_RATIO = 200
_FLOOR = 32 * 1024**2
_MOST_ROWS = 1_000_000
_MOST_COLUMNS = 2_000


def convert(path: Path) -> Path:
    """Write the sheet of most rows as UTF-8 CSV beside the workbook and return its path.

    Raises SourceError where it is no workbook, or one made to fill memory.
    """
    _guard(path)
    if not openpyxl.DEFUSEDXML:
        raise SourceError("workbooks are read only with defusedxml, which is switched off here", do="Save it as CSV.")
    target = path.with_suffix(".csv")
    if target.exists():
        raise SourceError(f'"{target.name}" is there already', do="Move it away, or add that file instead.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Styles and extensions that openpyxl does not know are of no interest.
            book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
            try:
                sheet = max(book.worksheets, key=lambda one: one.max_row or 0)
                _write(sheet, target)
            finally:
                book.close()
    except (InvalidFileException, DefusedXmlException, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        target.unlink(missing_ok=True)
        raise SourceError(f'"{path.name}" cannot be read as a workbook', do="Save the sheet as CSV.") from error
    return target


def _guard(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
            encrypted = any(member.flag_bits & 0x1 for member in archive.infolist())
    except zipfile.BadZipFile as error:
        do = "It may be protected by a password: save it without one, or save the sheet as CSV."
        raise SourceError(f'"{path.name}" is no workbook', do=do) from error
    if encrypted or size > min(_LARGEST, max(_FLOOR, path.stat().st_size * _RATIO)):
        raise SourceError(f'"{path.name}" unpacks to more than a table needs', do="Save the sheet as CSV.")


def _write(sheet: Any, target: Path) -> None:
    with target.open("x", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        rows = sheet.iter_rows(values_only=True, max_row=_MOST_ROWS, max_col=min(sheet.max_column or 1, _MOST_COLUMNS))
        for row in rows:
            if any(cell is not None for cell in row):
                writer.writerow([_text(cell) for cell in row])


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
