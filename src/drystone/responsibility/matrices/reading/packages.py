"""Office files are zip archives of XML; this opens them as if somebody hostile had made them.

Rules of this module: nothing is written to disk; every part is counted as it is unpacked, whatever its header claims;
no DTD, no entity, no external reference is ever resolved; a file with macros or links to other files is refused.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree as SafeXML
from defusedxml.common import DefusedXmlException

from drystone.responsibility.matrices.sheets import UnreadableError, too_much

MAX_PARTS = 5_000
MAX_PART = 60_000_000
MAX_UNPACKED = 150_000_000
MAX_DEPTH = 100
_CHUNK = 1 << 16
#: What unpacks to so many times its size was made to.
_SWELLS = 200
_ENDLESS = "far more than it seems from outside (it unpacks without end)"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Package:
    """An office file's parts by name, unpacked one at a time within bounds. Raises UnreadableError."""

    def __init__(self, content: bytes, where: str) -> None:
        self.where = where
        self.unpacked = 0
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(content))
            self.names = set(self.archive.namelist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise self.broken(f"its archive is damaged ({error})") from error
        if len(self.names) > MAX_PARTS:
            raise too_much(where, f"{len(self.names):,} parts")
        self._refuse_what_acts()
        # Parts that are never read count as well: a matrix needs none that swells so.
        if any(
            one.file_size > MAX_PART and one.file_size > _SWELLS * one.compress_size for one in self.archive.infolist()
        ):
            raise too_much(where, _ENDLESS)

    def _refuse_what_acts(self) -> None:
        lowered = [name.lower() for name in self.names]
        if any(name.endswith(("vbaproject.bin", ".bas")) or "/macrosheets/" in name for name in lowered):
            raise UnreadableError(
                "this file carries macros, so it was not opened",
                where=self.where,
                do="Save it without macros (.xlsx or .docx), then try again.",
            )
        if any("/externallinks/" in name for name in lowered):
            raise UnreadableError(
                "this workbook takes values from other files, so it was not opened",
                where=self.where,
                do="Copy the matrix as plain values into a new workbook, then try again.",
            )

    def broken(self, why: str) -> UnreadableError:
        """Return the refusal of a damaged file."""
        return UnreadableError(
            f"this file cannot be read: {why}", where=self.where, do="Open it, save it anew, then try again."
        )

    def read(self, name: str) -> bytes:
        """Return a part's bytes, b"" where there is none."""
        if name not in self.names:
            return b""
        gathered = bytearray()
        try:
            with self.archive.open(name) as stream:
                while chunk := stream.read(_CHUNK):
                    gathered += chunk
                    self.unpacked += len(chunk)
                    if len(gathered) > MAX_PART or self.unpacked > MAX_UNPACKED:
                        raise too_much(self.where, _ENDLESS)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise self.broken(f"the part {name} is damaged") from error
        except (RuntimeError, NotImplementedError) as error:
            raise UnreadableError(
                "this file is encrypted", where=self.where, do="Save it without a password, then try again."
            ) from error
        return bytes(gathered)

    def tree(self, name: str) -> Element | None:
        """Return a part as an XML tree, or None where there is none."""
        content = self.read(name)
        if not content:
            return None
        try:
            depth, root = 0, None
            for event, element in SafeXML.iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
                depth += 1 if event == "start" else -1
                root = element if root is None else root
                if depth > MAX_DEPTH:
                    raise self.broken(f"the part {name} is nested more than {MAX_DEPTH} levels deep")
        except DefusedXmlException as error:
            raise self.broken(f"the part {name} declares entities or a document type, which it must not") from error
        except (ParseError, ValueError, LookupError) as error:
            raise self.broken(f"the part {name} is not well-formed XML") from error
        return root


def refuse_sealed(content: bytes, where: str) -> None:
    """Refuse what is encrypted or of the old binary formats, both of which start alike."""
    if content.startswith(_OLE):
        raise UnreadableError(
            "this file is encrypted, or in an old format that may carry macros; it was not opened",
            where=where,
            do="Save it as .xlsx or .docx without a password, then try again.",
        )


def local(element: Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rsplit("}", 1)[-1]


def descend(element: Element, name: str) -> Iterator[Element]:
    """Give every element of this name below, in document order."""
    return (found for found in element.iter() if local(found) == name)


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its name without a namespace, "" where there is none."""
    return next((value for key, value in element.attrib.items() if key.rsplit("}", 1)[-1] == name), "")
