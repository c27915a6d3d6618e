"""The pictures of a PDF, for the codes in them; each is bounded by its dimensions before it is decoded."""

from __future__ import annotations

from typing import Any

import numpy as np
import pikepdf

from drystone.triage.files.documents.codes import read_codes
from drystone.triage.files.documents.pdf_actions import stream_bytes
from drystone.triage.files.findings import Findings

MAX_PICTURES = 20
MAX_POINTS = 25_000_000
_FEWEST = 400  # A code of 21 × 21 modules has 441 points.


def take_pictures(found: Findings, pdf: Any) -> None:
    """Read the codes of each picture in place; JPEG pictures go inside as they are."""
    seen = 0
    for number in range(1, min(len(pdf.objects), 20_000) + 1):
        try:
            thing = pdf.get_object(number, 0)
            if isinstance(thing, pikepdf.Stream) and str(thing.get("/Subtype", "")) == "/Image":
                seen += 1
                if seen > MAX_PICTURES:
                    found.sign_once("limits-reached")
                    return
                _picture(found, thing, seen)
        except (pikepdf.PdfError, ValueError, TypeError, KeyError, NotImplementedError, RuntimeError, OverflowError):
            continue  # A picture that cannot be decoded holds no code that a phone could read.


def _picture(found: Findings, stream: Any, number: int) -> None:
    width, height = int(stream.get("/Width", 0)), int(stream.get("/Height", 0))
    if width * height > MAX_POINTS:
        found.sign("picture-too-large", width=width, height=height)
        return
    if width * height < _FEWEST or width < 1 or height < 1:
        return
    filters = stream.get("/Filter")
    names = [str(item) for item in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if names[-1] in ("/DCTDecode", "/DCT"):
        if len(names) == 1:
            found.hold(f"picture-{number}.jpg", bytes(stream.read_raw_bytes()), "image/jpeg")
        return
    points = _points(stream, width, height)
    if points is not None:
        read_codes(found, points)


def _points(stream: Any, width: int, height: int) -> np.ndarray[Any, np.dtype[np.uint8]] | None:
    """The picture in shades of grey; every form of colour that a code could be drawn in comes down to that."""
    bits = int(stream.get("/BitsPerComponent", 1 if stream.get("/ImageMask") else 8))
    if bits not in (1, 2, 4, 8):
        return None
    channels = _channels(stream)
    row = (width * channels * bits + 7) // 8
    raw = _unfiltered(stream, row, height)
    if len(raw) < row * height:
        return None
    rows = np.frombuffer(raw[: row * height], np.uint8).reshape(height, row)
    if bits < 8:
        split = np.unpackbits(rows, axis=1).reshape(height, -1, bits)
        weights = (1 << np.arange(bits - 1, -1, -1)).astype(np.uint8)
        rows = (split * weights).sum(axis=2, dtype=np.uint8) * np.uint8(255 // ((1 << bits) - 1))
    points: np.ndarray[Any, np.dtype[np.uint8]] = rows[:, : width * channels].reshape(height, width, channels)
    if channels == 4:  # Four inks: the darkness is what they add up to.
        ink = points.astype(np.uint16).sum(axis=2)
        return np.asarray(255 - np.minimum(ink, 255), np.uint8)
    grey: np.ndarray[Any, np.dtype[np.uint8]] = np.ascontiguousarray(points.mean(axis=2).astype(np.uint8))
    return grey


def _unfiltered(stream: Any, row: int, height: int) -> bytes:
    """The decoded bytes, never more than the dimensions need; predictors are undone by pikepdf itself."""
    if "/DecodeParms" in stream:
        if len(inflate_probe(stream, (row + 1) * height + 1)) > (row + 1) * height:
            return b""
        return bytes(stream.read_bytes())
    return stream_bytes(stream, row * height)


def inflate_probe(stream: Any, limit: int) -> bytes:
    """Return at most ``limit`` bytes of a stream without its predictor, to see how large it would grow."""
    filters = stream.get("/Filter")
    if isinstance(filters, pikepdf.Array) and len(filters) > 1:
        return b"\0" * limit
    return stream_bytes(stream, limit)


def _channels(stream: Any) -> int:
    if stream.get("/ImageMask"):
        return 1
    space = stream.get("/ColorSpace")
    name = str(space[0]) if isinstance(space, pikepdf.Array) else str(space)
    if name == "/ICCBased" and isinstance(space, pikepdf.Array):
        return int(space[1].get("/N", 3))
    return {"/DeviceRGB": 3, "/CalRGB": 3, "/Lab": 3, "/DeviceCMYK": 4}.get(name, 1)
