"""Runs a program of this folder over the real files of DRYSTONE_DATA, through the command line, once per session."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import missing
from typer.testing import CliRunner

from drystone.cli.main import app
from drystone.lake import Lake
from drystone.lake.engines import DuckEngine

PROGRAMS = Path(__file__).parent / "programs"


@dataclass(frozen=True)
class Ran:
    """A program that has run: its report, its gaps with people by address (or name), and its tables."""

    folder: Path
    report: dict[str, Any]
    gaps: list[dict[str, Any]]
    engine: DuckEngine
    code: int

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query over the snapshot."""
        return self.engine.rows(query)

    def source(self, name: str) -> dict[str, Any]:
        """Return what the report says of a source."""
        return next(one for one in self.report["sources"] if one["id"] == name)

    def check(self, name: str) -> tuple[int, int, int, int]:
        """Return pass, fail, unknown and not applicable of a check that ran without an error."""
        found = next(one for one in self.report["checks"] if one["id"] == name)
        assert found["error"] is None
        return found["pass"], found["fail"], found["unknown"], found["not_applicable"]

    def gaps_of(self, check: str) -> list[dict[str, Any]]:
        """Return the gaps of a check."""
        return [gap for gap in self.gaps if gap["check"] == check]


def command(*words: object, code: int = 0) -> str:
    """Run ``drystone`` in this process and return what it printed on stdout."""
    done = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == code, done.stderr + done.stdout
    return done.stdout


@pytest.fixture(scope="session")
def data() -> Path:
    """Return the folder of real files, or skip."""
    folder = os.environ.get("DRYSTONE_DATA")
    if not folder:
        missing("DRYSTONE_DATA (the folder of real files)")
    return Path(str(folder)).resolve()


@pytest.fixture(scope="session")
def lay_out(
    data: Path, tmp_path_factory: pytest.TempPathFactory, ready: Callable[[Path], Path]
) -> Callable[[str], Path]:
    """Return a function that copies a program, its sources pointing to where the real files lie."""

    def copy(name: str) -> Path:
        folder = tmp_path_factory.mktemp("programs") / name
        shutil.copytree(PROGRAMS / name, folder)
        for path in folder.glob("sources/*.yaml"):
            path.write_text(path.read_text().replace("{DATA}", str(data)))
        return ready(folder)

    return copy


@pytest.fixture(scope="session")
def main_job(lay_out: Callable[[str], Path]) -> Iterator[Callable[..., Ran]]:
    """Return a function that runs a program by name, once, as of a day."""
    made: dict[str, Ran] = {}

    def run(name: str, as_of: str = "2026-11-01", code: int = 0) -> Ran:
        if name not in made:
            folder = lay_out(name)
            report = json.loads(command("run", "--program", folder, "--json", "--as-of", as_of, code=code))
            with_people = ("--with-people", "--reason", "comparing with the files by hand")
            gaps = json.loads(command("gaps", "--program", folder, "--format", "json", *with_people))
            snapshot = Lake(folder / "var" / "lake").snapshot(report["run_id"])
            assert snapshot is not None
            engine = DuckEngine(threads=1, memory="1GB")
            snapshot.attach(engine)
            made[name] = Ran(folder, report, gaps, engine, code)
        return made[name]

    yield run
    for one in made.values():
        one.engine.close()
