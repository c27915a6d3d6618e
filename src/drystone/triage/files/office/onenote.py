"""OneNote sections ([MS-ONESTORE] 2.6.13): the files embedded in them, found by the mark that stands before each."""

from __future__ import annotations

import re

from drystone.triage.files.addresses import addresses_in_bytes
from drystone.triage.files.binary import number
from drystone.triage.files.endings import ACTS, DISKS, PAGES, ending_of
from drystone.triage.files.findings import BrokenError, Findings
from drystone.triage.files.sniffing import sniff

MAX_FILES = 50
_MARK = bytes.fromhex("e716e3bd65261145a4c48d4d0b7a9eac")
_NAME = re.compile(rb"(?:[ -~]\0){1,120}\.\0(?:[A-Za-z0-9]\0){1,10}")


def read_onenote(found: Findings) -> None:
    """Take the embedded files of a OneNote section inside, and tell their names."""
    data, at, files = found.data, 0, 0
    names = _names(data)
    while (at := data.find(_MARK, at)) >= 0 and files < MAX_FILES:
        try:
            size = number(data, at + 16, 8)
        except BrokenError:
            break
        body = data[at + 36 : at + 36 + size]
        at += 16
        if sniff(body).startswith("image/"):
            found.hold(f"picture-{len(found.inside) + 1}", body)
            continue
        if not body:
            continue
        files += 1
        found.hold(names[files - 1] if files <= len(names) else f"embedded-{files}", body)
    if files:
        found.sign("notebook-holds-files", count=files, members=", ".join(names[:5]) or "?")
    for address in addresses_in_bytes(data):
        found.link(address, "office")


def _names(data: bytes) -> list[str]:
    """Names that read like files which act when opened; they are kept as UTF-16 apart from the bytes."""
    found: dict[str, None] = {}
    for match in _NAME.finditer(data):
        name = match.group().decode("utf-16-le").strip().rpartition("\\")[2]
        if ending_of(name) in ACTS | DISKS | PAGES:
            found.setdefault(name)
        if len(found) >= 20:
            break
    return list(found)
