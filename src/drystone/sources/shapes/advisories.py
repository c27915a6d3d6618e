"""What the world knows about flaws: CISA's KEV catalogue, FIRST's EPSS scores, and OVAL definitions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from drystone.sources.shapes.model import Found, Problem, Row, Shape, Sight
from drystone.sources.shapes.record import Record, as_text
from drystone.sources.shapes.words import severity

_CVE = re.compile(r"CVE-\d{4}-\d{4,19}")
_DEPTH = 40
_AND = 0


def _kev(sight: Sight) -> Iterator[Found] | None:
    record = sight.record
    if not record.has("cveID") or not (record.has("dateAdded") or record.has("dueDate")):
        return None
    values = {
        "cve_id": record.text("cveID"),
        "kev": True,
        "kev_due": record.day("dueDate"),
        "kev_ransomware": (record.text("knownRansomwareCampaignUse") or "").lower() == "known",
        "summary": record.text("vulnerabilityName", "shortDescription"),
        "source": sight.source.id,
    }
    return iter([Row("advisory", record.text("cveID"), values)])


def _epss(sight: Sight) -> Iterator[Found] | None:
    record = sight.record
    if not record.has("cve") or not (record.has("epss") or record.has("epss_probability")):
        return None
    cvss = record.number("cvss_score", "cvss")
    values = {
        "cve_id": record.text("cve"),
        "epss": record.number("epss", "epss_probability"),
        "epss_percentile": record.number("percentile"),
        "cvss": cvss,
        "severity": severity(None, cvss),
        # A column that says no is knowledge too; a file without the column says nothing.
        "kev": record.truth("cisa_known_exploit"),
        "published_at": record.day("published"),
        "source": sight.source.id,
    }
    return iter([Row("advisory", record.text("cve"), values)])


def _oval(sight: Sight) -> Iterator[Found] | None:
    record = sight.record
    if not isinstance(record.raw.get("Definitions"), list):
        return None
    for name, ecosystem in (("RpmInfoTests", "rpm"), ("PackageTests", "deb"), ("DpkgInfoTests", "deb")):
        tests = record.raw.get(name)
        if isinstance(tests, dict):
            return _affected(sight, tests, ecosystem)
    return iter([Problem("OVAL definitions without package tests that are known here (RPM or Debian)", broken=True)])


def _affected(sight: Sight, tests: Mapping[str, object], ecosystem: str) -> Iterator[Found]:
    platform = str(sight.options.get("platform") or "") or _platform_of(sight.file)
    limits = {number: _limits(Record(test)) for number, test in tests.items() if isinstance(test, dict)}
    elsewhere = _elsewhere(sight.record, platform)
    for definition in sight.record.records("Definitions"):
        found = [cve for cve in definition.texts("Vulnerabilities") if _CVE.fullmatch(cve)]
        numbers = _criteria(definition.raw.get("Criteria"), elsewhere, 0)
        named = {pair for number in numbers for pair in limits.get(number, ())}
        for cve in found:
            for package, fixed in sorted(named):
                values = {
                    "cve_id": cve,
                    "ecosystem": ecosystem,
                    "package": package,
                    "fixed_version": fixed,
                    "platform": platform,
                    "source": sight.source.id,
                }
                yield Row("affected", f"{cve} {package} {fixed}", values)


def _elsewhere(record: Record, platform: str | None) -> frozenset[str]:
    """The tests that only hold on another release than ours: a definition may speak of several at once."""
    ours = re.search(r"_0*(\d{1,4})$", platform or "")
    tests = record.raw.get("RpmVerifyFileTests")
    if ours is None or not isinstance(tests, dict):
        return frozenset()
    found = set()
    for number, test in tests.items():
        pattern = Record(test).text("State.Version") if isinstance(test, dict) else None
        # Only the release is taken from the pattern; a foreign pattern is never run.
        release = re.search(r"\^(\d{1,4})(?:\[|$)", pattern or "")
        if release and release[1] != ours[1]:
            found.add(number)
    return frozenset(found)


def _platform_of(file: str) -> str | None:
    """The release that the usual file names give: ubuntu_1604-oval_def.json is ubuntu_1604."""
    match = re.search(r"([a-z]+_\d+)-oval", file.lower())
    return match[1] if match else None


def _limits(test: Record) -> tuple[tuple[str, str], ...]:
    """The packages and the version from which they are mended; tests of signatures and presence set no limit."""
    fixed = []
    states = test.raw.get("States")
    for state in states if isinstance(states, list) else ():
        text = as_text(state.get("Evr") if isinstance(state, dict) else state) or ""
        operation, _, version = text.partition("|")
        if operation.strip().lower() == "less than" and version:
            fixed.append(version.strip())
    return tuple((package, version) for package in test.texts("Objects") for version in fixed)


def _criteria(criteria: object, elsewhere: frozenset[str], depth: int) -> Iterator[str]:
    """Yield the numbers of the tests below, without branches that need another release."""
    if not isinstance(criteria, dict) or depth > _DEPTH:
        return
    numbers = Record(criteria).texts("Criteriums")
    if criteria.get("Operator") == _AND and elsewhere.intersection(numbers):
        return
    yield from numbers
    inners = criteria.get("Criterias")
    for inner in inners if isinstance(inners, list) else ():
        yield from _criteria(inner, elsewhere, depth + 1)


KEV = Shape(
    "kev",
    "CISA's catalogue of known exploited vulnerabilities, JSON or CSV",
    ("advisory",),
    _kev,
    accepts=frozenset({"json", "csv"}),
    header=frozenset({"cveid"}),
)
EPSS = Shape(
    "epss",
    "FIRST's EPSS scores as CSV or API answer, and lists with cvss_score and cisa_known_exploit beside them",
    ("advisory",),
    _epss,
    accepts=frozenset({"json", "csv"}),
    header=frozenset({"cve"}),
)
OVAL = Shape(
    "oval",
    "OVAL definitions of Ubuntu and Red Hat as JSON: which package version mends which CVE",
    ("affected",),
    _oval,
)
