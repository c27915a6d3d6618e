"""Google Workspace by the Admin SDK: users, groups with members, ChromeOS and mobile devices, granted tokens."""

from __future__ import annotations

from collections.abc import Iterator

from drystone.sources.shapes.model import Found, Row, Shape, Sight
from drystone.sources.shapes.people import account, address, aliases, claim, membership
from drystone.sources.shapes.record import Record
from drystone.sources.shapes.words import device_kind, macs, platform


def read(sight: Sight) -> Iterator[Found] | None:
    """Tell the directory's objects apart by the fields that only they have."""
    record = sight.record
    for knows, rows in _READERS:
        if all(record.has(name) for name in knows):
            return rows(sight)
    return None


def _user(sight: Sight) -> Iterator[Found]:
    record = sight.record
    key = record.text("id", "primaryEmail")
    email = record.text("primaryEmail")
    yield account(
        sight,
        key,
        {
            "username": email,
            "email": email,
            "person_id": email,
            "kind": "human",
            "status": _status(record),
            "is_admin": _either(record.truth("isAdmin"), record.truth("isDelegatedAdmin")),
            "mfa": _second_factor(record.truth("isEnrolledIn2Sv")),
            "last_sign_in_at": record.moment("lastLoginTime"),
            "created_at": record.moment("creationTime"),
        },
        system="google-workspace",
    )
    more = [mail.text("address") for mail in record.records("emails")]
    others = (*record.texts("aliases"), *record.texts("nonEditableAliases"), *more, record.text("recoveryEmail"))
    yield from aliases(sight, email, others)
    if sight.people:
        yield _person(record, key, email)


def _status(record: Record) -> str | None:
    if record.moment("deletionTime"):
        return "deleted"
    stopped = _either(record.truth("suspended"), record.truth("archived"))
    return None if stopped is None else "disabled" if stopped else "active"


def _either(first: bool | None, second: bool | None) -> bool | None:
    known = [value for value in (first, second) if value is not None]
    return any(known) if known else None


def _second_factor(enrolled: bool | None) -> str | None:
    """The API says that there is one and not which; the middle of the scale is neither "SMS only" nor a key."""
    return None if enrolled is None else "totp" if enrolled else "none"


def _person(record: Record, key: str | None, email: str | None) -> Row:
    jobs = sorted(record.records("organizations"), key=lambda job: job.truth("primary") is not True)
    job = jobs[0] if jobs else Record({})
    manager = next((one.text("value") for one in record.records("relations") if one.text("type") == "manager"), None)
    return Row(
        "person",
        key,
        {
            "email": email,
            "name": record.text("name.fullName"),
            "department": job.text("department"),
            "title": job.text("title"),
            "employment_type": job.text("description"),
            "manager_id": manager,
            "status": "left" if _status(record) in ("disabled", "deleted") else "active",
            "location": job.text("location"),
            "language": next((one.text("languageCode") for one in record.records("languages")), None),
        },
    )


def _chromebook(sight: Sight) -> Iterator[Found]:
    record = sight.record
    key = record.text("deviceId")
    seen = record.moment("lastSync")
    values = {
        "hostname": record.text("annotatedAssetId"),
        "asset_tag": record.text("annotatedAssetId"),
        "serial_number": record.text("serialNumber"),
        "mac_addresses": macs([record.text("macAddress"), record.text("ethernetMacAddress")]),
        "kind": device_kind(record.text("model")) or "laptop",
        "platform": "chromeos",
        "model": record.text("model"),
        "os_name": "ChromeOS",
        "os_version": record.text("osVersion"),
        "managed": True,
        "disk_encrypted": True,
        "last_seen_at": seen,
        "enrolled_at": record.moment("lastEnrollmentTime"),
        "status": {"ACTIVE": "active", "DEPROVISIONED": "retired", "DISABLED": "lost"}.get(record.text("status") or ""),
    }
    yield Row("device", key, values, seen)
    yield from claim(sight, ("device", key), address(record.text("annotatedUser")), seen_at=seen)
    recent = next((address(user.text("email")) for user in record.records("recentUsers")), None)
    yield from claim(sight, ("device", key), recent, kind="last_user", seen_at=seen)


def _mobile(sight: Sight) -> Iterator[Found]:
    record = sight.record
    key = record.text("resourceId", "deviceId")
    seen = record.moment("lastSync")
    encrypted = (record.text("encryptionStatus") or "").lower()
    locked = record.text("devicePasswordStatus")
    values = {
        "hostname": record.text("name") if len(record.texts("name")) == 1 else None,
        "serial_number": record.text("serialNumber"),
        "mac_addresses": macs([record.text("wifiMacAddress")]),
        "kind": device_kind(record.text("model")) or "phone",
        "platform": platform(record.text("os"), record.text("type")),
        "vendor": record.text("manufacturer", "brand"),
        "model": record.text("model"),
        "os_name": record.text("os"),
        "managed": True,
        "disk_encrypted": None if not encrypted else encrypted == "encrypted",
        "screen_lock_enabled": None if locked is None else locked.lower() == "on",
        "last_seen_at": seen,
    }
    yield Row("device", key, values, seen)
    yield from claim(sight, ("device", key), address(*record.texts("email")), seen_at=seen)


def _group(sight: Sight) -> Iterator[Found]:
    sight.remember(sight.record.text("id"), sight.record.text("name", "email"))
    for member in sight.record.records("members"):
        yield from _membership(sight, member, sight.record.text("name", "email"))


def _member(sight: Sight) -> Iterator[Found]:
    yield from _membership(sight, sight.record, sight.names.get(sight.under, sight.under))


def _membership(sight: Sight, member: Record, group: str | None) -> Iterator[Row]:
    if (member.text("type") or "USER") == "USER":
        yield from membership(sight, member.text("id", "email"), group, system="google-workspace")


def _token(sight: Sight) -> Iterator[Found]:
    """An application that somebody let into their account."""
    record = sight.record
    values = {"name": record.text("displayText"), "status": "active", "discovered_by": "google-workspace"}
    yield Row("application", record.text("clientId"), values)


_READERS = (
    (("primaryEmail",), _user),
    (("deviceId", "serialNumber", "orgUnitPath"), _chromebook),
    (("deviceId", "annotatedUser"), _chromebook),
    (("deviceId", "resourceId"), _mobile),
    (("directMembersCount", "email"), _group),
    (("clientId", "displayText"), _token),
    (("id", "role", "type"), _member),
)

SHAPE = Shape(
    "google-workspace",
    "Google Workspace Admin SDK: users, groups and members, chromeosdevices, mobiledevices, tokens",
    ("account", "device", "application", "person", "alias", "membership", "claim"),
    read,
)
