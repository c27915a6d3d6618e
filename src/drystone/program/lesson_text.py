"""The Markdown below a lesson's head: the story, one thing to do today, and the knowledge check.

    Story, in paragraphs.

    ## One thing to do today

    ## Check yourself

    ### item-id              the first way to ask; ### item-id/b is the next
    kind: what-would-you-do  where it is not a plain choice
    best: 2                  where more than one option is best

    The question, in one or several paragraphs.

    - [x] A best answer.
      > What is said to who chose it.
    - [ ] A wrong answer.
      misconception: the-belief-behind-it
      > A kind answer to that belief.

A line is read by how it begins, and a line that fits nowhere is a problem: nothing is guessed, nothing is left out. A
backslash in front (``\\- not an option``) makes a line of a question or an option plain words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from drystone.lib.text import listing, suggest
from drystone.program.lesson_model import Item, ItemKind, Option, Variant
from drystone.program.place import Place, Problem
from drystone.program.tree import Text
from drystone.program.yamltree import MOST_KEPT

#: The headings by language; where a language is not listed, only their order counts.
TODAY = {"en": "One thing to do today", "de": "Eine Sache für heute"}
CHECK = {"en": "Check yourself", "de": "Frag dich selbst"}

_KINDS: tuple[ItemKind, ...] = ("choice", "what-would-you-do")
_ITEM = re.compile(r"###[ \t]+([a-z0-9]+(?:-[a-z0-9]+)*)(?:/([a-z]))?[ \t]*")
_KEY = re.compile(r"(\w[\w-]{0,30}):[ \t]*(.*?)[ \t]*")
_OPTION = re.compile(r"[-*][ \t]+\[([ xX])\][ \t]+(.*)")
_MISCONCEPTION = re.compile(r"[ \t]+misconception:[ \t]*(.*?)[ \t]*")
_FEEDBACK = re.compile(r"[ \t]+>[ \t]?(.*)")
_HTML = re.compile(r"<[A-Za-z/!?]|!\[")
_SHIELDED = re.compile(r"\\(?=[\\#*>-]|[\w-]+:)")
_NEEDS_SHIELD = re.compile(r"[\\#*>-]|\w[\w-]{0,30}:")
_LONGEST_ID = 80


def shielded(line: str) -> str:
    """Return a line of a question or option so that it is read as words, however it begins."""
    return f"\\{line}" if _NEEDS_SHIELD.match(line) else line


def _bare(line: str) -> str:
    return _SHIELDED.sub("", line.strip(), count=1) if line.lstrip().startswith("\\") else line


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its place."""

    text: str
    place: Place


@dataclass(slots=True)
class _Option:
    line: Line
    best: bool
    text: list[str]
    misconception: Line | None = None
    feedback: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Variant:
    line: Line
    item: str
    letter: str
    kind: ItemKind | None = None
    best: int = 1
    stem: list[str] = field(default_factory=list)
    options: list[_Option] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Body:
    """What stands below the head: two pieces of Markdown and the items."""

    story: str
    today: str
    items: tuple[Item, ...]


def read_body(text: Text, start: int, language: str, problems: list[Problem]) -> Body:
    """Read everything from a character of the file on; what fits nowhere is added to ``problems``.

    A lesson of usual length that was read before is not read again (see ``yamltree.read_yaml``).
    """
    body, found = (_known if len(text.content) <= MOST_KEPT else _read)(text, start, language)
    problems.extend(found)
    return body


def _read(text: Text, start: int, language: str) -> tuple[Body, tuple[Problem, ...]]:
    problems: list[Problem] = []
    lines = list(_lines(text, start))
    for line in lines:
        if found := _HTML.search(line.text):
            at = Place(line.place.path, line.place.line, found.start() + 1)
            problems.append(Problem(at, "a lesson is plain Markdown, without HTML or pictures", "say it in words"))
    parts = _sections(lines, language, problems)
    return Body(_prose(parts[0]), _prose(parts[1]), _items(parts[2], problems)), tuple(problems)


_known = lru_cache(maxsize=256)(_read)


def _lines(text: Text, start: int) -> Iterator[Line]:
    first = text.place(start).line
    for number in range(first, len(text.starts) + 1):
        begin = text.starts[number - 1]
        end = text.starts[number] if number < len(text.starts) else len(text.content)
        yield Line(text.content[max(begin, start) : end].rstrip(), Place(text.path, number))


def _sections(lines: list[Line], language: str, problems: list[Problem]) -> tuple[list[Line], list[Line], list[Line]]:
    """Return the lines of the story, of what to do today, and of the check."""
    parts: list[list[Line]] = [[]]
    wanted = (TODAY.get(language), CHECK.get(language))
    for line in lines:
        if re.match(r"##?([ \t]|$)", line.text):
            number, heading = len(parts) - 1, line.text.lstrip("#").strip()
            if line.text.startswith("# ") or number > 1:
                hint = "the title stands in the head; below it are the story and two headings with ##"
                problems.append(Problem(line.place, f"there is no place for the heading `{heading}`", hint))
                continue
            expected = wanted[number]
            if expected is not None and heading.casefold() != expected.casefold():
                message = f"the {'first' if number == 0 else 'second'} heading is `{heading}`"
                problems.append(Problem(line.place, message, f"write ## {expected}"))
            parts.append([])
        else:
            parts[-1].append(line)
    if len(parts) < 3:
        missing = wanted[len(parts) - 1] or ("what to do today" if len(parts) == 1 else "the check")
        end = lines[-1].place if lines else Place("")
        problems.append(Problem(end, f"this lesson has no section `{missing}`", f"add ## {missing}"))
    parts += [[], []]
    return parts[0], parts[1], parts[2]


def _prose(lines: list[Line]) -> str:
    return "\n".join(line.text for line in lines).strip("\n")


def _joined(lines: list[str]) -> str:
    """Return lines as paragraphs: one line each, an empty line between."""
    paragraphs = re.split(r"\n{2,}", "\n".join(lines).strip("\n"))
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _items(lines: list[Line], problems: list[Problem]) -> tuple[Item, ...]:
    found: list[_Variant] = []
    for line in lines:
        _take(found, line, problems)
    items: dict[str, list[_Variant]] = {}
    for variant in found:
        _add(items, variant, problems)
    return tuple(_item(name, variants, problems) for name, variants in items.items())


def _take(found: list[_Variant], line: Line, problems: list[Problem]) -> None:
    """Put one line where it belongs by how it begins."""
    if line.text.startswith("#"):
        heading = _ITEM.fullmatch(line.text)
        if heading is None or len(heading[1]) > _LONGEST_ID:
            hint = "write ### and an id of small letters, digits and hyphens; another way to ask it is ### that-id/b"
            problems.append(Problem(line.place, "this heading names no item", hint))
        # A heading that is wrong still ends the item above it.
        found.append(_Variant(line, heading[1] if heading else "", (heading[2] or "a") if heading else "a"))
    elif not line.text:
        if found and not found[-1].options:
            found[-1].stem.append("")
    elif not found:
        problems.append(Problem(line.place, "this stands before the first item", "an item begins with ### its-id"))
    elif option := _OPTION.fullmatch(line.text):
        found[-1].options.append(_Option(line, option[1] != " ", [option[2]]))
    elif line.text.startswith(("- ", "* ", "- [", "* [")):
        hint = "write - [x] before a best answer and - [ ] before any other"
        problems.append(Problem(line.place, "this option does not say whether it is right", hint))
    elif found[-1].options:
        _take_below(found[-1].options[-1], line, problems)
    elif not any(found[-1].stem) and (key := _KEY.fullmatch(line.text)) and key[1].islower():
        _take_key(found[-1], key, line, problems)
    else:
        found[-1].stem.append(_bare(line.text))


def _take_key(variant: _Variant, key: re.Match[str], line: Line, problems: list[Problem]) -> None:
    """Take ``kind:`` or ``best:``; anything else that looks like a key is a slip or the question's first line."""
    name, value = key[1], key[2]
    if name == "kind" and value in _KINDS:
        variant.kind = _KINDS[_KINDS.index(value)]
    elif name == "kind":
        near = suggest(value, _KINDS)
        hint = f"did you mean `{near}`?" if near else ""
        problems.append(Problem(line.place, f"`kind` is `{value}`; it may be {listing(_KINDS, 'or')}", hint))
    elif name == "best" and re.fullmatch(r"[1-5]", value):
        variant.best = int(value)
    elif name == "best":
        problems.append(Problem(line.place, "`best` says how many answers are best", "write best: 2"))
    elif near := suggest(name, ("kind", "best")):
        problems.append(Problem(line.place, f"unknown key `{name}`", f"did you mean `{near}`?"))
    else:
        variant.stem.append(line.text)


def _take_below(option: _Option, line: Line, problems: list[Problem]) -> None:
    """Take a line below an option: its misconception, its feedback, or more of its text."""
    if not line.text[0].isspace():
        hint = "indent it by two spaces, or begin an option with - [ ]"
        problems.append(Problem(line.place, "this line belongs to no option", hint))
    elif named := _MISCONCEPTION.fullmatch(line.text):
        if option.misconception is not None:
            problems.append(Problem(line.place, "an option has one misconception", "keep the likelier one"))
        place = Place(line.place.path, line.place.line, named.start(1) + 1)
        option.misconception = Line(named[1], place)
    elif said := _FEEDBACK.fullmatch(line.text):
        option.feedback.append(said[1])
    elif option.feedback or option.misconception:
        problems.append(Problem(line.place, "this line belongs to nothing", "begin feedback with > on each line"))
    else:
        option.text.append(_bare(line.text))


def _add(items: dict[str, list[_Variant]], variant: _Variant, problems: list[Problem]) -> None:
    if not variant.item:
        return
    earlier = items.setdefault(variant.item, [])
    expected = chr(ord("a") + len(earlier))
    if any(one.letter == variant.letter for one in earlier):
        hint = f"write ### {variant.item}/{expected} for another way to ask it, or give it an id of its own"
        problems.append(Problem(variant.line.place, f"`{variant.item}` already stands above", hint))
        return
    if variant.letter != expected:
        hint = f"write ### {variant.item}{'' if expected == 'a' else '/' + expected}"
        problems.append(Problem(variant.line.place, "the ways to ask an item are lettered in order", hint))
    earlier.append(variant)


def _item(name: str, variants: list[_Variant], problems: list[Problem]) -> Item:
    kind = variants[0].kind or "choice"
    for later in variants[1:]:
        if later.kind not in (None, kind):
            message = f"`{name}` is a {kind} above"
            problems.append(Problem(later.line.place, message, "say kind: once, below the first heading"))
    made = tuple(
        Variant(id=one.letter, stem=_joined(one.stem), options=_options(one), place=one.line.place, best=one.best)
        for one in variants
    )
    return Item(name, kind, made, variants[0].line.place)


def _options(variant: _Variant) -> tuple[Option, ...]:
    """Make the options; the best are ``best``, or ``best-1`` and on where several are."""
    made = []
    best = 0
    for number, one in enumerate(variant.options, 1):
        best += one.best
        named = one.misconception.text if one.misconception else None
        name = ("best" if variant.best == 1 else f"best-{best}") if one.best else named or f"option-{number}"
        place = one.misconception.place if one.misconception else one.line.place
        made.append(Option(name, " ".join(" ".join(one.text).split()), one.best, _joined(one.feedback), place, named))
    return tuple(made)
