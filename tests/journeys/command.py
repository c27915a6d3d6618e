"""The command line as a person uses it: a process of its own, its words and its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).parent.parent.parent / "src"


@dataclass(frozen=True)
class Said:
    """What a command printed, and how it ended."""

    out: str
    err: str
    code: int


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables for a command: this checkout's code, and no state but the program's own."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DRYSTONE_")}
    return {**inherited, "PYTHONPATH": str(SOURCE), **(more or {})}


def drystone(*words: object, env: Mapping[str, str] | None = None, before: str = "") -> Said:
    """Run ``drystone`` with these words; ``before`` is shell text such as ``ulimit -f 100;``."""
    command = [sys.executable, "-m", "drystone.cli.main", *map(str, words)]
    if before:
        command = ["bash", "-c", f'{before} exec "$@"', "bash", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment(env), timeout=120)
    return Said(done.stdout, done.stderr, done.returncode)
