"""Jamf Pro: computers-inventory and mobile-devices (Pro API), and single computers of the Classic API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drystone.sources.shapes.model import Found, Row, Shape, Sight
from drystone.sources.shapes.people import address, claim
from drystone.sources.shapes.record import Record
from drystone.sources.shapes.words import device_kind, macs, platform


def read(sight: Sight) -> Iterator[Found] | None:
    """Tell computers and mobile devices apart; groups and other answers hold no devices."""
    record = sight.record
    if record.has("general") and (record.has("mobileDeviceId") or record.has("deviceType")):
        return _mobile(sight)
    if record.has("general") and (record.has("udid") or record.has("hardware") or record.has("operatingSystem")):
        return _computer(sight)
    if record.has("groupName", "membershipCount"):
        return iter(())
    return None


def _computer(sight: Sight) -> Iterator[Found]:
    record = sight.record
    key = record.text("id", "general.id", "udid")
    model = record.text("hardware.model")
    system = record.text("operatingSystem.name", "hardware.os_name", "general.platform")
    seen = record.moment("general.lastContactTime", "general.last_contact_time_utc", "general.reportDate")
    values = {
        "hostname": record.text("general.name"),
        "serial_number": record.text("hardware.serialNumber", "general.serial_number"),
        "hardware_uuid": record.text("udid", "general.udid"),
        "mac_addresses": macs(
            record.text(path) for path in ("hardware.macAddress", "hardware.altMacAddress", "general.mac_address")
        ),
        "asset_tag": record.text("general.assetTag", "general.asset_tag"),
        "kind": device_kind(model, record.text("hardware.modelIdentifier")),
        "platform": platform(system),
        "vendor": record.text("hardware.make") or "Apple",
        "model": model,
        "os_name": system,
        "os_version": record.text("operatingSystem.version", "hardware.os_version"),
        "managed": record.truth(
            "general.remoteManagement.managed", "general.remote_management.managed", "general.managed"
        ),
        "disk_encrypted": _encrypted(record),
        "firewall_enabled": record.truth("security.firewallEnabled"),
        "updates_pending": len(list(record.records("softwareUpdates"))) or None,
        "last_seen_at": seen,
        "enrolled_at": record.moment("general.lastEnrolledDate", "general.initial_entry_date_utc"),
    }
    yield Row("device", key, values, seen)
    person = _person(record, ("email", "emailAddress", "email_address", "username"))
    yield from claim(sight, ("device", key), person, seen_at=seen)
    yield from _software(key, record)


def _encrypted(record: Record) -> bool | None:
    said = record.truth("diskEncryption.fileVault2Enabled", "security.fileVault2Enabled")
    if said is not None:
        return said
    state = record.text(
        "diskEncryption.bootPartitionEncryptionDetails.partitionFileVault2State",
        "operatingSystem.fileVault2Status",
    )
    known = {"ENCRYPTED": True, "ALL_ENCRYPTED": True, "BOOT_ENCRYPTED": True}
    known |= dict.fromkeys(("UNENCRYPTED", "NOT_ENCRYPTED", "DECRYPTED", "DECRYPTING", "SOME_ENCRYPTED"), False)
    return known.get((state or "").upper())


def _person(record: Record, names: Sequence[str]) -> str | None:
    """Who Jamf says the device belongs to: an address, else a login."""
    words = [record.text(f"{part}.{name}") for name in names for part in ("userAndLocation", "location")]
    return address(*words) or next((word for word in words if word), None)


def _software(key: str | None, record: Record) -> Iterator[Row]:
    for app in (*record.records("applications"), *record.records("software.applications")):
        name = (app.text("name") or "").removesuffix(".app")
        if key and name:
            version = app.text("version")
            values = {
                "device_id": key,
                "name": name,
                "version": version,
                "bundle_identifier": app.text("bundleId", "bundle_id", "identifier"),
                "source": "jamf",
            }
            yield Row("software", f"{key} {name} {version}", values)


def _mobile(sight: Sight) -> Iterator[Found]:
    record = sight.record
    key = record.text("mobileDeviceId", "id")
    model = record.text("hardware.model", "model")
    seen = record.moment("general.lastInventoryUpdateDate")
    kind = record.text("deviceType")
    values = {
        "hostname": record.text("general.displayName", "general.name"),
        "serial_number": record.text("hardware.serialNumber", "general.serialNumber"),
        "hardware_uuid": record.text("general.udid", "udid"),
        "mac_addresses": macs([record.text("hardware.wifiMacAddress"), record.text("hardware.bluetoothMacAddress")]),
        "asset_tag": record.text("general.assetTag"),
        "kind": device_kind(model, kind),
        "platform": "ipados" if "ipad" in f"{model}{kind}".lower() else platform(kind) or "ios",
        "vendor": "Apple",
        "model": model,
        "os_name": "iPadOS" if "ipad" in f"{model}{kind}".lower() else "iOS",
        "os_version": record.text("general.osVersion"),
        "managed": record.truth("general.managed"),
        # Apple's phones encrypt their storage once a passcode is set; dataProtected says that it took effect.
        "disk_encrypted": record.truth("security.dataProtected"),
        "screen_lock_enabled": record.truth("security.passcodePresent"),
        "last_seen_at": seen,
        "enrolled_at": record.moment("general.lastEnrolledDate"),
        "status": "lost" if record.truth("security.lostModeEnabled") else None,
    }
    yield Row("device", key if key is None else f"mobile-{key}", values, seen)
    person = _person(record, ("emailAddress", "email", "username"))
    yield from claim(sight, ("device", key and f"mobile-{key}"), person, seen_at=seen)
    yield from _software(key and f"mobile-{key}", record)


SHAPE = Shape(
    "jamf",
    "Jamf Pro API: computers-inventory and mobile-devices with all sections; Classic API computers",
    ("device", "software", "claim"),
    read,
)
