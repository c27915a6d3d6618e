"""The matrix of a program as files that people can open without harm."""

from __future__ import annotations

from drystone.responsibility.matrices.programs import of_program as grid
from drystone.responsibility.matrices.writing.page import as_html
from drystone.responsibility.matrices.writing.texts import as_csv, as_markdown
from drystone.responsibility.matrices.writing.workbook import write_workbook as write_spreadsheet

__all__ = ["as_csv", "as_html", "as_markdown", "grid", "write_spreadsheet"]
