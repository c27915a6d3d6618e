"""Runs over a made-up world."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fake_pipeline
import pytest


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Any]:
    """Run over a world, days after the first of May; returns the report."""

    def go(told: dict[str, Any], *checks: str, day: int = 0, dry_run: bool = False, **more: Any) -> Any:
        from drystone.runs import actions

        as_of = fake_pipeline.MAY + dt.timedelta(days=day)
        step = more.pop("step", lambda _name: None)
        program = fake_pipeline.program(tmp_path, *checks, **more)
        tools = actions.Tools(fake_pipeline.FakePipeline(told), now=lambda: as_of, step=step)
        return actions.run(program, tools=tools, as_of=as_of, dry_run=dry_run)

    return go
