"""Fleet: hosts with software, flaws and the people mapped to them; and bare software lists with ``device: NAME``."""

from __future__ import annotations

from collections.abc import Iterator

from drystone.sources.shapes.hosts import software
from drystone.sources.shapes.model import Found, Problem, Row, Shape, Sight
from drystone.sources.shapes.people import claim
from drystone.sources.shapes.record import Record
from drystone.sources.shapes.words import device_kind, macs, platform, severity

#: What Fleet calls the origin of a mapping, as the kind of claim it is.
_MAPPINGS = {"custom": "assigned", "mdm_idp_accounts": "idp", "idp": "idp", "google_chrome_profiles": "last_user"}


def read(sight: Sight) -> Iterator[Found] | None:
    """Tell hosts and entries of a software list apart."""
    record = sight.record
    if record.has("hostname") and any(record.has(name) for name in ("uuid", "hardware_serial", "osquery_version")):
        return _host(sight)
    if record.has("name", "version") and not record.has("hosts_count"):
        return _listed(sight)
    if record.has("name", "hosts_count"):
        return iter([Problem("counts hosts without naming them; export the software of each host")])
    return None


def _host(sight: Sight) -> Iterator[Found]:
    record = sight.record
    key = record.text("uuid") or record.text("hardware_serial", "hostname", "id")
    model = record.text("hardware_model")
    seen = record.moment("seen_time", "detail_updated_at")
    os_version = record.text("os_version") or ""
    name, _, version = os_version.rpartition(" ") if not record.has("os_name") else ("", "", os_version)
    enrolled = record.text("mdm.enrollment_status")
    values = {
        "hostname": record.text("computer_name", "hostname", "display_name"),
        "serial_number": record.text("hardware_serial"),
        "hardware_uuid": record.text("uuid"),
        "mac_addresses": macs([record.text("primary_mac")]),
        "kind": device_kind(model, record.text("hardware_vendor")),
        "platform": platform(record.text("platform"), record.text("platform_like"), os_version or None),
        "vendor": record.text("hardware_vendor"),
        "model": model,
        "os_name": record.text("os_name") or name or None,
        "os_version": version or None,
        "managed": None if enrolled is None else enrolled.startswith("On"),
        "disk_encrypted": record.truth("disk_encryption_enabled"),
        "last_restart_at": record.moment("last_restarted_at"),
        "last_seen_at": seen,
        "enrolled_at": record.moment("last_enrolled_at"),
        "status": "lost" if record.text("mdm.device_status") in ("locked", "wiped") else None,
    }
    yield Row("device", key, values, seen)
    for mapped in record.records("device_mapping"):
        kind = _MAPPINGS.get(mapped.text("source") or "", "last_user")
        yield from claim(sight, ("device", key), mapped.text("email"), kind=kind, seen_at=seen)
    for user in record.records("end_users"):
        yield from claim(sight, ("device", key), user.text("idp_username"), kind="idp", seen_at=seen)
    for item in record.records("software"):
        yield from software(key, item, item.text("source"))
        yield from _flaws(key, item)


def _flaws(key: str | None, item: Record) -> Iterator[Row]:
    for flaw in item.records("vulnerabilities"):
        cve = flaw.text("cve")
        cvss = flaw.number("cvss_score")
        if key and cve:
            values = {
                "asset_kind": "device",
                "asset_id": key,
                "cve_id": cve,
                "software_name": item.text("name"),
                "software_version": item.text("version"),
                "fix_version": flaw.text("resolved_in_version"),
                "severity": severity(None, cvss),
                "cvss": cvss,
                "epss": flaw.number("epss_probability"),
                "kev": flaw.truth("cisa_known_exploit"),
                "first_seen_at": flaw.moment("created_at"),
                "source": "fleet",
            }
            yield Row("vulnerability", f"{key} {cve} {item.text('name')}", values)


def _listed(sight: Sight) -> Iterator[Found]:
    """An entry of a list that does not say whose software it is: the program must."""
    device = str(sight.options.get("device") or "")
    if not device:
        yield Problem("a software list without its host; say `device: NAME` in the source's options")
        return
    if sight.names.get("listed") != device:
        sight.names["listed"] = device
        os_name = sight.options.get("platform")
        yield Row("device", device, {"hostname": device, "platform": str(os_name) if os_name else None})
    source = sight.options.get("software_source")
    yield from software(device, sight.record, str(source) if source else sight.record.text("source"))


SHAPE = Shape(
    "fleet",
    "Fleet: /hosts, /hosts/{id} with software and device_mapping, fleetctl get hosts; or a software list of one host",
    ("device", "software", "vulnerability", "claim"),
    read,
)
