"""Pictures with codes in them, and pictures that claim more than they are."""

from __future__ import annotations

import io
import struct
import zlib

import segno
from PIL import Image


def code_png(text: str, *, scale: int = 4, inverted: bool = False) -> bytes:
    """A QR code as PNG."""
    out = io.BytesIO()
    colours = {"dark": "white", "light": "black"} if inverted else {}
    segno.make(text, micro=False).save(out, kind="png", scale=scale, **colours)
    return out.getvalue()


def code_as(text: str, form: str) -> bytes:
    """A QR code in another format that Pillow writes."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(code_png(text, scale=6))) as picture:
        picture.convert("RGB").save(out, form)
    return out.getvalue()


def huge_png(width: int = 100_000, height: int = 100_000) -> bytes:
    """A PNG of a few bytes that claims ten thousand million points."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1_000))) + chunk(b"IEND", b"")
