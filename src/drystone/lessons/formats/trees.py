"""XML as if somebody hostile had written it, and XML of our own.

Rules of this module: no document type, no entity and no outside reference is ever resolved; depth, elements, attributes
and texts are bounded while the document is read, not after.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as Plain
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree as SafeXML
from defusedxml.common import DefusedXmlException

from drystone.lessons.formats import limits
from drystone.lessons.formats.refusing import damaged, hostile, too_much

XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def parse(content: bytes, where: str) -> Element:
    """Return the root of a document. Raises RefusedFileError where it is damaged, hostile or beyond a bound."""
    if len(content) > limits.MAX_DOCUMENT:
        raise too_much("this document is too large", where, limits.MAX_DOCUMENT)
    depth, count = 0, 0
    root: Element | None = None
    try:
        for event, element in SafeXML.iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
            if event == "end":
                depth -= 1
                if len(element.text or "") + len(element.tail or "") > 2 * limits.MAX_TEXT:
                    raise too_much("a text in this document is too long", where, limits.MAX_TEXT)
                continue
            depth += 1
            count += 1
            root = element if root is None else root
            _bounded(element, depth, count, where)
    except DefusedXmlException:
        raise hostile("this document declares a document type or entities", where) from None
    except (ParseError, ValueError, LookupError) as error:
        raise damaged(f"this is not well-formed XML ({error})", where) from None
    if root is None:
        raise damaged("this document is empty", where)
    return root


def _bounded(element: Element, depth: int, count: int, where: str) -> None:
    if depth > limits.MAX_DEPTH:
        raise too_much("this document is nested too deep", where, limits.MAX_DEPTH)
    if count > limits.MAX_ELEMENTS:
        raise too_much("this document has too many elements", where, limits.MAX_ELEMENTS)
    if len(element.attrib) > limits.MAX_ATTRIBUTES:
        raise too_much("an element of this document has too many attributes", where, limits.MAX_ATTRIBUTES)
    if any(len(value) > limits.MAX_ATTRIBUTE for value in element.attrib.values()):
        raise too_much("an attribute in this document is too long", where, limits.MAX_ATTRIBUTE)


def local(element: Element) -> str:
    """Return an element's name without its namespace; a comment has none."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def namespace(element: Element) -> str:
    """Return an element's namespace, "" where it has none."""
    return element.tag[1:].split("}", 1)[0] if element.tag.startswith("{") else ""


def children(element: Element | None, *names: str) -> list[Element]:
    """Return the children of these names, whatever their namespace."""
    return [] if element is None else [one for one in element if local(one) in names]


def child(element: Element | None, *path: str) -> Element | None:
    """Return the first child along a path of names."""
    for name in path:
        element = next(iter(children(element, name)), None)
    return element


def below(element: Element | None, *names: str) -> Iterator[Element]:
    """Give every element of these names below, in document order."""
    return iter(()) if element is None else (one for one in element.iter() if local(one) in names)


def text(element: Element | None) -> str:
    """Return an element's own text without blanks around it."""
    return "" if element is None else (element.text or "").strip()


def attribute(element: Element | None, *names: str) -> str:
    """Return the first of these attributes that there is, whatever its namespace; "" where there is none."""
    if element is None:
        return ""
    plain = {key.rsplit("}", 1)[-1]: value for key, value in element.attrib.items()}
    return next((plain[name].strip() for name in names if name in plain), "")


def add(parent: Element, tag: str, text: str | None = None, attributes: Mapping[str, str] | None = None) -> Element:
    """Add a child with its text and attributes, and return it."""
    made = Plain.SubElement(parent, tag, dict(attributes or {}))
    made.text = text
    return made


def root(tag: str, attributes: Mapping[str, str] | None = None) -> Element:
    """Return the root of a document of our own."""
    return Element(tag, dict(attributes or {}))


def written(element: Element, *, indented: bool = True) -> bytes:
    """Return a document as UTF-8 bytes. Indent only where blanks between elements mean nothing."""
    if indented:
        Plain.indent(element)
    body: str = Plain.tostring(element, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()
