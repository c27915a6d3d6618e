"""Judging a matrix: every rule over what a file holds, tuned and excused, in one list of findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from drystone.responsibility.matrices.model import Reading, Spot, Wishes
from drystone.responsibility.matrices.profiles import shipped
from drystone.responsibility.matrices.profiles.judging import Asked
from drystone.responsibility.matrices.rules.catalogue import RULES
from drystone.responsibility.matrices.rules.measures import Shown
from drystone.responsibility.matrices.rules.rule import SEVERITIES, Hit, Rule, Severity, Subject
from drystone.responsibility.matrices.tuning import Tuning


@dataclass(frozen=True, slots=True)
class Making:
    """What makes up for a finding in a small team, and whether it is in place as far as the program shows."""

    id: str
    words: str
    source: str
    state: Shown


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
    measures: tuple[Making, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The findings over one file. ``excused`` are those that the tuning file accepts, each with its reason."""

    reading: Reading
    findings: tuple[Finding, ...]
    excused: tuple[Finding, ...]
    as_of: dt.datetime
    wishes: Wishes = field(default_factory=Wishes)

    @property
    def failed(self) -> bool:
        """Whether a rule fired whose severity is error."""
        return any(finding.severity == "error" for finding in self.findings)

    def count(self, severity: Severity) -> int:
        """Return how many findings have this severity."""
        return sum(finding.severity == severity for finding in self.findings)


def lint(
    reading: Reading, *, as_of: dt.datetime, tuning: Tuning | None = None, only: Collection[str] | None = None
) -> Report:
    """Judge what a file holds. Findings are ordered by severity, then by the order of rules and places.

    ``only`` names the rules that are asked, with their own severities; all where it is None.

    Profiles switch rules on and may raise others; a tuning file has the last word. In a small team, what makes up for
    duties that it cannot part is listed instead, and the finding is no error.
    """
    tuned = tuning or Tuning()
    wishes = tuned.wishes(reading.wishes)
    raised = _raised(wishes) if only is None else {}
    found: list[Finding] = []
    excused: list[Finding] = []
    asked = Asked(wishes.group or 1, wishes.kinds)
    for rule in RULES.values():
        severity = tuned.severities.get(rule.id, raised.get(rule.id, rule.severity))
        if severity is not None and (only is None or rule.id in only):
            options = {**rule.options, **tuned.options.get(rule.id, {})}
            subject = Subject(reading, as_of, options, wishes.profiles, tuned.positions, asked)
            for finding in _apply(rule, severity, subject, tuned, small=bool(wishes.small_team)):
                (excused if finding.excuse else found).append(finding)
    found.sort(key=lambda finding: SEVERITIES.index(finding.severity))
    return Report(reading, tuple(found), tuple(excused), as_of, wishes)


def _raised(wishes: Wishes) -> dict[str, Severity]:
    """Return what the profiles that are on make of rules; the strictest wins."""
    told: dict[str, Severity] = {}
    for name in sorted(wishes.profiles):
        for rule, severity in shipped.profile(name).severities.items():
            told[rule] = min(severity, told.get(rule, severity), key=SEVERITIES.index)
    return told


def _making_up(rule: Rule, subject: Subject, hit: Hit) -> tuple[Making, ...]:
    on = subject.as_of.date()
    found = ((one, one.state(subject.reading, hit.activity, on)) for one in rule.measures)
    return tuple(Making(one.id, one.words, one.source, state) for one, state in found)


def _softened(severity: Severity, measures: tuple[Making, ...]) -> Severity:
    """With something in place it is good to know; with nothing that shows it stays worth a talk."""
    if not measures or severity == "info":
        return severity
    return "info" if any(one.state == "in place" for one in measures) else "warning"


def _apply(rule: Rule, severity: Severity, subject: Subject, tuning: Tuning, *, small: bool) -> Iterator[Finding]:
    for hit in rule.find(subject):
        measures = _making_up(rule, subject, hit) if small else ()
        level = _softened(severity, measures)
        about = {"rule": rule.id, "activity": hit.activity, "role": hit.role, "place": str(hit.spot)}
        on = subject.as_of.date()
        excuse = next((excuse for excuse in tuning.excuses if excuse.covers(**about, on=on)), None)
        reason = excuse.reason if excuse else ""
        yield Finding(
            rule.id, level, hit.spot, hit.activity, hit.role, hit.text, hit.source or rule.source, reason, measures
        )
