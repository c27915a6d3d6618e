"""The names of QTI 2.1 and 3.0: the same elements, written ``choiceInteraction`` or ``qti-choice-interaction``.

Source: 1EdTech, QTI 2.1 (2012) and QTI 3.0.1 (2024), assessment, section and item information models.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from drystone.lessons.formats import markup, trees
from drystone.lessons.formats.bank import QUESTION_ID, is_id, slug

_UPPER = re.compile(r"(?<!^)([A-Z])")
_DASH = re.compile(r"-([a-z])")
_NAME = re.compile(r"_?([a-z0-9-]+)(?:\.([b-z]))?")
LOM: Final = "http://ltsc.ieee.org/xsd/LOM"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of QTI: its namespaces and the names of its packages."""

    number: str
    namespace: str
    schema: str
    package: str
    package_schema: str
    package_version: str
    resource: str

    @property
    def kebab(self) -> bool:
        """Whether its names are written with hyphens."""
        return self.number.startswith("3")

    def element(self, name: str) -> str:
        """Return an element's name in this version."""
        return "qti-" + _kebab(name) if self.kebab else name

    def attributes(self, given: dict[str, str]) -> dict[str, str]:
        """Return attributes with their names in this version."""
        return {_kebab(name) if self.kebab and ":" not in name else name: value for name, value in given.items()}

    def add(self, parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
        """Add an element of QTI."""
        return trees.add(parent, self.element(name), text, self.attributes(attributes))

    def root(self, name: str, **attributes: str) -> Element:
        """Return the root of a document of QTI."""
        spoken = {
            "xmlns": self.namespace,
            "xmlns:xsi": trees.XSI,
            "xsi:schemaLocation": f"{self.namespace} {self.schema}",
        }
        return trees.root(self.element(name), spoken | self.attributes(attributes))


V21: Final = Version(
    "2.1",
    "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
    "http://www.imsglobal.org/xsd/imscp_v1p1",
    "QTIv2.1 Package",
    "1.0.0",
    "imsqti_{}_xmlv2p1",
)
V30: Final = Version(
    "3.0",
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    "QTI Package",
    "3.0.0",
    "imsqti_{}_xmlv3p0",
)


def _kebab(name: str) -> str:
    return _UPPER.sub(r"-\1", name).lower()


def plain(element: Element) -> str:
    """Return an element's name as QTI 2.1 writes it, whatever its version."""
    name = trees.local(element)
    return _camel(name.removeprefix("qti-")) if name.startswith("qti-") else name


def _camel(name: str) -> str:
    return _DASH.sub(lambda found: found[1].upper(), name)


def attribute(element: Element | None, name: str) -> str:
    """Return an attribute by its name in QTI 2.1, whatever its version."""
    return trees.attribute(element, name, _kebab(name))


def children(element: Element | None, *names: str) -> list[Element]:
    """Return the children of these names in QTI 2.1, whatever their version."""
    return [] if element is None else [one for one in element if plain(one) in names]


def below(element: Element, *names: str) -> list[Element]:
    """Return all elements of these names below, in document order."""
    return [one for one in element.iter() if plain(one) in names]


def identifier(name: str) -> str:
    """Return an id as QTI writes identifiers: it begins with a letter or a line below, and has no slash."""
    made = name.replace("/", ".")
    return f"_{made}" if made[:1].isdigit() else made


def question_id(given: str) -> str:
    """Return a question's id from an identifier."""
    found = _NAME.fullmatch(given)
    name = f"{found[1]}{f'/{found[2]}' if found[2] else ''}" if found else ""
    return name if QUESTION_ID.fullmatch(name) else slug(given)


def misconception(given: str) -> str | None:
    """Return the misconception that the identifier of an answer names."""
    name = given.rsplit(".", 1)[0].removeprefix("_")
    return name if is_id(name) else None


def put_markup(parent: Element, text: str) -> None:
    """Add our Markdown as XHTML."""
    listed: Element | None = None
    kind = "paragraph"
    for block in markup.blocks(text):
        if block.kind == "paragraph":
            _put_runs(trees.add(parent, "p"), block)
        else:
            if listed is None or kind != block.kind:
                listed = trees.add(parent, "ul" if block.kind == "bullet" else "ol")
            _put_runs(trees.add(listed, "li"), block)
        kind = block.kind
        listed = None if kind == "paragraph" else listed


def _put_runs(parent: Element, block: markup.Block) -> None:
    last: Element | None = None
    for words, how in block.runs:
        if how:
            last = trees.add(parent, how, words)
        elif last is None:
            parent.text = (parent.text or "") + words
        else:
            last.tail = (last.tail or "") + words


def put_paragraphs(parent: Element, text: str) -> None:
    """Add plain words as XHTML paragraphs."""
    for part in text.split("\n\n"):
        if part:
            trees.add(parent, "p", part)
