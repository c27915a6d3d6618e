"""Bringing a matrix from any file into a program, as proposals: what is there is kept, what cannot be taken is shown.

1. Each column finds its role: by id, by relation, by name in any of its usual forms; else a role is proposed.
2. Each row finds its activity by id or name. Where letters differ, they are changed in place, comments stay, and the
   activity is only suggested again. New rows go to a file of their own, suggested.
3. A row that the program cannot hold (no A, several, nobody who does it) is written there as a comment.
4. Everything is tried on a copy first; a program that would not load is refused and nothing is written.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from drystone.lib.errors import ProgramError
from drystone.program import load
from drystone.program.edits import file_digest, put_file, set_value
from drystone.program.files import FOLDERS, SINGLE
from drystone.program.model import Activity, Program
from drystone.program.relations import RELATIONS
from drystone.responsibility.matrices import positions
from drystone.responsibility.matrices.finding import people
from drystone.responsibility.matrices.model import Matrix, Reading, Role, Row
from drystone.responsibility.matrices.programs import facts as facts_of
from drystone.responsibility.matrices.writing.program_file import entry, one_line, quoted

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CSF = re.compile(r"\b(?:GV|ID|PR|DE|RS|RC)\.[A-Z]{2}-\d{2}\b")
_EVERYONE = frozenset({"everyone", "everybody", "all", "all staff", "all employees", "all users", "staff"})
_KEYS = {"responsible": "R", "consulted": "C", "informed": "I"}
_EDITED = ("about", "where", "held by", "protects", "csf", "cis")
_LISTED = ("protects", "csf", "cis")


@dataclass(slots=True)
class Plan:
    """What an import would do. ``edits`` are (file, keys, value); ``left_out`` tells each row not taken and why."""

    edits: list[tuple[str, tuple[str, ...], Any]] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def plan(program: Program, reading: Reading) -> Plan:
    """Return what bringing this file into the program would do; writes nothing."""
    made = Plan()
    proposed: dict[str, str] = {}
    entries: list[str] = []
    taken = set(program.activities)
    for matrix in reading.matrices:
        ids = _roles(program, matrix, proposed)
        for row in matrix.rows:
            entries += _row(program, matrix, row, ids, made, taken)
    used = " ".join(entries) + " ".join(str(value) for _, _, value in made.edits)
    new = {identity: name for identity, name in proposed.items() if identity in used}
    made.roles = list(new)
    if new:
        made.files["roles.yaml"] = _with_roles(program.root, new, Path(reading.path).name)
    if entries:
        path = _fresh(program.root, f"activities/imported-{positions.slug(Path(reading.path).stem)}")
        made.files[path] = (
            f"# Proposed from {one_line(Path(reading.path).name)}. Nobody has agreed to these yet.\n\n"
            + "\n".join(entries)
        )
    return made


def apply(root: Path, made: Plan) -> None:
    """Write a plan into the program folder. Raises ProgramError, and writes nothing, where it would not load."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "program"
        _copy(root, copy)
        _write(copy, made)
        loaded = load(copy)
    if loaded.program is None:
        listed = "\n".join(f"  {problem}" for problem in loaded.errors[:20])
        raise ProgramError(
            f"the program would have errors, so nothing was written:\n{listed}", do="Mend the file, then try again."
        )
    _write(root, made)


def _copy(root: Path, copy: Path) -> None:
    copy.mkdir()
    for name in SINGLE:
        if (root / name).is_file():
            shutil.copy(root / name, copy / name)
    for folder in FOLDERS:
        if (root / folder).is_dir():
            shutil.copytree(root / folder, copy / folder, ignore=shutil.ignore_patterns(".*"))


def _write(root: Path, made: Plan) -> None:
    for path, text in made.files.items():
        put_file(root, path, text, read_digest=file_digest(root, path))
    for path, keys, value in made.edits:
        set_value(root, path, keys, value, read_digest=file_digest(root, path))


def _roles(program: Program, matrix: Matrix, proposed: dict[str, str]) -> dict[int, str]:
    """Return the id of each role of a matrix; a column that looks like a person has none."""
    by_name = {positions.same_key(role.name): role.id for role in program.roles.values()}
    by_name |= {positions.same_key(identity): identity for identity in program.roles}
    found: dict[int, str] = {}
    for number, role in enumerate(matrix.roles):
        known = _known(program, role) or by_name.get(positions.same_key(role.name))
        if known is None and not people.looks_like(role.name):
            known = next(
                (i for i, name in proposed.items() if positions.same_key(name) == positions.same_key(role.name)), None
            )
            if known is None:
                wanted = role.key if _ID.fullmatch(role.key) and len(role.key) <= 80 else ""
                known = wanted or positions.slug(role.name, set(program.roles) | set(proposed))
                proposed[known] = role.name
        if known is not None:
            found[number] = known
    return found


def _known(program: Program, role: Role) -> str | None:
    for text in (role.key, role.name):
        if text in program.roles or text in RELATIONS:
            return text
    return "everyone" if role.name.strip().lower() in _EVERYONE else None


def _row(
    program: Program, matrix: Matrix, row: Row, ids: Mapping[int, str], made: Plan, taken: set[str]
) -> Iterator[str]:
    """Note what becomes of a row, and give the text of a new entry."""
    existing = _existing(program, row)
    reason = _reason(matrix, row, ids)
    if reason:
        made.left_out.append((row.name, reason))
        text = entry(
            matrix, row, existing.id if existing else positions.slug(row.name), lambda role: role.key or role.name
        )
        yield f"# Left out: {one_line(reason)}\n" + "".join(f"#   {line}\n" for line in text.splitlines())
        return
    letters = _letters(row, ids)
    if existing is not None:
        _edit(existing, row, letters, made)
        extra = [f"{'/'.join(rest)} of {matrix.roles[number].name}" for number, rest in _untaken(row, letters, ids)]
        if extra:
            made.left_out.append((row.name, f"all but {', '.join(extra)}, for which a program has no letter"))
        return
    identity = (
        row.key
        if _ID.fullmatch(row.key) and row.key not in taken and len(row.key) <= 80
        else positions.slug(row.name, taken)
    )
    taken.add(identity)
    made.added.append(identity)
    numbers = {id(role): ids[number] for number, role in enumerate(matrix.roles) if number in ids}
    facts = {**_usable(program, row), "standing": "suggested"}
    shown = Row(row.name, row.cells, row.spot, row.key, row.group, facts)
    yield entry(matrix, shown, identity, lambda role: numbers.get(id(role), role.name))


def _existing(program: Program, row: Row) -> Activity | None:
    if row.key in program.activities:
        return program.activities[row.key]
    name = row.name.casefold()
    return next((one for one in program.activities.values() if one.name.casefold() == name), None)


def _reason(matrix: Matrix, row: Row, ids: Mapping[int, str]) -> str:
    """Return why the program cannot hold a row, "" where it can."""
    people_named = [matrix.roles[number].name for number in row.cells if number not in ids]
    if people_named:
        return f"{', '.join(people_named)} may be people; name their positions"
    answering = {ids[number] for number in row.holders("A")}
    if len(answering) != 1:
        return "nobody answers for it" if not answering else f"{len(answering)} positions answer for it"
    if not row.holders("R") and not row.holders("S"):
        return "nobody does it"
    if any(not cell.duties for cell in row.cells.values()):
        return "a cell holds no letter"
    return ""


def _letters(row: Row, ids: Mapping[int, str]) -> dict[str, list[str]]:
    found = {key: list(dict.fromkeys(ids[number] for number in row.holders(letter))) for key, letter in _KEYS.items()}
    if not found["responsible"]:
        found["responsible"] = list(dict.fromkeys(ids[number] for number in row.holders("S")))
    return {**found, "accountable": [ids[row.holders("A")[0]]]}


def _untaken(row: Row, letters: Mapping[str, list[str]], ids: Mapping[int, str]) -> Iterator[tuple[int, list[str]]]:
    """Give the letters of a row that a program has no key for, by the number of their role."""
    for number, cell in sorted(row.cells.items()):
        doing = ids.get(number) in letters["responsible"]
        rest = [duty for duty in cell.duties if duty not in "RACI" and not (duty == "S" and doing)]
        if rest:
            yield number, rest


def _usable(program: Program, row: Row) -> dict[str, str]:
    """Return a row's facts, with CSF ids wherever they stand, and none that the program would not take."""
    facts = dict(row.facts)
    if "csf" not in facts:
        found = dict.fromkeys(_CSF.findall(" ".join(row.facts.values())))
        if found:
            facts["csf"] = ", ".join(found)
    if facts.get("about") == "organisation":
        del facts["about"]
    if any(word.strip() not in program.objectives for word in facts.get("protects", "").split(",") if word.strip()):
        facts["protects (not known here)"] = facts.pop("protects")
    return facts


def _edit(existing: Activity, row: Row, letters: Mapping[str, list[str]], made: Plan) -> None:
    """Note the edits that make an activity say what the file says. What the file does not mention stays."""
    now = {
        "responsible": list(existing.responsible),
        "consulted": list(existing.consulted),
        "informed": list(existing.informed),
        "accountable": [existing.accountable],
    }
    edits: list[tuple[tuple[str, ...], Any]] = []
    for key, held in letters.items():
        if set(held) != set(now[key]):
            edits.append(((key,), held[0] if key == "accountable" else held or None))
    moved = bool(edits)
    before = facts_of(existing)
    for name in _EDITED:
        if name in row.facts and row.facts[name] != before.get(name, "") and row.facts[name] != "organisation":
            words = [word.strip() for word in row.facts[name].split(",")]
            edits.append(((name.replace(" ", "_"),), words if name in _LISTED else row.facts[name]))
    said = {name.removeprefix("words: "): text for name, text in row.facts.items() if name.startswith("words: ")}
    if said and not existing.words:
        edits.append((("words",), said))
    else:
        edits += [(("words", party), text) for party, text in said.items() if text != existing.words.get(party)]
    if row.name != existing.name:
        edits.append((("name",), row.name))
    if moved and existing.standing == "agreed":
        edits.append((("standing",), "suggested"))
    (made.changed if edits else made.unchanged).append(existing.id)
    made.edits += [(existing.place.path, (existing.id, *keys), value) for keys, value in edits]


def _with_roles(root: Path, new: Mapping[str, str], origin: str) -> str:
    """Return roles.yaml with the proposed roles at its end, in the file's own indentation."""
    path = root / "roles.yaml"
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    if before.strip() == "[]":
        before = ""
    listed = re.search(r"^( *)- ", before, re.MULTILINE)
    indent = listed[1] if listed else ""
    lines = [f"{indent}# Proposed from {one_line(origin)}; name who holds them, and who stands in."]
    for identity, name in new.items():
        lines += [f"{indent}- id: {quoted(identity)}", f"{indent}  name: {quoted(name)}"]
    gap = "" if not before or before.endswith("\n") else "\n"
    return f"{before}{gap}" + "\n".join(lines) + "\n"


def _fresh(root: Path, stem: str) -> str:
    number, path = 2, f"{stem}.yaml"
    while (root / path).exists():
        path, number = f"{stem}-{number}.yaml", number + 1
    return path
