"""Newest versions and ends of life: endoflife.date, the winget index, SOFA's macOS feed, Scoop manifests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from drystone.sources.shapes.model import Found, Row, Shape, Sight
from drystone.sources.shapes.record import Record, as_day, as_truth


def _stem(file: str) -> str:
    """The name of a file without folders, archive and endings, and without the number that a copy may have got."""
    name = PurePosixPath(file.replace("\\", "/").replace("!", "/")).name
    return re.sub(r"^\d{4}-", "", name).split(".")[0]


def _endoflife(sight: Sight) -> Iterator[Found] | None:
    record = sight.record
    if record.has("releases"):
        product = (record.text("permalink") or "").strip("/") or record.text("name") or _stem(sight.file)
        return _cycles(sight, product, record)
    if record.has("cycle", "eol"):
        # The older API answers a bare list, and the product is only in the address or the file's name.
        product = str(sight.options.get("product") or sight.under or _stem(sight.file))
        return iter([_cycle(sight, product, record, None)])
    return None


def _cycles(sight: Sight, product: str, record: Record) -> Iterator[Found]:
    identifier = _identifier(record)
    for cycle in record.records("releases"):
        yield _cycle(sight, product, cycle, identifier)


def _identifier(record: Record) -> str | None:
    """The first package URL, else the first CPE: one name by which others know the product."""
    known = list(record.records("identifiers"))
    urls = (one.text("purl") or (one.text("id") if one.text("type") == "purl" else None) for one in known)
    found = next((url for url in urls if url), None)
    return found or next((cpe for one in known if (cpe := one.text("cpe", "id"))), None)


def _cycle(sight: Sight, product: str, cycle: Record, identifier: str | None) -> Row:
    name = cycle.text("releaseCycle", "cycle", "name")
    ended, ended_at = _date_or_truth(cycle, ("eol", "eolFrom", "isEol"))
    _, support = _date_or_truth(cycle, ("eoas", "support", "eoasFrom"))
    latest = cycle.record("latest")
    values = {
        "product": product,
        "cycle": name,
        "latest": latest.text("name") or cycle.text("latest"),
        "latest_at": latest.day("date") or cycle.day("latestReleaseDate"),
        "released_at": cycle.day("releaseDate"),
        "eol_at": ended_at,
        "eol": ended if ended_at is None else None,
        "support_until": support,
        "identifier": identifier,
        "source": sight.source.id,
    }
    return Row("release", f"{product} {name}" if name else None, values)


def _date_or_truth(cycle: Record, names: tuple[str, ...]) -> tuple[bool | None, str | None]:
    """The field is a date or a boolean: a date says when, a boolean only whether."""
    truth: bool | None = None
    for name in names:
        value = cycle.get(name)
        if isinstance(value, bool) or as_truth(value) is not None:
            truth = as_truth(value) if truth is None else truth
        elif (day := as_day(value)) is not None:
            return truth, day
    return truth, None


def _winget(sight: Sight) -> Iterator[Found] | None:
    record = sight.record
    if not record.has("PackageId", "Version"):
        return None
    values = {
        "product": record.text("Name", "PackageId"),
        "latest": record.text("Version"),
        "latest_at": record.day("LastUpdate"),
        "identifier": record.text("PackageId"),
        "source": sight.source.id,
    }
    return iter([Row("release", record.text("PackageId"), values)])


def _scoop(sight: Sight) -> Iterator[Found] | None:
    record = sight.record
    if not record.has("version") or not any(record.has(name) for name in ("architecture", "url", "homepage")):
        return None
    name = _stem(sight.file)
    values = {
        "product": name,
        "latest": record.text("version"),
        "identifier": f"scoop:{name}",
        "source": sight.source.id,
    }
    return iter([Row("release", name, values)])


def _sofa(sight: Sight) -> Iterator[Found] | None:
    record = sight.record
    if not record.has("OSVersion", "SecurityReleases"):
        return None
    return _sofa_version(sight)


def _sofa_version(sight: Sight) -> Iterator[Found]:
    record = sight.record
    cycle = (record.text("OSVersion") or "").rsplit(" ", 1)[-1]
    product = (record.text("Latest.ProductName") or "macOS").lower()
    values = {
        "product": product,
        "cycle": cycle,
        "latest": record.text("Latest.ProductVersion"),
        "latest_at": record.day("Latest.ReleaseDate"),
        "identifier": record.text("OSVersion"),
        "source": sight.source.id,
    }
    yield Row("release", f"{product} {cycle}" if cycle else None, values)
    for release in record.records("SecurityReleases"):
        yield from _mended(sight, release, product, cycle)


def _mended(sight: Sight, release: Record, product: str, cycle: str) -> Iterator[Found]:
    """A release mends its flaws for its own cycle only: macOS 14 with the fix of macOS 15 stays open."""
    version = release.text("ProductVersion")
    flaws = release.get("CVEs")
    if (release.text("ProductName") or product).lower() != product:
        return  # Safari and other parts are released beside the system and have versions of their own.
    for cve in flaws if isinstance(flaws, dict) else ():
        values = {
            "cve_id": str(cve),
            "ecosystem": product,
            "package": product,
            "introduced_version": cycle,
            "fixed_version": version,
            "platform": product,
            "source": sight.source.id,
        }
        yield Row("affected", f"{cve} {product} {version}", values)


ENDOFLIFE = Shape(
    "endoflife",
    "endoflife.date: API answers (both versions) or the repository's product files",
    ("release",),
    _endoflife,
    accepts=frozenset({"json", "front-matter"}),
)
WINGET = Shape(
    "winget",
    "The winget index as CSV (PackageId, Version, Name, LastUpdate)",
    ("release",),
    _winget,
    accepts=frozenset({"json", "csv"}),
    header=frozenset({"packageid"}),
)
SOFA = Shape("sofa", "SOFA's macOS feed: releases and the flaws that each mends", ("release", "affected"), _sofa)
SCOOP = Shape("scoop", "Scoop bucket manifests, one program a file", ("release",), _scoop)
