"""PDF documents that act, carry and hide, made by pikepdf where it can and by hand where it would refuse."""

from __future__ import annotations

import io
import zlib
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String


def _saved(pdf: Any, **options: Any) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def _blank(text: str = "") -> Any:
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    if text:
        page.Contents = pdf.make_stream(f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode())
    return pdf


def acting(kind: str, **values: Any) -> bytes:
    """A PDF that does something on opening."""
    pdf = _blank()
    pdf.Root.OpenAction = Dictionary(S=Name(f"/{kind}"), **values)
    return _saved(pdf)


def script(text: str) -> bytes:
    """A PDF with a script on opening."""
    return acting("JavaScript", JS=String(text))


def linking(target: str, text: str = "") -> bytes:
    """A PDF of one page with a link on it."""
    pdf = _blank(text)
    action = Dictionary(S=Name.URI, URI=String(target))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 500, 500]), A=action)
    pdf.pages[0].Annots = pdf.make_indirect(Array([pdf.make_indirect(link)]))
    return _saved(pdf)


def carrying(name: str, data: bytes) -> bytes:
    """A PDF with a file embedded in it."""
    pdf = _blank()
    pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, data, filename=name)
    return _saved(pdf)


def locked(password: str) -> bytes:
    """A PDF that needs a password."""
    pdf = _blank()
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    return _saved(pdf, encryption=pikepdf.Encryption(owner=password, user=password))


def picturing(points: bytes, width: int, height: int) -> bytes:
    """A PDF with one picture of grey points."""
    pdf = _blank()
    stream = pdf.make_stream(points)
    stream.update(
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=width,
            Height=height,
            BitsPerComponent=8,
            ColorSpace=Name.DeviceGray,
        )
    )
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(I=pdf.make_indirect(stream)))
    return _saved(pdf, compress_streams=True)


def disguised() -> bytes:
    """A PDF without a table of contents whose name of an action is written with escapes."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/J#61vaScript/JS(app.launchURL\\('http://a.example'\\))>>>>"
        b"endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    )


def structure_bomb(size: int = 60_000_000) -> bytes:
    """A PDF whose object stream would grow to ``size`` before anything could be read."""
    packed = zlib.compress(bytes(size), 9)
    head = b"%PDF-1.7\n1 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length " + str(len(packed)).encode()
    return head + b">>stream\n" + packed + b"\nendstream endobj\ntrailer<</Root 2 0 R>>\n%%EOF"
