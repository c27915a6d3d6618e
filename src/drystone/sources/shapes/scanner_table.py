"""Scanner reports as tables: Qualys and Wiz; and any CSV with a CVE column and a host, image or repository."""

from __future__ import annotations

from collections.abc import Iterator

from drystone.sources.shapes.findings import Asset, Flaw, asset_of, image, rows
from drystone.sources.shapes.model import Found, Sight
from drystone.sources.shapes.record import Record
from drystone.sources.shapes.words import platform

#: Qualys counts from 1 (minimal) to 5 (urgent).
QUALYS_SEVERITIES = {"1": "low", "2": "low", "3": "medium", "4": "high", "5": "critical"}


def qualys(sight: Sight) -> Iterator[Found]:
    """Qualys: one row per host and QID; fixed ones are no longer true."""
    record = sight.record
    if (record.text("Vuln Status", "Status") or "").lower() == "fixed":
        return
    host = record.text("FQDN", "DNS", "HOSTNAME", "NetBIOS") or record.text("IP")
    values = {
        "hostname": record.text("NetBIOS", "FQDN", "DNS", "HOSTNAME"),
        "platform": platform(record.text("OS", "OPERATING SYSTEM")),
        "os_name": record.text("OS", "OPERATING SYSTEM"),
    }
    word = record.text("Severity", "Q_SEVERITY")
    score = (record.text("CVSS3 Base", "CVSS3.1 Base", "CVSS Base", "CVSS_BASE") or "").split(" ")[0]
    flaw = Flaw(
        (record.text("CVE ID", "CVEID"), f"QID-{record.text('QID')}"),
        record.text("Title", "VULN TITLE"),
        word=QUALYS_SEVERITIES.get(word or "", word),
        cvss=Record({"score": score}).number("score"),
        seen_at=_american(record.text("First Detected")) or record.moment("First Detected"),
    )
    yield from rows(sight, asset_of(sight, Asset("device", host, values) if host else None), iter([flaw]), "qualys")


def _american(text: str | None) -> str | None:
    """Qualys writes ``05/13/2021 07:08:28``, in UTC."""
    day, _, time = (text or "").partition(" ")
    parts = day.split("/")
    if len(parts) != 3 or not all(part.isdigit() for part in parts) or len(parts[2]) != 4:
        return None
    return f"{parts[2]}-{parts[0].zfill(2)}-{parts[1].zfill(2)} {time or '00:00:00'}"


def wiz_issue(sight: Sight) -> Iterator[Found]:
    """Wiz: the export of issues, about any cloud resource."""
    record = sight.record
    if (record.text("Status") or "").upper() in ("RESOLVED", "REJECTED"):
        return
    key = record.text("Resource external ID", "Resource vertex ID", "Resource Name")
    values = {
        "name": record.text("Resource Name"),
        "type": record.text("Resource Type"),
        "provider": (record.text("Resource Platform") or "").lower() or None,
        "account": record.text("Subscription ID"),
        "region": record.text("Resource Region"),
    }
    flaw = Flaw(
        (record.text("Control ID"),),
        record.text("Title"),
        word=record.text("Severity"),
        seen_at=record.moment("Created At"),
    )
    asset = Asset("cloud_resource", key, values) if key else None
    yield from rows(sight, asset_of(sight, asset), iter([flaw]), "wiz")


def wiz_finding(sight: Sight) -> Iterator[Found]:
    """Wiz: the export of vulnerability findings."""
    record = sight.record
    if (record.text("FindingStatus", "Status") or "").upper() in ("RESOLVED", "REJECTED"):
        return
    key = record.text("ProviderUniqueId", "AssetID", "AssetName")
    values = {
        "name": record.text("AssetName"),
        "type": "virtual_machine" if record.text("OperatingSystem") else None,
        "provider": (record.text("CloudPlatform") or "").lower() or None,
        "account": record.text("SubscriptionExternalId"),
        "region": record.text("AssetRegion"),
    }
    flaw = Flaw(
        (record.text("Name"),),
        record.text("DetailedName"),
        record.text("Version"),
        record.text("FixedVersion"),
        record.text("VendorSeverity", "CVSSSeverity"),
        record.number("Score"),
        None,
        record.truth("HasCisaKevExploit"),
        record.moment("FirstDetected"),
    )
    asset = Asset("cloud_resource", key, values) if key else None
    yield from rows(sight, asset_of(sight, asset), iter([flaw]), "wiz")


def generic(sight: Sight) -> Iterator[Found]:
    """Any table with a CVE and a thing: host, image or repository."""
    record = sight.record
    host, repository = record.text("host", "hostname", "device", "fqdn", "ip"), record.text("repository", "repo")
    asset = Asset("device", host, {"hostname": host}) if host else image(record.text("image"))
    if asset is None and repository:
        asset = Asset("repository", repository, {"name": repository})
    flaw = Flaw(
        (record.text("cve", "cve_id", "vulnerability", "vulnerability_id"),),
        record.text("package", "software", "software_name", "component", "product"),
        record.text("version", "installed_version", "software_version"),
        record.text("fixed_version", "fix_version", "fix"),
        record.text("severity"),
        record.number("cvss", "cvss_score"),
        record.number("epss"),
        record.truth("kev"),
        record.moment("first_seen", "first_seen_at", "first_detected"),
    )
    yield from rows(sight, asset_of(sight, asset), iter([flaw]), "scanner")


#: The columns that tell each tool's tables, the most telling first.
READERS = (
    ("qualys", ("QID", "IP"), qualys),
    ("wiz", ("FindingStatus", "AssetID"), wiz_finding),
    ("wiz", ("Resource external ID", "Severity"), wiz_issue),
    ("table", ("cve", "severity"), generic),
    ("table", ("cve_id", "severity"), generic),
)
HEADER = frozenset({"qid", "findingstatus", "resourceexternalid", "cve", "cveid"})
