"""What triage sees in a message that is sent along: in a process of its own, one for this process to have at hand."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Mapping
from typing import Any

from drystone.lib.errors import DrystoneError
from drystone.program.model import Program
from drystone.triage import sandbox
from drystone.triage.options import Options
from drystone.triage.people import people

#: Messages that are looked at at one time: one that takes as long as it may lets the others pass.
_AT_ONCE = min(4, max(2, os.cpu_count() or 1))
#: A message to start a worker with.
_NOTHING = b"Subject: nothing\r\n\r\n"
_ahead = False
_lock = threading.Lock()
_pools: dict[tuple[str, str], sandbox.Pool] = {}


def look(data: bytes, program: Program, *, language: str = "en") -> Mapping[str, Any]:
    """Return what triage says of a message (docs/triage.md); where it cannot be looked at, ``problem`` says why."""
    try:
        return _pool(program, language).look(data).as_json()
    except DrystoneError as error:
        return sandbox.Outcome(problem=str(error)).as_json()


def stay_ready() -> None:
    """Have ``ready`` start workers ahead of who needs them: in a process that serves pages, and in no other."""
    global _ahead  # One process serves pages or does not; this is where that is known.
    _ahead = True


def ready(program: Program, *, language: str = "en") -> None:
    """Somebody fills in a form: have a worker ready when they press send. It starts beside, and only where none is."""
    with _lock:
        known = _key(program, language) in _pools
    if _ahead and not known:
        threading.Thread(target=look, args=(_NOTHING, program), kwargs={"language": language}, daemon=True).start()


@atexit.register
def close() -> None:
    """End the workers of this process."""
    with _lock:
        while _pools:
            _pools.popitem()[1].close()


def _pool(program: Program, language: str) -> sandbox.Pool:
    """Return the workers for a program as it stands; those of an earlier version end with what they do."""
    key = _key(program, language)
    with _lock:
        found = _pools.get(key)
        if found is None:
            for old in [one for one in _pools if one[0] != program.digest]:
                threading.Thread(target=_pools.pop(old).close, daemon=True).start()
            found = _pools[key] = sandbox.Pool(_options(program, key[1]), workers=_AT_ONCE)
    return found


def _key(program: Program, language: str) -> tuple[str, str]:
    return program.digest, language if language in {"en", "de"} else "en"


def _options(program: Program, language: str) -> Options:
    root = program.root.resolve()
    return Options(
        people=people(str(root / "lists" / "people.txt")),
        domains=program.settings.organisation.domains,
        language=language,
        report=True,
        rules=program.yara,
        lists=str(root / "lists"),
    )
