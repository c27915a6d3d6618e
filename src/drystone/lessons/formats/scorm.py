"""SCORM 1.2 and 2004: packages listed without opening them, and lessons out as packages of one page each.

Sources: ADL, SCORM 1.2 Content Aggregation Model (2001) and SCORM 2004 4th Edition (2009).
"""

from __future__ import annotations

from typing import Final, Literal
from xml.etree.ElementTree import Element

from drystone.lessons.formats import trees
from drystone.lessons.formats.archives import Archive, pack
from drystone.lessons.formats.bank import number
from drystone.lessons.formats.listing import Contents, Listing, Organisation, Unit, listed
from drystone.lessons.formats.pages import Course
from drystone.lessons.formats.refusing import damaged

Edition = Literal["1.2", "2004"]
MANIFEST: Final = "imsmanifest.xml"
_NAMESPACES: Final[dict[Edition, dict[str, str]]] = {
    "1.2": {
        "xmlns": "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
        "xmlns:adlcp": "http://www.adlnet.org/xsd/adlcp_rootv1p2",
    },
    "2004": {
        "xmlns": "http://www.imsglobal.org/xsd/imscp_v1p1",
        "xmlns:adlcp": "http://www.adlnet.org/xsd/adlcp_v1p3",
        "xmlns:imsss": "http://www.imsglobal.org/xsd/imsss",
    },
}
_VERSIONS: Final[dict[Edition, str]] = {"1.2": "1.2", "2004": "2004 4th Edition"}


def write(course: Course, edition: Edition) -> bytes:
    """Return lessons as one package, a unit each, that tells its system ``completed`` and nothing else."""
    manifest = trees.root("manifest", {**_NAMESPACES[edition], "identifier": "drystone-lessons", "version": "1.0"})
    about = trees.add(manifest, "metadata")
    trees.add(about, "schema", "ADL SCORM")
    trees.add(about, "schemaversion", _VERSIONS[edition])
    organisations = trees.add(manifest, "organizations", attributes={"default": "lessons"})
    organisation = trees.add(organisations, "organization", attributes={"identifier": "lessons"})
    trees.add(organisation, "title", course.title)
    resources = trees.add(manifest, "resources")
    files: dict[str, bytes] = {}
    kind = "adlcp:scormtype" if edition == "1.2" else "adlcp:scormType"
    for page in course.pages:
        name, key = f"lessons/{page.bank.id}.html", f"lesson-{page.bank.id}"
        item = trees.add(organisation, "item", attributes={"identifier": f"item-{page.bank.id}", "identifierref": key})
        trees.add(item, "title", page.bank.title)
        if edition == "2004":
            # The page itself says when it is done; without this a system may say so as soon as it was opened.
            controls = trees.add(trees.add(item, "imsss:sequencing"), "imsss:deliveryControls")
            controls.attrib.update(completionSetByContent="true", objectiveSetByContent="true")
        resource = trees.add(
            resources, "resource", attributes={"identifier": key, "type": "webcontent", kind: "sco", "href": name}
        )
        trees.add(resource, "file", attributes={"href": name})
        files[name] = page.html("scorm12" if edition == "1.2" else "scorm2004")
    if edition == "2004":
        mode = trees.add(trees.add(organisation, "imsss:sequencing"), "imsss:controlMode")
        mode.attrib.update(choice="true", flow="true")
    return pack({MANIFEST: trees.written(manifest), **files})


def look(archive: Archive, root: Element) -> Listing:
    """Return what a package holds, as its manifest says. Raises RefusedFileError."""
    if trees.local(root) != "manifest":
        raise damaged(f"its {MANIFEST} begins with <{trees.local(root)[:40]}>", archive.where)
    contents = Contents(archive.where, archive.sizes)
    base = trees.attribute(root, "base")
    holder = trees.child(root, "resources")
    folder = _joined(base, trees.attribute(holder, "base"))
    by_key: dict[str, Unit] = {}
    for one in trees.children(holder, "resource"):
        key = trees.attribute(one, "identifier")
        kind = trees.attribute(one, "scormType", "scormtype").lower()
        here = _joined(folder, trees.attribute(one, "base"))
        href = trees.attribute(one, "href")
        by_key[key] = contents.unit(href or key, depth=0, href=href, folder=here, id=key, kind=kind)
        for file in trees.children(one, "file"):
            contents.launch(trees.attribute(file, "href"), here)
    organisations = [
        Organisation(_title(one), tuple(_units(contents, one, by_key)))
        for one in trees.children(trees.child(root, "organizations"), "organization")
    ]
    if trees.children(root, "manifest"):
        contents.odd.append("it holds further packages inside, which are not listed")
    edition = _edition(root)
    title = next((one.title for one in organisations if one.title), trees.attribute(root, "identifier"))
    return listed(edition, title, archive, contents, organisations, list(by_key.values()))


def _joined(*parts: str) -> str:
    return "/".join(part.strip("/") for part in parts if part.strip("/"))


def _title(element: Element) -> str:
    return trees.text(trees.child(element, "title"))


def _units(contents: Contents, organisation: Element, by_key: dict[str, Unit]) -> list[Unit]:
    """Return the items of an organisation in order, those inside others one step deeper."""
    found: list[Unit] = []
    waiting = [(one, 0) for one in reversed(trees.children(organisation, "item"))]
    while waiting:
        item, depth = waiting.pop()
        key = trees.attribute(item, "identifierref")
        target = by_key.get(key)
        if key and target is None:
            contents.odd.append(f"{_title(item)[:200]} opens {key[:100]!r}, which the package does not list")
        found.append(
            contents.unit(
                _title(item),
                depth=depth,
                id=trees.attribute(item, "identifier"),
                kind=target.kind if target else "",
                mastery=_mastery(item, contents.where),
            )
        )
        if target is not None:
            found[-1] = Unit(found[-1].title, found[-1].id, target.kind, target.launch, found[-1].mastery, depth)
        waiting += [(one, depth + 1) for one in reversed(trees.children(item, "item"))]
    return found


def _mastery(item: Element, where: str) -> str:
    """Return the share that counts as passed: percent in 1.2, a measure from -1 to 1 in 2004."""
    percent = trees.text(trees.child(item, "masteryscore"))
    measure = trees.text(next(trees.below(trees.child(item, "sequencing"), "minNormalizedMeasure"), None))
    given = percent or measure
    if given:
        number(given, where)
    return f"{given} %" if percent else given


def _edition(root: Element) -> str:
    said = trees.text(trees.child(root, "metadata", "schemaversion"))
    names = {trees.namespace(one) for one in root.iter()} | {
        key.split("}")[0].lstrip("{") for one in root.iter() for key in one.attrib
    }
    if any("adlcp_v1p3" in name or "imsss" in name for name in names) or "2004" in said or "1.3" in said:
        return f"SCORM 2004 ({said})" if said else "SCORM 2004"
    if any("adlcp_rootv1p2" in name for name in names) or said == "1.2":
        return "SCORM 1.2"
    return "an IMS content package"
