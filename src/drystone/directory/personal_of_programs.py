"""What is kept about people by tokens and by what an identity provider pushes (``personal`` takes it up)."""

from __future__ import annotations

from drystone.audit.personal import NOT_PERSONAL, Declared

_WHY_KEY = "so that a program can act for somebody, and they can end that"
_KEEP_KEY = "until a year after it expired or was revoked; then the daily clean-up deletes the row"
_WHY_PUSHED = "the organisation's identity provider keeps people and access current through it"
_KEEP_PUSHED = "until the identity provider removes the user or group"
_PUSHED_BY = "the next run, as a source of the people data; administrators through the identity provider"

DECLARED: dict[str, Declared] = {
    "User.epoch": NOT_PERSONAL,
    "Token.id": NOT_PERSONAL,
    "Token.user": Declared("who made the token", _WHY_KEY, "its maker; of services: administrators", _KEEP_KEY),
    "Token.name": Declared("what they call it", _WHY_KEY, "its maker; of services: administrators", _KEEP_KEY),
    "Token.prefix": NOT_PERSONAL,
    "Token.digest": NOT_PERSONAL,
    "Token.scopes": NOT_PERSONAL,
    "Token.strong": NOT_PERSONAL,
    "Token.service": NOT_PERSONAL,
    "Token.created_at": Declared("when they made it", _WHY_KEY, "its maker; of services: administrators", _KEEP_KEY),
    "Token.expires_at": NOT_PERSONAL,
    "Token.last_used_on": Declared(
        "the day a program of theirs last asked, never the time or the place",
        "so that a forgotten token is noticed",
        "its maker; of services: administrators",
        _KEEP_KEY,
    ),
    "Token.revoked_at": Declared("when it was ended", _WHY_KEY, "nobody on a page", _KEEP_KEY),
    "ScimUser.scim_id": Declared("an id without meaning", _WHY_PUSHED, _PUSHED_BY, _KEEP_PUSHED),
    "ScimUser.external_id": Declared("the provider's id for them", _WHY_PUSHED, _PUSHED_BY, _KEEP_PUSHED),
    "ScimUser.user_name": Declared("their sign-in name", _WHY_PUSHED, _PUSHED_BY, _KEEP_PUSHED),
    "ScimUser.user_key": Declared("their sign-in name in lower case", _WHY_PUSHED, _PUSHED_BY, _KEEP_PUSHED),
    "ScimUser.active": Declared("whether they may sign in", _WHY_PUSHED, _PUSHED_BY, _KEEP_PUSHED),
    "ScimUser.attributes": Declared(
        "what the provider says of them: name, addresses, department, manager, title; never a password",
        _WHY_PUSHED,
        _PUSHED_BY,
        _KEEP_PUSHED,
    ),
    "ScimKey.id": NOT_PERSONAL,
    "ScimKey.user": Declared("whose key it is", _WHY_PUSHED, _PUSHED_BY, _KEEP_PUSHED),
    "ScimKey.key": Declared(
        "their name, address or id at the provider, in lower case", _WHY_PUSHED, _PUSHED_BY, _KEEP_PUSHED
    ),
    "ScimUser.version": NOT_PERSONAL,
    "ScimUser.created_at": Declared("when they were first pushed", _WHY_PUSHED, _PUSHED_BY, _KEEP_PUSHED),
    "ScimUser.modified_at": Declared("when that last changed", _WHY_PUSHED, _PUSHED_BY, _KEEP_PUSHED),
    "ScimGroup.scim_id": NOT_PERSONAL,
    "ScimGroup.external_id": NOT_PERSONAL,
    "ScimGroup.name": NOT_PERSONAL,
    "ScimGroup.name_key": NOT_PERSONAL,
    "ScimGroup.attributes": NOT_PERSONAL,
    "ScimGroup.version": NOT_PERSONAL,
    "ScimGroup.created_at": NOT_PERSONAL,
    "ScimGroup.modified_at": NOT_PERSONAL,
    "ScimMember.id": NOT_PERSONAL,
    "ScimMember.group": Declared("a group that they belong to", _WHY_PUSHED, _PUSHED_BY, _KEEP_PUSHED),
    "ScimMember.member_id": Declared("who belongs to it", _WHY_PUSHED, _PUSHED_BY, _KEEP_PUSHED),
    "ScimMember.kind": NOT_PERSONAL,
    "ScimMember.display": Declared("their name as the provider shows it", _WHY_PUSHED, _PUSHED_BY, _KEEP_PUSHED),
    "ScimEnding.id": NOT_PERSONAL,
    "ScimEnding.user": Declared(
        "that the provider ended their sign-in",
        "so that only what it ended is opened again",
        "nobody on a page",
        "until the provider lets them sign in again, or their way in is deleted",
    ),
    "ScimEnding.ended_at": Declared(
        "when the provider ended their sign-in", "the same", "nobody on a page", "the same as the row"
    ),
}
