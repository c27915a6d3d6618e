"""The starter program as plain data, read from its files as a newcomer would, and its golden rows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "src/drystone/program/starter"
GOLDEN = ROOT / "tests/golden/starter"


def listed(pattern: str) -> list[dict[str, Any]]:
    """Return the entries of all YAML lists that match, in the order of their files."""
    return [entry for path in sorted(STARTER.glob(pattern)) for entry in _read(path.read_text("utf-8"))]


def _read(text: str) -> Any:
    return yaml.load(text, Loader=yaml.CSafeLoader)


def by_id(pattern: str) -> dict[str, dict[str, Any]]:
    """Return the entries by id."""
    return {entry["id"]: entry for entry in listed(pattern)}


def texts(value: object) -> list[str]:
    """Return every piece of text inside a value."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in texts(inner)]
    return [value] if isinstance(value, str) else []


def lesson(path: Path) -> tuple[dict[str, Any], str]:
    """Return a lesson's head and body."""
    found = re.fullmatch(r"---\n(.*?)\n---\n(.*)", path.read_text("utf-8"), re.DOTALL)
    assert found, f"{path.name} has no head"
    return _read(found[1]), found[2]
