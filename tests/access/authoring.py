"""Who may change the program."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from access.arranged import Arranged

_NOBODY = {
    "anonymous": 302, "employee": 404, "manager": 404, "colleague": 404, "department-head": 404, "approver": 404,
    "responder": 404, "auditor": 404, "administrator": 404, "editor": 200, "leaver": 404,
}  # fmt: skip
#: The responder of the made-up organisation is its editor too.
_EDITORS = _NOBODY | {"responder": 200}

TABLE: dict[str, dict[str, int]] = {
    "authoring:program": {kind: 403 if status == 404 else status for kind, status in _EDITORS.items()},
    "authoring:activity": _EDITORS,
    "authoring:role": _EDITORS | {"approver": 200},  # The CISO grants the security lead.
    "authoring:new": _EDITORS,
    "authoring:file": _EDITORS,
}
ARGUMENTS: dict[str, dict[str, Any]] = {
    "authoring:activity": {"activity_id": "encrypt-laptops"},
    "authoring:role": {"role_id": "security-lead"},
    "authoring:new": {"kind": "role"},
    "authoring:file": {"path": "objectives.yaml"},
}


def _read(path: str, was: dict[str, Any]) -> dict[str, Any]:
    """What every form carries along of what was read."""
    from drystone.authoring.proposals import digests
    from drystone.shell import site

    return {"was": json.dumps(was), "digest": digests(site.program().root, (path,))[path], "reason": "a test"}


def _activity(_arranged: Arranged) -> dict[str, Any]:
    from drystone.authoring import forms
    from drystone.shell import site

    made = site.program().activities["encrypt-laptops"]
    was = forms.read_activity(made)
    lists = {"R": was["responsible"], "C": was["consulted"], "I": was["informed"], "protects": was["protects"]}
    words = {f"words.{party}": text for party, text in was["words"].items()}
    plain = {"name": "Encrypt every laptop", "A": was["accountable"], "held_by": was["held_by"]}
    return _read(made.place.path, was) | lists | words | plain | {"standing": was["standing"], "as": "patch"}


def _role(arranged: Arranged) -> dict[str, Any]:
    """The colleague becomes another holder; whoever holds it must not say so to their own good, and this is not."""
    from drystone.authoring import forms
    from drystone.shell import site

    made = site.program().roles["security-lead"]
    was = forms.read_role(made)
    rows = [*was["holders"], {"person": arranged.person("colleague").email, "from": "", "to": ""}]
    columns = {key: [row[key] for row in rows] for key in ("person", "from", "to")}
    return _read(made.place.path, was) | columns | {"as": "patch"}


def _new(_arranged: Arranged) -> dict[str, Any]:
    return _read("roles.yaml", {}) | {"id": "lead-of-the-day", "name": "Lead of the day", "as": "patch"}


def _file(_arranged: Arranged) -> dict[str, Any]:
    from drystone.shell import site

    text = (site.program().root / "objectives.yaml").read_text(encoding="utf-8")
    return _read("objectives.yaml", {"text": text}) | {"text": f"{text}# Read again each spring.\n"}


POSTS: dict[str, Callable[[Arranged], dict[str, Any]]] = {
    "authoring:activity": _activity,
    "authoring:role": _role,
    "authoring:new": _new,
    "authoring:file": _file,
}
#: These are asked for a patch; the file is written.
SHOWING = {"authoring:activity", "authoring:role", "authoring:new"}
