"""The matrix as an OSCAL 1.1 component definition: roles, parties, responsible roles, the letter as a property.

Each activity is a component of the type process-procedure; what it says of the CSF stands in its control
implementation. OSCAL has no letters, so they are properties named "letter" in our namespace. No person is named.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Iterable
from typing import Any

from drystone import __version__
from drystone.lib.clock import iso
from drystone.responsibility.matrices import positions
from drystone.responsibility.matrices.model import Matrix, Row

NAMESPACE = "https://drystone.example/ns/oscal"
CSF = "https://csrc.nist.gov/projects/cybersecurity-framework/csf-2.0"
OSCAL_VERSION = "1.1.2"
_SPACE = uuid.UUID("6f0c1c5e-9a0b-5d0e-8f57-3c1f6f1d7a42")
_TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")
_CONTROL = re.compile(r"\b(?:GV|ID|PR|DE|RS|RC)\.[A-Z]{2}-\d{2}\b")


def as_oscal(matrix: Matrix, *, as_of: dt.datetime, parties: dict[int, str] | None = None) -> dict[str, Any]:
    """Return the component definition. ``parties`` names the party of each role by the role's number."""
    ids = _role_ids(matrix)
    named = dict.fromkeys((parties or {}).values())
    organisation = _uuid("party", matrix.title)
    definition: dict[str, Any] = {
        "uuid": _uuid("definition", matrix.title, *(row.name for row in matrix.rows)),
        "metadata": {
            "title": f"Who answers for what: {matrix.title}",
            "last-modified": iso(as_of),
            "version": matrix.about.get("version", iso(as_of)),
            "oscal-version": OSCAL_VERSION,
            "props": [_prop("made-by", f"drystone {__version__}")],
            "roles": [{"id": ids[number], "title": role.name} for number, role in enumerate(matrix.roles)],
            "parties": [
                {"uuid": organisation, "type": "organization", "name": matrix.title or "Organisation"},
                *(
                    {"uuid": _uuid("party", matrix.title, party), "type": "organization", "name": party,
                     "member-of-organizations": [organisation]}
                    for party in named
                ),
            ],
        },
        "components": [
            _component(matrix, number, row, ids, parties or {}) for number, row in enumerate(matrix.rows)
        ],
    }  # fmt: skip
    return {"component-definition": definition}


def _uuid(*names: str) -> str:
    """Return the same id for the same names, as a version 5 UUID."""
    digest = hashlib.sha256("\0".join(names).encode()).hexdigest()
    return str(uuid.uuid5(_SPACE, digest))


def _role_ids(matrix: Matrix) -> list[str]:
    taken: set[str] = set()
    ids = []
    for role in matrix.roles:
        made = role.key if _TOKEN.fullmatch(role.key) else _token(role.key or role.name)
        number = 2
        base = made
        while made in taken:
            made, number = f"{base}-{number}", number + 1
        taken.add(made)
        ids.append(made)
    return ids


def _token(name: str) -> str:
    """Return a name as OSCAL wants its ids: beginning with a letter."""
    made = positions.slug(name)
    return made if _TOKEN.fullmatch(made) else f"of-{made}"


def _prop(name: str, value: str, cls: str = "") -> dict[str, str]:
    made = {"name": name, "ns": NAMESPACE, "value": " ".join(value.split()) or "-"}
    return {**made, "class": cls} if cls else made


def _component(matrix: Matrix, number: int, row: Row, ids: list[str], parties: dict[int, str]) -> dict[str, Any]:
    identity = _uuid("component", matrix.title, str(number), row.key, row.name)
    component: dict[str, Any] = {
        "uuid": identity,
        "type": "process-procedure",
        "title": row.name,
        "description": row.facts.get("words: everyone") or row.name,
        "props": [
            *([_prop("activity-id", row.key)] if row.key else []),
            *([_prop("group", row.group)] if row.group else []),
            *(_prop("fact", value, _token(name)) for name, value in row.facts.items()),
        ],
        "responsible-roles": _responsible(matrix, row, ids, parties),
    }
    for optional in ("props", "responsible-roles"):
        if not component[optional]:
            del component[optional]
    controls = dict.fromkeys(_CONTROL.findall(" ".join(row.facts.values())))
    if controls:
        component["control-implementations"] = [_implementation(identity, row, controls)]
    return component


def _responsible(matrix: Matrix, row: Row, ids: list[str], parties: dict[int, str]) -> list[dict[str, Any]]:
    found = []
    for number, cell in sorted(row.cells.items()):
        letters = [_prop("letter", duty) for duty in cell.duties] or [_prop("as-written", cell.written)]
        entry: dict[str, Any] = {"role-id": ids[number], "props": letters}
        if number in parties:
            entry["party-uuids"] = [_uuid("party", matrix.title, parties[number])]
        found.append(entry)
    return found


def _implementation(identity: str, row: Row, controls: Iterable[str]) -> dict[str, Any]:
    return {
        "uuid": _uuid("implementation", identity),
        "source": CSF,
        "description": f"What “{row.name}” contributes to.",
        "implemented-requirements": [
            {"uuid": _uuid("requirement", identity, control), "control-id": control, "description": row.name}
            for control in controls
        ],
    }
