"""A made-up organisation in a folder beside its test, and what the command line says of it."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.journeys import command

#: When the clinic's first run was.
AS_OF = "2026-07-01"


@dataclass(frozen=True)
class Organisation:
    """A copy of a program with its exports."""

    folder: Path

    def say(self, *words: str, exits: int = 0) -> str:
        """Return what a command printed on stdout, or on stderr where it was to fail."""
        said = command.drystone(*words, "--program", str(self.folder))
        assert said.code == exits, said.err + said.out
        return said.err if exits else said.out

    def run(self, as_of: str) -> dict[str, Any]:
        """Run; the report gets ``outcomes``: check → (pass, fail, unknown, not applicable)."""
        report = json.loads(self.say("run", "--json", "--as-of", as_of))
        told = ("pass", "fail", "unknown", "not_applicable")
        outcomes = {check["id"]: tuple(check[name] for name in told) for check in report["checks"]}
        return {**report, "outcomes": outcomes}

    def gaps(self, *columns: str, check: str = "") -> set[tuple[Any, ...]]:
        """Return the named columns of all gaps; people by the local part, times by the day."""
        listed = ("--status", "all", "--format", "json", "--with-people", "--reason", "checking by hand")
        rows = json.loads(self.say("gaps", *listed, *(("--check", check) if check else ())))
        return {tuple(_brief(name, row[name]) for name in columns) for row in rows}


@dataclass(frozen=True)
class Run:
    """The clinic as its first run left it: its folder, which nobody changes, and what the run told."""

    folder: Path
    report: dict[str, Any]

    def copy(self, to: Path) -> Path:
        """Return a copy in which a test may do as it likes."""
        return Path(shutil.copytree(self.folder, to))


def _brief(name: str, value: Any) -> Any:
    if name == "responsible":
        return ", ".join(person.rpartition("@")[0] for person in value)
    if name == "accountable":
        return value.rpartition("@")[0]
    return value[:10] if name in ("first_seen", "due", "unverified_since") and value else value
