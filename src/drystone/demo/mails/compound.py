"""Writes compound files ([MS-CFB] version 3), as small as they may be: enough for a saved message of Outlook."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

SECTOR, SMALL, CUTOFF = 512, 64, 4096
_FREE, _END, _TABLE, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF

Tree = Mapping[str, "bytes | Tree"]


@dataclass(slots=True)
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    children: list[int] = field(default_factory=list)
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    start: int = _END


def compound(tree: Tree) -> bytes:
    """Return a compound file that holds these streams (bytes) and storages (mappings)."""
    entries = [_Entry("Root Entry", 5)]
    _collect(entries, 0, tree)
    small = bytearray()
    small_next: list[int] = []
    sectors: list[bytes] = []
    following: list[int] = []
    for entry in entries[1:]:
        if entry.kind == 2 and len(entry.data) < CUTOFF:
            entry.start = _chain(small_next, -(-len(entry.data) // SMALL))
            small += entry.data.ljust(-(-len(entry.data) // SMALL) * SMALL, b"\0")
        elif entry.kind == 2:
            entry.start = _put(sectors, following, entry.data)
    entries[0].data = bytes(small)
    entries[0].start = _put(sectors, following, bytes(small))
    table = struct.pack(f"<{len(small_next)}I", *small_next)
    small_start = _put(sectors, following, table.ljust(-(-len(table) // SECTOR) * SECTOR, b"\xff"))
    directory = b"".join(map(_written, entries))
    directory_start = _put(sectors, following, directory)
    count = 1
    while count * 128 < len(following) + count:
        count += 1
    tables = list(range(len(following), len(following) + count))
    following += [_TABLE] * count
    whole = struct.pack(f"<{len(following)}I", *following).ljust(count * SECTOR, b"\xff")
    head = _head(tables, directory_start, small_start if table else _END, -(-len(table) // SECTOR))
    return head + b"".join(sectors) + whole


def _head(tables: list[int], directory: int, small: int, small_count: int) -> bytes:
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    start += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    start += struct.pack("<IIIIIIIII", 0, len(tables), directory, 0, CUTOFF, small, small_count, _END, 0)
    return start + struct.pack("<109I", *tables, *[_FREE] * (109 - len(tables)))


def _chain(following: list[int], count: int) -> int:
    if not count:
        return _END
    start = len(following)
    following += [*range(start + 1, start + count), _END]
    return start


def _put(sectors: list[bytes], following: list[int], data: bytes) -> int:
    pieces = [data[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(data), SECTOR)]
    sectors += pieces
    return _chain(following, len(pieces))


def _collect(entries: list[_Entry], parent: int, tree: Tree) -> None:
    for name, held in tree.items():
        entries[parent].children.append(len(entries))
        if isinstance(held, bytes):
            entries.append(_Entry(name, 2, held))
        else:
            entries.append(_Entry(name, 1))
            _collect(entries, len(entries) - 1, held)
    ordered = sorted(entries[parent].children, key=lambda one: (len(entries[one].name), entries[one].name.upper()))
    entries[parent].child = _balanced(entries, ordered)


def _balanced(entries: list[_Entry], ordered: list[int]) -> int:
    if not ordered:
        return _NONE
    middle = len(ordered) // 2
    top = ordered[middle]
    entries[top].left = _balanced(entries, ordered[:middle])
    entries[top].right = _balanced(entries, ordered[middle + 1 :])
    return top


def _written(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    return (
        name.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(name) + 2, entry.kind, 1, entry.left, entry.right, entry.child)
        + bytes(36)
        + struct.pack("<IQ", entry.start, len(entry.data) if entry.kind != 1 else 0)
    )
