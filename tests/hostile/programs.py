"""The outlines of programs and shortcuts: enough to be told apart, too little to do anything."""

from __future__ import annotations

import struct

PE = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x80) + bytes(0x40) + b"PE\0\0" + bytes(64)
ELF = b"\x7fELF\x02\x01\x01" + bytes(64)
MACH = b"\xcf\xfa\xed\xfe" + bytes(64)


def shortcut(target: str = "", arguments: str = "", *, icon: str = "") -> bytes:
    """A Windows shortcut ([MS-SHLLINK]) with a relative path, arguments and an icon."""
    flags = 0x80 | (0x8 if target else 0) | (0x20 if arguments else 0) | (0x40 if icon else 0)
    head = bytes.fromhex("4c0000000114020000000000c000000000000046") + struct.pack("<I", flags)
    out = head.ljust(76, b"\0")
    for text in (target, arguments, icon):
        if text:
            out += struct.pack("<H", len(text)) + text.encode("utf-16-le")
    return out + bytes(4)
