"""A run over real rooms, killed with -9 in the middle of its stages: nothing lost, nothing doubled."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.command import drystone, environment

CLINIC = Path(__file__).parent / "clinic"
AS_OF = "2026-07-01"

#: Runs over the folder until the named step begins, and dies there.
DIES = """
import datetime as dt, os, signal, sys
from pathlib import Path
from drystone.cli.options import read_program
from drystone.cli.session import open_state

program = read_program(Path(sys.argv[1]))
open_state(program)
from drystone.runs import actions
from drystone.runs.pipeline import Rooms

def step(name):
    if name == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

at = dt.datetime.fromisoformat(sys.argv[3]).replace(tzinfo=dt.UTC)
actions.run(program, tools=actions.Tools(pipeline=Rooms({}), step=step), as_of=at)
"""


def told(folder: Path) -> list[Any]:
    """Return every gap that ever was, without its ids."""
    said = drystone("gaps", "--program", folder, "--format", "json", "--status", "all")
    return sorted(
        (g["check"], g["item"] or "", g["status"], g["first_seen"], g["reopened_count"]) for g in json.loads(said.out)
    )


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """Return the gaps of a clinic whose run nobody disturbed."""
    folder = Path(shutil.copytree(CLINIC, tmp_path_factory.mktemp("undisturbed") / "clinic"))
    assert drystone("run", "--program", folder, "--as-of", AS_OF).code == 0
    return told(folder)


def test_a_run_killed_in_every_room_in_turn_ends_as_if_nothing_had_happened(
    tmp_path: Path, undisturbed: list[Any]
) -> None:
    folder = Path(shutil.copytree(CLINIC, tmp_path / "clinic"))
    for stage in ("source jamf", "inventory", "judging", "storing", "applying", "finishing"):
        words = [sys.executable, "-c", DIES, str(folder), stage, AS_OF]
        died = subprocess.run(words, env=environment(), capture_output=True, text=True, check=False)
        assert died.returncode == -signal.SIGKILL, f"{stage}: {died.stderr}"
    assert drystone("run", "--program", folder, "--as-of", AS_OF).code == 0
    assert told(folder) == undisturbed
    assert drystone("lake", "fsck", "--program", folder).code == 0
    assert drystone("audit", "verify", "--program", folder).code == 0
    assert list((folder / "var" / "lake" / "snapshots").glob(".tmp-*")) == []
