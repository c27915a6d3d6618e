"""What the lake keeps about people: every table of a snapshot is declared, those that programs see column by column.

A test holds it at every table of a real snapshot, and looks for people in those that are said to hold none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from drystone.audit.personal import NOT_PERSONAL, Declared
from drystone.program.vocabulary import TABLES

_KEEP = "lake.keep_days after a newer run; the source itself is not ours to delete"
_LETTERS = "the person; those with a letter (R, A, C, I) on the thing"
_WORK = "Says whose a thing is, so that what has to be done reaches the one who can do it."
_FACTS = "Shows whether what the activity asks for is done."
_SETTLED = "Lets every later run keep to what people settled."


@dataclass(frozen=True, slots=True)
class Field:
    """One field or table with what was declared of it; ``where`` is state or lake, ``field`` "*" the whole table."""

    where: str
    table: str
    field: str
    said: Declared


#: Tables of the vocabulary whose every column says something of a person.
OF_PEOPLE: dict[str, Declared] = {
    "person": Declared(
        "who they are at work, and their manager", _WORK, "the person; those who work with them by name", _KEEP
    ),
    "alias": Declared("earlier and other addresses", "Joins a person's records.", "the person", _KEEP),
    "account": Declared("their logins and when they were last used", _FACTS, _LETTERS, _KEEP),
    "device": Declared("their machines, and how these are set up", _FACTS, _LETTERS, _KEEP),
    "software": Declared("what is installed on their machines", _FACTS, _LETTERS, _KEEP),
    "software_status": Declared("what of it is out of date, and who brings it up to date", _FACTS, _LETTERS, _KEEP),
    "vulnerability": Declared("which flaws are on their machines", _FACTS, _LETTERS, _KEEP),
    "membership": Declared("which groups their accounts are in", _FACTS, _LETTERS, _KEEP),
    "event": Declared("what a log says that their accounts did", _FACTS, "those who answer for the check", _KEEP),
    "screening": Declared(
        "that a check of background was done and until when, never its result",
        "Shows whether those who need one have one.",
        "the person; HR",
        _KEEP,
    ),
    "training": Declared("which course was done, and when", _FACTS, "the person; those who answer for it", _KEEP),
    "practice": Declared(
        "what they did with a practice message, and when; no address and no browser, only their class",
        "Shows to groups how many report a message, and how fast.",
        "the person alone; groups see counts",
        _KEEP,
    ),
    "delivery": Declared(
        "that a message went to them, from whom and when; its subject as a digest alone",
        "Finds who else received a message that somebody reported.",
        "the person; the responder who has a report of that message",
        "reports.keep_deliveries, at most 90 days; " + _KEEP,
    ),
    "claim": Declared("evidence of what is whose", _WORK, _LETTERS, _KEEP),
    "claim_skipped": Declared("evidence that could not count, and why", _WORK, _LETTERS, _KEEP),
    "owner": Declared("whose a thing came out to be, and on what evidence", _WORK, _LETTERS, _KEEP),
    "holding": Declared("who holds which position, from and to", _WORK, "everybody who is signed in", _KEEP),
    "letter": Declared("who does, answers for, is asked and is told", _WORK, _LETTERS, _KEEP),
    "decision": Declared("what somebody settled, and why", _SETTLED, "the person; whoever settled it", _KEEP),
    "exception": Declared("who asked to live with something, why, and who agreed", _SETTLED, _LETTERS, _KEEP),
    "attestation": Declared("who gave their word that something was done", _SETTLED, _LETTERS, _KEEP),
}

#: Tables about things name people as their owners, leads or sponsors, and sometimes in their own names and tags.
OF_THINGS = frozenset(
    {
        "access_review", "application", "approved", "backup", "cloud_resource", "credential", "data_transfer", "domain",
        "log_source", "project", "purchase", "repository", "share", "vendor",
    }
)  # fmt: skip
_ABOUT_THINGS = Declared("whose the thing is, and how it is called", _WORK, _LETTERS, _KEEP)

#: Knowledge about the world, the program itself, and figures of a whole run.
OF_NOBODY = frozenset(
    {
        "activity", "advisory", "affected", "dependency", "hole", "position", "release",
        "required_screening", "source_status",
    }
)  # fmt: skip

_RAW = "every record as its source gave it, before and after records are joined"
_JOINS = "Joins what sources say of one person or thing, and lets everybody see why."
_STEPS = "the person, of their own things; whoever keeps the server"
_ENGINE = "whoever keeps the server"

#: Tables between the steps of a run, by name; each family says what the tables that it comes from say.
WORKING: tuple[tuple[str, Declared], ...] = (
    (r"raw_.+|record_.+|.+_merged", Declared(_RAW, _JOINS, _STEPS, _KEEP)),
    (r"conflict(_.+)?|merge_reason|rejected_key|split", Declared("where records disagree", _JOINS, _STEPS, _KEEP)),
    (r"member|asset_alias|lookup_.+|account_person", Declared("which record is who or what", _JOINS, _ENGINE, _KEEP)),
    (r"asset|claim_given|relation_holder", Declared("every thing, and whose it may be", _WORK, _LETTERS, _KEEP)),
    (
        r"tenure|departure|stepping_in",
        Declared("who holds a position since when, left it or steps in: ids alone", _WORK, "those concerned", _KEEP),
    ),
    (r"superior|seat_holder", Declared("who stands in for whom", _WORK, "those concerned", _KEEP)),
    (r"population", Declared("which things an activity is about", _WORK, _LETTERS, _KEEP)),
    (r"finding(_check|_item|_thing)?", Declared("what a check found, and what it says of it", _FACTS, _LETTERS, _KEEP)),
    (r"gap|gap_change", Declared("what is open, whose it is, and what changed", _FACTS, _LETTERS, _KEEP)),
    (
        r"page(_thing|_outcome)?",
        Declared("what their own page shows", "Lets the page open at once.", "the person", _KEEP),
    ),
    (r"quarantine", Declared("lines that could not be read", "Lets a source be mended.", _ENGINE, _KEEP)),
    (
        r"affected_title|check_history|check_reach|coverage|flaw_order|letter_rule|outcome_count|release_order"
        r"|software_flaw|software_product|software_title",
        NOT_PERSONAL,
    ),
)


def said(table: str) -> Declared:
    """Return what a snapshot's table says of people as a whole. Raises KeyError for one that nobody declared."""
    if table in OF_PEOPLE:
        return OF_PEOPLE[table]
    if table in OF_THINGS:
        return _ABOUT_THINGS
    if table in OF_NOBODY:
        return NOT_PERSONAL
    found = [declared for pattern, declared in WORKING if re.fullmatch(pattern, table)]
    if not found:
        raise KeyError(f"the table {table!r} is not declared in web/personal_lake.py")
    return found[0]


def lake() -> list[Field]:
    """Return the lake's tables that say something of people: columns where programs see them, else whole tables."""
    columns = [
        Field("lake", name, column.name, said(name))
        for name, table in TABLES.items()
        for column in table.columns
        if said(name) is not NOT_PERSONAL
    ]
    between = [Field("lake", pattern, "*", told) for pattern, told in WORKING if told is not NOT_PERSONAL]
    return columns + between
