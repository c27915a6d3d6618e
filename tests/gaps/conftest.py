"""Passes of the gaps room alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gap_life import GapLife


@pytest.fixture
def run() -> Iterator[GapLife]:
    """Pass over a world; returns what that did."""
    life = GapLife()
    yield life
    life.engine.close()
