"""What the fields of a document and the formulas of a sheet ask Office to do; read as text, never evaluated."""

from __future__ import annotations

import re

from drystone.triage.files.addresses import link_all
from drystone.triage.files.findings import Findings

_DDE_FIELD = re.compile(r"^\s{0,20}\\?\s{0,20}(DDE(?:AUTO)?)\b(.*)", re.I | re.S)
_FETCHING_FIELD = re.compile(r"^\s*(INCLUDE(?:TEXT|PICTURE)|IMPORT|RD|LINK|DATABASE)\b\s*(.*)", re.I | re.S)
_HYPERLINK = re.compile(r"^\s*HYPERLINK\s+\"?([^\"\s]+)", re.I)
#: A program, a bar, a topic, an exclamation mark: ``cmd|'/c calc'!A0``.
_DDE_FORMULA = re.compile(
    r"(?:^|[=+\-@(,;\s\"])'?([A-Za-z][\w .:\\/-]{0,80})'?\|\s*(?:'[^'\n]{0,500}'|[^!\n]{1,200})!", re.A
)
_PROGRAM = re.compile(r"\b(?:cmd|powershell|mshta|rundll32|regsvr32|wscript|cscript|certutil|msexcel)\b|\.exe\b", re.I)
_REACHING = re.compile(
    r"\b(WEBSERVICE|IMPORTXML|IMPORTDATA|IMPORTHTML|IMPORTFEED|IMPORTRANGE|IMAGE|FILTERXML|RTD)\s*\(", re.I
)
_HYPERLINK_FORMULA = re.compile(r"\bHYPERLINK\s*\(\s*\"([^\"]{1,2000})\"", re.I)
_OLD_CALLS = re.compile(
    r"(?<![\w.])(EXEC|CALL|REGISTER(?:\.ID)?|FORMULA(?:\.FILL|\.ARRAY)?|FOPEN|FWRITE(?:LN)?|RUN|URLDownloadToFile[AW]?"
    r"|ShellExecute[AW]?|SET\.VALUE|GET\.WORKSPACE|ON\.TIME|ALERT|HALT)\s*\(",
    re.I,
)
_QUIET = {"RUN", "FORMULA", "ALERT", "HALT", "SET.VALUE"}


def judge_exchange(found: Findings, command: str) -> None:
    """Add what a dynamic data exchange asks for: programs of the system are one thing, price feeds another."""
    found.sign("data-exchange-starts-program" if _PROGRAM.search(command) else "data-exchange", command=command)


def judge_command(found: Findings, instruction: str) -> None:
    """Add what one field of a document asks for."""
    # Word ignores quotes inside a command, and attackers put them between its letters.
    match = _DDE_FIELD.match(instruction.replace('"', "")) or _DDE_FIELD.match(instruction)
    if match:
        judge_exchange(found, f"{match.group(1)} {match.group(2).strip()}")
    fetching = _FETCHING_FIELD.match(instruction)
    if fetching and ("://" in fetching.group(2) or "\\\\" in fetching.group(2)[:3]):
        picture = "PICTURE" in fetching.group(1).upper() and "://" in fetching.group(2)
        kind = "picture-from-elsewhere" if picture else "loads-from-elsewhere"
        found.sign(kind, kind=fetching.group(1), target=fetching.group(2))
    link = _HYPERLINK.match(instruction)
    if link:
        found.link(link.group(1), "office")
    link_all(found, instruction, "office")


def judge_formula(found: Findings, formula: str) -> None:
    """Add what one cell's formula would start or reach; ordinary formulas add nothing."""
    if not formula:
        return
    match = _DDE_FORMULA.search(formula) if "|" in formula and "!" in formula else None
    if match and _PROGRAM.search(formula):
        found.sign("formula-starts-program", formula=formula)
    elif match:
        found.sign("data-exchange", command=formula)
    calls = {call.upper() for call in _OLD_CALLS.findall(formula)}
    if calls - _QUIET:
        found.sign("old-macro-calls", calls=", ".join(sorted(calls)))
        found.say(formula)
    if _REACHING.search(formula):
        found.sign("formula-reaches-out", formula=formula)
    for link in _HYPERLINK_FORMULA.findall(formula):
        found.link(link, "office")
    link_all(found, formula, "office")
