"""What the site serves: one program, and the tables of its applied run. The composition root says which, once.

Reading goes through ``reading``: the process opens the applied snapshot once, and every thread keeps a session of its
own over it until another run is applied. Snapshots never change, so two requests that see the same run id see the same
tables. What all threads together may take of memory is bounded.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drystone.lake import Lake, Snapshot
from drystone.lake.engines import DuckEngine, Engine
from drystone.lib.errors import DrystoneError, StoreError, UsageError
from drystone.program import load
from drystone.program.model import Problem, Program

#: How long a look at the program folder is trusted, in seconds.
_TRUSTED = 2.0
#: What all threads of a process that read one run may take together; a thread lets go of a run when it next reads.
_READER_MEMORY = "600MB"
#: Up to how many people their page's rows are kept in memory: about 75 MB for a hundred thousand.
_KEPT_PAGES = 250_000
_NOT_THE_PROGRAM = {"var", "exports", ".git"}
_PROGRAM_FILES = (".toml", ".yaml", ".yml", ".md", ".yar")


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


@dataclass(slots=True)
class _Opened:
    """A snapshot, and the engine that all threads' sessions share; opened when the first of them reads."""

    snapshot: Snapshot
    engine: DuckEngine | None = None


_served: Served | None = None
_opened: _Opened | None = None
_opening = threading.Lock()
_loaded: _Loaded | None = None
_lock = threading.Lock()
_mine = threading.local()


def serve(served: Served) -> None:
    """Say what this process serves. Called once by whoever puts the site together; again by tests."""
    global _served, _loaded, _opened  # One process serves one program; this is where that is known.
    _served, _loaded = served, None
    _close()
    with _opening:
        if _opened is not None and _opened.engine is not None:
            _opened.engine.close()
        _opened = None


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
            count = len(told.problems)
            problems = ngettext("the program has %(n)d problem", "the program has %(n)d problems", count) % {"n": count}
            raise UsageError(problems, where=str(root), do="drystone validate")
        _loaded = _Loaded(stamp, whole, told.problems if told.program is None else (), at)
        return _loaded


def reread() -> None:
    """Forget what was read of the program folder: it was just changed by this process."""
    with _lock:
        if _loaded:
            _loaded.checked, _loaded.stamp = float("-inf"), ()


def _stamp(root: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what tells two versions of the folder apart. What grows beside the program is never walked."""
    found = []
    for folder, inner, files in os.walk(root):
        if folder == str(root):
            inner[:] = [name for name in inner if name not in _NOT_THE_PROGRAM]
        for name in files:
            if name.endswith(_PROGRAM_FILES):
                path = os.path.join(folder, name)  # noqa: PTH118 # A Path for each file costs more than looking at it.
                # A file that an editor just took away is seen, or missed, at the next look.
                with suppress(FileNotFoundError):
                    told = os.stat(path)  # noqa: PTH116 # The same.
                    found.append((path, told.st_mtime_ns, told.st_size))
    return tuple(sorted(found))


def snapshot() -> Snapshot | None:
    """Return the applied run's snapshot, or None before the first run."""
    run_id = served().applied()
    if not run_id:
        return None
    with _opening:
        return _open(run_id).snapshot


@contextmanager
def reading() -> Iterator[Engine]:
    """Yield an engine that sees the applied run's tables. Raises StoreError before the first run."""
    run_id = served().applied()
    if not run_id:
        raise StoreError(_("nothing has run yet"), do=_("run 'drystone run', or wait for the first run to end"))
    if getattr(_mine, "run_id", "") != run_id:
        _close()
        _mine.engine, _mine.snapshot = _session(run_id)
        _mine.run_id = run_id
    yield _mine.engine


def read_by(engine: Engine) -> Snapshot:
    """Return the snapshot that this thread's engine from ``reading`` sees; ``snapshot()`` may be a newer one by now."""
    assert engine is getattr(_mine, "engine", None), "an engine of this thread, while it reads"
    snapshot: Snapshot = _mine.snapshot
    return snapshot


def warm() -> None:
    """Open the applied snapshot ahead of the first visitor, where there is one and it can be read."""
    with suppress(DrystoneError), reading():
        pass
    # This thread may never read again, and its session would keep the run's tables after the next one.
    _close()


def _session(run_id: str) -> tuple[DuckEngine, Snapshot]:
    with _opening:
        opened = _open(run_id)
        if opened.engine is None:
            engine = DuckEngine(threads=1, memory=_READER_MEMORY)
            try:
                # A snapshot's files never change, so what their ends say of them need be read but once.
                engine.execute("set parquet_metadata_cache = true")
                opened.snapshot.attach(engine)
                _keep_pages(engine)
            except DrystoneError:
                engine.close()
                raise
            opened.engine = engine
        return opened.engine.session(), opened.snapshot


def _keep_pages(engine: DuckEngine) -> None:
    """Keep everyone's row of ``page`` in memory: one look-up is then a fifth of the work that it is in the file."""
    for name in ("page", "page_outcome"):
        if not engine.columns(name) or int(engine.value(f"select count(*) from {name}")) > _KEPT_PAGES:
            continue
        engine.execute(f"create table kept_{name} as select * from {name}")
        engine.drop(name)
        engine.execute(f"alter table kept_{name} rename to {name}")
        engine.execute(f"create index {name}_of_person on {name} (person_id)")


def _open(run_id: str) -> _Opened:
    """Return what is opened of a run; another run's is let go of, and goes with the last thread that reads it."""
    global _opened  # One process shows one run; this is where that is known.
    if _opened is None or _opened.snapshot.run_id != run_id:
        # To close the engine would close its sessions too, and a thread may be in the middle of a page.
        _opened = _Opened(Lake(program().root / program().settings.lake.path).snapshot(run_id))
    return _opened


def _close() -> None:
    engine: DuckEngine | None = getattr(_mine, "engine", None)
    _mine.engine, _mine.snapshot, _mine.run_id = None, None, ""
    if engine is not None:
        engine.close()
