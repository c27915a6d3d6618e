"""Okta: users, factors, groups with members, applications, app assignments and administrator roles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from drystone.sources.shapes.model import Found, Problem, Row, Shape, Sight
from drystone.sources.shapes.people import account, address, aliases, membership
from drystone.sources.shapes.record import Record
from drystone.sources.shapes.words import factor

_STATUS = {
    "ACTIVE": "active", "PASSWORD_EXPIRED": "active", "LOCKED_OUT": "active", "RECOVERY": "active",
    "PROVISIONED": "active", "STAGED": "disabled", "SUSPENDED": "disabled", "DEPROVISIONED": "disabled",
}  # fmt: skip
_SINGLE_SIGN_ON = {"SAML_2_0", "SAML_1_1", "OPENID_CONNECT", "WS_FEDERATION"}
_GROUP_TYPES = {"OKTA_GROUP", "APP_GROUP", "BUILT_IN"}
_USER = re.compile(r"/users/([^/?]+)")
_APP = re.compile(r"/apps/([^/?]+)")


def read(sight: Sight) -> Iterator[Found] | None:
    """Tell Okta's objects apart by the fields that only they have."""
    record = sight.record
    listed = _factor_lists(record)
    if listed:
        return _factors_of_users(listed)
    for knows, rows in _READERS:
        if all(record.has(name) for name in knows):
            return rows(sight)
    if record.has("errorCode", "errorSummary"):
        return iter([Problem(f"the service answered with an error: {record.text('errorSummary')}", broken=True)])
    return None


def _user_or_group(sight: Sight) -> Iterator[Found]:
    record = sight.record
    is_group = record.text("type") in _GROUP_TYPES or record.text("profile.login") is None
    yield from _group(sight) if is_group else _user(sight)


def _group(sight: Sight) -> Iterator[Found]:
    record = sight.record
    name = record.text("profile.name") or record.text("id")
    sight.remember(record.text("id"), name)
    for member in record.records("_embedded.users", "users", "members"):
        yield from membership(sight, member.text("id"), name, system="okta")


def _user(sight: Sight) -> Iterator[Found]:
    record = sight.record
    key = record.text("id")
    profile = record.record("profile")
    login = profile.text("login")
    email = address(profile.text("email"), login)
    service = "service" in (profile.text("userType") or "").lower()
    yield account(
        sight,
        key,
        {
            "username": login,
            "email": email,
            "person_id": email,
            "kind": "service" if service else "human",
            "status": _STATUS.get(record.text("status") or ""),
            "last_sign_in_at": record.moment("lastLogin"),
            "created_at": record.moment("created"),
        },
        system="okta",
    )
    more = [mail.text("value") for mail in record.records("credentials.emails")]
    yield from aliases(sight, email, (profile.text("secondEmail"), address(login), *more))
    group = sight.under if re.fullmatch(r"00g\w+", sight.under) or sight.under in sight.names else None
    yield from membership(sight, key, sight.names.get(group or "", group), system="okta")
    for item in record.records("_embedded.groups", "groups"):
        yield from membership(sight, key, item.text("profile.name", "id"), system="okta")
    for factors in (record.record("_embedded").raw.get("factors"), record.raw.get("factors")):
        if isinstance(factors, list):
            yield from _all_factors(key, factors)
    if sight.people:
        yield _person(key, profile, record, email)


def _person(key: str | None, profile: Record, record: Record, email: str | None) -> Row:
    names = [part for part in (profile.text("firstName"), profile.text("lastName")) if part]
    return Row(
        "person",
        key,
        {
            "email": email,
            "name": profile.text("displayName") or " ".join(names) or None,
            "department": profile.text("department"),
            "team": profile.text("division"),
            "title": profile.text("title"),
            "manager_id": profile.text("managerId", "manager"),
            "employment_type": profile.text("userType"),
            "status": "left" if record.text("status") == "DEPROVISIONED" else "active",
            "location": profile.text("city", "countryCode"),
            "timezone": profile.text("timezone"),
            "language": profile.text("preferredLanguage", "locale"),
        },
    )


def _factor(sight: Sight) -> Iterator[Found]:
    record = sight.record
    match = _USER.search(record.text("_links.user.href", "_links.self.href") or "")
    user = match[1] if match else record.text("userId") or (sight.under if sight.under.startswith("00u") else None)
    if user is None:
        yield Problem("a factor without its user: keep the answer's links, or nest factors below the user's id")
        return
    yield from _factor_of(user, record)


def _factor_of(user: str | None, record: Record) -> Iterator[Found]:
    kind = record.text("factorType") or ""
    if (record.text("status") or "ACTIVE") == "ACTIVE":
        strength = None if kind in ("question", "email") else factor(kind)
        if strength:
            yield Row("account", user, {"mfa": strength}, partial=True)


def _factor_lists(record: Record) -> Mapping[str, list[object]]:
    """Return answers of /users/{id}/factors below their users' ids, else nothing.

    An empty list alone could be any empty answer; beside lists of factors it is one.
    """
    lists = {
        key: value for key, value in record.raw.items() if re.fullmatch(r"00u\w+", key) and isinstance(value, list)
    }
    known = any(isinstance(item, Mapping) and "factorType" in item for value in lists.values() for item in value)
    return lists if known and len(lists) == len(record.raw) else {}


def _factors_of_users(lists: Mapping[str, list[object]]) -> Iterator[Found]:
    for user, factors in lists.items():
        yield from _all_factors(user, factors)


def _all_factors(user: str | None, factors: list[object]) -> Iterator[Found]:
    """All that a user has enrolled: none of it active is no second factor. Lists of plain names are read, too.

    A list with something in it that is no factor says nothing: who cannot be read is unknown, not unprotected.
    """
    named = [{"factorType": item} if isinstance(item, str) else item for item in factors]
    records = [Record(item) for item in named if isinstance(item, Mapping) and "factorType" in item]
    for record in records:
        yield from _factor_of(user, record)
    if len(records) < len(factors):
        yield Problem("a second factor that is no record with a factorType")
    elif not any((record.text("status") or "ACTIVE") == "ACTIVE" for record in records):
        yield Row("account", user, {"mfa": "none"}, partial=True)


def _application(sight: Sight) -> Iterator[Found]:
    record = sight.record
    mode = record.text("signOnMode")
    key = record.text("id")
    sight.remember(key, record.text("label"))
    yield Row(
        "application",
        key,
        {
            "name": record.text("label", "name"),
            "sso": None if mode is None else mode in _SINGLE_SIGN_ON,
            "status": "active" if record.text("status") == "ACTIVE" else "retired",
            "approved": True,
            "discovered_by": "okta",
        },
    )


def _assignment(sight: Sight) -> Iterator[Found]:
    """An assignment is a membership of the application, said in the application's name where it was seen before."""
    record = sight.record
    match = _APP.search(record.text("_links.app.href", "_links.self.href") or "")
    app = match[1] if match else sight.under
    if not app:
        yield Problem("an assignment without its application: keep the answer's links")
        return
    yield from membership(sight, record.text("id"), f"app: {sight.names.get(app, app)}", system="okta")


def _role(sight: Sight) -> Iterator[Found]:
    record = sight.record
    if record.text("assignmentType") == "GROUP":
        yield Problem("an administrator role of a group: its members are not marked as administrators")
        return
    match = _USER.search(record.text("_links.assignee.href") or "")
    user = match[1] if match else sight.under if sight.under.startswith("00u") else None
    if user is None:
        yield Problem("an administrator role without its user: keep the answer's links")
    elif record.text("status") == "ACTIVE":
        yield Row("account", user, {"is_admin": True}, partial=True)


_READERS = (
    (("id", "factorType"), _factor),
    (("id", "signOnMode"), _application),
    (("id", "scope", "credentials"), _assignment),
    (("id", "assignmentType"), _role),
    (("id", "profile"), _user_or_group),
)

SHAPE = Shape(
    "okta",
    "Okta answers: /users, /users/{id}/factors, /groups, /apps, /apps/{id}/users, /users/{id}/roles",
    ("account", "application", "person", "alias", "membership"),
    read,
)
