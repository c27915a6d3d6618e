"""Microsoft Intune by Graph: managedDevices and detectedApps, or the rows of their exported reports."""

from __future__ import annotations

from collections.abc import Iterator

from drystone.sources.shapes.model import Found, Problem, Row, Shape, Sight
from drystone.sources.shapes.people import address, claim
from drystone.sources.shapes.record import Record
from drystone.sources.shapes.words import device_kind, macs, platform


def read(sight: Sight) -> Iterator[Found] | None:
    """Tell devices, detected apps and rows of the app inventory apart."""
    record = sight.record
    if record.has("serialNumber") and (record.has("deviceName") or record.has("managedDeviceName")):
        return _device(sight)
    if record.has("ApplicationName"):
        return _app_row(sight)
    if record.has("id", "displayName", "deviceCount") or record.has("displayName", "managedDevices"):
        return _detected(sight)
    if record.has("error") and record.text("error.code"):
        return iter([Problem(f"the service answered with an error: {record.text('error.code')}", broken=True)])
    return None


def _device(sight: Sight) -> Iterator[Found]:
    record = sight.record
    key = record.text("id", "deviceId", "Device ID", "serialNumber")
    system = record.text("operatingSystem", "OS")
    model = record.text("model")
    seen = record.moment("lastSyncDateTime", "Last check-in")
    values = {
        "hostname": record.text("deviceName", "managedDeviceName"),
        "serial_number": record.text("serialNumber"),
        "hardware_uuid": record.text("hardwareInformation.deviceGuid", "udid"),
        "mac_addresses": macs([record.text("wiFiMacAddress"), record.text("ethernetMacAddress")]),
        "kind": device_kind(record.text("chassisType"), model, system) or _by_system(system),
        "platform": platform(system),
        "vendor": record.text("manufacturer"),
        "model": model,
        "os_name": system,
        "os_version": record.text("osVersion"),
        "managed": True,
        "disk_encrypted": record.truth("isEncrypted", "Encrypted"),
        "last_seen_at": seen,
        "enrolled_at": record.moment("enrolledDateTime", "Enrollment date"),
    }
    yield Row("device", key, values, seen)
    person = address(record.text("userPrincipalName", "Primary user UPN"), record.text("emailAddress"))
    yield from claim(sight, ("device", key), person, seen_at=seen)
    for app in record.records("detectedApps"):
        yield from _software(key, app)


def _by_system(system: str | None) -> str | None:
    return {"ios": "phone", "android": "phone", "windows": None, "macos": None}.get((system or "").lower())


def _app_row(sight: Sight) -> Iterator[Found]:
    record = sight.record
    device = record.text("DeviceId")
    if device is None:
        yield Problem("counts devices without naming them; export the app inventory with raw data (AppInvRawData)")
        return
    values = {
        "device_id": device,
        "name": record.text("ApplicationName"),
        "version": record.text("ApplicationVersion"),
        "vendor": record.text("ApplicationPublisher"),
        "source": "intune",
    }
    yield Row("software", " ".join(str(values[name]) for name in ("device_id", "name", "version")), values)


def _detected(sight: Sight) -> Iterator[Found]:
    devices = [one.text("id") for one in sight.record.records("managedDevices")]
    if not devices:
        yield Problem("a detected app without its devices; ask with $expand=managedDevices")
    for device in devices:
        yield from _software(device, sight.record)


def _software(device: str | None, app: Record) -> Iterator[Row]:
    name = app.text("displayName")
    if device and name:
        version = app.text("version")
        values = {
            "device_id": device,
            "name": name,
            "version": version,
            "vendor": app.text("publisher"),
            "source": "intune",
        }
        yield Row("software", f"{device} {name} {version}", values)


SHAPE = Shape(
    "intune",
    "Microsoft Intune by Graph: managedDevices, detectedApps; or the reports Devices and AppInvRawData",
    ("device", "software", "claim"),
    read,
    accepts=frozenset({"json", "csv"}),
    header=frozenset({"serialnumber", "applicationname"}),
)
