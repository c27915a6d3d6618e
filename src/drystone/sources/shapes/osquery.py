"""osquery: the results log (snapshots and added rows), and one document per host with its tables.

Rows are told apart by their columns, so the names of queries and packs do not matter. Software and users that a
differential log says were removed end; a newer snapshot of a query replaces the older one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from drystone.sources.shapes.hosts import hardware_macs, software
from drystone.sources.shapes.model import Found, Problem, Row, Shape, Sight
from drystone.sources.shapes.people import claim
from drystone.sources.shapes.record import Record
from drystone.sources.shapes.words import device_kind, macs, platform

_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_NOT_PEOPLE = {"root", "nobody", "daemon", "guest", "administrator", "defaultaccount", "wdagutilityaccount", "system"}
_FIRST_PERSON = 500


def read(sight: Sight) -> Iterator[Found] | None:
    """Tell log lines and host documents apart."""
    record = sight.record
    if record.has("hostIdentifier") and any(record.has(name) for name in ("columns", "snapshot", "diffResults")):
        return _log_line(sight)
    if record.has("system_info") or record.has("host_details"):
        return _host_document(sight)
    return None


def _log_line(sight: Sight) -> Iterator[Found]:
    record = sight.record
    host = record.text("hostIdentifier")
    seen = record.moment("unixTime") or record.moment("calendarTime")
    name = (record.text("name") or "").lower()
    decorations = record.record("decorations", "decorators")
    yield _device(host, {"hostname": decorations.text("hostname", "computer_name")}, seen)
    removed = record.text("action") == "removed"
    for kind, gone in (
        ("snapshot", False),
        ("columns", removed),
        ("diffResults.removed", True),
        ("diffResults.added", False),
    ):
        batch = f"{host} {name}" if kind == "snapshot" else ""
        for row in record.records(kind):
            yield from _told(_row(sight, host, (row, name, seen)), seen, gone=gone, batch=batch)


def _told(found: Iterable[Found], seen: str | None, *, gone: bool, batch: str) -> Iterator[Found]:
    """Say of facts when they were told and whether they end; what a removed row says of the device is over."""
    for item in found:
        if isinstance(item, Row) and item.table != "device":
            yield replace(item, seen_at=seen, gone=gone, batch=batch)
        elif not gone:
            yield item


def _host_document(sight: Sight) -> Iterator[Found]:
    """One object per host: table names with one row or a list of rows."""
    record = sight.record
    details = record.record("host_details") if record.has("host_details") else record
    info = next(details.records("system_info"), Record({}))
    host = record.text("host_identifier", "hostIdentifier", "uuid") or info.text("uuid", "hardware_serial", "hostname")
    seen = record.moment("unixTime", "seen_time", "timestamp")
    if host is None:
        yield Problem("a host without an identifier")
        return
    for table in dict.fromkeys((*details.raw, *record.raw)):
        for row in details.records(str(table)) if table in details.raw else record.records(str(table)):
            yield from _row(sight, host, (row, str(table), seen))


def _device(host: str | None, values: Mapping[str, object], seen: str | None) -> Row:
    identity = {"hardware_uuid": host if host and _UUID.fullmatch(host) else None, "last_seen_at": seen}
    if host and not identity["hardware_uuid"]:
        identity["hostname"] = host
    known = {name: value for name, value in values.items() if value is not None}
    return Row("device", host, {**identity, **known}, seen)


def _row(sight: Sight, host: str | None, found: tuple[Record, str, str | None]) -> Iterator[Found]:
    row, name, seen = found
    for knows, table in _TABLES:
        if all(row.has(column) for column in knows):
            yield from table(sight, host, (row, name, seen))
            return


_Entry = tuple[Record, str, str | None]


def _system_info(_sight: Sight, host: str | None, entry: _Entry) -> Iterator[Found]:
    row, _, seen = entry
    model = row.text("hardware_model")
    values = {
        "hostname": row.text("computer_name", "hostname", "local_hostname"),
        "serial_number": row.text("hardware_serial"),
        "hardware_uuid": row.text("uuid"),
        "kind": device_kind(model, row.text("hardware_vendor"), row.text("chassis_types")),
        "vendor": row.text("hardware_vendor"),
        "model": model,
    }
    yield _device(host, values, seen)


def _os_version(_sight: Sight, host: str | None, entry: _Entry) -> Iterator[Found]:
    row, _, seen = entry
    values = {
        "platform": platform(row.text("platform"), row.text("platform_like"), row.text("name")),
        "os_name": row.text("name"),
        "os_version": row.text("version"),
    }
    yield _device(host, values, seen)


def _disk_encryption(_sight: Sight, host: str | None, entry: _Entry) -> Iterator[Found]:
    """Boot and recovery volumes are never encrypted, so one encrypted volume says it for the device."""
    row, _, seen = entry
    yield _device(host, {"disk_encrypted": row.truth("encrypted")}, seen)


def _bitlocker(_sight: Sight, host: str | None, entry: _Entry) -> Iterator[Found]:
    row, _, seen = entry
    if (row.text("drive_letter") or "").upper().startswith("C"):
        yield _device(host, {"disk_encrypted": row.text("protection_status") == "1"}, seen)


def _firewall(_sight: Sight, host: str | None, entry: _Entry) -> Iterator[Found]:
    row, _, seen = entry
    yield _device(host, {"firewall_enabled": (row.number("global_state") or 0) > 0}, seen)


def _screen_lock(_sight: Sight, host: str | None, entry: _Entry) -> Iterator[Found]:
    row, _, seen = entry
    yield _device(host, {"screen_lock_enabled": row.truth("enabled")}, seen)


def _interface(_sight: Sight, host: str | None, entry: _Entry) -> Iterator[Found]:
    row, _, seen = entry
    found = hardware_macs(iter([row])) or macs([])
    if found:
        yield _device(host, {"mac_addresses": found}, seen)


def _user(sight: Sight, host: str | None, entry: _Entry) -> Iterator[Found]:
    """A login that a person could have claims the device weakly; system accounts claim nothing."""
    row, _, seen = entry
    login, uid = row.text("username", "user"), row.number("uid")
    shell = row.text("shell") or ""
    ordinary = (uid is None or uid >= _FIRST_PERSON) and not shell.endswith(("nologin", "false"))
    if login and ordinary and not login.startswith("_") and login.lower() not in _NOT_PEOPLE:
        yield from claim(sight, ("device", host), login, kind="last_user", seen_at=seen)


def _package(_sight: Sight, host: str | None, entry: _Entry) -> Iterator[Found]:
    row, name, _ = entry
    yield from software(host, row, row.text("source") or _package_source(row, name))


def _package_source(row: Record, name: str) -> str | None:
    by_name = next((table for table in _SOURCES if table in name), None)
    if by_name:
        return by_name
    if row.has("bundle_identifier"):
        return "apps"
    if row.has("identifying_number") or row.has("install_location"):
        return "programs"
    if row.has("epoch") or (row.has("release") and row.has("vendor")):
        return "rpm_packages"
    return "deb_packages" if row.has("maintainer") or row.has("revision") else None


_SOURCES = (
    "deb_packages", "rpm_packages", "programs", "apps", "homebrew_packages", "python_packages", "npm_packages",
    "chrome_extensions", "firefox_addons", "chocolatey_packages", "vscode_extensions",
)  # fmt: skip

_TABLES: tuple[tuple[tuple[str, ...], Callable[[Sight, str | None, _Entry], Iterator[Found]]], ...] = (
    (("hardware_serial",), _system_info),
    (("computer_name", "uuid"), _system_info),
    (("protection_status", "drive_letter"), _bitlocker),
    (("encrypted",), _disk_encryption),
    (("global_state",), _firewall),
    (("grace_period", "enabled"), _screen_lock),
    (("name", "version", "major"), _os_version),
    (("name", "version", "codename"), _os_version),
    (("name", "version", "platform_like"), _os_version),
    (("mac",), _interface),
    (("username", "uid"), _user),
    (("bundle_identifier",), _package),
    (("name", "version"), _package),
)

SHAPE = Shape(
    "osquery",
    "osquery: the results log, or one JSON object per host with its tables",
    ("device", "software", "claim"),
    read,
    history=True,
)
