"""XML from outside, read element by element: no entities, no tree, no more elements than we allow.

What came before an error has been delivered when the error is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from drystone.triage.files.findings import BrokenError

MAX_ELEMENTS = 500_000
MAX_BYTES = 8_000_000
_CHUNK = 65_536

Start = Callable[[str, Mapping[str, str]], None]
Text = Callable[[str, str], None]


class _TooManyError(Exception):
    """The document has more elements than we look at."""


class _Target:
    """Passes on each element's local name and attributes, and each text with the element that it stands in."""

    def __init__(self, on_start: Start | None, on_text: Text | None) -> None:
        self.on_start, self.on_text = on_start, on_text
        self.path: list[str] = []
        self.count = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.count += 1
        if self.count > MAX_ELEMENTS or len(self.path) > 500:
            raise _TooManyError
        name = local(tag)
        self.path.append(name)
        if self.on_start:
            self.on_start(name, {local(key): value for key, value in attributes.items()})

    def end(self, _tag: str) -> None:
        if self.path:
            self.path.pop()

    def data(self, text: str) -> None:
        if self.on_text and self.path:
            self.on_text(self.path[-1], text)

    def close(self) -> None:
        """Nothing was built, so nothing is returned."""


def local(tag: str) -> str:
    """Return a name without its namespace."""
    return tag.rpartition("}")[2].rpartition(":")[2]


def walk(data: bytes, on_start: Start | None = None, on_text: Text | None = None) -> None:
    """Call ``on_start`` for each element and ``on_text`` for each piece of text, in order.

    Raises BrokenError where the document is not well-formed, defines entities, or is larger than we look at.
    """
    parser = DefusedXMLParser(target=_Target(on_start, on_text), forbid_dtd=False)
    try:
        for at in range(0, min(len(data), MAX_BYTES), _CHUNK):
            parser.feed(data[at : at + _CHUNK])
        if len(data) <= MAX_BYTES:
            parser.close()
    except (ParseError, ValueError, LookupError) as error:
        # DefusedXmlException is a ValueError: entities are nobody's need in a document.
        what = "it defines entities" if isinstance(error, DefusedXmlException) else "its XML is not well-formed"
        raise BrokenError(what) from error
    except _TooManyError as error:
        raise BrokenError("it has too many elements") from error
