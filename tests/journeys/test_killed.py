"""A run over real rooms, killed with -9 in the middle of its stages: nothing lost, nothing doubled."""

from __future__ import annotations

import json
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.by_hand import AS_OF, Run
from tests.journeys.command import drystone

CLINIC = Path(__file__).parent / "clinic"
CHILD = str(Path(__file__).with_name("child.py"))


def told(folder: Path) -> list[Any]:
    """Return every gap that ever was, without its ids."""
    said = drystone("gaps", "--program", folder, "--format", "json", "--status", "all")
    return sorted(
        (g["check"], g["item"] or "", g["status"], g["first_seen"], g["reopened_count"]) for g in json.loads(said.out)
    )


@pytest.fixture
def undisturbed(clinic_run: Run, tmp_path: Path) -> list[Any]:
    """Return the gaps of a clinic whose run nobody disturbed."""
    return told(clinic_run.copy(tmp_path / "undisturbed"))


def test_a_run_killed_in_every_room_in_turn_ends_as_if_nothing_had_happened(
    tmp_path: Path, forks: Any, undisturbed: list[Any]
) -> None:
    folder = Path(shutil.copytree(CLINIC, tmp_path / "clinic"))
    for stage in ("source jamf", "inventory", "judging", "storing", "applying", "finishing"):
        ended = forks.run(CHILD, "run", folder=str(folder), as_of=AS_OF, kill_at=stage)
        assert ended == -signal.SIGKILL, stage
    assert drystone("run", "--program", folder, "--as-of", AS_OF).code == 0
    assert told(folder) == undisturbed
    assert drystone("lake", "fsck", "--program", folder).code == 0
    assert drystone("audit", "verify", "--program", folder).code == 0
    assert list((folder / "var" / "lake" / "snapshots").glob(".tmp-*")) == []
