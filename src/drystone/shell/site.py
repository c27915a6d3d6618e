"""What the site serves: one program, and the tables of its applied run. The composition root says which, once.

Reading goes through ``reading``: every thread keeps one engine open over the applied snapshot until another run is
applied. Snapshots never change, so two requests that see the same run id see the same tables.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from drystone.lake import Lake, Snapshot
from drystone.lake.engines import DuckEngine, Engine
from drystone.lib.errors import DrystoneError, StoreError, UsageError
from drystone.program import load
from drystone.program.model import Problem, Program

#: How long a look at the program folder is trusted, in seconds.
_TRUSTED = 2.0
_READER_MEMORY = "400MB"


@dataclass(frozen=True, slots=True)
class Served:
    """A program folder, what tells the applied run's id ("" before the first), and the environment for secrets."""

    root: Path
    applied: Callable[[], str]
    environ: Mapping[str, str]
    demo: bool = False


@dataclass(slots=True)
class _Loaded:
    stamp: tuple[tuple[str, int, int], ...]
    program: Program
    problems: tuple[Problem, ...]
    checked: float


_served: Served | None = None
_loaded: _Loaded | None = None
_lock = threading.Lock()
_mine = threading.local()


def serve(served: Served) -> None:
    """Say what this process serves. Called once by whoever puts the site together; again by tests."""
    global _served, _loaded  # One process serves one program; this is where that is known.
    _served, _loaded = served, None
    _close()


def served() -> Served:
    """Return what this process serves."""
    if _served is None:
        raise AssertionError("nobody said which program this process serves")
    return _served


def program() -> Program:
    """Return the program as its folder stands, else as it last stood whole. Raises UsageError where it never did."""
    return _program().program


def problems() -> tuple[Problem, ...]:
    """Return what is wrong with the folder now; ``program()`` is then an earlier version."""
    return _program().problems


def _program() -> _Loaded:
    global _loaded  # The same.
    with _lock:
        at = time.monotonic()
        if _loaded and at - _loaded.checked < _TRUSTED:
            return _loaded
        root = served().root
        stamp = _stamp(root)
        if _loaded and stamp == _loaded.stamp:
            _loaded.checked = at
            return _loaded
        told = load(root)
        whole = told.program or (_loaded.program if _loaded else None)
        if whole is None:
            raise UsageError(f"the program has {len(told.problems)} problems", where=str(root), do="drystone validate")
        _loaded = _Loaded(stamp, whole, told.problems if told.program is None else (), at)
        return _loaded


def reread() -> None:
    """Forget what was read of the program folder: it was just changed by this process."""
    with _lock:
        if _loaded:
            _loaded.checked, _loaded.stamp = float("-inf"), ()


def _stamp(root: Path) -> tuple[tuple[str, int, int], ...]:
    found = []
    for path in sorted(root.rglob("*")):
        inner = path.relative_to(root).parts
        if inner[0] in {"var", "exports", ".git"} or path.suffix not in {".toml", ".yaml", ".yml", ".md"}:
            continue
        told = path.stat()
        found.append((str(path), told.st_mtime_ns, told.st_size))
    return tuple(found)


def snapshot() -> Snapshot | None:
    """Return the applied run's snapshot, or None before the first run."""
    run_id = served().applied()
    if not run_id:
        return None
    kept: Snapshot | None = getattr(_mine, "snapshot", None)
    if kept is None or kept.run_id != run_id:
        _close()
        kept = Lake(program().root / program().settings.lake.path).snapshot(run_id)
        _mine.snapshot = kept
    return kept


@contextmanager
def reading() -> Iterator[Engine]:
    """Yield an engine that sees the applied run's tables. Raises StoreError before the first run."""
    current = snapshot()
    if current is None:
        raise StoreError("nothing has run yet", do="run 'drystone run', or wait for the first run to end")
    engine: DuckEngine | None = getattr(_mine, "engine", None)
    if engine is None:
        engine = DuckEngine(threads=1, memory=_READER_MEMORY)
        try:
            current.attach(engine)
        except DrystoneError:
            engine.close()
            raise
        _mine.engine = engine
    yield engine


def _close() -> None:
    engine: DuckEngine | None = getattr(_mine, "engine", None)
    _mine.engine = _mine.snapshot = None
    if engine is not None:
        engine.close()
