"""Kandji (Iru): the list of devices, device details and their apps."""

from __future__ import annotations

from collections.abc import Iterator

from drystone.sources.shapes.model import Found, Row, Shape, Sight
from drystone.sources.shapes.people import address, claim
from drystone.sources.shapes.words import device_kind, macs, platform


def read(sight: Sight) -> Iterator[Found] | None:
    """Return a device for each object with Kandji's device id."""
    record = sight.record
    if record.has("device_id", "serial_number") or (record.has("general") and record.text("general.device_id")):
        return _device(sight)
    return None


def _device(sight: Sight) -> Iterator[Found]:
    record = sight.record
    key = record.text("device_id", "general.device_id")
    model = record.text("model", "general.model")
    system = record.text("platform", "general.platform")
    seen = record.moment("last_check_in", "mdm.last_check_in", "general.last_check_in")
    removed = record.truth("is_removed")
    values = {
        "hostname": record.text("device_name", "general.device_name"),
        "serial_number": record.text("serial_number", "hardware_overview.serial_number", "general.serial_number"),
        "hardware_uuid": record.text("hardware_overview.udid"),
        "mac_addresses": macs([record.text("network.mac_address")]),
        "asset_tag": record.text("asset_tag", "general.asset_tag"),
        "kind": device_kind(model, system),
        "platform": platform(system),
        "vendor": "Apple",
        "model": model,
        "os_name": {"Mac": "macOS"}.get(system or "", system),
        "os_version": record.text("os_version", "general.os_version"),
        "managed": True if removed is None else not removed,
        "disk_encrypted": record.truth("filevault.filevault_enabled", "filevault_enabled"),
        "firewall_enabled": record.truth("security_information.firewall_enabled"),
        "last_seen_at": seen,
        "enrolled_at": record.moment("first_enrollment", "general.first_enrollment", "mdm.install_date"),
        "status": "lost" if record.text("lost_mode_status") in ("ENABLED", "PENDING") else None,
    }
    yield Row("device", key, values, seen)
    user = record.record("user", "general.assigned_user")
    yield from claim(sight, ("device", key), address(user.text("email")), seen_at=seen)
    for app in record.records("apps", "applications"):
        name = app.text("app_name", "name")
        if key and name:
            version = app.text("version")
            software = {
                "device_id": key,
                "name": name,
                "version": version,
                "bundle_identifier": app.text("bundle_id"),
                "source": "kandji",
            }
            yield Row("software", f"{key} {name} {version}", software)


SHAPE = Shape(
    "kandji", "Kandji answers: /devices, /devices/{id}/details, with apps nested", ("device", "software", "claim"), read
)
