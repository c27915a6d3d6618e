"""A message as Outlook saves it ([MS-OXMSG]), made from a message as it travels."""

from __future__ import annotations

import struct
from email.message import Message

from drystone.demo.mails.compound import Tree, compound

_UNICODE, _BINARY, _OBJECT = 0x001F, 0x0102, 0x000D


def saved(message: Message, *, transport: bool = True) -> bytes:
    """Return the ``.msg`` of a message; without ``transport`` the lines about its way are missing, as for drafts."""
    return compound(_message(message, top=True, transport=transport))


def _message(message: Message, *, top: bool, transport: bool) -> Tree:
    tree: dict[str, bytes | Tree] = {}
    head = "".join(f"{name}: {value}\r\n" for name, value in message.items()) + "\r\n"
    texts = {
        0x0037: str(message["Subject"] or ""),
        0x001A: "IPM.Note",
        **({0x007D: head} if transport else {}),
        0x0C1F: str(message["From"] or "").rpartition("<")[2].rstrip(">"),
    }
    number = 0
    for part in message.walk():
        if part.is_multipart():
            continue
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        if part.get_filename() is None and part.get_content_type() == "text/plain":
            texts[0x1000] = data.decode("utf-8", "replace")
        elif part.get_filename() is None and part.get_content_type() == "text/html":
            tree[_stream(0x1013, _BINARY)] = data
        else:
            tree[f"__attach_version1.0_#{number:08X}"] = _attached(part, data)
            number += 1
    tree.update(_texts(texts))
    tree["__properties_version1.0"] = bytes(32 if top else 24)
    tree["__nameid_version1.0"] = {
        _stream(0x0002, _BINARY): b"",
        _stream(0x0003, _BINARY): b"",
        _stream(0x0004, _BINARY): b"",
    }
    return tree


def _attached(part: Message, data: bytes) -> Tree:
    name = part.get_filename() or "part"
    tree: dict[str, bytes | Tree] = {_stream(0x3701, _BINARY): data, "__properties_version1.0": bytes(8)}
    tree.update(_texts({0x3707: name, 0x3704: name[:12], 0x370E: part.get_content_type()}))
    return tree


def _texts(texts: dict[int, str]) -> dict[str, bytes]:
    return {_stream(tag, _UNICODE): said.encode("utf-16-le") for tag, said in texts.items()}


def _stream(tag: int, kind: int) -> str:
    return f"__substg1.0_{struct.pack('>HH', tag, kind).hex().upper()}"
