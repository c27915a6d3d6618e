"""Compound files: Word, Excel and PowerPoint of 97 to 2003, macros, packages, installers, Outlook messages, locks."""

from __future__ import annotations

import re

from drystone.triage.files.addresses import addresses_in_bytes
from drystone.triage.files.archives.unpacking import inflate
from drystone.triage.files.binary import number
from drystone.triage.files.findings import BrokenError, Findings
from drystone.triage.files.office import classes
from drystone.triage.files.office.binary_sheets import is_locked, judge_workbook
from drystone.triage.files.office.commands import judge_command
from drystone.triage.files.office.compound import Compound
from drystone.triage.files.office.locks import OWN_PASSWORDS, unlock
from drystone.triage.files.office.packaged import judge_class_name, take_native
from drystone.triage.files.office.projects import read_projects
from drystone.triage.files.office.vba_words import judge_projects

MAX_STREAM = 16_000_000
_DDE = re.compile(
    rb"\bDDE(?:AUTO)?\b[ \t][^\x00-\x08\x14\x15]{3,300}|D\0D\0E\0(?:A\0U\0T\0O\0)?(?:[ -~]\0){4,300}", re.I
)
_TYPES = (
    ("__properties_version1.0", "application/vnd.ms-outlook"),
    ("encryptedpackage", "application/x-encrypted-office"),
    ("worddocument", "application/msword"),
    ("workbook", "application/vnd.ms-excel"),
    ("book", "application/vnd.ms-excel"),
    ("powerpoint document", "application/vnd.ms-powerpoint"),
    ("visiodocument", "application/vnd.visio"),
)


def compound_type(compound: Compound) -> str:
    """Return what kind of compound file it is, by its class and the streams at its top."""
    if compound.class_of(()) in classes.INSTALLER_KIN:
        return "application/x-msi"
    tops = {path[0].casefold() for path in compound.streams if len(path) == 1}
    for stream, kind in _TYPES:
        if stream in tops:
            return kind
    return "application/x-ole-storage"


def read_compound(found: Findings) -> None:
    """Add everything that a compound file gives away; embedded objects go inside."""
    compound = Compound(found.data)
    if found.true_type == "application/vnd.ms-outlook":
        return  # A message is read by the reader of messages.
    if _locked(found, compound):
        return
    _objects(found, compound)
    projects = read_projects(compound)
    if projects:
        judge_projects(found, projects)
    for name in ("Workbook", "Book"):
        if compound.has(name):
            judge_workbook(found, compound.read((name,), MAX_STREAM))
    if compound.has("WordDocument"):
        _word(found, compound)
    if compound.has("PowerPoint Document"):
        _slides(found, compound.read(("PowerPoint Document",), MAX_STREAM))


def _locked(found: Findings, compound: Compound) -> bool:
    """Whether the document is locked; what opens with a known password goes inside."""
    information = compound.read(("EncryptionInfo",), 100_000)
    locked = compound.has("EncryptedPackage") and bool(information)
    if not locked:
        locked = _word_locked(compound) or is_locked(compound.read(("Workbook",), 100_000))
    if not locked:
        return False
    opened = unlock(found.data, information, found.limits.passwords)
    if opened is None:
        found.sign("document-locked")
        return True
    data, password = opened
    if password in OWN_PASSWORDS:
        found.sign("document-opens-with-known-password")
    else:
        found.sign("document-opened-with-written-password", password=password)
    found.hold(found.content.name or "opened", data)
    return True


def _word_locked(compound: Compound) -> bool:
    head = compound.read(("WordDocument",), 32)
    return len(head) >= 12 and head[:2] == b"\xec\xa5" and bool(number(head, 10, 2) & 0x0100)


def _objects(found: Findings, compound: Compound) -> None:
    for class_id in map(compound.class_of, compound.storages):
        if class_id in classes.DANGEROUS:
            found.sign("dangerous-object", object=classes.DANGEROUS[class_id])
        elif class_id in classes.EQUATIONS:
            found.sign("equation-object")
    for path in compound.streams:
        try:
            _stream(found, compound, path)
        except BrokenError:
            found.sign_once("content-broken", what="an embedded object")


def _stream(found: Findings, compound: Compound, path: tuple[str, ...]) -> None:
    leaf = path[-1].casefold()
    if leaf == "\x01ole10native":
        take_native(found, compound.read(path, MAX_STREAM))
    elif leaf in ("package", "contents") and len(path) > 1:
        _hold_stream(found, compound, path)
    elif leaf == "equation native":
        found.sign("equation-object")
    elif leaf == "\x01compobj":
        _named(found, compound.read(path, 4_096), top=len(path) == 1)
    elif leaf == "\x01ole":
        _linked(found, compound.read(path, 100_000))


def _hold_stream(found: Findings, compound: Compound, path: tuple[str, ...]) -> None:
    data = compound.read(path, MAX_STREAM)
    if data[:4] in (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0") or data[:2] == b"MZ":
        found.sign("embedded-object", object="/".join(path))
        found.hold("/".join(path), data)


def _named(found: Findings, data: bytes, *, top: bool) -> None:
    """The program name of an embedded object ([MS-OLEDS] 2.3.8); the document's own is at the top."""
    if top:
        return
    size = number(data, 28, 4) if len(data) >= 32 else 0
    clipboard = 32 + size
    marker = number(data, clipboard, 4)
    place = clipboard + 4 + (marker if marker < 0xFFFFFFFE else 4 if marker else 0)
    length = number(data, place, 4)
    if 0 < length <= 200:
        judge_class_name(
            found, data[place + 4 : place + 4 + length].rstrip(b"\0").decode("cp1252", "replace"), formulas=True
        )


def _linked(found: Findings, data: bytes) -> None:
    """A linked object names where it lives by a moniker ([MS-OLEDS] 2.3.3)."""
    if not number(data, 4, 4) & 1:
        return
    for address in addresses_in_bytes(data):
        found.link(address, "office")
        found.sign("loads-from-elsewhere", kind="OLE", target=address)


def _word(found: Findings, compound: Compound) -> None:
    data = compound.read(("WordDocument",), MAX_STREAM)
    for match in list(_DDE.finditer(data))[:5]:
        wide = b"\0" in match.group()
        judge_command(found, match.group().decode("utf-16-le" if wide else "latin-1", "replace"))
    for stream in (data, compound.read(("1Table",), MAX_STREAM), compound.read(("0Table",), MAX_STREAM)):
        for address in addresses_in_bytes(stream):
            found.link(address, "office")
    found.say(_word_text(data))


def _word_text(data: bytes) -> str:
    """The words of a simple document: they stand between fcMin and fcMac ([MS-DOC] 2.5.1), a byte or two a letter."""
    if len(data) < 0x20:
        return ""
    first, last = number(data, 0x18, 4), number(data, 0x1C, 4)
    raw = data[first:last] if 0x20 <= first < last <= len(data) else b""
    wide = raw[1:2_000:2].count(0) * 2 > min(len(raw), 2_000) // 2
    text = raw.decode("utf-16-le" if wide else "cp1252", "replace").replace("\r", "\n")
    return "".join(letter for letter in text if letter == "\n" or letter.isprintable())


def _slides(found: Findings, data: bytes) -> None:
    """PowerPoint keeps macros and objects as compound files of their own, mostly packed ([MS-PPT] 2.10.34)."""
    at, held = 0, 0
    while (at := data.find(b"\x11\x10", at)) >= 2 and held < 20:
        size, packed = number(data, at + 2, 4), data[at - 2 : at] == b"\x10\x00"
        body = data[at + 6 : at + 6 + size]
        at += 2
        if packed and len(body) > 6:
            body = inflate(body[4:], min(found.limits.bytes_left, MAX_STREAM), window=15).data
        if body.startswith(b"\xd0\xcf\x11\xe0"):
            held += 1
            found.hold(f"object-{held}.ole", body)
    for address in addresses_in_bytes(data):
        found.link(address, "office")
