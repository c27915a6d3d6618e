"""Snipe-IT: hardware with whom it is checked out to, and users."""

from __future__ import annotations

from collections.abc import Iterator

from drystone.sources.shapes.model import Found, Row, Shape, Sight
from drystone.sources.shapes.people import account, address, claim
from drystone.sources.shapes.record import Record
from drystone.sources.shapes.words import device_kind, macs


def read(sight: Sight) -> Iterator[Found] | None:
    """Tell hardware and users apart."""
    record = sight.record
    if record.has("asset_tag") and (record.has("status_label") or record.has("serial")):
        return _asset(sight)
    if record.has("username", "employee_num") or record.has("username", "two_factor_enrolled"):
        return _user(sight)
    return None


def _asset(sight: Sight) -> Iterator[Found]:
    record = sight.record
    key = record.text("id", "asset_tag")
    seen = record.moment("last_checkout.datetime", "updated_at.datetime", "updated_at")
    fields = record.record("custom_fields")
    values = {
        "hostname": record.text("name"),
        "asset_tag": record.text("asset_tag"),
        "serial_number": record.text("serial"),
        "mac_addresses": macs([fields.text("MAC Address.value")]),
        "kind": device_kind(record.text("category.name", "category"), record.text("model.name", "model")),
        "vendor": record.text("manufacturer.name", "manufacturer"),
        "model": record.text("model.name", "model"),
        "status": _status(record),
    }
    yield Row("device", key, values)
    holder = record.record("assigned_to")
    if holder.text("type") in ("user", None):
        person = address(holder.text("email")) or holder.text("username", "employee_num", "employee_number", "name")
        yield from claim(sight, ("device", key), person, seen_at=seen)


def _status(record: Record) -> str | None:
    label = (record.text("status_label.name") or "").lower()
    if "lost" in label or "stolen" in label:
        return "lost"
    if record.moment("deleted_at.datetime", "deleted_at") or record.text("status_label.status_type") == "archived":
        return "retired"
    meta = record.text("status_label.status_meta", "status_label.status_type")
    known = {"deployed": "active", "deployable": "spare", "pending": "spare", "archived": "retired"}
    return known.get((meta or "").lower())


def _user(sight: Sight) -> Iterator[Found]:
    record = sight.record
    key = record.text("id", "username")
    email = address(record.text("email"))
    active = record.truth("activated")
    deleted = record.moment("deleted_at.datetime", "deleted_at")
    enrolled = record.truth("two_factor_enrolled")
    yield account(
        sight,
        key,
        {
            "username": record.text("username"),
            "email": email,
            "person_id": email or record.text("employee_num"),
            "kind": "human",
            "status": "deleted" if deleted else None if active is None else "active" if active else "disabled",
            "is_admin": record.truth("permissions.superuser", "permissions.admin"),
            "mfa": None if enrolled is None else "totp" if enrolled else "none",
            "last_sign_in_at": record.moment("last_login.datetime", "last_login"),
            "created_at": record.moment("created_at.datetime", "created_at"),
        },
        system="snipeit",
    )
    if sight.people:
        yield _person(record, key, email)


def _person(record: Record, key: str | None, email: str | None) -> Row:
    return Row(
        "person",
        key,
        {
            "email": email,
            "name": record.text("name"),
            "department": record.text("department.name"),
            "title": record.text("jobtitle"),
            "manager_id": record.text("manager.id"),
            "status": "left" if record.moment("deleted_at.datetime", "deleted_at") else "active",
            "start_date": record.day("start_date.date", "start_date"),
            "end_date": record.day("end_date.date", "end_date"),
            "location": record.text("location.name", "city"),
            "language": record.text("locale"),
        },
    )


SHAPE = Shape("snipeit", "Snipe-IT answers: /hardware and /users", ("device", "account", "person", "claim"), read)
