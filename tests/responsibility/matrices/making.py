"""Small files made in code: workbooks, Word documents, and what hostile ones hold."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import openpyxl

from drystone.responsibility.matrices.model import Matrix
from drystone.responsibility.matrices.reading import opening

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def workbook(*sheets: tuple[str, Sequence[Sequence[object]]], merge: Sequence[str] = ()) -> bytes:
    """Return a workbook with these sheets; ``merge`` names areas of the first."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for area in merge:
        book.worksheets[0].merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def document(rows: Sequence[Sequence[str]], before: str = "") -> bytes:
    """Return a Word document with one table; a cell may be raw XML of its content."""
    cells = "".join("<w:tr>" + "".join(f"<w:tc>{_content(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
    body = f"<w:p><w:r><w:t>{before}</w:t></w:r></w:p><w:tbl>{cells}</w:tbl>"
    return package({"word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'})


def _content(cell: str) -> str:
    return cell if cell.startswith("<w:") else f"<w:p><w:r><w:t>{cell}</w:t></w:r></w:p>"


def package(parts: dict[str, str | bytes]) -> bytes:
    """Return a zip archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def added(content: bytes, parts: dict[str, str | bytes]) -> bytes:
    """Return an office file with further or replaced parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return package({name: archive.read(name) for name in archive.namelist() if name not in parts} | parts)


def read(content: bytes | str, name: str = "m.md") -> tuple[Matrix, ...]:
    """Return the matrices of a file's content."""
    data = content.encode() if isinstance(content, str) else content
    return opening.read_bytes(data, name).matrices


def seen(matrix: Matrix) -> dict[str, dict[str, str]]:
    """Return what a matrix says: activity → role → letters."""
    return {
        row.name: {
            matrix.roles[number].name: "/".join(cell.duties) or cell.written for number, cell in row.cells.items()
        }
        for row in matrix.rows
    }
