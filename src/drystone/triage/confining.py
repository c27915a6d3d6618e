"""Takes from a process whatever reading a message does not need: memory, time, files, the network, other programs.

Limits (setrlimit) hold everywhere. On Linux a filter on system calls (seccomp) also refuses sockets, starting programs,
and opening files for writing; where the kernel or the machine does not know it, the limits alone hold.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import resource
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
_LOAD, _EQUAL, _ANY_BIT, _AT_LEAST, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
_NUMBER, _ARCH, _ARGUMENT = 0, 4, 16
#: O_WRONLY, O_RDWR, O_CREAT, O_TRUNC.
_WRITING = 0o1 | 0o2 | 0o100 | 0o1000
_THREAD = 0x10000

#: Per machine: its audit name, calls that are refused, those of the network, and open, openat, clone, clone3.
_MACHINES = {
    "x86_64": (
        0xC000003E,
        (57, 58, 59, 62, 76, 77, 82, 83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94, 101, 165, 250, 258, 260, 263, 264, 265,
         266, 268, 272, 298, 308, 310, 311, 316, 319, 321, 322, 323, 424, 425, 437),
        (41, 42, 43, 44, 46, 49, 50, 53, 288),
        (2, 257, 56, 435),
    ),
    "aarch64": (
        0xC00000B7,
        (33, 34, 35, 36, 37, 38, 40, 45, 46, 52, 53, 54, 55, 97, 117, 129, 219, 221, 241, 268, 270, 271, 276, 279, 280,
         281, 282, 424, 425, 437),
        (198, 199, 200, 201, 202, 203, 206, 211, 242),
        (None, 56, 220, 435),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one look at a message may use at most: seconds of the clock and of the processor, bytes of memory."""

    seconds: float = 10.0
    memory: int = 1_000_000_000
    answer: int = 8_000_000
    files: int = 24


def confine(bounds: Bounds, *, network: bool = False) -> bool:
    """Confine this process for good. Returns whether system calls are filtered too."""
    # A core file of a message would be a copy that nobody knows of.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    seconds = max(1, int(bounds.seconds))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_DATA, _memory(resource.RLIMIT_DATA, _held() + bounds.memory))
    # Engines for rules reserve addresses that they never fill: addresses are bounded loosely, memory tightly.
    resource.setrlimit(resource.RLIMIT_AS, _memory(resource.RLIMIT_AS, _held() + bounds.memory + 24 * 2**30))
    files = min(bounds.files, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    return _filter(network=network)


def _memory(which: int, wanted: int) -> tuple[int, int]:
    hard = resource.getrlimit(which)[1]
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    return most, most


def _held() -> int:
    """Return how many bytes of addresses this process holds already."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return 2**30
    return pages * resource.getpagesize()


def _filter(*, network: bool) -> bool:
    known = _MACHINES.get(platform.machine()) if sys.platform == "linux" else None
    if known is None:
        return False
    program = _program(known, network=network)
    libc = ctypes.CDLL(None, use_errno=True)
    held = ctypes.create_string_buffer(program, len(program))
    described = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(held))
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, ctypes.create_string_buffer(described, len(described)), 0, 0) == 0)


def _program(
    known: tuple[int, tuple[int, ...], tuple[int, ...], tuple[int | None, int, int, int]], *, network: bool
) -> bytes:
    """Return the filter as instructions of the kernel's packet filter machine: code, jumps, operand."""
    arch, refused, nets, (open_, openat, clone, clone3) = known
    refuse = _one(_RETURN, _REFUSE | errno.EPERM)
    lines = [
        _one(_LOAD, _ARCH),
        _one(_EQUAL, arch, 1, 0),
        _one(_RETURN, _KILL),
        _one(_LOAD, _NUMBER),
        # Calls of another calling convention of the same machine go round the numbers below.
        _one(_AT_LEAST, 0x40000000, 0, 1),
        _one(_RETURN, _KILL),
    ]
    for number in (*refused, *(() if network else nets)):
        lines += [_one(_EQUAL, number, 0, 1), refuse]
    # glibc then falls back to clone, whose flags can be looked at.
    lines += [_one(_EQUAL, clone3, 0, 1), _one(_RETURN, _REFUSE | errno.ENOSYS)]
    for call, argument, bits, refuse_if in (
        (open_, 1, _WRITING, True),
        (openat, 2, _WRITING, True),
        (clone, 0, _THREAD, False),
    ):
        if call is not None:
            lines += [_one(_EQUAL, call, 0, 4), _one(_LOAD, _ARGUMENT + 8 * argument)]
            lines += [_one(_ANY_BIT, bits, *((0, 1) if refuse_if else (1, 0))), refuse, _one(_RETURN, _ALLOW)]
    return b"".join((*lines, _one(_RETURN, _ALLOW)))


def _one(code: int, operand: int, true: int = 0, false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, true, false, operand)
