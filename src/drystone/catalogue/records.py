"""A thing's records side by side with the values that count, and the evidence of whose it is, in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from drystone.catalogue import attributes, wording
from drystone.directory.pseudonyms import Hide
from drystone.inventory import Explanation, Said
from drystone.inventory.explaining import Claim, Value
from drystone.program.model import Ownership
from drystone.program.vocabulary import NAMED_AFTER_PEOPLE, TABLES, Column

#: Attributes that may bear a person's name; auditors see that there is a value, not which.
NAMING = frozenset({"email", "username", "hostname", "mac_addresses"})


@dataclass(frozen=True, slots=True)
class Cell:
    """What one record says; "" where it says nothing. ``counts`` where this is the value that won.

    ``raw`` is the text as the inventory typed it, for programs; ``again`` where an earlier record says the same.
    """

    source: str
    text: str
    counts: bool
    raw: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One attribute: the value that counts, whose it is, and what every record says."""

    column: str
    name: str
    value: str
    source: str
    cells: tuple[Cell, ...]
    differs: bool
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The table. ``more`` counts the records that are not shown."""

    records: tuple[Said, ...]
    rows: tuple[Row, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim of whose the thing is, in the order that claims count; ``counts`` for the one that decided."""

    kind: str
    words: str
    person: str
    person_id: str
    source: str
    seen_at: dt.datetime | None
    counts: bool
    why: str


#: Says a text of a column twice: as programs read it, and as people do; neither may name somebody to an auditor.
Say = Callable[[Column, str], tuple[str, str]]


def compare(
    kind: str,
    said: tuple[Sequence[Said], int],
    values: Sequence[Value],
    names: Mapping[str, str],
    *,
    hide: Hide | None,
) -> Comparison:
    """Lay the records of a thing side by side; ``names`` says ids, and with ``hide`` nothing names a person.

    What may be a name is not shown then, and what sources wrote freely, as in tags, goes through ``hide``.
    """

    def say(column: Column, text: str) -> tuple[str, str]:
        if text and hide:
            if names_somebody(kind, column, text):
                return _("known, not shown"), _("known, not shown")
            text = hide(text)
        return text, attributes.value(column, text, names) if text else ""

    records, count = said
    won = {value.column: value for value in values}
    rows = []
    for column in TABLES[kind].columns:
        winner = won.get(column.name)
        texts = [record.values.get(column.name, "") for record in records]
        if column.name == f"{kind}_id" or (winner is None and not any(texts)):
            continue
        rows.append(_row(column, winner, list(zip(records, texts, strict=True)), say))
    return Comparison(tuple(records), tuple(rows), count - len(records))


def names_somebody(kind: str, column: Column, text: str) -> bool:
    """Whether a value may say who somebody is: an address as a source gave it, but not the id that it came to mean."""
    if column.refers == "person":
        return not text.startswith("person-")
    return column.name in NAMING or (column.name == "name" and kind in NAMED_AFTER_PEOPLE)


def _row(column: Column, winner: Value | None, told: list[tuple[Said, str]], say: Say) -> Row:
    plain = [text.strip().casefold() for _record, text in told]
    cells = []
    for place, (record, text) in enumerate(told):
        raw, words = say(column, text)
        again = bool(text) and plain[place] in plain[:place]
        cells.append(Cell(record.source, words, _counts(record, text, winner, column), raw, again))
    raw, words = say(column, winner.value if winner else "")
    return Row(
        column=column.name,
        name=attributes.name(column.name),
        value=words,
        source=winner.source if winner else "",
        cells=tuple(cells),
        differs=len({text for text in plain if text}) > 1,
        raw=raw,
    )


def _counts(record: Said, text: str, winner: Value | None, column: Column) -> bool:
    if not text or winner is None or record.source != winner.source:
        return False
    # What a reference stands for was found from what the source gave, which reads differently.
    return text == winner.value or bool(column.refers)


def evidence(found: Explanation, ownership: Ownership, names: Mapping[str, str], *, masked: bool) -> list[Evidence]:
    """Return the claims on a thing in the order that they count, each with why it did or did not."""
    order = {kind: place for place, kind in enumerate(ownership.claims)}
    last = len(order)
    ranked = sorted(
        found.claims,
        key=lambda claim: (
            not claim.won,
            bool(claim.skipped),
            order.get(claim.kind, last),
            -(claim.seen_at.timestamp() if claim.seen_at else 0.0),
            claim.source or "",
        ),
    )
    return [
        Evidence(
            claim.kind,
            str(wording.EVIDENCE.get(claim.kind, claim.kind.replace("_", " ").capitalize())),
            names.get(claim.person_id or "") or claim.person_id or ("" if masked else claim.given or ""),
            claim.person_id or "",
            claim.source or "",
            claim.seen_at,
            claim.won,
            _why(claim, order, owned=bool(found.owner_id)),
        )
        for claim in ranked
    ]


def _why(claim: Claim, order: Mapping[str, int], *, owned: bool) -> str:
    if claim.won:
        return _("This decides whose it is.")
    if claim.skipped:
        return {
            "nobody": _("Does not count: it names nobody that the people data know."),
            "left": _("Does not count: they have left."),
            "stale": _("Does not count: it is too old."),
        }.get(claim.skipped, _("Does not count."))
    if claim.kind not in order:
        return _("Does not count: this kind of evidence is not used here.")
    if not owned:
        return _("Does not count: it was said that this is not theirs.")
    return _("Would count, but something stronger comes first.")
