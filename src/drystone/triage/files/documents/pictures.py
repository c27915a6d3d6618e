"""Pictures: dimensions are read from the header before anything is decoded, then the codes in them are read."""

from __future__ import annotations

import io
import struct
import warnings
import zlib

import numpy as np
from PIL import Image, UnidentifiedImageError

from drystone.triage.files.binary import big_number, number
from drystone.triage.files.documents.codes import read_codes
from drystone.triage.files.findings import BrokenError, Findings

MAX_POINTS = 40_000_000
#: Longest side that codes are looked for at; larger pictures are made smaller first.
MAX_SIDE = 2_000
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/bmp": "BMP", "image/webp": "WEBP"}
#: What Pillow raises on content that lies to it.
_HOSTILE = (
    *(UnidentifiedImageError, OSError, ValueError, SyntaxError, IndexError, KeyError, TypeError, AttributeError),
    *(OverflowError, EOFError, struct.error, zlib.error, Image.DecompressionBombError, NotImplementedError),
)


def read_picture(found: Findings) -> None:
    """Add the codes of one picture; a picture larger than we decode is said to be so."""
    form = _FORMATS.get(found.true_type)
    if form is None:
        return
    width, height = dimensions(found.data, found.true_type)
    if width * height > MAX_POINTS:
        found.sign("picture-too-large", width=width, height=height)
        return
    if min(width, height) < 21:
        return  # The smallest code has 21 modules a side.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns about what it repairs.
            with Image.open(io.BytesIO(found.data), formats=[form]) as picture:
                # Pillow reads the header once more; a second header must not say more than the first.
                if picture.width * picture.height > MAX_POINTS:
                    raise BrokenError("it has two different sizes")
                picture.draft("L", (MAX_SIDE, MAX_SIDE))
                points = _grey(picture)
    except _HOSTILE as error:
        raise BrokenError("the picture cannot be decoded") from error
    read_codes(found, points)


def _grey(picture: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        # What is transparent is shown on white by every mail program.
        with_alpha = picture.convert("RGBA")
        ground = Image.new("RGBA", with_alpha.size, (255, 255, 255, 255))
        grey = Image.alpha_composite(ground, with_alpha).convert("L")
    else:
        grey = picture.convert("L")
    factor = -(-max(grey.size) // MAX_SIDE)
    if factor > 1:
        grey = grey.reduce(factor)
    return np.asarray(grey)


def dimensions(data: bytes, kind: str) -> tuple[int, int]:
    """Return width and height as the header says; BrokenError where there is none."""
    if kind == "image/png":
        return big_number(data, 16, 4), big_number(data, 20, 4)
    if kind == "image/gif":
        return number(data, 6, 2), number(data, 8, 2)
    if kind == "image/bmp":
        return number(data, 18, 4) & 0x7FFFFFFF, abs(int.from_bytes(data[22:26], "little", signed=True))
    if kind == "image/webp":
        return _webp(data)
    return _jpeg(data)


def _webp(data: bytes) -> tuple[int, int]:
    form = data[12:16]
    if form == b"VP8X":
        return number(data, 24, 3) + 1, number(data, 27, 3) + 1
    if form == b"VP8L":
        bits = number(data, 21, 4)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return number(data, 26, 2) & 0x3FFF, number(data, 28, 2) & 0x3FFF


def _jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    for _ in range(1_000):
        if number(data, at, 1) != 0xFF:
            raise BrokenError("its header makes no sense")
        kind = number(data, at + 1, 1)
        if kind == 0xFF or 0xD0 <= kind <= 0xD8 or kind == 0x01:
            at += 1 if kind == 0xFF else 2
            continue
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            return big_number(data, at + 7, 2), big_number(data, at + 5, 2)
        at += 2 + big_number(data, at + 2, 2)
    raise BrokenError("it has no size")
