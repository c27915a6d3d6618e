"""Organisations whose folders lie beside the tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.by_hand import Organisation


@pytest.fixture
def organisation(tmp_path: Path, ready: Callable[[Path], Path]) -> Callable[[str], Organisation]:
    """Returns a copy of ``tests/journeys/<name>`` in which nothing has run yet."""

    def copy(name: str) -> Organisation:
        return Organisation(ready(Path(shutil.copytree(Path(__file__).parent / name, tmp_path / name))))

    return copy
