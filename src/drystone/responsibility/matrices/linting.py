"""Judging a matrix: every rule over what a file holds, tuned and excused, in one list of findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from drystone.responsibility.matrices.model import Reading, Spot
from drystone.responsibility.matrices.rules.catalogue import RULES
from drystone.responsibility.matrices.rules.rule import SEVERITIES, Rule, Severity, Subject
from drystone.responsibility.matrices.tuning import Tuning


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a careful reader would point out: where, about what, why, and by which rule."""

    rule: str
    severity: Severity
    spot: Spot
    activity: str
    role: str
    text: str
    source: str
    excuse: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The findings over one file. ``excused`` are those that the tuning file accepts, each with its reason."""

    reading: Reading
    findings: tuple[Finding, ...]
    excused: tuple[Finding, ...]
    as_of: dt.datetime

    @property
    def failed(self) -> bool:
        """Whether a rule fired whose severity is error."""
        return any(finding.severity == "error" for finding in self.findings)

    def count(self, severity: Severity) -> int:
        """Return how many findings have this severity."""
        return sum(finding.severity == severity for finding in self.findings)


def lint(reading: Reading, *, as_of: dt.datetime, tuning: Tuning | None = None) -> Report:
    """Judge what a file holds. Findings are ordered by severity, then by the order of rules and places."""
    tuned = tuning or Tuning()
    found: list[Finding] = []
    excused: list[Finding] = []
    for rule in RULES.values():
        severity = tuned.severities.get(rule.id, rule.severity)
        if severity is not None:
            for finding in _apply(rule, severity, reading, as_of, tuned):
                (excused if finding.excuse else found).append(finding)
    found.sort(key=lambda finding: SEVERITIES.index(finding.severity))
    return Report(reading, tuple(found), tuple(excused), as_of)


def _apply(rule: Rule, severity: Severity, reading: Reading, as_of: dt.datetime, tuning: Tuning) -> Iterator[Finding]:
    options = {**rule.options, **tuning.options.get(rule.id, {})}
    subject = Subject(reading, as_of, options, tuning.profiles, tuning.positions)
    for hit in rule.find(subject):
        about = {"rule": rule.id, "activity": hit.activity, "role": hit.role, "place": str(hit.spot)}
        excuse = next((excuse for excuse in tuning.excuses if excuse.covers(**about, on=as_of.date())), None)
        reason = excuse.reason if excuse else ""
        yield Finding(rule.id, severity, hit.spot, hit.activity, hit.role, hit.text, rule.source, reason)
