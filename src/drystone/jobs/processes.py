"""Which process this is, and whether another one still lives; pids are reused, so its start time counts too."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Process:
    """A process on a machine. Empty text means that this system does not tell."""

    host: str
    machine: str
    boot: str
    pid: int
    started: str


def current() -> Process:
    """Return the process that asks."""
    namespace = _link("/proc/self/ns/pid")
    return Process(
        host=platform.node(),
        machine=_text("/etc/machine-id"),
        boot=f"{_text('/proc/sys/kernel/random/boot_id')} {namespace}".strip(),
        pid=os.getpid(),
        started=_started(os.getpid()),
    )


def is_dead(other: Process) -> bool | None:
    """Say whether a process is gone for good; None where that cannot be known from here (another machine)."""
    here = current()
    if other.host != here.host or other.machine != here.machine:
        return None
    if other.boot != here.boot:
        return _rebooted(other, here)
    try:
        os.kill(other.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass  # It lives, under another user.
    return _started(other.pid) != other.started


def _rebooted(other: Process, here: Process) -> bool | None:
    """The same machine after a reboot; containers share a boot but not their pids, so those stay unknown."""
    then, now = other.boot.split(" ")[0], here.boot.split(" ")[0]
    return True if here.machine and then and now and then != now else None


def _started(pid: int) -> str:
    """The kernel's start time of a process, in ticks since boot: field 22 of /proc/PID/stat (proc(5))."""
    stat = _text(f"/proc/{pid}/stat")
    return stat.rpartition(")")[2].split()[19] if stat else ""


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _link(path: str) -> str:
    try:
        return str(Path(path).readlink())
    except OSError:
        return ""
