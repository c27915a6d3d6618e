"""The command line as a person uses it: its words and its exit code.

Most commands run inside the test's own process, which spares them a second of imports each; those that need variables
or limits of their own get a process.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from drystone.cli.main import main

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
    if not env and not before:
        return _inside([str(word) for word in words])
    command = [sys.executable, "-m", "drystone.cli.main", *map(str, words)]
    if before:
        command = ["bash", "-c", f'{before} exec "$@"', "bash", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment(env), timeout=120)
    return Said(done.stdout, done.stderr, done.returncode)


def _inside(words: list[str]) -> Said:
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name in [name for name in os.environ if name.startswith("DRYSTONE_")]:
            patch.delenv(name)
        code = main(words)
    return Said(out.getvalue(), err.getvalue(), code)
