"""The formats by name: what each carries, how it is written and read, and which one a file is.

``CARRIES`` is a promise that tests hold: what stands there for a format comes back as it went out, and what does not is
lost on the way. ``docs/lesson-formats.md`` shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from drystone.lessons.formats import cmi5, done, gift, h5p, moodle_xml, qti, qti_names, scorm, trees
from drystone.lessons.formats.archives import Archive, contents, is_archive
from drystone.lessons.formats.bank import Bank, Reading, settled, slug
from drystone.lessons.formats.listing import Listing, Organisation, Unit
from drystone.lessons.formats.refusing import RefusedFileError, damaged
from drystone.lib.errors import UsageError
from drystone.lib.text import listing, plural

#: Every part that some format loses, in the words of the page about them.
PARTS: Final = {
    "lessons": "several lessons in one file",
    "texts": "questions, answers, which are best, and what is said to each answer",
    "feedback": "what is said whatever was chosen",
    "several": "one or several answers to choose",
    "worths": "what each answer is worth",
    "misconceptions": "the misconception behind each answer",
    "titles": "a question's own title beside its id",
    "tags": "the kind of question, habits and other tags",
    "story": "the story and what to do today",
}
CARRIES: Final[dict[str, frozenset[str]]] = {
    "gift": frozenset(PARTS),
    "moodle": frozenset(PARTS),
    "qti21": frozenset(PARTS),
    "qti30": frozenset(PARTS),
    "h5p": frozenset(PARTS) - {"lessons", "worths"},
}
NAMES: Final = {
    "gift": "GIFT",
    "moodle": "Moodle XML",
    "qti21": "QTI 2.1",
    "qti30": "QTI 3.0",
    "h5p": "H5P Question Set",
}
ENDINGS: Final = {"gift": ".gift", "moodle": ".xml", "qti21": ".zip", "qti30": ".zip", "h5p": ".h5p"}

_OTHERS: Final = {"scorm": "a SCORM package", "cmi5": "a cmi5 package", "done": "a list of who is done with what"}

_Reader = Callable[[bytes, str, str, str], Reading]
_READERS: Final[dict[str, _Reader]] = {
    "gift": gift.read,
    "moodle": moodle_xml.read,
    "qti21": qti.read,
    "qti30": qti.read,
    "h5p": h5p.read,
}
_WRITERS: Final[dict[str, Callable[[Sequence[Bank]], bytes]]] = {
    "gift": gift.write,
    "moodle": moodle_xml.write,
    "qti21": partial(qti.write, version=qti_names.V21),
    "qti30": partial(qti.write, version=qti_names.V30),
    "h5p": lambda banks: h5p.write(banks[0]),
}


def write(banks: Sequence[Bank], format: str) -> bytes:
    """Return banks in a format. Raises UsageError where it holds one lesson only and several are given."""
    if len(banks) != 1 and "lessons" not in CARRIES[format]:
        do = "Name the one with --lesson, or give a folder (-o DIR/) for a file each."
        raise UsageError(f"{NAMES[format]} holds one lesson a file, not {len(banks)}", do=do)
    return _WRITERS[format](banks)


def read(path: Path, format: str | None = None, *, language: str = "en") -> Reading:
    """Return the questions of a file; its format is told by what it holds where ``format`` is None.

    ``language`` is the one that a file is in which does not say. Raises RefusedFileError; OSError.
    """
    return read_bytes(contents(path), path.name, format, language=language)


def read_bytes(content: bytes, where: str, format: str | None = None, *, language: str = "en") -> Reading:
    """Return the questions of a file from its bytes, as ``read`` does; ``where`` is its name."""
    found = format or kind(content, where)
    if found not in _READERS:
        raise RefusedFileError(
            f"this is {_OTHERS[found]}, which has no questions that could come in",
            where=where,
            do="Look at it: drystone lessons look.",
        )
    return _READERS[found](content, where, slug(Path(where).stem, "lesson"), language)


def kind(content: bytes, where: str) -> str:
    """Return the format of a file: a name of ``NAMES``, or ``scorm``, ``cmi5`` or ``done``. Raises RefusedFileError."""
    if is_archive(content):
        return _kind_of_package(Archive(content, where))
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<") or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        root = trees.parse(content, where)
        if moodle_xml.is_one(root):
            return "moodle"
        if qti.is_one(root):
            return "qti30" if trees.local(root).startswith("qti-") else "qti21"
        raise damaged(f"this document is of no kind that comes in; it begins with <{trees.local(root)[:40]}>", where)
    if done.is_one(content):
        return "done"
    if b"{" in content or start.startswith(b"//"):
        return "gift"
    raise damaged("this file is of no kind that comes in", where)


def _kind_of_package(archive: Archive) -> str:
    names = archive.sizes
    if h5p.PACKAGE in names:
        return "h5p"
    if cmi5.STRUCTURE in names:
        return "cmi5"
    if qti.MANIFEST in names:
        root = trees.parse(archive.read(qti.MANIFEST), f"{archive.where}/{qti.MANIFEST}")
        types = {trees.attribute(one, "type").lower() for one in trees.below(root, "resource")}
        if not qti.is_one(root):
            if any(one.startswith("imsqti") for one in types):
                raise damaged("this package holds an older QTI; 2.1 and 3.0 come in", archive.where)
            return "scorm"
        return "qti30" if any("v3p0" in one for one in types) else "qti21"
    listed = listing([h5p.PACKAGE, cmi5.STRUCTURE, qti.MANIFEST], "or")
    raise damaged(f"this package has no {listed}, so it is of no kind that we know", archive.where)


def look(path: Path) -> Listing:
    """Return what a file holds, without taking or opening any of it. Raises RefusedFileError; OSError."""
    content = contents(path)
    where = path.name
    found = kind(content, where)
    if found == "done":
        raise RefusedFileError(
            "this file says who is done with what", where=where, do="Take it in with: drystone lessons done FILE."
        )
    if found in ("scorm", "cmi5"):
        archive = Archive(content, where)
        if found == "cmi5":
            return cmi5.look(archive, trees.parse(archive.read(cmi5.STRUCTURE), f"{where}/{cmi5.STRUCTURE}"))
        return scorm.look(archive, trees.parse(archive.read(scorm.MANIFEST), f"{where}/{scorm.MANIFEST}"))
    reading = _READERS[found](content, where, slug(path.stem, "lesson"), "en")
    sizes = Archive(content, where).sizes if is_archive(content) else {where: len(content)}
    organisations = tuple(
        Organisation(
            bank.title,
            tuple(
                Unit(question.title or question.id, question.id, plural(len(question.answers), "answer"))
                for question in bank.questions
            ),
        )
        for bank in reading.banks
    )
    return Listing(
        NAMES[found], reading.banks[0].title, organisations, (), len(sizes), sum(sizes.values()), reading.left
    )


def carried(bank: Bank, format: str) -> Bank:
    """Return what comes back of a bank that went out in a format."""
    kept = CARRIES[format]
    if "worths" in kept:
        return bank
    questions = tuple(
        replace(one, answers=tuple(replace(answer, worth=None) for answer in one.answers)) for one in bank.questions
    )
    return replace(
        bank, questions=tuple(replace(one, answers=settled(one.answers, several=one.several)) for one in questions)
    )
