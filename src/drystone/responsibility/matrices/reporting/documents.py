"""A report as JSON (a contract) and as SARIF 2.1.0, which code hosts show beside the lines."""

from __future__ import annotations

from typing import Any

from drystone import __version__
from drystone.lib.clock import iso
from drystone.responsibility.matrices.linting import Finding, Report
from drystone.responsibility.matrices.model import Matrix
from drystone.responsibility.matrices.rules.catalogue import RULES

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def as_json(report: Report) -> dict[str, Any]:
    """Return the report as the documented JSON: ``findings`` and ``matrix``."""
    return {
        "findings": [_finding(finding) for finding in report.findings],
        "matrix": {
            "file": report.reading.path,
            "kind": report.reading.kind,
            "as_of": iso(report.as_of),
            "profiles": sorted(report.wishes.profiles),
            "small_team": bool(report.wishes.small_team),
            "grids": [_grid(matrix) for matrix in report.reading.matrices],
            "excused": [{**_finding(finding), "reason": finding.excuse} for finding in report.excused],
        },
    }


def _finding(finding: Finding) -> dict[str, Any]:
    made: dict[str, Any] = {
        "rule": finding.rule,
        "severity": finding.severity,
        "place": str(finding.spot),
        "activity": finding.activity,
        "role": finding.role,
        "text": finding.text,
        "source": finding.source,
    }
    if finding.measures:
        made["measures"] = [
            {"id": one.id, "text": one.words, "source": one.source, "state": one.state} for one in finding.measures
        ]
    return made


def _grid(matrix: Matrix) -> dict[str, Any]:
    return {
        "title": matrix.title,
        "place": str(matrix.spot),
        "scheme": matrix.scheme,
        "legend": dict(matrix.legend),
        "about": dict(matrix.about),
        "roles": [role.key or role.name for role in matrix.roles],
        "activities": [
            {
                "id": row.key,
                "name": row.name,
                "group": row.group,
                "place": str(row.spot),
                "letters": {
                    matrix.roles[number].key or matrix.roles[number].name: "/".join(cell.duties) or cell.written
                    for number, cell in sorted(row.cells.items())
                },
                "facts": dict(row.facts),
            }
            for row in matrix.rows
        ],
    }


def as_sarif(report: Report) -> dict[str, Any]:
    """Return the report as SARIF 2.1.0; excused findings are results with a suppression."""
    used = sorted({finding.rule for finding in (*report.findings, *report.excused)})
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "drystone matrix lint",
                        "version": __version__,
                        "rules": [_rule(r) for r in used],
                    }
                },
                "results": [
                    *(_result(finding, report, used) for finding in report.findings),
                    *(_result(finding, report, used) for finding in report.excused),
                ],
            }
        ],
    }


def _rule(name: str) -> dict[str, Any]:
    rule = RULES[name]
    return {
        "id": name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.why} Source: {rule.source}."},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Finding, report: Report, used: list[str]) -> dict[str, Any]:
    about = ": ".join(part for part in (finding.activity, finding.text) if part)
    if finding.measures:
        about += f" What makes up for it: {'; '.join(f'{one.words} [{one.state}]' for one in finding.measures)}."
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": _uri(report, finding)}}}
    if finding.spot.line:
        region = {"startLine": finding.spot.line}
        if finding.spot.column:
            region["startColumn"] = finding.spot.column
        location["physicalLocation"]["region"] = region
    else:
        location["logicalLocations"] = [{"fullyQualifiedName": str(finding.spot), "kind": "element"}]
    result = {
        "ruleId": finding.rule,
        "ruleIndex": used.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": about},
        "locations": [location],
    }
    if finding.excuse:
        result["suppressions"] = [{"kind": "external", "justification": finding.excuse}]
    return result


def _uri(report: Report, finding: Finding) -> str:
    """Return the file's address; a program's findings name the file inside it."""
    inside = finding.spot.sheet if report.reading.program and finding.spot.line else ""
    path = "/".join(part for part in (report.reading.path.rstrip("/"), inside) if part)
    # Only what is allowed in an address stays as it is.
    return "".join(
        c if c.isascii() and (c.isalnum() or c in "/._-~") else "".join(f"%{b:02X}" for b in c.encode()) for c in path
    )
