"""Rows of gaps as text: a table for spreadsheets, a JSON array, OCSF Compliance Findings a line; piece by piece."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from drystone.gaps.ocsf import compliance_finding

COLUMNS = (
    "gap_id check activity asset_kind asset_id asset_name item detail severity status outcome reach first_seen due"
    " responsible accountable via"
).split()
_AT_ONCE = 500
#: What makes a spreadsheet take a cell for a formula (OWASP, CSV injection), full-width forms too.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")

Row = Mapping[str, Any]


def as_csv(rows: Iterable[Row], *, end: str = "\r\n") -> Iterator[str]:
    """Yield a table with a header (RFC 4180), some hundred lines at a time; no cell starts a formula."""
    waiting = iter(rows)
    yield _lines([COLUMNS], end)
    while batch := list(islice(waiting, _AT_ONCE)):
        yield _lines((_cells(row) for row in batch), end)


def _cells(row: Row) -> list[str]:
    flat = {**row, "responsible": " ".join(row["responsible"])}
    return [harmless(flat[column]) for column in COLUMNS]


def _lines(cells: Iterable[list[str]], end: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end).writerows(cells)
    return out.getvalue()


def harmless(value: object) -> str:
    """Return the text of a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_json(rows: Iterable[Row]) -> Iterator[str]:
    """Yield one JSON array, some hundred rows at a time."""
    waiting, between = iter(rows), "["
    while batch := list(islice(waiting, _AT_ONCE)):
        yield between + ",\n".join(json.dumps(row, ensure_ascii=False) for row in batch)
        between = ",\n"
    yield "[]\n" if between == "[" else "]\n"


def as_ocsf(rows: Iterable[Row]) -> Iterator[str]:
    """Yield OCSF Compliance Findings, one JSON object a line."""
    waiting = iter(rows)
    while batch := list(islice(waiting, _AT_ONCE)):
        yield "".join(json.dumps(compliance_finding(row), ensure_ascii=False) + "\n" for row in batch)
