"""Resources of SCIM as rows of the state, and back. Passwords are never kept."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.db import IntegrityError, transaction
from scim2_models import (
    Context,
    Group,
    InvalidValueException,
    MutabilityException,
    PreconditionFailedException,
    Resource,
    UniquenessException,
    User,
)

from drystone.audit import actions as audit
from drystone.directory.models import ScimGroup, ScimMember, ScimUser
from drystone.directory.scim import ending, whom
from drystone.directory.scim.ending import Act
from drystone.directory.scim.keys import key_of
from drystone.directory.scim.schema import KINDS, POLICY

Row = ScimUser | ScimGroup
AnyResource = Resource[Any]
#: What resources are looked up by has at most so many letters: databases index no longer texts.
_LONGEST_NAME = 600
#: Kept in columns of their own, or made anew for each answer.
_NOT_KEPT = {"id", "meta", "groups", "members", "password"}
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Served:
    """A resource as it stands, and the number of its version."""

    resource: AnyResource
    version: int


def table(kind: str) -> type[ScimUser] | type[ScimGroup]:
    """Return the table of an endpoint."""
    return ScimUser if kind == "Users" else ScimGroup


def load(kind: str, rows: Iterable[Row], base: str) -> list[Served]:
    """Return rows as resources, in their order; ``base`` is the address of the service."""
    rows = list(rows)
    ids = [row.scim_id for row in rows]
    held = _memberships(ids, base) if kind == "Users" else _members(ids, base)
    name = "groups" if kind == "Users" else "members"
    model = KINDS[kind]
    found = []
    for row in rows:
        told = {**row.attributes, "id": row.scim_id, "meta": _meta(kind, row, base)}
        if row.scim_id in held:
            told[name] = held[row.scim_id]
        found.append(Served(model.model_validate(told, scim_policy=POLICY), row.version))
    return found


def _meta(kind: str, row: Row, base: str) -> dict[str, Any]:
    return {
        "resourceType": "User" if kind == "Users" else "Group",
        "created": row.created_at.isoformat(),
        "lastModified": row.modified_at.isoformat(),
        "location": f"{base}/{kind}/{row.scim_id}",
        "version": etag(row.version),
    }


def etag(version: int) -> str:
    """Return the weak entity tag of a version."""
    return f'W/"{version}"'


def _memberships(ids: list[str], base: str) -> dict[str, list[dict[str, Any]]]:
    held: dict[str, list[dict[str, Any]]] = {}
    found = ScimMember.objects.filter(member_id__in=ids).order_by("group_id")
    for member, group, name in found.values_list("member_id", "group_id", "group__name"):
        told = {"value": group, "display": name, "$ref": f"{base}/Groups/{group}", "type": "direct"}
        held.setdefault(member, []).append(told)
    return held


def _members(ids: list[str], base: str) -> dict[str, list[dict[str, Any]]]:
    held: dict[str, list[dict[str, Any]]] = {}
    found = ScimMember.objects.filter(group_id__in=ids).order_by("pk")
    for group, member, kind, display in found.values_list("group_id", "member_id", "kind", "display").iterator():
        told = {"value": member, "type": kind, "$ref": f"{base}/{kind}s/{member}"}
        held.setdefault(group, []).append(told | ({"display": display} if display else {}))
    return held


def create(kind: str, resource: AnyResource, act: Act) -> Row:
    """Keep a new resource. Raises UniquenessException for a user name that is taken."""
    row = table(kind)(scim_id=str(uuid.uuid4()), created_at=act.at)
    with transaction.atomic():
        _save(row, resource, act, new=True)
        _log("made", kind, row, act)
    return row


def change(kind: str, row: Row, resource: AnyResource, act: Act) -> None:
    """Keep a resource's new state, in the transaction that locked its row. Raises UniquenessException."""
    before = whom.keys_of_row(row) if isinstance(row, ScimUser) else set()
    row.version += 1
    _save(row, resource, act)
    if isinstance(row, ScimUser) and not row.active:
        ending.close(before, act, scim_id=row.scim_id)
    _log("changed", kind, row, act)


def remove(kind: str, row: Row, act: Act) -> None:
    """Forget a resource, and end the sign-in of a person, in the transaction that locked its row."""
    if isinstance(row, ScimUser):
        ending.close(whom.keys_of_row(row), act, scim_id=row.scim_id)
    ScimMember.objects.filter(member_id=row.scim_id).delete()
    _log("removed", kind, row, act)
    row.delete()


def locked(kind: str, scim_id: str, expected: str) -> Row | None:
    """Lock and return a row, None where there is none. Raises PreconditionFailedException for another version."""
    manager = ScimUser.objects if kind == "Users" else ScimGroup.objects
    row = manager.select_for_update().filter(pk=scim_id).first()
    if row is not None and expected and not fits(expected, row.version):
        raise PreconditionFailedException(detail="the resource has changed since")
    return row


def fits(tags: str, version: int) -> bool:
    """Whether a version is among the entity tags of a header, compared weakly (RFC 9110 §8.8.3.2)."""
    number = etag(version).removeprefix("W/")
    return tags.strip() == "*" or number in {tag.strip().removeprefix("W/") for tag in tags.split(",")}


def _check_names(resource: AnyResource) -> None:
    """Raise InvalidValueException for a name or an address that is longer than any."""
    mails = [mail.value for mail in resource.emails or ()] if isinstance(resource, User) else []
    name = resource.user_name if isinstance(resource, User) else cast("Group", resource).display_name
    if any(len(str(one or "")) > _LONGEST_NAME for one in (resource.external_id, name, *mails)):
        raise InvalidValueException(detail=f"a name, an address or an externalId has at most {_LONGEST_NAME} letters")


def _save(row: Row, resource: AnyResource, act: Act, *, new: bool = False) -> None:
    row.attributes = _kept(resource)
    row.external_id = resource.external_id or ""
    row.modified_at = act.at
    _check_names(resource)
    if isinstance(row, ScimUser):
        user = cast("User[Any]", resource)
        row.user_name, row.user_key = user.user_name or "", key_of(user.user_name or "")
        row.active = user.active is not False
    else:
        name = cast("Group", resource).display_name or ""
        row.name, row.name_key = name, key_of(name)
    try:
        with transaction.atomic():
            row.save(force_insert=new)
    except IntegrityError as error:
        raise UniquenessException(detail="this userName is taken") from error
    if isinstance(row, ScimGroup):
        _keep_members(row, cast("Group", resource))
        return
    keys = whom.keep(row)
    if row.active:
        ending.reopen(keys, act)
    else:
        ending.close(keys, act, scim_id=row.scim_id)


def _kept(resource: AnyResource) -> dict[str, Any]:
    told = resource.model_dump(scim_ctx=Context.DEFAULT)
    return {name: value for name, value in told.items() if name not in _NOT_KEPT}


def _keep_members(row: ScimGroup, group: Group) -> None:
    wanted: dict[str, tuple[str, str]] = {}
    for member in group.members or ():
        if member.value:
            kind = "Group" if member.type == "Group" or "/Groups/" in str(member.ref or "") else "User"
            wanted[member.value] = (kind, member.display or "")
    kept, gone = set(), []
    for pk, member_id, kind, display in row.members.values_list("pk", "member_id", "kind", "display").iterator():
        if wanted.get(member_id) == (kind, display):
            kept.add(member_id)
        else:
            gone.append(pk)
    for at in range(0, len(gone), _BATCH):
        row.members.filter(pk__in=gone[at : at + _BATCH]).delete()
    ScimMember.objects.bulk_create(
        [
            ScimMember(group=row, member_id=member_id, kind=kind, display=display)
            for member_id, (kind, display) in wanted.items()
            if member_id not in kept
        ],
        batch_size=_BATCH,
    )


def refuse_another_id(resource: AnyResource, row: Row) -> None:
    """Raise MutabilityException where a resource claims another id than its address has."""
    if resource.id is not None and resource.id != row.scim_id:
        raise MutabilityException(attribute="id", mutability="readOnly", operation="replace")


def _log(what: str, kind: str, row: Row, act: Act) -> None:
    name = "scim-user" if kind == "Users" else "scim-group"
    about = (name, row.scim_id)
    audit.record(f"{name}-{what}", actor=act.actor, at=act.at, about=about, payload={"version": row.version})
