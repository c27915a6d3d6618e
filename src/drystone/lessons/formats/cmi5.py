"""cmi5: packages listed without opening them, and lessons out as a course of one page each.

Source: ADL, cmi5 Specification Profile for xAPI, Quartz (2016). A unit moves on when it is completed; none is passed.
"""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element

from drystone.lessons.formats import trees
from drystone.lessons.formats.archives import Archive, pack
from drystone.lessons.formats.bank import number
from drystone.lessons.formats.listing import Contents, Listing, Organisation, Unit, listed
from drystone.lessons.formats.pages import Course
from drystone.lessons.formats.refusing import damaged
from drystone.lib.errors import UsageError

STRUCTURE: Final = "cmi5.xml"
_NAMESPACE: Final = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
_HOME = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[A-Za-z0-9._~/-]*)?")


def write(course: Course, *, home: str) -> bytes:
    """Return lessons as one course; ``home`` is the address below which they have theirs. Raises UsageError."""
    if not _HOME.fullmatch(home):
        raise UsageError(f"{home!r} is no address", do="Write --home https://learning.firm.example.")
    base = home.rstrip("/")
    structure = trees.root("courseStructure", {"xmlns": _NAMESPACE})
    whole = trees.add(structure, "course", attributes={"id": f"{base}/lessons/"})
    _said(whole, "title", course.title, course.language)
    _said(whole, "description", course.title, course.language)
    files: dict[str, bytes] = {}
    for page in course.pages:
        name = f"lessons/{page.bank.id}.html"
        address = f"{base}/lessons/{page.bank.id}"
        unit = trees.add(
            structure, "au", attributes={"id": address, "moveOn": "Completed", "launchMethod": "AnyWindow"}
        )
        _said(unit, "title", page.bank.title, page.bank.language)
        _said(unit, "description", page.bank.title, page.bank.language)
        trees.add(unit, "url", name)
        files[name] = page.html("cmi5")
    return pack({STRUCTURE: trees.written(structure), **files})


def _said(parent: Element, name: str, text: str, language: str) -> None:
    trees.add(trees.add(parent, name), "langstring", text, {"lang": language})


def look(archive: Archive, root: Element) -> Listing:
    """Return what a course holds, as its structure says. Raises RefusedFileError."""
    if trees.local(root) != "courseStructure":
        raise damaged(f"its {STRUCTURE} begins with <{trees.local(root)[:40]}>", archive.where)
    contents = Contents(archive.where, archive.sizes)
    course = trees.child(root, "course")
    units: list[Unit] = []
    waiting = [(one, 0) for one in reversed(trees.children(root, "au", "block"))]
    while waiting:
        element, depth = waiting.pop()
        is_block = trees.local(element) == "block"
        mastery = trees.attribute(element, "masteryScore")
        if mastery:
            number(mastery, archive.where)
        units.append(
            contents.unit(
                _title(element),
                depth=depth,
                href="" if is_block else trees.text(trees.child(element, "url")),
                id=trees.attribute(element, "id"),
                kind="block" if is_block else f"unit, {trees.attribute(element, 'moveOn') or 'NotApplicable'}",
                mastery=mastery,
            )
        )
        waiting += [(one, depth + 1) for one in reversed(trees.children(element, "au", "block"))]
    title = _title(course)
    return listed("cmi5", title, archive, contents, [Organisation(title, tuple(units))], [])


def _title(element: Element | None) -> str:
    return trees.text(trees.child(element, "title", "langstring"))
