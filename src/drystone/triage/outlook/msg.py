"""Messages as Outlook saves them ([MS-OXMSG] over [MS-CFB]), read into the same tree as any other message.

Only what is needed to look at them: transport headers, bodies, attachments, messages inside. What such a file does not
hold (a draft and a sent message have no transport headers) is made up from its properties and noted as such.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime

import olefile

from drystone.triage import mime
from drystone.triage.mime import Splitting
from drystone.triage.outlook import rtf
from drystone.triage.parts import Header, Headers, Part

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARK = "__properties_version1.0".encode("utf-16-le")
MOST_ATTACHMENTS = 200
MOST_STREAM = 50_000_000

#: What olefile raises on damaged files.
BROKEN = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, RecursionError)

SUBJECT, TRANSPORT, BODY, HTML, RTF, MESSAGE_ID = "0037", "007D", "1000", "1013", "1009", "1035"
NAME, ADDRESS, SMTP = ("0C1A", "0042"), ("0C1F", "0065"), ("5D01", "5D02")
SUBMITTED, DELIVERED = 0x0039, 0x0E06
_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)


def is_message(data: bytes) -> bool:
    """Whether these bytes may be a message as Outlook saves it."""
    return data.startswith(MAGIC) and _MARK in data


def read(data: bytes, splitting: Splitting, path: str) -> Part | None:
    """Return the message inside, or None where there is none or it is damaged beyond reading."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            return _Storage.root(file).message(splitting, path)
    except BROKEN:
        splitting.note("broken-msg")
        return None


@dataclass(frozen=True, slots=True)
class _Storage:
    """One storage of the file: its streams by property, its sub-storages by name."""

    file: olefile.OleFileIO
    at: tuple[str, ...] = ()
    streams: Mapping[str, str] = field(default_factory=dict)
    storages: tuple[str, ...] = ()

    @classmethod
    def root(cls, file: olefile.OleFileIO, at: tuple[str, ...] = ()) -> _Storage:
        streams: dict[str, str] = {}
        storages: list[str] = []
        for entry in file.listdir(streams=True, storages=True):
            if len(entry) != len(at) + 1 or tuple(entry[: len(at)]) != at:
                continue
            name = entry[-1]
            if file.get_type(entry) == olefile.STGTY_STREAM:
                streams[name.upper()] = name
            else:
                storages.append(name)
        return cls(file, at, streams, tuple(storages))

    def stream(self, name: str) -> bytes:
        found = self.streams.get(name.upper())
        if found is None:
            return b""
        return bytes(self.file.openstream([*self.at, found]).read(MOST_STREAM))

    def binary(self, tag: str) -> bytes:
        return self.stream(f"__substg1.0_{tag}0102")

    def text(self, *tags: str) -> str:
        for tag in tags:
            wide = self.stream(f"__substg1.0_{tag}001F")
            if wide:
                return wide.decode("utf-16-le", "replace").rstrip("\0")
            narrow = self.stream(f"__substg1.0_{tag}001E")
            if narrow:
                return narrow.decode("cp1252", "replace").rstrip("\0")
        return ""

    def moment(self, wanted: int) -> dt.datetime | None:
        """Return a time among the fixed-length properties (16 bytes each, after a header of 8, 24 or 32)."""
        data = self.stream("__properties_version1.0")
        for at in range(len(data) % 16, len(data) - 15, 16):
            kind, tag, _, value = struct.unpack_from("<HHIQ", data, at)
            if tag == wanted and kind == 0x40 and value < 2**61:
                return _EPOCH + dt.timedelta(microseconds=value // 10)
        return None

    def inner(self, name: str) -> _Storage:
        return _Storage.root(self.file, (*self.at, name))

    def named(self, start: str) -> Iterator[_Storage]:
        for name in sorted(one for one in self.storages if one.lower().startswith(start))[:MOST_ATTACHMENTS]:
            yield self.inner(name)

    def message(self, splitting: Splitting, path: str) -> Part:
        headers = self.headers(splitting)
        splitting.parts_left -= 1
        base = path[:-1]
        children = []
        for number, (kind, data, name) in enumerate(self.contents(), start=1):
            children.append(_leaf(f"{base}{number}", kind, data, name))
        for attached in self.named("__attach_version1.0_#"):
            if splitting.parts_left <= 0:
                splitting.note("too-many-parts")
                break
            splitting.parts_left -= 1
            children.append(attached.attachment(splitting, f"{base}{len(children) + 1}"))
        return Part(path, headers, b"", (0, 0), (0, 0), tuple(children), message=True)

    def contents(self) -> Iterator[tuple[str, bytes, str]]:
        plain = self.text(BODY)
        if plain:
            yield "text/plain; charset=utf-8", plain.encode("utf-8", "replace"), ""
        html = self.binary(HTML) or self.text(HTML).encode("utf-8", "replace")
        if html:
            yield "text/html", html, ""
            return
        packed = self.binary(RTF)
        if packed:
            said, is_html = rtf.body(rtf.decompressed(packed))
            if is_html or not plain:
                kind = "text/html" if is_html else "text/plain"
                yield f"{kind}; charset=utf-8", said.encode("utf-8", "replace"), ""

    def attachment(self, splitting: Splitting, path: str) -> Part:
        name = self.text("3707", "3704", "3001")
        kind = self.text("370E") or "application/octet-stream"
        inside = next((one for one in self.storages if one.upper() == "__SUBSTG1.0_3701000D"), None)
        leaf = _leaf(path, kind, self.binary("3701"), name)
        if inside is None:
            opened = splitting.open(leaf, splitting) if splitting.open is not None else None
            return leaf if opened is None else Part(path, leaf.headers, leaf.source, leaf.head, leaf.body, (opened,))
        storage = self.inner(inside)
        if "__PROPERTIES_VERSION1.0" not in storage.streams or path.count(".") > mime.MOST_DEPTH:
            return leaf
        held = storage.message(splitting, f"{path}.0")
        return Part(path, leaf.headers, b"", (0, 0), (0, 0), (held,))

    def headers(self, splitting: Splitting) -> Headers:
        said = self.text(TRANSPORT)
        if said.strip():
            data = said.encode("utf-8", "replace")
            found = mime.heading(data, (0, len(data)), splitting, message=True)[0]
            # What they say of the body is about how it travelled and not about how it is kept here.
            return Headers(tuple(one for one in found.items if not one.name.startswith("content-")))
        splitting.note("no-transport-headers")
        return self.made_up()

    def made_up(self) -> Headers:
        sender = self.text(*SMTP) or self.text(*ADDRESS)
        lines = {
            "from": f'"{_quoted(self.text(*NAME))}" <{sender}>' if "@" in sender else self.text(*NAME),
            "to": ", ".join(filter(None, (one.text("39FE", "3003") for one in self.named("__recip_version1.0_#")))),
            "subject": self.text(SUBJECT),
            "message-id": self.text(MESSAGE_ID),
        }
        moment = self.moment(SUBMITTED) or self.moment(DELIVERED)
        if moment is not None:
            lines["date"] = format_datetime(moment)
        return Headers(tuple(Header(name, said.encode("utf-8", "replace")) for name, said in lines.items() if said))


def _quoted(said: str) -> str:
    return said.replace("\\", "").replace('"', "")


def _leaf(path: str, kind: str, data: bytes, name: str) -> Part:
    lines = [Header("content-type", kind.encode("utf-8", "replace"))]
    if name:
        said = f'attachment; filename="{_quoted(name)}"'
        lines.append(Header("content-disposition", said.encode("utf-8", "replace")))
    return Part(path, Headers(tuple(lines)), data, (0, 0), (0, len(data)))
