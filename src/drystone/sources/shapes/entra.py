"""Microsoft Entra ID by Graph: users, sign-in methods, applications, groups and directory roles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drystone.sources.shapes.model import Found, Problem, Row, Shape, Sight
from drystone.sources.shapes.people import account, address, aliases, claim, membership
from drystone.sources.shapes.record import Record
from drystone.sources.shapes.words import factor, strongest

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
#: The role template of Global Administrator is the same in every tenant.
_GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"


def read(sight: Sight) -> Iterator[Found] | None:
    """Tell Graph's objects apart by their type where it is given, else by the fields that only they have."""
    record = sight.record
    for knows, rows in _READERS:
        if all(record.has(name) for name in knows):
            return rows(sight)
    kind = (record.text("odataType") or "").rsplit(".", 1)[-1]
    if kind == "user" and record.has("id"):
        return _member(sight)
    if kind.endswith("AuthenticationMethod"):
        return _method(sight, kind)
    if record.has("error") and record.text("error.code"):
        said = f"{record.text('error.code')} {record.text('error.message') or ''}"
        return iter([Problem(f"the service answered with an error: {said.strip()}", broken=True)])
    return None


def _user(sight: Sight) -> Iterator[Found]:
    record = sight.record
    key = record.text("id")
    login = record.text("userPrincipalName")
    email = address(record.text("mail"), login)
    enabled = record.truth("accountEnabled")
    deleted = record.moment("deletedDateTime")
    yield account(
        sight,
        key,
        {
            "username": login,
            "email": email,
            "person_id": email,
            "kind": "human",
            "status": "deleted" if deleted else None if enabled is None else "active" if enabled else "disabled",
            "last_sign_in_at": record.moment(
                "signInActivity.lastSuccessfulSignInDateTime", "signInActivity.lastSignInDateTime"
            ),
            "created_at": record.moment("createdDateTime"),
        },
        system="entra",
    )
    proxies = [text.split(":", 1)[1] for text in record.texts("proxyAddresses") if text.lower().startswith("smtp:")]
    yield from aliases(sight, email, (*proxies, *record.texts("otherMails"), address(login)))
    for group in record.records("memberOf", "transitiveMemberOf"):
        yield from membership(sight, key, group.text("displayName", "id"), system="entra")
    for method in record.records("authentication.methods"):
        kind = (method.text("odataType") or "").rsplit(".", 1)[-1]
        if found := _strength(kind):
            yield Row("account", key, {"mfa": found}, partial=True)
    if sight.people:
        yield _person(record, key, email, left=enabled is False or deleted is not None)


def _person(record: Record, key: str | None, email: str | None, *, left: bool) -> Row:
    return Row(
        "person",
        key,
        {
            "email": email,
            "name": record.text("displayName"),
            "department": record.text("department"),
            "title": record.text("jobTitle"),
            "manager_id": record.text("manager.id", "manager.mail", "manager.userPrincipalName"),
            "employment_type": record.text("employeeType", "userType"),
            "status": "left" if left else "active",
            "start_date": record.day("employeeHireDate"),
            "end_date": record.day("employeeLeaveDateTime"),
            "location": record.text("officeLocation", "city", "country"),
            "language": record.text("preferredLanguage"),
        },
    )


def _registration(sight: Sight) -> Iterator[Found]:
    """A row of the report of registered methods; it says "no second factor" in so many words."""
    record = sight.record
    methods = [factor(method) for method in record.texts("methodsRegistered")]
    registered = record.truth("isMfaRegistered")
    values = {
        "username": record.text("userPrincipalName"),
        "email": address(record.text("userPrincipalName")),
        "mfa": "none" if registered is False else strongest(methods),
        "is_admin": record.truth("isAdmin"),
    }
    yield account(sight, record.text("id"), values, system="entra")


def _method(sight: Sight, kind: str) -> Iterator[Found]:
    if not _GUID.fullmatch(sight.under):
        yield Problem("a sign-in method without its user: nest the methods below the user's id")
    elif found := _strength(kind):
        yield Row("account", sight.under, {"mfa": found}, partial=True)


def _strength(kind: str) -> str | None:
    return None if kind.startswith(("password", "email", "temporary")) else factor(kind)


def _member(sight: Sight) -> Iterator[Found]:
    if _GUID.fullmatch(sight.under) and not any("owner" in part.lower() for part in sight.path):
        group = sight.names.get(sight.under, sight.under)
        yield from membership(sight, sight.record.text("id"), group, system="entra")


def _application(sight: Sight) -> Iterator[Found]:
    record = sight.record
    key = record.text("id", "appId")
    enabled = record.truth("accountEnabled")
    yield Row(
        "application",
        key,
        {
            "name": record.text("displayName"),
            "status": "retired" if enabled is False else "active",
            "sso": True if record.text("preferredSingleSignOnMode") in ("saml", "oidc") else None,
            "discovered_by": "entra",
        },
    )
    for owner in record.records("owners"):
        person = address(owner.text("mail"), owner.text("userPrincipalName")) or owner.text("id")
        yield from claim(sight, ("application", key), person)
    for secret in (*record.records("passwordCredentials"), *record.records("keyCredentials")):
        yield _credential(key, record.text("displayName"), secret)


def _credential(app: str | None, name: str | None, secret: Record) -> Row:
    kind = "certificate" if secret.text("type", "usage") in ("AsymmetricX509Cert", "Verify", "Sign") else "secret"
    values = {
        "name": " ".join(part for part in (name, secret.text("displayName")) if part) or None,
        "application_id": app,
        "kind": kind,
        "system": "entra",
        "status": "active",
        "created_at": secret.moment("startDateTime"),
        "expires_at": secret.moment("endDateTime"),
    }
    return Row("credential", secret.text("keyId"), values)


def _group(sight: Sight) -> Iterator[Found]:
    record = sight.record
    name = record.text("displayName", "id")
    sight.remember(record.text("id"), name)
    for member in record.records("members"):
        kind = member.text("odataType") or "user"
        if kind.endswith("user"):
            yield from membership(sight, member.text("id"), name, system="entra")


def _role_definition(sight: Sight) -> Iterator[Found]:
    sight.remember(sight.record.text("id"), sight.record.text("displayName"))
    yield from ()


def _role_assignment(sight: Sight) -> Iterator[Found]:
    record = sight.record
    role = record.text("roleDefinitionId") or ""
    name = record.text("roleDefinition.displayName") or sight.names.get(role, "")
    if "administrator" in name.lower() or role == _GLOBAL_ADMINISTRATOR:
        yield Row("account", record.text("principalId"), {"is_admin": True}, partial=True)


def _directory_role(sight: Sight) -> Iterator[Found]:
    record = sight.record
    name = record.text("displayName") or ""
    for member in record.records("members"):
        yield from membership(sight, member.text("id"), name, system="entra")
        if "administrator" in name.lower():
            yield Row("account", member.text("id"), {"is_admin": True}, partial=True)


_READERS = (
    (("userPrincipalName", "isMfaRegistered"), _registration),
    (("id", "userPrincipalName"), _user),
    (("id", "roleDefinitionId", "principalId"), _role_assignment),
    (("id", "roleTemplateId"), _directory_role),
    (("id", "isBuiltIn", "displayName"), _role_definition),
    (("appId", "displayName"), _application),
    (("id", "displayName", "mailNickname"), _group),
    (("id", "displayName", "securityEnabled"), _group),
    (("id", "displayName", "groupTypes"), _group),
)

SHAPE = Shape(
    "entra",
    "Microsoft Entra ID by Graph: users, userRegistrationDetails, applications, servicePrincipals, groups, roles",
    ("account", "application", "credential", "person", "alias", "membership", "claim"),
    read,
)
