"""What the two sides of the sandbox say to each other: frames of one letter, a length and bytes."""

from __future__ import annotations

import struct
from typing import BinaryIO

_HEAD = struct.Struct("<cQ")
ASKED, READY = b"a", b"r"
#: How a look ended: done, too late, too much to say, the process died, a defect of ours.
DONE, LATE, LARGE, DIED, DEFECT = b"d", b"t", b"l", b"x", b"e"


def read(stream: BinaryIO) -> tuple[bytes, bytes] | None:
    """Read one frame: its letter and its bytes; None where the other side has gone."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, length = _HEAD.unpack(head)
    data = stream.read(length)
    return (kind, data) if len(data) == length else None


def write(stream: BinaryIO, kind: bytes, data: bytes = b"") -> None:
    """Write one frame."""
    stream.write(_HEAD.pack(kind, len(data)))
    stream.write(data)
    stream.flush()
