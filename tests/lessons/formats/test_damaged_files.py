"""Files with bytes changed, cut, doubled and swapped are read or refused in words; nothing else ever comes out."""

from __future__ import annotations

import contextlib
import random

import pytest

from drystone.lessons.formats import registry, scorm, trees
from drystone.lessons.formats.archives import Archive, pack
from drystone.lessons.formats.bank import Answer, Bank, Question
from drystone.lessons.formats.exporting import export
from drystone.lessons.formats.refusing import RefusedFileError
from drystone.program.lesson_model import Lesson, LessonText
from drystone.program.place import Place

TIMES = 60
ANSWERS = (Answer("Shut it", best=True, feedback="Right."), Answer("Run", best=False, feedback="No", misconception="x"))
BANK = Bank(
    "doors",
    "Doors",
    "en",
    (Question("one", "What *now*?\n\nSay.", ANSWERS, feedback="A drill."),),
    "A - story",
    "Do",
    ("a:b",),
)
SIGNS = b"<>&{}[]=~#:\\\"'/\0\xff%.0129-n\n"


def changed(content: bytes, dice: random.Random) -> bytes:
    """Return the bytes with a few mishaps."""
    made = bytearray(content)
    for _ in range(dice.randint(1, 4)):
        at, length = dice.randrange(len(made) + 1), dice.randrange(1, 40)
        what = dice.randrange(4)
        if what == 0:
            made[at : at + 1] = bytes([dice.choice(SIGNS)])
        elif what == 1:
            del made[at : at + length]
        elif what == 2:
            made[at:at] = made[at : at + length] * dice.randint(1, 3)
        else:
            made[at:at] = bytes(dice.choice(SIGNS) for _ in range(3))
    return bytes(made)


@pytest.mark.parametrize("format", registry.NAMES)
def test_a_damaged_file_is_read_or_refused(format: str) -> None:
    dice = random.Random(format)
    whole = registry.write([BANK], format)
    inner = None if format in ("gift", "moodle") else Archive(whole, "x")
    for _ in range(TIMES):
        content = changed(whole, dice)
        if inner is not None and dice.random() < 0.8:
            files = {name: inner.read(name) for name in inner.sizes}
            name = dice.choice(sorted(files))
            content = pack({**files, name: changed(files[name], dice)})
        with contextlib.suppress(RefusedFileError):
            registry.read_bytes(content, "x", format)
        with contextlib.suppress(RefusedFileError):
            registry.kind(content, "x")


@pytest.mark.parametrize("edition", ["scorm12", "scorm2004"])
def test_a_damaged_manifest_is_listed_or_refused(edition: str) -> None:
    dice = random.Random(edition)
    text = LessonText("en", "Doors", "A story.", "Do it.", (), Place(""))
    whole = Archive(
        export(
            [Lesson("doors", "en", ("h",), ("everyone",), 1, Place(""), {"en": text})],
            edition,
            language="en",
            title="x",
        ),
        "x",
    )
    manifest = whole.read(scorm.MANIFEST)
    for _ in range(TIMES):
        with contextlib.suppress(RefusedFileError):
            scorm.look(whole, trees.parse(changed(manifest, dice), "x"))
