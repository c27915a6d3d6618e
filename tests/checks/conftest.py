"""A made-up organisation for each test."""

from __future__ import annotations

import pytest

from judging import World


@pytest.fixture
def world():
    made = World()
    yield made
    made.engine.close()
