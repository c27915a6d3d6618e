"""PDF documents: actions, scripts, links, embedded files and pictures, through pikepdf, which repairs and decodes.

Where pikepdf refuses, the bytes are searched instead. A document that would unpack its own table of contents beyond
measure is not handed over at all.
"""

from __future__ import annotations

import io
import logging
import re
import warnings
from typing import Any

import pikepdf

from drystone.triage.files.documents.pdf_actions import read_object
from drystone.triage.files.documents.pdf_bytes import bomb_in_structure, disguised_words, search
from drystone.triage.files.documents.pdf_pictures import take_pictures
from drystone.triage.files.documents.pdf_text import page_text
from drystone.triage.files.findings import Findings

MAX_OBJECTS = 20_000
MAX_PAGES = 12
#: What pikepdf raises on content that lies to it.
ERRORS = (
    *(pikepdf.PdfError, pikepdf.DataDecodingError, pikepdf.ForeignObjectError, ValueError, KeyError, IndexError),
    *(
        TypeError,
        AttributeError,
        OverflowError,
        RecursionError,
        NotImplementedError,
        RuntimeError,
        UnicodeError,
        OSError,
    ),
)

logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # What it says about hostile files is said by our signs.


def read_pdf(found: Findings) -> None:
    """Add everything that a PDF document gives away; embedded files and pictures go inside."""
    disguised = disguised_words(found.data)
    if disguised:
        found.sign("pdf-hides-its-words", what=", ".join(disguised))
    bomb = bomb_in_structure(found.data)
    if bomb:
        found.sign("archive-bomb", member="object stream", packed=bomb[0], size=bomb[1])
        search(found)
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pikepdf warns about what it repaired.
            pdf = _open(found)
            if pdf is not None:
                with pdf:
                    _read(found, pdf)
    except ERRORS as error:
        found.sign("pdf-damaged", what=type(error).__name__)
        search(found)


def _open(found: Findings) -> Any | None:
    try:
        return pikepdf.open(io.BytesIO(found.data))
    except pikepdf.PasswordError:
        for password in found.limits.passwords[:20]:
            try:
                opened = pikepdf.open(io.BytesIO(found.data), password=password)
            except pikepdf.PasswordError:
                continue
            found.sign("pdf-opened-with-written-password", password=password)
            return opened
    found.sign("pdf-locked")
    search(found)
    return None


def _read(found: Findings, pdf: Any) -> None:
    _catalogue(found, pdf)
    count = 0
    for number in range(1, min(len(pdf.objects), MAX_OBJECTS) + 1):
        try:
            read_object(found, pdf.get_object(number, 0))
            count += 1
        except ERRORS:
            continue  # One broken object says nothing about the next.
    if len(pdf.objects) > MAX_OBJECTS:
        found.sign("pdf-very-large")
    _pages(found, pdf)
    take_pictures(found, pdf)


def _catalogue(found: Findings, pdf: Any) -> None:
    root = pdf.Root
    if "/OpenAction" in root:
        action = root["/OpenAction"]
        # A place to scroll to is no action.
        if isinstance(action, pikepdf.Dictionary) and action.get("/S") not in (None, "/GoTo"):
            found.sign("pdf-acts-on-opening", what=str(action.get("/S")))
    if "/AcroForm" in root and "/XFA" in root["/AcroForm"]:
        found.sign("pdf-dynamic-form")
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and "/JavaScript" in names:
        found.sign("pdf-script", what="/Names")


def _pages(found: Findings, pdf: Any) -> None:
    texts = []
    for index, page in enumerate(pdf.pages):
        if index >= MAX_PAGES:
            break
        try:
            texts.append(page_text(page))
        except ERRORS:
            continue  # A page whose drawing is broken has no words for us; its objects were read above.
    text = "\n".join(texts)
    found.say(text)
    words = re.findall(r"\w{3,}", text)
    if len(pdf.pages) == 1 and len(words) < 15 and any(link.how == "pdf" for link in found.links):
        found.sign("pdf-only-a-picture-with-a-link")
