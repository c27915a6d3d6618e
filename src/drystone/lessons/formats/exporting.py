"""Lessons of a program as files of a format, those of questions and those that a learning system plays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drystone.lessons.formats import anki, cmi5, registry, scorm
from drystone.lessons.formats.lesson_banks import bank_of
from drystone.lessons.formats.pages import Course, Page
from drystone.lib.errors import UsageError
from drystone.program.lesson_model import Lesson

#: What lessons can be written as, in words, and how such a file ends.
NAMES: Final = {
    **registry.NAMES,
    "scorm12": "SCORM 1.2",
    "scorm2004": "SCORM 2004",
    "cmi5": "cmi5",
    "html": "a web page",
    "anki": "Anki",
}
ENDINGS: Final = {
    **registry.ENDINGS,
    "scorm12": ".zip",
    "scorm2004": ".zip",
    "cmi5": ".zip",
    "html": ".html",
    "anki": ".apkg",
}
#: Formats of which a file holds one lesson.
SINGLE: Final = frozenset({"h5p", "html"})


def export(lessons: Sequence[Lesson], format: str, *, language: str, title: str, home: str = "") -> bytes:
    """Return lessons, each written in ``language``, as one file; ``title`` stands above them where there is room.

    ``home`` is the organisation's address, which cmi5 needs. Raises UsageError where the format holds one lesson only
    and several are given, or where the address is missing; KeyError where a lesson is not written in the language.
    """
    if not lessons:
        raise UsageError("there is no lesson to export")
    if format in SINGLE and len(lessons) > 1:
        do = "Name the one, or give a folder (-o DIR/) for a file each."
        raise UsageError(f"{NAMES[format]} holds one lesson a file, not {len(lessons)}", do=do)
    if format in registry.NAMES:
        return registry.write([bank_of(lesson, language) for lesson in lessons], format)
    pages = tuple(
        Page(bank_of(lesson, language), lesson.minutes, lesson.references, lesson.language) for lesson in lessons
    )
    if format == "html":
        return pages[0].html()
    if format == "anki":
        return anki.write([page.bank for page in pages], title=title)
    course = Course(title, language, pages)
    if format == "cmi5":
        return cmi5.write(course, home=home)
    return scorm.write(course, "1.2" if format == "scorm12" else "2004")
