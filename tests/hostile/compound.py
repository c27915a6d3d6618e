"""A small writer of compound files ([MS-CFB], version 3): streams and storages, and class ids where wanted."""

from __future__ import annotations

import struct
import uuid
from collections.abc import Mapping

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes], classes: Mapping[str, str] | None = None) -> bytes:
    """Return a compound file; paths are separated by ``/``, and the class of ``""`` is the whole file's."""
    classes = classes or {}
    names: list[str] = [""]
    for path in (*streams, *classes):
        steps = path.split("/")
        for depth in range(1, len(steps) + 1):
            prefix = "/".join(steps[:depth])
            if prefix and prefix not in names:
                names.append(prefix)
    sectors: list[bytes] = []
    fat: list[int] = []

    def chain(data: bytes) -> int:
        count = -(-len(data) // _SECTOR)
        first = len(sectors)
        for index in range(count):
            sectors.append(data[index * _SECTOR : (index + 1) * _SECTOR].ljust(_SECTOR, b"\0"))
            fat.append(len(sectors) if index < count - 1 else _END)
        return first if count else _END

    mini, mini_fat, places = bytearray(), [], {}
    for path, data in streams.items():
        if len(data) >= _CUTOFF:
            places[path] = chain(data)
            continue
        count = -(-len(data) // _MINI)
        start = len(mini_fat)
        mini_fat += [start + index + 1 for index in range(count - 1)] + [_END] * bool(count)
        mini += data.ljust(count * _MINI, b"\0")
        places[path] = start if count else _END
    mini_start = chain(bytes(mini))
    table = b"".join(struct.pack("<I", entry) for entry in mini_fat)
    table += b"\xff" * (-len(table) % _SECTOR)
    mini_fat_start = chain(table)
    directory = b"".join(_entry(path, names, streams, places, classes, mini_start, len(mini)) for path in names)
    directory += _empty() * (-len(names) % 4)
    directory_start = chain(directory)
    fat_sectors = 1
    while fat_sectors * 128 < len(fat) + fat_sectors:
        fat_sectors += 1
    fat_start = len(sectors)
    fat += [_FAT] * fat_sectors
    fat += [_FREE] * (fat_sectors * 128 - len(fat))
    for index in range(fat_sectors):
        sectors.append(struct.pack("<128I", *fat[index * 128 : (index + 1) * 128]))
    head = struct.pack(
        "<8s16s5H6x9I",
        *(bytes.fromhex("d0cf11e0a1b11ae1"), bytes(16), 0x3E, 3, 0xFFFE, 9, 6, 0, fat_sectors, directory_start, 0),
        *(_CUTOFF, mini_fat_start, len(table) // _SECTOR, _END, 0),
    )
    difat = [fat_start + index for index in range(fat_sectors)] + [_FREE] * (109 - fat_sectors)
    return head + struct.pack("<109I", *difat) + b"".join(sectors)


def _entry(
    path: str,
    names: list[str],
    streams: Mapping[str, bytes],
    places: Mapping[str, int],
    classes: Mapping[str, str],
    mini_start: int,
    mini_size: int,
) -> bytes:
    name = path.rpartition("/")[2] if path else "Root Entry"
    raw = (name + "\0").encode("utf-16-le")
    children = [other for other in names if other and other.rpartition("/")[0] == path]
    siblings = [other for other in names if other and other.rpartition("/")[0] == path.rpartition("/")[0]]
    following = siblings.index(path) + 1 if path else len(siblings)
    right = names.index(siblings[following]) if path and following < len(siblings) else _FREE
    child = names.index(children[0]) if children and path not in streams else _FREE
    kind = 5 if not path else 2 if path in streams else 1
    class_id = uuid.UUID(classes[path]).bytes_le if path in classes else bytes(16)
    start = mini_start if not path else places.get(path, 0)
    size = mini_size if not path else len(streams.get(path, b""))
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(raw), kind, 1, _FREE, right, child)
        + class_id
        + bytes(20)
        + struct.pack("<IQ", start, size)
    )


def _empty() -> bytes:
    return bytes(66) + struct.pack("<BBIII", 0, 1, _FREE, _FREE, _FREE) + bytes(16 + 20 + 12)
