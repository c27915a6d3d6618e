"""Where a run's time goes: ``python -m bench.profile PROGRAM [AS_OF]`` lists the slowest statements and tables."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drystone.cli.options import read_program
from drystone.cli.session import open_state
from drystone.lake.build import Build
from drystone.lake.engines import DuckEngine

SHOWN = 45
_spent: list[tuple[float, str]] = []


def _timed(owner: Any, name: str, label: Callable[..., str]) -> None:
    inner = getattr(owner, name)

    def outer(*given: Any, **named: Any) -> Any:
        began = time.perf_counter()
        try:
            return inner(*given, **named)
        finally:
            _spent.append((time.perf_counter() - began, label(*given)))

    setattr(owner, name, outer)


def main() -> None:
    """Run once and print seconds per step, then the slowest calls; nested calls count in both."""
    root, day = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "2026-06-30"
    for name in ("execute", "rows", "read_staged", "seal", "arrays", "from_arrays"):
        _timed(DuckEngine, name, lambda *given, kind=name: f"{kind}: {' '.join(str(given[1]).split())[:150]}")
    for name in ("table", "need"):
        _timed(Build, name, lambda *given, kind=name: f"{kind.upper()} {given[1]}")
    for name in ("_write", "_finish_writes"):
        _timed(Build, name, lambda *given, kind=name: f"{kind.upper()} {given[1:]}")
    program = read_program(root)
    open_state(program)
    # Models can be imported only once the state is open.
    from drystone.runs import actions
    from drystone.runs.pipeline import Rooms

    tools = actions.Tools(pipeline=Rooms(dict(os.environ)))
    began = time.perf_counter()
    report = actions.run(program, tools=tools, as_of=dt.datetime.fromisoformat(f"{day}T00:00:00+00:00"))
    print(f"{time.perf_counter() - began:.1f} s, {report.gaps}")
    for step, seconds in sorted(report.timings.items(), key=lambda one: -one[1]):
        print(f"{seconds:8.2f}  {step}")
    print(f"{len(_spent)} calls")
    for seconds, what in sorted(_spent, reverse=True)[:SHOWN]:
        print(f"{seconds:8.2f}  {what}")


if __name__ == "__main__":
    main()
