"""Moodle XML: the question bank of Moodle as one document.

Source: Moodle's documentation of the format. Texts go out as Markdown or plain text, which Moodle shows as such; an
item's id goes into ``idnumber``. Misconceptions, kind and language ride on tags, which Moodle cuts after 50 signs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element

from drystone.lessons.formats import markup, tagging, trees
from drystone.lessons.formats.bank import Answer, Bank, Question, Reading, number, worths
from drystone.lessons.formats.gathering import Found, Gathered, misread
from drystone.lessons.formats.refusing import damaged
from drystone.lessons.formats.wording import of

_FORMATS: Final = {"html": "html", "moodle_auto_format": "moodle", "plain_text": "plain", "markdown": "markdown"}
#: Kinds of questions that have no answers to choose, in words.
_OTHERS: Final = {
    "essay": "it asks for an essay",
    "shortanswer": "it asks for a word",
    "numerical": "it asks for a number",
    "matching": "it asks to match pairs",
    "cloze": "it asks to fill gaps",
    "category": "",
}


def write(banks: Sequence[Bank]) -> bytes:
    """Return the banks as one document, a category each."""
    quiz = trees.root("quiz")
    for bank in banks:
        _category(quiz, bank)
        _description(quiz, f"{bank.id}.story", bank.title, bank.story, tagging.of_bank(bank))
        if bank.today:
            _description(quiz, f"{bank.id}.today", of(bank.language, "today"), bank.today, [])
        for question in bank.questions:
            _question(quiz, question)
    return trees.written(quiz)


def _category(quiz: Element, bank: Bank) -> None:
    made = trees.add(quiz, "question", attributes={"type": "category"})
    _put(made, "category", f"$course$/top/{bank.id}")
    _put(made, "info", bank.title, "plain_text")
    trees.add(made, "idnumber", bank.id)


def _description(quiz: Element, name: str, title: str, text: str, tags: list[str]) -> None:
    made = trees.add(quiz, "question", attributes={"type": "description"})
    _put(made, "name", title)
    _put(made, "questiontext", text, "markdown")
    trees.add(made, "idnumber", name)
    _tags(made, tags)


def _question(quiz: Element, question: Question) -> None:
    made = trees.add(quiz, "question", attributes={"type": "multichoice"})
    _put(made, "name", question.title or question.id)
    _put(made, "questiontext", question.stem, "plain_text")
    _put(made, "generalfeedback", question.feedback, "plain_text")
    for name, value in (("defaultgrade", "1"), ("penalty", "0"), ("hidden", "0"), ("idnumber", question.id)):
        trees.add(made, name, value)
    trees.add(made, "single", "false" if question.several else "true")
    trees.add(made, "shuffleanswers", "true")
    trees.add(made, "answernumbering", "none")
    for answer, worth in zip(question.answers, worths(question.answers, several=question.several), strict=True):
        one = _put(made, "answer", answer.text, "plain_text", {"fraction": f"{worth:f}"})
        _put(one, "feedback", answer.feedback, "plain_text")
    _tags(made, tagging.of_question(question))


def _put(parent: Element, name: str, text: str, how: str = "", more: dict[str, str] | None = None) -> Element:
    made = trees.add(parent, name, attributes={**(more or {}), **({"format": how} if how else {})})
    trees.add(made, "text", text)
    return made


def _tags(parent: Element, tags: Sequence[str]) -> None:
    if tags:
        listed = trees.add(parent, "tags")
        for tag in tags:
            trees.add(trees.add(listed, "tag"), "text", tag)


def is_one(root: Element) -> bool:
    """Whether a document is Moodle XML."""
    return trees.local(root) == "quiz"


def read(content: bytes, where: str, name: str, language: str = "en") -> Reading:
    """Return the questions of a Moodle XML document. Raises RefusedFileError."""
    root = trees.parse(content, where)
    if not is_one(root):
        raise damaged(f"this is not Moodle XML; it begins with <{trees.local(root)[:40]}>", where)
    gathered = Gathered(where, name, language)
    for element in trees.children(root, "question"):
        _take(gathered, element)
    return gathered.finished()


def _take(gathered: Gathered, element: Element) -> None:
    kind = trees.attribute(element, "type")
    title = trees.text(trees.child(element, "name", "text"))
    if kind == "category":
        path = trees.text(trees.child(element, "category", "text"))
        info = trees.child(element, "info")
        gathered.begin(path.rsplit("/", 1)[-1], _words(gathered, info, path) if info is not None else "")
    elif kind == "description":
        _tell(gathered, element, title)
    elif kind in ("multichoice", "truefalse"):
        _ask(gathered, element, title, kind)
    else:
        why = _OTHERS.get(kind, f"it is of the kind {kind[:40]!r}")
        gathered.leave(f"{title}: {why}; only questions with answers to choose come in")


def _tell(gathered: Gathered, element: Element, title: str) -> None:
    name = trees.text(trees.child(element, "idnumber"))
    said = markup.to_markdown(_blocks(gathered, trees.child(element, "questiontext"), title))
    if name.endswith(".story"):
        gathered.tag(_tagged(element))
        gathered.tell(title=markup.line(title), story=said)
    elif name.endswith(".today"):
        gathered.tell(today=said)
    else:
        gathered.tell(story="\n\n".join(part for part in (gathered.bank.story, said) if part))


def _ask(gathered: Gathered, element: Element, title: str, kind: str) -> None:
    several = trees.text(trees.child(element, "single")).lower() in ("false", "0")
    answers, given = [], trees.children(element, "answer")
    gathered.asks(len(given))
    for one in given:
        worth = number(trees.attribute(one, "fraction") or "0", gathered.where)
        text = _words(gathered, one, title)
        if kind == "truefalse" and text.lower() in ("true", "false"):
            text = of(gathered.bank.language, text.lower())
        said = _words(gathered, trees.child(one, "feedback"), title)
        answers.append(Answer(text, worth > 0 if several else worth == 100, said, worth=worth))
    if trees.child(element, "hint") is not None:
        gathered.leave(f"{title}: its hints")
    gathered.add(
        Found(
            _words(gathered, trees.child(element, "questiontext"), title),
            tuple(answers),
            trees.text(trees.child(element, "idnumber")),
            title,
            several,
            _words(gathered, trees.child(element, "generalfeedback"), title),
            _tagged(element),
        )
    )


def _tagged(element: Element) -> tuple[str, ...]:
    return tuple(trees.text(trees.child(tag, "text")) for tag in trees.children(trees.child(element, "tags"), "tag"))


def _words(gathered: Gathered, element: Element | None, name: str) -> str:
    return markup.plain(_blocks(gathered, element, name))


def _blocks(gathered: Gathered, element: Element | None, name: str) -> list[markup.Block]:
    text = trees.child(element, "text")
    if element is None or text is None:
        return []
    if trees.children(element, "file"):
        gathered.leave(f"{name}: its files and pictures")
    notes: list[str] = []
    how = _FORMATS.get(trees.attribute(element, "format"), "moodle")
    made = markup.blocks_in(text.text or "", how, gathered.where, notes)
    misread(gathered.left, name, notes)
    return made
