"""Scanner reports as XML: the asset data report of Qualys."""

from __future__ import annotations

from collections.abc import Iterator

from drystone.sources.shapes.findings import Asset, Flaw, asset_of, rows
from drystone.sources.shapes.model import Found, Sight
from drystone.sources.shapes.record import Record
from drystone.sources.shapes.scanner_table import QUALYS_SEVERITIES
from drystone.sources.shapes.words import platform


def qualys(sight: Sight) -> Iterator[Found]:
    """Qualys: hosts list QIDs; what a QID means stands once, in the glossary."""
    report = sight.record.record("ASSET_DATA_REPORT")
    details = report.records("GLOSSARY.VULN_DETAILS_LIST.VULN_DETAILS")
    glossary = {number: one for one in details if (number := one.text("QID", "ID"))}
    for host in report.records("HOST_LIST.HOST"):
        key = host.text("DNS", "NETBIOS", "IP")
        values = {
            "hostname": host.text("NETBIOS", "DNS"),
            "platform": platform(host.text("OPERATING_SYSTEM")),
            "os_name": host.text("OPERATING_SYSTEM"),
        }
        asset = asset_of(sight, Asset("device", key, values) if key else None)
        yield from rows(sight, asset, _flaws(host, glossary), "qualys")


def _flaws(host: Record, glossary: dict[str, Record]) -> Iterator[Flaw]:
    for one in host.records("VULN_INFO_LIST.VULN_INFO"):
        qid = one.text("QID") or ""
        if (one.text("VULN_STATUS") or "").lower() == "fixed":
            continue
        known = glossary.get(qid, Record({}))
        names = [name for item in known.records("CVE_ID_LIST.CVE_ID") if (name := item.text("ID"))]
        word = known.text("SEVERITY") or one.text("SEVERITY")
        yield Flaw(
            (*names, f"QID-{qid}"),
            known.text("TITLE"),
            word=QUALYS_SEVERITIES.get(word or "", word),
            cvss=known.number("CVSS3_SCORE.CVSS3_BASE", "CVSS_SCORE.CVSS_BASE"),
            seen_at=one.moment("FIRST_FOUND"),
        )


READERS = (("qualys", ("ASSET_DATA_REPORT",), qualys),)
