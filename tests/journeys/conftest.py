"""Organisations whose folders lie beside the tests."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from once import once, shared_folder
from tests.journeys import command
from tests.journeys.by_hand import AS_OF, Organisation, Run


@pytest.fixture
def organisation(tmp_path: Path, ready: Callable[[Path], Path]) -> Callable[[str], Organisation]:
    """Returns a copy of ``tests/journeys/<name>`` in which nothing has run yet."""

    def copy(name: str) -> Organisation:
        return Organisation(ready(Path(shutil.copytree(Path(__file__).parent / name, tmp_path / name))))

    return copy


@pytest.fixture(scope="session")
def clinic_run(tmp_path_factory: pytest.TempPathFactory, ready: Callable[[Path], Path]) -> Run:
    """Run over the clinic once for all tests that begin after a run."""
    shared = shared_folder(tmp_path_factory) / "clinic"
    with once(shared) as needed:
        if needed:
            folder = ready(Path(shutil.copytree(Path(__file__).parent / "clinic", shared / "program")))
            said = command.drystone("run", "--program", folder, "--json", "--as-of", AS_OF)
            assert said.code == 0, said.err
            (shared / "report.json").write_text(said.out, encoding="utf-8")
    return Run(shared / "program", json.loads((shared / "report.json").read_text(encoding="utf-8")))
