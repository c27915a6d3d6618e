"""Codes in pictures (QR, Aztec, Data Matrix, PDF417): zxing reads them out of points that we decoded within bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import zxingcpp

from drystone.triage.files.findings import Findings

MAX_CODES = 10
_FORMATS = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.MicroQRCode,
        zxingcpp.BarcodeFormat.Aztec,
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.PDF417,
    ]
)


def read_codes(found: Findings, points: np.ndarray[Any, np.dtype[np.uint8]]) -> None:
    """Add every code of a picture: ``points`` is grey (height × width), one byte a point."""
    codes = zxingcpp.read_barcodes(np.ascontiguousarray(points), formats=_FORMATS)
    for code in codes[:MAX_CODES]:
        text = code.text
        found.sign("qr-code", says=text)
        found.link(text, "qr")
