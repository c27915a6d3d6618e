"""Windows shortcuts ([MS-SHLLINK]): what they start, with which arguments, read without resolving anything."""

from __future__ import annotations

import re

from drystone.triage.files.binary import number, slice_of, zero_terminated
from drystone.triage.files.findings import BrokenError, Findings
from drystone.triage.files.pointers.scripts import judge_script

_HAS_LIST, _HAS_INFO, _WIDE = 0x1, 0x2, 0x80
_STRINGS = ((0x4, "description"), (0x8, "path"), (0x10, "folder"), (0x20, "arguments"), (0x40, "icon"))
_ENVIRONMENT = 0xA0000001
_WORDS = re.compile(rb"(?:[ -~]\0){4,260}|[ -~]{4,260}")


def read_shortcut(found: Findings) -> None:
    """Add what a shortcut starts, and where it points."""
    data = found.data
    flags = number(data, 20, 4)
    at = 76
    words: list[str] = []
    if flags & _HAS_LIST:
        size = number(data, at, 2)
        words = [_text(match) for match in _WORDS.findall(slice_of(data, at + 2, size))]
        at += 2 + size
    target = ""
    if flags & _HAS_INFO:
        size = number(data, at, 4)
        target = _local_path(slice_of(data, at, size))
        at += size
    strings, at = _strings(data, at, flags)
    target = _environment(data, at) or target or strings.get("path", "") or (words[-1] if words else "")
    arguments = strings.get("arguments", "")
    blanks = re.search(r"[\s\x00]{40,}", arguments)
    if blanks:
        found.sign("shortcut-hides-arguments", count=len(blanks.group()))
    command = f"{target} {' '.join(arguments.split())}".strip()
    if command:
        found.sign("shortcut-runs" if arguments or not target else "shortcut-leads", command=command, target=target)
    _share(found, (target, arguments, strings.get("icon", "")))
    found.say(command)
    judge_script(found, f"{command}\n{strings.get('icon', '')}")


def _share(found: Findings, places: tuple[str, ...]) -> None:
    for place in places:
        match = re.search(r"\\\\[\w.-]{1,250}(?:@\w{1,10}){0,2}\\[^\s\"]{1,300}", place)
        if match:
            found.sign("shortcut-leads-to-share", target=match.group())
            found.link(match.group(), "script")


def _local_path(info: bytes) -> str:
    """LinkInfo (2.3): the local path, or the share's name."""
    flags = number(info, 8, 4)
    if flags & 1:
        return _text(zero_terminated(info, number(info, 16, 4)))
    if flags & 2:
        network = number(info, 20, 4)
        return _text(zero_terminated(info, network + number(info, network + 8, 4)))
    return ""


def _strings(data: bytes, at: int, flags: int) -> tuple[dict[str, str], int]:
    """StringData (2.4): counted texts in a fixed order; a shortcut that ends early keeps what it had."""
    strings: dict[str, str] = {}
    width = 2 if flags & _WIDE else 1
    for flag, name in _STRINGS:
        if not flags & flag:
            continue
        size = number(data, at, 2) * width
        raw = data[at + 2 : at + 2 + size]
        strings[name] = raw.decode("utf-16-le" if width == 2 else "cp1252", "replace")
        at += 2 + size
    return strings, at


def _environment(data: bytes, at: int) -> str:
    """The target with variables in it, from the extra blocks (2.5.4); it wins over the others."""
    for _ in range(20):
        try:
            size = number(data, at, 4)
            if size < 8:
                return ""
            if number(data, at + 4, 4) == _ENVIRONMENT:
                return _text(zero_terminated(data, at + 8))
        except BrokenError:
            return ""
        at += size
    return ""


def _text(raw: bytes) -> str:
    return raw.decode("utf-16-le" if raw[1:2] == b"\0" else "cp1252", "replace")
