"""QTI 2.1 and 3.0: packages with a test for each lesson, and single items.

A package holds ``imsmanifest.xml``, a test a lesson and an item a question. Tags stand in the manifest as keywords; the
story and the task of a lesson are what a test tells before it asks.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from drystone.lessons.formats import limits, markup, qti_items, qti_names, tagging, trees
from drystone.lessons.formats.archives import Archive, is_archive, pack
from drystone.lessons.formats.bank import Bank, Reading, slug
from drystone.lessons.formats.gathering import Gathered, misread
from drystone.lessons.formats.qti_names import LOM, Version, attribute, below, plain
from drystone.lessons.formats.refusing import damaged, hostile, too_much

MANIFEST: Final = "imsmanifest.xml"
#: What a package of questions has no need for, and a browser would run.
_SCRIPTS: Final = (".js", ".mjs", ".htm", ".html", ".xhtml", ".svg", ".swf", ".wasm", ".xsl", ".xslt")


def write(banks: Sequence[Bank], version: Version) -> bytes:
    """Return the banks as one package."""
    files: dict[str, bytes] = {}
    manifest = trees.root("manifest", {"xmlns": version.package, "xmlns:imsmd": LOM, "identifier": "drystone-lessons"})
    about = trees.add(manifest, "metadata")
    trees.add(about, "schema", version.package_schema)
    trees.add(about, "schemaversion", version.package_version)
    trees.add(manifest, "organizations")
    resources = trees.add(manifest, "resources")
    for bank in banks:
        folder = f"items/{bank.id}"
        names = [f"{folder}/{question.id.replace('/', '.')}.xml" for question in bank.questions]
        files[f"tests/{bank.id}.xml"] = _test(bank, version, names)
        keys = [f"{qti_names.identifier(bank.id)}-{number}" for number in range(1, len(names) + 1)]
        test = _resource(resources, version, f"test-{bank.id}", f"tests/{bank.id}.xml", bank, tagging.of_bank(bank))
        for key in keys:
            trees.add(test, "dependency", attributes={"identifierref": key})
        for question, name, key in zip(bank.questions, names, keys, strict=True):
            files[name] = qti_items.write(question, version, bank.language)
            _resource(resources, version, key, name, bank, tagging.of_question(question))
    return pack({MANIFEST: trees.written(manifest), **files})


def _resource(resources: Element, version: Version, key: str, name: str, bank: Bank, tags: Sequence[str]) -> Element:
    kind = "test" if name.startswith("tests/") else "item"
    made = trees.add(
        resources, "resource", attributes={"identifier": key, "type": version.resource.format(kind), "href": name}
    )
    general = trees.add(trees.add(trees.add(made, "metadata"), "imsmd:lom"), "imsmd:general")
    if kind == "test":
        title = trees.add(general, "imsmd:title")
        trees.add(title, "imsmd:string", bank.title, {"language": bank.language})
    trees.add(general, "imsmd:language", bank.language)
    for tag in tags:
        trees.add(trees.add(general, "imsmd:keyword"), "imsmd:string", tag)
    trees.add(made, "file", attributes={"href": name})
    return made


def _test(bank: Bank, version: Version, names: Sequence[str]) -> bytes:
    key = qti_names.identifier(bank.id)
    test = version.root("assessmentTest", identifier=key, title=bank.title)
    part = version.add(test, "testPart", identifier="part", navigationMode="nonlinear", submissionMode="individual")
    section = version.add(part, "assessmentSection", identifier="section", title=bank.title, visible="true")
    for about, text in (("story", bank.story), ("today", bank.today)):
        if text:
            purpose = {"use": "instructions"} if version.kebab else {}
            rubric = version.add(section, "rubricBlock", view="candidate", **{"class": about}, **purpose)
            qti_names.put_markup(version.add(rubric, "contentBody") if version.kebab else rubric, text)
    for number, name in enumerate(names, 1):
        version.add(section, "assessmentItemRef", identifier=f"question-{number}", href=f"../{name}")
    return trees.written(test, indented=False)


def read(content: bytes, where: str, name: str, language: str = "en") -> Reading:
    """Return the questions of a package or of a single item. Raises RefusedFileError."""
    if is_archive(content):
        return _package(Archive(content, where), Gathered(where, name, language))
    root = trees.parse(content, where)
    if plain(root) != "assessmentItem":
        raise damaged(_not_qti(root), where)
    gathered = Gathered(where, name, language)
    gathered.begin(name)
    gathered.speak(attribute(root, "lang"))
    qti_items.read(root, gathered)
    return gathered.finished()


def is_one(root: Element) -> bool:
    """Whether a document is one of QTI, or the manifest of a package that holds some."""
    if plain(root) in ("assessmentItem", "assessmentTest", "questestinterop"):
        return True
    return trees.local(root) == "manifest" and any(_kind(one) for one in trees.below(root, "resource"))


def _not_qti(root: Element) -> str:
    if trees.local(root) == "questestinterop":
        return "this is QTI 1.2; 2.1 and 3.0 come in"
    return f"this is not an item of QTI 2.1 or 3.0; it begins with <{trees.local(root)[:40]}>"


@dataclass(frozen=True, slots=True)
class _Resource:
    """A file of the package, with its tags and title."""

    name: str
    kind: str
    key: str
    title: str
    tags: tuple[str, ...]


def _kind(resource: Element) -> str:
    given = trees.attribute(resource, "type").lower()
    if not given.startswith("imsqti_"):
        return ""
    return "test" if given.startswith(("imsqti_test", "imsqti_assessment")) else "item" if "_item" in given else ""


def _package(archive: Archive, gathered: Gathered) -> Reading:
    for name in archive.sizes:
        if name.lower().endswith(_SCRIPTS):
            raise hostile(f"{name[:80]!r} is a page or a script, which no question needs", archive.where)
    content = archive.read(MANIFEST)
    if not content:
        raise damaged(f"this package has no {MANIFEST}", archive.where)
    root = trees.parse(content, f"{archive.where}/{MANIFEST}")
    listed = [_listed(archive, one) for one in trees.below(root, "resource") if _kind(one)]
    if len(listed) > limits.MAX_LISTED:
        raise too_much("this package lists too many files", archive.where, limits.MAX_LISTED)
    tests = [one for one in listed if one.kind == "test"]
    items = {one.name: one for one in listed if one.kind == "item"}
    for test in tests:
        _read_test(archive, gathered, test, items)
    if items:
        if tests:
            gathered.begin(f"{gathered.name}-more")
        for item in items.values():
            _read_item(archive, gathered, item)
    return gathered.finished()


def _listed(archive: Archive, element: Element) -> _Resource:
    first = next(iter(trees.children(element, "file")), None)
    href = trees.attribute(element, "href") or trees.attribute(first, "href")
    title = next(trees.below(next(trees.below(element, "title"), None), "string", "langstring"), None)
    keywords = [
        trees.text(words)
        for one in trees.below(element, "keyword")
        for words in trees.below(one, "string", "langstring")
    ]
    return _Resource(
        inside(href, "", archive.where),
        _kind(element),
        trees.attribute(element, "identifier"),
        trees.text(title),
        tuple(keywords[: limits.MAX_TAGS]),
    )


def inside(href: str, folder: str, where: str) -> str:
    """Return the name of a package's file that a document in ``folder`` names. Raises where it leads out."""
    split = urlsplit(href.strip())
    path = unquote(split.path).replace("\\", "/")
    made = posixpath.normpath(posixpath.join(folder, path))
    if split.scheme or split.netloc or path.startswith("/") or made.startswith("../") or made == "..":
        raise hostile(f"a document names the file {href[:80]!r}, which is outside the package", where)
    return made


def _read_test(archive: Archive, gathered: Gathered, test: _Resource, items: dict[str, _Resource]) -> None:
    root = _document(archive, test.name)
    title = attribute(root, "title") or test.title
    gathered.begin(qti_names.question_id(attribute(root, "identifier")) or slug(title), title)
    gathered.tag(test.tags)
    folder = posixpath.dirname(test.name)
    for rubric in below(root, "rubricBlock"):
        _tell(gathered, rubric)
    for reference in below(root, "assessmentItemRef"):
        name = inside(attribute(reference, "href"), folder, archive.where)
        found = items.pop(name, None)
        if found is not None:
            _read_item(archive, gathered, found)
        elif name not in archive.sizes:
            raise damaged(f"{test.name} asks {name[:80]!r}, which is not in the package", archive.where)
        else:
            gathered.leave(f"{name}: asked twice, or not listed in {MANIFEST}")


def _tell(gathered: Gathered, rubric: Element) -> None:
    notes: list[str] = []
    said = markup.to_markdown(markup.blocks_of_tree(rubric, gathered.where, notes))
    misread(gathered.left, gathered.bank.id, notes)
    if "candidate" not in attribute(rubric, "view").split():
        gathered.leave(f"{gathered.bank.id}: a note for {attribute(rubric, 'view') or 'someone'}")
    elif "today" in attribute(rubric, "class").split():
        gathered.tell(today=said)
    else:
        gathered.tell(story="\n\n".join(part for part in (gathered.bank.story, said) if part))


def _read_item(archive: Archive, gathered: Gathered, item: _Resource) -> None:
    root = _document(archive, item.name)
    if plain(root) != "assessmentItem":
        gathered.leave(f"{item.name}: {_not_qti(root)}")
        return
    gathered.speak(attribute(root, "lang"))
    qti_items.read(root, gathered, item.tags)


def _document(archive: Archive, name: str) -> Element:
    content = archive.read(name)
    if not content:
        raise damaged(f"the package lists {name[:80]!r}, which is not in it", archive.where)
    return trees.parse(content, f"{archive.where}/{name[:80]}")
