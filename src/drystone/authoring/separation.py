"""Nobody gives themselves a power: what an author's own edit may not bring about."""

from __future__ import annotations

from collections.abc import Collection

from drystone.authoring.proposals import Tried
from drystone.lib.errors import UsageError
from drystone.program.model import Program, Role
from drystone.shell.viewer import PRIVILEGED


class OwnPowerError(UsageError):
    """The author would give themselves a power; somebody else has to write that."""


def forbid_own_power(before: Program, tried: Tried, *, me: Collection[str], roles: Collection[str]) -> None:
    """Raise OwnPowerError where an edit gives its author a power that they do not hold.

    ``me`` are the words that may name the author as a holder (address, id), ``roles`` those they fill today. Powers
    that come by a query over the people data are not foreseen; the audit log and the commit show them.
    """
    names = {word.casefold() for word in me if word}
    for role in tried.program.roles.values():
        old = before.roles.get(role.id)
        gained = set(role.may) & PRIVILEGED
        if not gained:
            continue
        named, was_named = _names(role, names), old is not None and _names(old, names)
        already = set(old.may) & PRIVILEGED if old else set()
        if (named and not was_named) or ((named or role.id in roles) and gained - already):
            raise OwnPowerError(
                f"this would give you what the {role.name!r} may do",
                where=str(role.place),
                do="Ask another editor to write this one; nobody gives themselves a power.",
            )


def _names(role: Role, names: Collection[str]) -> bool:
    return any(holder.person.casefold() in names for holder in role.holders)
