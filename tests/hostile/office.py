"""Office documents with macros, old formulas, fields and objects, from their specifications."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping

from hostile.archives import zipped
from hostile.compound import compound

_TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def squeezed(data: bytes) -> bytes:
    """Compress as [MS-OVBA] 2.4.1.3 does: chunks of 4,096 bytes, tokens eight to a flag, longest match first."""
    out = bytearray(b"\x01")
    for start in range(0, len(data), 4_096):
        chunk = data[start : start + 4_096]
        body = bytearray()
        at = 0
        while at < len(chunk):
            flags, tokens = 0, bytearray()
            for bit in range(8):
                if at >= len(chunk):
                    break
                offset, length = _match(chunk, at)
                if length >= 3:
                    bits = max(4, (at - 1).bit_length())
                    tokens += struct.pack("<H", (offset - 1) << (16 - bits) | (length - 3))
                    flags |= 1 << bit
                    at += length
                else:
                    tokens.append(chunk[at])
                    at += 1
            body += bytes((flags,)) + tokens
        if len(body) >= 4_096 and len(chunk) == 4_096:
            out += struct.pack("<H", 0x3FFF) + chunk
        else:
            out += struct.pack("<H", 0xB000 | (len(body) - 1)) + body
    return bytes(out)


def _match(chunk: bytes, at: int) -> tuple[int, int]:
    bits = max(4, (at - 1).bit_length()) if at else 4
    longest = min((0xFFFF >> bits) + 3, len(chunk) - at)
    best, where = 0, 0
    for candidate in range(max(0, at - (1 << bits)), at):
        length = 0
        while length < longest and chunk[candidate + length] == chunk[at + length]:
            length += 1
        if length > best:
            best, where = length, at - candidate
    return where, best


def vba_project(modules: Mapping[str, str], *, compiled: bytes = b"", listed: bool = True) -> bytes:
    """A ``vbaProject.bin``; ``compiled`` stands for what Office compiled, ``listed`` for an intact list of modules."""
    streams = {"VBA/_VBA_PROJECT": b"\xcc\x61\xff\xff\x00\x00\x00" + compiled, "PROJECT": b'ID="{}"\r\n'}
    directory = _record(0x0001, struct.pack("<I", 1)) + _record(0x0003, struct.pack("<H", 1252))
    directory += _record(0x0004, b"VBAProject") + struct.pack("<HIIH", 0x0009, 4, 1, 1)
    directory += _record(0x000F, struct.pack("<H", len(modules)))
    for name, source in modules.items():
        text = f'Attribute VB_Name = "{name}"\r\n{source}'.replace("\n", "\r\n").encode("cp1252")
        cache = b"\x01\x16\x03" + bytes(100)
        streams[f"VBA/{name}"] = cache + squeezed(text)
        directory += _record(0x0019, name.encode()) + _record(0x001A, name.encode())
        directory += _record(0x0032, name.encode("utf-16-le")) + _record(0x0031, struct.pack("<I", len(cache)))
        directory += _record(0x0021, b"") + _record(0x002B, b"")
    directory += _record(0x0010, b"")
    streams["VBA/dir"] = squeezed(directory) if listed else b"nothing"
    return compound(streams)


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HI", kind, len(body)) + body


def relations(*entries: tuple[str, str]) -> bytes:
    """A part of relationships, each (kind, target), all external."""
    lines = [
        f'<Relationship Id="r{index}" Type="{_RELATIONS}/{kind}" Target="{target}" TargetMode="External"/>'
        for index, (kind, target) in enumerate(entries)
    ]
    head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    return f'<?xml version="1.0"?>{head}{"".join(lines)}</Relationships>'.encode()


def document(body: str = "", parts: Mapping[str, bytes] | None = None) -> bytes:
    """A Word document with this XML in its body, and further parts."""
    text = f'<?xml version="1.0"?><w:document {_WORD}><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": _TYPES, "word/document.xml": text.encode(), **(parts or {})})


def paragraph(text: str) -> str:
    """A paragraph of Word."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def field(*pieces: str) -> str:
    """A complex field of Word whose instruction is spread over several runs."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return f"<w:p>{begin}{runs}{end}</w:p>"


def workbook(workbook_xml: str, parts: Mapping[str, bytes]) -> bytes:
    """An Excel workbook with this list of sheets, and further parts."""
    text = f'<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{workbook_xml}</workbook>'
    return zipped({"[Content_Types].xml": _TYPES, "xl/workbook.xml": text.encode(), **parts})


def sheet(*formulas: str) -> bytes:
    """A sheet of formulas."""
    cells = "".join(f'<c r="A{index}"><f>{formula}</f></c>' for index, formula in enumerate(formulas, 1))
    return f'<?xml version="1.0"?><worksheet xmlns="x"><sheetData><row>{cells}</row></sheetData></worksheet>'.encode()


def old_workbook(*, macro_state: int = 2, dde: str = "", calls: tuple[int, ...] = (110,)) -> bytes:
    """A workbook of Excel 97 with one macro sheet, a name that starts it, and perhaps a DDE link."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    name = b"Macro1"
    stream = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    stream += record(0x85, struct.pack("<IBBBB", 0, macro_state, 1, len(name), 0) + name)
    stream += record(0x18, struct.pack("<HBBHHHBBBB", 0x20, 0, 1, 0, 0, 0, 0, 0, 0, 0) + b"\0\x01")
    if dde:
        raw = dde.encode()
        stream += record(0x1AE, struct.pack("<HHB", 0, len(raw), 0) + raw)
    for call in calls:
        stream += record(0x06, bytes(20) + b"\x17\x04\x00calc" + b"\x42\x01" + struct.pack("<H", call))
    stream += record(0x0A, b"")
    return compound({"Workbook": stream.ljust(4_096, b"\0")})


def package_stream(name: str, data: bytes) -> bytes:
    """An ``Ole10Native`` stream that holds a file."""
    raw = name.encode("cp1252") + b"\0"
    body = b"\x02\0" + raw + b"C:\\" + raw + struct.pack("<I", 0x00030000)
    body += struct.pack("<I", len(raw)) + raw + struct.pack("<I", len(data)) + data
    return struct.pack("<I", len(body)) + body


def ole1(name: str, data: bytes) -> bytes:
    """An OLE 1 object as RTF holds it."""
    raw = name.encode() + b"\0"
    return (
        struct.pack("<II", 0x501, 2)
        + struct.pack("<I", len(raw))
        + raw
        + bytes(8)
        + struct.pack("<I", len(data))
        + data
    )


def rtf_object(name: str, data: bytes, *, noise: str = "") -> bytes:
    """An RTF document with one object; ``noise`` is put after every eighth digit."""
    digits = ole1(name, data).hex()
    spread = noise.join(digits[at : at + 8] for at in range(0, len(digits), 8))
    return ("{\\rtf1{\\object\\objemb\\objupdate{\\*\\objclass " + name + "}{\\*\\objdata " + spread + "}}}").encode()


def locked(data: bytes, password: str) -> bytes:
    """An Open XML document locked with a password, as Office does it."""
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    # The library that locks writes very small packages wrongly.
    OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


def onenote(files: Mapping[str, bytes]) -> bytes:
    """A OneNote section with embedded files, names apart as OneNote keeps them."""
    out = bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3") + bytes(200)
    for name, data in files.items():
        out += name.encode("utf-16-le") + bytes(10)
        out += bytes.fromhex("e716e3bd65261145a4c48d4d0b7a9eac") + struct.pack("<QIQ", len(data), 0, 0) + data
    return out


def tnef(files: Mapping[str, bytes]) -> bytes:
    """Outlook's ``winmail.dat`` with attachments."""

    def attribute(kind: int, value: bytes) -> bytes:
        return struct.pack("<BHHI", 2, kind, 6, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)

    out = struct.pack("<IH", 0x223E9F78, 1)
    for name, data in files.items():
        out += attribute(0x9002, bytes(14)) + attribute(0x8010, name.encode() + b"\0") + attribute(0x800F, data)
    return out
