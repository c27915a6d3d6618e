"""The relations that may hold a letter in place of a role, and the kinds of things each fits.

"Business owner", "manager" and "everyone" are relations, not positions: who they are depends on the thing.
"""

from __future__ import annotations

from drystone.program.vocabulary import TABLES

EVERYONE = "everyone"
_THINGS = tuple(name for name, table in TABLES.items() if table.role == "thing")

#: For each relation the kinds of things that have it; "" is the organisation as a whole.
RELATIONS: dict[str, tuple[str, ...]] = {
    "asset.owner": _THINGS,
    "asset.owner.manager": _THINGS,
    "asset.team.lead": _THINGS,
    "asset.sponsor": ("vendor",),
    "asset.lead": ("project",),
    "asset.person": tuple(kind for kind in _THINGS if kind != "person" and TABLES[kind].column("person_id")),
    "asset.manager": ("person",),
    EVERYONE: ("", *_THINGS, "activity", "position"),
}

#: Those by which a thing is somebody's own; by the others it is told as somebody's whom they manage or lead.
OWN = frozenset({"asset.owner", "asset.sponsor", "asset.lead", "asset.person", EVERYONE})

#: The party whose words a relation's holder reads; where those are not written, the words for everyone do.
PARTIES: dict[str, str] = {
    "asset.owner": "owner",
    "asset.owner.manager": "manager",
    "asset.team.lead": "lead",
    "asset.sponsor": "sponsor",
    "asset.lead": "lead",
    "asset.person": "person",
    "asset.manager": "manager",
    EVERYONE: EVERYONE,
}


def is_relation(who: str) -> bool:
    """Whether a letter's holder is a relation (known or misspelt) and not a role."""
    return who == EVERYONE or "." in who
