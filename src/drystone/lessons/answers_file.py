"""Counts of answers from a CSV file, bounded: what another system exports, or what somebody counted by hand."""

from __future__ import annotations

import csv
from pathlib import Path

from drystone.lessons.answering import Chosen
from drystone.lib.errors import UsageError

MAX_BYTES = 10_000_000
NEEDED = ("item", "option", "people")


def read(path: Path) -> list[Chosen]:
    """Return the counts of a CSV file with the columns item, option, people, and variant, upper and lower if known.

    Raises UsageError with the line where the file is not one, is too large, or holds what is no count.
    """
    with path.open("rb") as stream:
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise UsageError("this file is larger than 10 MB", where=str(path), do="Give counts, not single answers.")
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise UsageError("this file is not UTF-8", where=str(path), do="Save it as CSV in UTF-8.") from None
    rows = csv.DictReader(lines, strict=True)
    try:
        missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
        if missing:
            raise UsageError(f"there is no column {missing[0]}", where=str(path), do=f"It needs {', '.join(NEEDED)}.")
        return [_chosen(row, f"{path}:{rows.line_num}") for row in rows]
    except csv.Error as error:
        raise UsageError(f"this is not CSV: {error}", where=f"{path}:{rows.line_num}") from None


def _chosen(row: dict[str, str | None], where: str) -> Chosen:
    people, upper, lower = (_whole(row.get(name), name, where) for name in ("people", "upper", "lower"))
    return Chosen(row["item"] or "", row.get("variant") or "a", row["option"] or "", people, upper, lower)


def _whole(text: str | None, name: str, where: str) -> int:
    given = (text or "0").strip()
    if not given.isdecimal() or len(given) > 9:
        raise UsageError(f"{name} is {given!r}, which is no count", where=where, do="Write a whole number.")
    return int(given)
