"""Files embedded as OLE packages, and OLE 1 objects ([MS-OLEDS] 2.2, 2.3.6): their names and their bytes."""

from __future__ import annotations

from drystone.triage.files.binary import number, slice_of, zero_terminated
from drystone.triage.files.findings import BrokenError, Findings
from drystone.triage.files.office.classes import DANGEROUS_NAMES
from drystone.triage.files.sniffing import COMPOUND_MARK


def take_native(found: Findings, stream: bytes) -> None:
    """Take the file out of an ``Ole10Native`` stream."""
    size = number(stream, 0, 4)
    body = stream[4 : 4 + size]
    if body[:2] != b"\x02\x00":
        # Not a package but plain native data, such as an equation or a bitmap.
        found.hold("native-data", body)
        return
    label = zero_terminated(body, 2)
    source = zero_terminated(body, 2 + len(label) + 1)
    at = 2 + len(label) + 1 + len(source) + 1
    kind = number(body, at, 4)
    at += 4
    if kind >> 16 == 3:
        at += 4 + number(body, at, 4)
        length = number(body, at, 4)
        data = body[at + 4 : at + 4 + length]
    else:  # A link to a file elsewhere carries no bytes.
        data = b""
    name = (label or source).decode("cp1252", "replace")
    found.sign("embedded-file", member=name)
    if data:
        found.hold(name, data)


def take_ole1(found: Findings, data: bytes) -> None:
    """Take what an OLE 1 object holds (RTF's ``objdata``): a compound file, a package, or a link."""
    if data.startswith(COMPOUND_MARK):
        found.hold("object.ole", data)
        return
    kind = number(data, 4, 4)
    name, at = _counted(data, 8)
    _, at = _counted(data, at)
    item, at = _counted(data, at)
    judge_class_name(found, name)
    if kind == 1:
        found.sign("loads-from-elsewhere", kind="OLE 1", target=item)
        found.link(item, "office")
        return
    size = number(data, at, 4)
    body = data[at + 4 : at + 4 + size]
    if name.casefold() == "package" and body[:2] == b"\x02\x00":
        take_native(found, size.to_bytes(4, "little") + body)
    elif body:
        found.hold(f"{name or 'object'}.ole", body)


def judge_class_name(found: Findings, name: str, *, formulas: bool = False) -> None:
    """Add the sign of an object by the name of its program; ``formulas`` where honest documents hold equations."""
    known = DANGEROUS_NAMES.get(name.casefold().strip("\0 "))
    if formulas and name.casefold().startswith("equation"):
        found.sign("equation-object")
    elif known:
        found.sign("dangerous-object", object=known)
    elif name.casefold() != "package":
        found.sign_once("embedded-object", object=name or "?")


def _counted(data: bytes, at: int) -> tuple[str, int]:
    size = number(data, at, 4)
    if size > 4_096:
        raise BrokenError("an object's name is too long")
    return slice_of(data, at + 4, size).rstrip(b"\0").decode("cp1252", "replace"), at + 4 + size
