"""SCIM 2.0 (RFC 7643, RFC 7644): users, enterprise users and groups, alone or in list answers.

Requests (PATCH, bulk, search), errors and documents about the schema are no records; each is told apart and listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drystone.sources.shapes.model import Found, Problem, Row, Shape, Sight
from drystone.sources.shapes.people import account, address, aliases, membership
from drystone.sources.shapes.record import Record

_ENTERPRISE = "enterprise:2.0:User"
_NOT_RECORDS = {
    "PatchOp": "a request to change a record (PATCH), not the record; export the users and groups instead",
    "BulkRequest": "a bulk request, not records; export the users and groups instead",
    "BulkResponse": "the answer to a bulk request, not records; export the users and groups instead",
    "SearchRequest": "a search request, not its answer",
    "ServiceProviderConfig": "says what the service can do; it holds no records",
    "ResourceType": "describes a type of resource; it holds no records",
    "Schema": "describes a schema; it holds no records",
}
_SERVICES = ("service", "bot", "application", "machine")


def read(sight: Sight) -> Iterator[Found] | None:
    """Return the rows of a User or Group, a reason for what is neither, None for a list answer."""
    record = sight.record
    schemas = record.texts("schemas")
    names = [schema.rsplit(":", 1)[-1] for schema in schemas]
    if "ListResponse" in names:
        return None
    if "Error" in names:
        said = f"{record.text('status') or 'unknown status'} {record.text('detail') or record.text('scimType') or ''}"
        return iter([Problem(f"the service answered with an error: {said.strip()}", broken=True)])
    other = next((name for name in names if name in _NOT_RECORDS), None)
    if other:
        return iter([Problem(_NOT_RECORDS[other])])
    if "User" in names or record.has("userName"):
        return _user(sight)
    if "Group" in names or (record.has("displayName", "members") and record.has("id")):
        return _group(sight)
    if record.has("id") and (schemas or "Resources" in sight.path):
        return iter([Problem("a record with too few attributes to tell what it is; ask for userName or displayName")])
    return None


def _user(sight: Sight) -> Iterator[Found]:
    record = sight.record
    key = record.text("id")
    if key is None:
        yield Problem("a user without an id: a request to make one, not a record")
        return
    if not record.has("userName") and not record.has("emails"):
        yield Problem("part of a user, without userName: ask for all attributes")
        return
    mails = _mails(record)
    login = record.text("userName")
    email = address(*mails, login)
    active = record.truth("active")
    yield account(
        sight,
        key,
        {
            "username": login,
            "email": email,
            "person_id": email or record.text("externalId") or login,
            "kind": "service" if _is_service(record.text("userType")) else "human",
            "status": None if active is None else "active" if active else "disabled",
            "is_admin": _is_admin(record),
            "created_at": record.moment("meta.created"),
        },
    )
    yield from aliases(sight, email, (*mails, address(login)))
    for group in record.records("groups"):
        yield from membership(sight, key, group.text("display", "value"))
    if sight.people:
        yield _person(sight, email)


def _person(sight: Sight, email: str | None) -> Row:
    record = sight.record
    enterprise = _extension(record)
    given = [part for part in (record.text("name.givenName"), record.text("name.familyName")) if part]
    active = record.truth("active")
    work = next((item for item in record.records("addresses")), Record({}))
    return Row(
        "person",
        record.text("id"),
        {
            "email": email,
            "name": record.text("displayName", "name.formatted") or " ".join(given) or None,
            "department": enterprise.text("department"),
            "team": enterprise.text("division"),
            "title": record.text("title"),
            "manager_id": enterprise.text("manager.value", "manager.managerId", "manager"),
            "employment_type": record.text("userType"),
            "status": None if active is None else "active" if active else "left",
            "location": work.text("locality", "region", "country"),
            "timezone": record.text("timezone"),
            "language": record.text("preferredLanguage", "locale"),
        },
    )


def _group(sight: Sight) -> Iterator[Found]:
    record = sight.record
    name = record.text("displayName", "id")
    for member in record.records("members"):
        where = member.text("$ref") or ""
        if (member.text("type") or "User") == "User" and "/Groups/" not in where:
            yield from membership(sight, member.text("value"), name)


def _mails(record: Record) -> list[str]:
    """The addresses of a user, the primary one first."""
    mails = sorted(record.records("emails"), key=lambda mail: mail.truth("primary") is not True)
    return [text for mail in mails if (text := mail.text("value"))]


def _extension(record: Record) -> Record:
    value: Any = next((part for name, part in record.raw.items() if str(name).endswith(_ENTERPRISE)), None)
    return Record(value) if isinstance(value, dict) else Record({})


def _is_admin(record: Record) -> bool | None:
    roles = [role.text("value", "display", "type") or "" for role in record.records("roles")] + record.texts("roles")
    return True if any("admin" in role.lower() for role in roles) else None


def _is_service(kind: str | None) -> bool:
    return any(word in (kind or "").lower() for word in _SERVICES)


SHAPE = Shape(
    "scim",
    "SCIM 2.0 users and groups (RFC 7643): /Users and /Groups answers or single resources",
    ("account", "person", "alias", "membership"),
    read,
)
