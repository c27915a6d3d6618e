"""GLPI: the inventory format of its agent (computers, phones, printers, network equipment)."""

from __future__ import annotations

from collections.abc import Iterator

from drystone.sources.shapes.hosts import software
from drystone.sources.shapes.model import Found, Problem, Row, Shape, Sight
from drystone.sources.shapes.people import claim
from drystone.sources.shapes.record import Record
from drystone.sources.shapes.words import device_kind, macs, platform

_ITEM_KINDS = {"phone": "phone", "printer": "printer", "networkequipment": "network"}
_NOT_PEOPLE = {"root", "system", "local"}


def read(sight: Sight) -> Iterator[Found] | None:
    """Return the device, its software and its users from one inventory file."""
    record = sight.record
    if not record.has("content", "deviceid"):
        return None
    return _inventory(sight)


def _inventory(sight: Sight) -> Iterator[Found]:
    record = sight.record
    content = record.record("content")
    key = record.text("deviceid")
    if key is None:
        yield Problem("an inventory without a deviceid")
        return
    seen = content.moment("accesslog.logdate")
    yield Row("device", key, _device(record, content, seen), seen)
    for user in content.records("users"):
        login = user.text("login")
        if login and login.lower() not in _NOT_PEOPLE:
            domain = user.text("domain")
            person = f"{login}@{domain}" if domain and "." in domain else login
            yield from claim(sight, ("device", key), person, kind="last_user", seen_at=seen)
    for item in content.records("softwares"):
        yield from software(key, item, item.text("from"))


def _device(record: Record, content: Record, seen: str | None) -> dict[str, object]:
    bios, network = content.record("bios"), content.record("network_device")
    hardware, system = content.record("hardware"), content.record("operatingsystem")
    kind = _ITEM_KINDS.get((record.text("itemtype") or "").lower())
    vm = hardware.text("vmsystem")
    chassis = hardware.text("chassis_type")
    return {
        "hostname": hardware.text("name") or network.text("name"),
        "serial_number": bios.text("ssn") or network.text("serial"),
        "hardware_uuid": hardware.text("uuid"),
        "mac_addresses": _macs(content, network),
        "asset_tag": bios.text("assettag") if kind is None else None,
        "kind": kind or ("virtual" if vm and vm != "Physical" else device_kind(chassis, bios.text("smodel"))),
        "platform": platform(system.text("full_name", "name"), system.text("kernel_name")) if system.raw else None,
        "vendor": bios.text("smanufacturer", "mmanufacturer") or network.text("manufacturer"),
        "model": bios.text("smodel", "mmodel") or network.text("model"),
        "os_name": system.text("name", "full_name"),
        "os_version": system.text("version") or network.text("firmware"),
        "disk_encrypted": _encrypted(content),
        "firewall_enabled": _firewall(content),
        "last_restart_at": system.moment("boot_time"),
        "last_seen_at": seen,
    }


def _macs(content: Record, network: Record) -> str | None:
    """A switch has an address per port; only its own says which switch it is."""
    own = network.text("mac")
    if own:
        return macs([own])
    real = [
        one.text("mac")
        for one in content.records("networks")
        if one.truth("virtualdev") is not True and one.text("type") not in ("loopback", "bridge", "alias")
    ]
    return macs(real)


def _encrypted(content: Record) -> bool | None:
    """Whether the system's volume is encrypted; partly is no."""
    for drive in content.records("drives"):
        place = drive.text("type"), drive.text("letter"), drive.text("volumn")
        if "/" in place or any((word or "").upper().startswith("C:") for word in place):
            status = drive.text("encrypt_status")
            return None if status is None else status.lower() == "yes"
    return None


def _firewall(content: Record) -> bool | None:
    states = [one.text("status") for one in content.records("firewalls")]
    known = [state.lower() == "on" for state in states if state]
    return all(known) if known else None


SHAPE = Shape("glpi", "GLPI agent inventory files (JSON), one device each", ("device", "software", "claim"), read)
