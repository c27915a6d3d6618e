"""Reading lessons and the bank of misconceptions: each file once, then translations put to their lessons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from drystone.lib.text import suggest
from drystone.program.documents import entries
from drystone.program.draft import Draft
from drystone.program.files import Folder
from drystone.program.lesson_model import Lesson, LessonText, Misconception, Reference
from drystone.program.lesson_shapes import LessonShape, MisconceptionShape, ReferenceShape, TranslationShape
from drystone.program.lesson_text import read_body
from drystone.program.place import Place, Problem
from drystone.program.tree import Node, Text
from drystone.program.validation import shaped
from drystone.program.yamltree import read_yaml

_HEAD_ENDS = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Read:
    """A lesson or a translation as one file holds it."""

    node: Node
    shape: LessonShape | TranslationShape
    text: LessonText


def read(folder: Folder, draft: Draft, problems: list[Problem]) -> None:
    """Add every misconception and every lesson, with its translations, to the draft."""
    for text in folder.under("misconceptions"):
        before = len(problems)
        nodes = entries(text, problems)
        if not nodes and len(problems) > before:
            draft.unread.add("misconception")
        for node in nodes:
            made = shaped(MisconceptionShape, node, problems)
            draft.add("misconception", node, _misconception(made, node) if made is not None else None, problems)
    files = [found for text in folder.under("lessons") if (found := _read(text, draft, problems)) is not None]
    translations = _translations(files, draft, problems)
    for file in files:
        if isinstance(file.shape, LessonShape):
            draft.add("lesson", file.node, _lesson(file, file.shape, translations.get(file.shape.id, [])), problems)


def _read(text: Text, draft: Draft, problems: list[Problem]) -> _Read | None:
    """Read one file: a YAML head between two lines of three dashes, then Markdown."""
    opening = re.match(r"---[ \t]*(\r?\n)", text.content)
    closing = _HEAD_ENDS.search(text.content, opening.end()) if opening else None
    if opening is None or closing is None:
        hint = "begin with a line of three dashes, the head, and another such line"
        problems.append(Problem(Place(text.path), "a lesson begins with its head", hint))
        return None
    # Blanks for the opening keep every place in the head true.
    nodes = read_yaml(Text(text.path, " " * 3 + text.content[3 : closing.start()], text.starts), problems)
    if not nodes:
        return None
    head = nodes[0]
    shape: LessonShape | TranslationShape | None
    if head.get("translates") is not None:
        shape = shaped(TranslationShape, head, problems)
    else:
        shape = shaped(LessonShape, head, problems)
    if shape is None:
        if head.get("translates") is None:
            draft.add("lesson", head, None, problems)
        return None
    body = read_body(text, closing.end(), shape.language, problems)
    made = LessonText(shape.language, shape.title, body.story, body.today, body.items, head.place)
    return _Read(head, shape, made)


def _translations(files: Sequence[_Read], draft: Draft, problems: list[Problem]) -> dict[str, list[LessonText]]:
    """Return the translations of each lesson; those of none, or of a language that is taken, are problems."""
    lessons = {file.shape.id: file for file in files if isinstance(file.shape, LessonShape)}
    known = [*lessons, *draft.of("lesson")]
    found: dict[str, list[LessonText]] = {}
    for file in files:
        if not isinstance(file.shape, TranslationShape):
            continue
        name, language = file.shape.translates, file.shape.language
        if name not in known:
            near = suggest(name, known)
            hint = f"did you mean `{near}`?" if near else "write the lesson first, and its translation beside it"
            problems.append(Problem(file.node.at(("translates",)).place, f"unknown lesson `{name}`", hint))
            continue
        others = found.setdefault(name, [])
        taken = [one for one in others if one.language == language]
        if name in lessons and lessons[name].text.language == language:
            taken.append(lessons[name].text)
        if taken:
            place = file.node.at(("language",)).place
            problems.append(Problem(place, f"`{name}` in {language} already stands at {taken[0].place}"))
            continue
        others.append(file.text)
    return found


def _lesson(file: _Read, shape: LessonShape, translations: Sequence[LessonText]) -> Lesson:
    return Lesson(
        id=shape.id,
        language=shape.language,
        habits=tuple(shape.habits),
        audience=tuple(shape.audience),
        minutes=shape.minutes,
        place=file.node.place,
        texts={text.language: text for text in (file.text, *translations)},
        references=_references(shape.sources),
        activity=shape.activity,
        order=shape.order,
    )


def _misconception(shape: MisconceptionShape, node: Node) -> Misconception:
    return Misconception(
        shape.id, shape.habit, shape.belief, shape.answer, node.place, references=_references(shape.sources)
    )


def _references(shapes: Sequence[ReferenceShape]) -> tuple[Reference, ...]:
    return tuple(Reference(one.name, one.year, one.says or "", one.url or "") for one in shapes)
