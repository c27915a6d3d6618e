"""Looks at messages in processes that may do nothing else: bounded memory, time, files and answers, and no network.

``once`` is for one message, ``Pool`` for many: its workers are warm, each message still gets a process of its own, and
a worker is replaced after some hundreds. A message that breaks its bounds is told honestly and never tried again here.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import TracebackType
from typing import Any, BinaryIO

from drystone.lib.errors import StoreError, UsageError
from drystone.triage import framing
from drystone.triage.confining import Bounds
from drystone.triage.options import Options

#: What reading messages needs beside a core install, by import name.
NEEDED = (
    "PIL",
    "dkim",
    "dns",
    "msoffcrypto",
    "olefile",
    "pikepdf",
    "selectolax",
    "yara_x",
    "zxingcpp",
)
#: How much longer than the bound we wait for the worker's own word before we end it.
_GRACE = 5.0
RECYCLE = 500

PROBLEMS: Mapping[bytes, Mapping[str, str]] = {
    framing.LATE: {
        "en": "could not be looked at in time: it took longer than {seconds:g} seconds",
        "de": "konnte nicht rechtzeitig angesehen werden: Es dauerte länger als {seconds:g} Sekunden",
    },
    framing.LARGE: {
        "en": "could not be looked at: there is too much to say about it",
        "de": "konnte nicht angesehen werden: Es gäbe zu viel darüber zu sagen",
    },
    framing.DIED: {
        "en": "could not be looked at: reading it ended the reader (signal {detail})",
        "de": "konnte nicht angesehen werden: Das Lesen hat den Leser beendet (Signal {detail})",
    },
    framing.DEFECT: {
        "en": "could not be looked at: it met a defect of ours ({detail})",
        "de": "konnte nicht angesehen werden: Sie traf auf einen Fehler von uns ({detail})",
    },
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one message: a document (docs/triage.md), or in words why there is none. One of both is empty."""

    document: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the document; for a message that could not be looked at one that says so, and is unsure."""
        if not self.problem:
            return dict(self.document)
        return {"schema": 1, "hint": "unsure", "complete": False, "problem": self.problem, "signs": [], "reasons": []}


def require() -> None:
    """Raise UsageError, with what to install, where a library that reading messages needs is missing."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise UsageError(
            f"reading messages needs libraries that are not installed ({', '.join(missing)})",
            do="Install them: pip install 'drystone[triage]'",
        )


def once(data: bytes, options: Options, bounds: Bounds | None = None) -> Outcome:
    """Look at one message in a process of its own. Raises UsageError without the extra, StoreError where it fails."""
    with Pool(options, bounds=bounds) as pool:
        return pool.look(data)


class Pool:
    """Warm workers for many messages; ``look`` may be called from any number of threads."""

    def __init__(
        self, options: Options, *, workers: int = 1, bounds: Bounds | None = None, recycle: int = RECYCLE
    ) -> None:
        """Start nothing yet: workers start when they are first needed."""
        require()
        self._made = (options, bounds or Bounds())
        self._recycle = recycle
        self._free: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(max(1, workers)):
            self._free.put(None)
        self._workers = max(1, workers)
        self._closed = False

    def __enter__(self) -> Pool:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End its workers."""
        self.close()

    def look(self, data: bytes) -> Outcome:
        """Look at one message; waits for a free worker. Raises StoreError where no worker starts."""
        worker = self._free.get()
        try:
            if worker is None or worker.served >= self._recycle:
                if worker is not None:
                    worker.end()
                worker = None
                worker = _Worker(*self._made)
            outcome = worker.look(data)
            if not worker.alive:
                worker.end()
                worker = None
            return outcome
        finally:
            if self._closed and worker is not None:
                worker.end()
                worker = None
            self._free.put(worker)

    def close(self) -> None:
        """End every worker, waiting for those that still look at something; closing twice does nothing more.

        Whoever took the pool before it was closed may still look: in a process that ends right after.
        """
        self._closed = True
        held = [self._free.get() for _ in range(self._workers)]
        for worker in held:
            if worker is not None:
                worker.end()
            self._free.put(None)


class _Worker:
    """One process that forks for each message."""

    def __init__(self, options: Options, bounds: Bounds) -> None:
        self._language = options.language if options.language in ("en", "de") else "en"
        self._bounds = bounds
        self.served = 0
        self.alive = True
        # Nothing of our environment (keys, addresses of databases) goes where hostile messages are read.
        known = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ") if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", "drystone.triage.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**known, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"},
            cwd="/",
            start_new_session=True,
        )
        told = {"options": options.as_json(), "bounds": asdict(bounds)}
        if self._exchange(json.dumps(told).encode(), 60.0) is None:
            self.end()
            raise StoreError("the process that reads messages did not start", do="Try again; tell us if it stays so.")

    def look(self, data: bytes) -> Outcome:
        self.served += 1
        answer = self._exchange(data, self._bounds.seconds + _GRACE)
        if answer is None:
            self.alive = False
            return self._problem(framing.LATE, b"")
        kind, said = answer
        if kind == framing.DONE:
            return Outcome(document=json.loads(said))
        return self._problem(kind, said)

    def _problem(self, kind: bytes, said: bytes) -> Outcome:
        words = PROBLEMS.get(kind, PROBLEMS[framing.DIED])[self._language]
        return Outcome(problem=words.format(seconds=self._bounds.seconds, detail=said.decode("utf-8", "replace")[:200]))

    def _exchange(self, data: bytes, seconds: float) -> tuple[bytes, bytes] | None:
        """Send a frame and return the answer; None where the worker has gone or does not answer in time."""
        # The pipe has no time limit of its own: whoever waits too long ends the worker, and reading then returns.
        watch = threading.Timer(seconds, self._process.kill)
        watch.start()
        try:
            stdin, stdout = self._streams()
            framing.write(stdin, framing.ASKED, data)
            return framing.read(stdout)
        except (BrokenPipeError, ValueError):
            return None
        finally:
            watch.cancel()

    def _streams(self) -> tuple[BinaryIO, BinaryIO]:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        return stdin, stdout  # type: ignore[return-value]

    def end(self) -> None:
        """End the process and whatever it forked, and wait for it."""
        self.alive = False
        for stream in self._streams():
            with contextlib.suppress(BrokenPipeError):
                stream.close()
        try:
            self._process.wait(1.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
