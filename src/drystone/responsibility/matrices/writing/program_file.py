"""A matrix as a file of activities of our program. What the program cannot hold stands beside it as a comment."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from drystone.responsibility.matrices.model import Matrix, Role, Row

_LETTERS = {"responsible": "R", "accountable": "A", "consulted": "C", "informed": "I"}
_LISTS = ("protects", "csf", "cis")
_TEXTS = ("about", "where", "held by", "standing", "attest")
_KNOWN = (*_LISTS, *_TEXTS)


def as_yaml(matrix: Matrix) -> str:
    """Return the matrix as a list of activities; ids and roles as they are."""
    return "\n".join(entry(matrix, row, row.key, lambda role: role.key or role.name) for row in matrix.rows)


def entry(matrix: Matrix, row: Row, identity: str, who: Callable[[Role], str]) -> str:
    """Return one activity as YAML; ``who`` gives the id of each role."""
    lines = [f"- id: {quoted(identity)}", f"  name: {quoted(row.name)}"]
    lines += [f"  {key}: {quoted(row.facts[key])}" for key in ("about", "where") if row.facts.get(key)]
    for key, letter in _LETTERS.items():
        held = [who(matrix.roles[number]) for number in row.holders(letter)]
        if key == "accountable" and len(held) == 1:
            lines.append(f"  {key}: {quoted(held[0])}")
        elif held or key in ("responsible", "accountable"):
            lines.append(f"  {key}: {_listed(held)}")
    for key in _LISTS:
        if row.facts.get(key):
            lines.append(f"  {key}: {_listed([word.strip() for word in row.facts[key].split(',') if word.strip()])}")
    lines += [f"  {key.replace(' ', '_')}: {quoted(row.facts[key])}" for key in _TEXTS[2:] if row.facts.get(key)]
    lines += _words(row)
    lines += [f"  # {one_line(remark)}" for remark in remarks(matrix, row)]
    return "\n".join(lines) + "\n"


def _words(row: Row) -> list[str]:
    said = {name.removeprefix("words: "): text for name, text in row.facts.items() if name.startswith("words: ")}
    return ["  words:", *(f"    {quoted(party)}: {quoted(text)}" for party, text in said.items())] if said else []


def remarks(matrix: Matrix, row: Row) -> list[str]:
    """Return what the file says of a row that an activity has no key for."""
    said = [f"group: {row.group}"] if row.group else []
    said += [
        f"{name}: {text}" for name, text in row.facts.items() if name not in _KNOWN and not name.startswith("words: ")
    ]
    for number, cell in sorted(row.cells.items()):
        rest = [duty for duty in cell.duties if duty not in "RACI"]
        if rest or not cell.duties:
            said.append(f"{matrix.roles[number].name}: {'/'.join(rest) or cell.written}")
    return said


def _listed(words: Sequence[str]) -> str:
    return f"[{', '.join(quoted(word) for word in words)}]"


def quoted(text: str) -> str:
    """Return a text as YAML: bare where it is a plain id, else in double quotes."""
    plain = text.replace("-", "").replace(".", "")
    bare = (
        plain.isascii() and plain.isalnum() and text[0].isalpha() and text.lower() not in _RESERVED and text[-1] != "."
    )
    return text if bare else json.dumps(text, ensure_ascii=False).replace("\x85", "\\N").replace("\u2029", "\\P")


_RESERVED = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def one_line(text: str) -> str:
    """Return a text fit for a comment."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
