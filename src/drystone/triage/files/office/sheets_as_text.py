"""Sheets written as text (CSV, SYLK, web queries): cells that a spreadsheet would take as formulas."""

from __future__ import annotations

import re
from itertools import islice

from drystone.triage.files.findings import Findings
from drystone.triage.files.office.commands import judge_formula
from drystone.triage.files.wording import decoded

MAX_CELLS = 20_000
#: A cell that begins like a formula, after a separator or at the start of a line.
_CELL = re.compile(r"(?:^|[,;\t|])[ \"]{0,20}([=+\-@][^\r\n]{2,1000})", re.M)
_SYLK = re.compile(r";E([^\r\n]{1,1000})", re.M)


def read_text_sheet(found: Findings) -> None:
    """Add what the cells of a CSV file ask for; the text itself is kept."""
    text = decoded(found.data, found.content.declared)
    found.say(text)
    for match in islice(_CELL.finditer(text), MAX_CELLS):
        cell = match.group(1)
        if not re.match(r"[+-]?[\d.,]{1,40}(?:$|[,;\t\" ])", cell):
            judge_formula(found, cell)


def read_sylk(found: Findings) -> None:
    """Add what a SYLK file's expressions call, and that it defines names that start by themselves."""
    text = decoded(found.data)
    found.say(text)
    if re.search(r"^O;.*E", text, re.M):
        found.sign("old-macro-sheet", sheet="SYLK", state="macro")
    if re.search(r";N\"?auto_", text, re.I):
        found.sign("formula-starts-by-itself", defined="Auto_Open")
    for match in islice(_SYLK.finditer(text), MAX_CELLS):
        judge_formula(found, match.group(1))


def read_query(found: Findings) -> None:
    """A web query (.iqy) is an address that Excel fetches when it is opened."""
    lines = decoded(found.data).splitlines()
    for line in lines[2:4]:
        if "://" in line:
            found.link(line, "office")
            found.sign("loads-from-elsewhere", kind="web query", target=line)
