"""Our own YAML: a whole program folder, or one file of activities. It is read as it stands, valid or not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from drystone.program.files import Folder, read_folder
from drystone.program.model import PROFILES, Problem
from drystone.program.tomltree import read_toml
from drystone.program.tree import Node, Text
from drystone.program.yamltree import read_yaml
from drystone.responsibility.matrices.model import Cell, Competence, Matrix, Position, Role, Row, Spot, Wishes
from drystone.responsibility.matrices.sheets import UnreadableError

_LETTERS = {"responsible": "R", "accountable": "A", "consulted": "C", "informed": "I"}
_FACTS = ("about", "where", "protects", "held_by", "standing", "csf", "cis", "attest")


def from_folder(root: Path) -> tuple[Matrix, Wishes]:
    """Return the matrix of a program folder with what it says of its positions and checks, and what it asks of it.

    Raises UnreadableError.
    """
    problems: list[Problem] = []
    folder = read_folder(root, problems)
    entries = [node for text in folder.under("activities") for node in _entries(text, problems)]
    if problems:
        raise UnreadableError(
            f"this program cannot be read: {problems[0]}", do="Run drystone validate, mend it, try again."
        )
    positions = _positions(folder)
    driven = {
        node.text for text in folder.under("checks") for entry in _entries(text, []) if (node := entry.get("activity"))
    }
    settings = read_toml(folder.texts["drystone.toml"], []) if "drystone.toml" in folder.texts else None
    return _matrix(entries, positions, driven, _name(settings) or root.resolve().name), _wishes(settings)


def from_text(text: str, path: str) -> Matrix | None:
    """Return the matrix of one file of activities, or None where it holds none. Raises UnreadableError."""
    problems: list[Problem] = []
    entries = _entries(Text.of(path, text), problems)
    if problems:
        raise UnreadableError(f"this is no YAML that can be read: {problems[0].message}", where=str(problems[0].place))
    found = [entry for entry in entries if entry.entries is not None and set(_LETTERS) & set(entry.entries)]
    return _matrix(found, {}, None, path) if found else None


def _name(settings: Node | None) -> str:
    """Return what the program calls its organisation, "" where it does not say."""
    return settings.at(("organisation", "name")).text if settings is not None else ""


def _wishes(settings: Node | None) -> Wishes:
    """Return what `[matrix]` asks, as far as it can be understood; validate tells what cannot."""
    told = settings.get("matrix") if settings is not None else None
    if told is None or told.entries is None:
        return Wishes()
    small, group, kinds = told.get("small_team"), told.get("implementation_group"), told.get("positions")
    return Wishes(
        frozenset(_words(told, "profiles")) & frozenset(PROFILES),
        small.value if small is not None and isinstance(small.value, bool) else None,
        group.value if group is not None and group.value in (1, 2, 3) else 0,
        {kind: frozenset(word.casefold() for word in _words(kinds, kind)) for kind in kinds.entries or {}}
        if kinds is not None
        else {},
    )


def _entries(text: Text, problems: list[Problem]) -> list[Node]:
    found: list[Node] = []
    for document in read_yaml(text, problems):
        found.extend(document.items if document.items is not None else (document,))
    return [node for node in found if node.entries is not None]


def _positions(folder: Folder) -> dict[str, tuple[str, Position, Spot]]:
    text = folder.texts.get("roles.yaml")
    found = {}
    for node in _entries(text, []) if text else []:
        holders = node.get("holders")
        position = Position(
            holders=tuple(
                (_word(holder, "person"), _word(holder, "from"), _word(holder, "to"))
                for holder in (holders.items or ())
            )
            if holders is not None
            else (),
            found=node.get("find") is not None,
            deputy=_word(node, "deputy"),
            may=tuple(_words(node, "may")),
            external=_word(node, "external") == "true",
            granted_by=_word(node, "granted_by"),
            competence=_competence(node),
        )
        found[_word(node, "id")] = (_word(node, "name"), position, _spot(node))
    return found


def _competence(node: Node) -> Competence | None:
    said = node.get("competence")
    if said is None or said.entries is None:
        return None
    plan = said.get("plan")
    return Competence(
        tuple(_words(said, "needs")),
        tuple(_words(said, "has")),
        _word(said, "looked_at"),
        _word(plan, "by") if plan is not None else "",
    )


def _word(node: Node, key: str) -> str:
    value = node.get(key) if node.entries is not None else None
    return value.text if value is not None else ""


def _words(node: Node, key: str) -> list[str]:
    value = node.get(key)
    if value is None:
        return []
    return [item.text for item in value.items] if value.items is not None else [value.text] if value.text else []


def _spot(node: Node) -> Spot:
    place = node.place
    return Spot(place.path, "", place.line, place.column)


def _matrix(
    entries: Sequence[Node],
    positions: dict[str, tuple[str, Position, Spot]],
    driven: set[str] | None,
    title: str,
) -> Matrix:
    names = dict.fromkeys(who for entry in entries for key in _LETTERS for who in _words(entry, key))
    listed = [*(name for name in positions if name in names), *(name for name in names if name not in positions)]
    numbers = {name: number for number, name in enumerate(listed)}
    roles = tuple(_role(name, positions) for name in listed)
    rows = tuple(_row(entry, numbers, driven) for entry in entries)
    return Matrix(title, roles, rows, spot=Spot(title))


def _role(name: str, positions: dict[str, tuple[str, Position, Spot]]) -> Role:
    if name not in positions:
        return Role(name, Spot(), name)
    said, position, spot = positions[name]
    return Role(said or name, spot, name, position=position)


def _row(entry: Node, numbers: dict[str, int], driven: set[str] | None) -> Row:
    held: dict[int, list[str]] = {}
    spots: dict[int, Spot] = {}
    for key, letter in _LETTERS.items():
        value = entry.get(key)
        for who in dict.fromkeys(_words(entry, key)):
            held.setdefault(numbers[who], []).append(letter)
            spots.setdefault(numbers[who], _spot(value) if value is not None else _spot(entry))
    cells = {
        number: Cell("/".join(letters), tuple(duty for duty in "RACI" if duty in letters), spots[number])
        for number, letters in sorted(held.items())
    }
    facts = {key.replace("_", " "): said for key in _FACTS if (said := ", ".join(_words(entry, key)))}
    words = entry.get("words")
    for party, node in (words.entries or {}).items() if words is not None else ():
        facts[f"words: {party}"] = node.text
    identity = _word(entry, "id")
    judged = None if driven is None else identity in driven
    asked = None if judged is None else judged or entry.get("attest") is not None
    return Row(_word(entry, "name") or identity, cells, _spot(entry), identity, "", facts, asked, judged)
