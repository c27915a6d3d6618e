"""What every scanner's finding becomes: the thing it is about, so that it exists, and the flaw on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from drystone.sources.shapes.model import Problem, Row, Sight
from drystone.sources.shapes.words import severity

_CVE = re.compile(r"CVE-\d{4}-\d{4,19}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asset:
    """What a report is about: kind and native key of the thing, and what the report says of it."""

    kind: str
    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def row(self) -> Row:
        """Return the thing's own row."""
        return Row(self.kind, self.key, dict(self.values))


@dataclass(frozen=True, slots=True)
class Flaw:
    """One finding. ``names`` may hold several CVEs and other ids; each CVE is a row, else the first id is."""

    names: tuple[str | None, ...]
    software: str | None = None
    version: str | None = None
    fix: str | None = None
    word: str | None = None
    cvss: float | None = None
    epss: float | None = None
    kev: bool | None = None
    seen_at: str | None = None


def asset_of(sight: Sight, found: Asset | None) -> Asset | None:
    """Return the thing of a report; the program's options ``asset_kind`` and ``asset`` win over the report."""
    key, kind = sight.options.get("asset"), sight.options.get("asset_kind")
    if key:
        return Asset(str(kind or (found.kind if found else "application")), str(key), {"name": str(key)})
    return found


def image(name: str | None) -> Asset | None:
    """Return a container image as a thing."""
    return Asset("cloud_resource", name, {"name": name, "type": "container_image"}) if name else None


def rows(sight: Sight, asset: Asset | None, flaws: Iterator[Flaw], tool: str) -> Iterator[Row | Problem]:
    """Yield the thing and its flaws; without a thing there is nothing to attach them to."""
    if asset is None:
        first = next(flaws, None)
        if first is not None:
            said = f"{tool} does not say what was scanned; say `asset_kind` and `asset` in the source's options"
            yield Problem(said, broken=True)
        return
    yield asset.row()
    for flaw in flaws:
        yield from _flaw(asset, flaw, tool)


def _flaw(asset: Asset, flaw: Flaw, tool: str) -> Iterator[Row | Problem]:
    text = " ".join(name for name in flaw.names if name)
    found = list(dict.fromkeys(match.upper() for match in _CVE.findall(text)))
    ids = found or [name for name in flaw.names if name][:1]
    if not ids:
        yield Problem(f"a finding of {tool} without an id")
    cvss = flaw.cvss if flaw.cvss and 0 < flaw.cvss <= 10 else None
    for one in ids:
        values = {
            "asset_kind": asset.kind,
            "asset_id": asset.key,
            "cve_id": one,
            "software_name": flaw.software,
            "software_version": flaw.version,
            "fix_version": flaw.fix,
            "severity": severity(flaw.word, cvss),
            "cvss": cvss,
            "epss": flaw.epss,
            "kev": flaw.kev,
            "first_seen_at": flaw.seen_at,
            "source": tool,
        }
        yield Row("vulnerability", f"{asset.key} {one} {flaw.software or ''} {flaw.version or ''}", values)
