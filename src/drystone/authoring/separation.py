"""Nobody gives themselves a power: what an author's own edit may not bring about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from drystone.authoring.proposals import Tried
from drystone.lake.engines import Engine
from drystone.lib.errors import UsageError
from drystone.program.model import Program, Role
from drystone.responsibility.foreseeing import Foreseen
from drystone.shell.viewer import PRIVILEGED

#: What says how people sign in, which secrets are read, and which files: whoever may write it could become anybody.
_KEPT = ("drystone.toml", "sources/")


class OwnPowerError(UsageError):
    """The author would give themselves a power; somebody else has to write that."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who edits: their id in the people data ("" for none), the words that may name them, and what they may do.

    ``administers`` says whether they also look after the installation.
    """

    person_id: str
    words: Collection[str]
    powers: Collection[str]
    administers: bool


def forbid_keys(tried: Tried, author: Author) -> None:
    """Raise UsageError where the author may edit the program, but not what holds the keys to the installation."""
    kept = [path for path in sorted(tried.texts) if path.startswith(_KEPT)]
    if kept and not author.administers:
        raise UsageError(
            _("this file says how people sign in, or which secrets and files are read"),
            where=kept[0],
            do=_("Download the change as a patch for whoever keeps the folder, or ask an editor who administers it."),
        )


def forbid_own_power(
    before: Program, tried: Tried, author: Author, *, engine: Engine | None, as_of: dt.datetime
) -> None:
    """Raise OwnPowerError where an edit gives its author a power that they do not hold, now or on a later day.

    Names, queries, deputies and superiors are followed through the people of the applied run (``engine``; None before
    the first one), so that neither an HR key nor an empty chair is a way round.
    """
    names = {word.casefold() for word in author.words if word}
    for role in tried.program.roles.values():
        gained = (set(role.may) & PRIVILEGED) - set(author.powers)
        if gained and _takes(role, before.roles.get(role.id), names):
            _refuse(role)
    if engine is not None and author.person_id:
        after = Foreseen(engine, tried.program, as_of=as_of)
        for role in _gained(Foreseen(engine, before, as_of=as_of), before, after, tried.program, author, as_of.date()):
            _refuse(role)


def _refuse(role: Role) -> None:
    raise OwnPowerError(
        _("this would give you what the position “%(role)s” may do") % {"role": role.name},
        where=str(role.place),
        do=_("Ask another editor to write this one; nobody gives themselves a power."),
    )


def _takes(role: Role, old: Role | None, names: Collection[str]) -> bool:
    """Whether the author is newly named, or a position that names them gains something."""
    named, was_named = _names(role, names), old is not None and _names(old, names)
    more = set(role.may) & PRIVILEGED - (set(old.may) if old else set())
    return named and (not was_named or bool(more))


def _names(role: Role, names: Collection[str]) -> bool:
    return any(holder.person.casefold() in names for holder in role.holders)


def _gained(
    was: Foreseen, before: Program, becomes: Foreseen, after: Program, author: Author, today: dt.date
) -> Iterator[Role]:
    """Yield the positions through which the author would have more powers, on some day from today, than without it."""
    powerful = [role for role in after.roles.values() if set(role.may) & PRIVILEGED]
    watched = {role.id for role in powerful} | {role.deputy for role in powerful if role.deputy}
    days = {day for day in was.days(watched) | becomes.days(watched) if day > today} | {today}
    for day in sorted(days):
        held = set(author.powers)
        for role in before.roles.values():
            if set(role.may) & PRIVILEGED - held and was.fills(author.person_id, role.id, day):
                held |= set(role.may)
        for role in powerful:
            if set(role.may) & PRIVILEGED - held and becomes.fills(author.person_id, role.id, day):
                yield role
