"""GIFT: questions as lines of text, as Moodle reads and writes them.

Source: Moodle's documentation of the GIFT format. An escaped sign is words; ``// [id:…] [tag:…]`` above a question
carries its id and tags. A description is a text without braces; ours with an id that ends in ``.story`` or ``.today``
carry what a lesson tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from drystone.lessons.formats import limits, markup, tagging
from drystone.lessons.formats.bank import Answer, Bank, Question, Reading, number, worths
from drystone.lessons.formats.gathering import Found, Gathered, misread
from drystone.lessons.formats.markup import Block
from drystone.lessons.formats.refusing import damaged, too_much
from drystone.lessons.formats.wording import of

_SPECIAL = re.compile(r"([\\#=~{}:])")
_BLOT = re.compile(r"\\.")
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_TRUE_FALSE = re.compile(r"(T|TRUE|F|FALSE)\s*(?=#|$)")


def write(banks: Sequence[Bank]) -> bytes:
    """Return the banks as one GIFT file in UTF-8, a category each."""
    return "\n\n".join(part for bank in banks for part in _bank(bank)).encode() + b"\n"


def _bank(bank: Bank) -> Iterator[str]:
    yield f"$CATEGORY: {bank.id}"
    yield (
        _comment(f"{bank.id}.story", tagging.of_bank(bank))
        + f"::{_escaped(bank.title)}::[markdown]{_escaped(bank.story)}"
    )
    if bank.today:
        yield _comment(f"{bank.id}.today", ()) + f"::{of(bank.language, 'today')}::[markdown]{_escaped(bank.today)}"
    for question in bank.questions:
        yield _question(question)


def _comment(name: str, tags: Iterable[str]) -> str:
    carried = "".join(f" [tag:{_shielded(tag)}]" for tag in tags)
    return f"// [id:{_shielded(name)}]{carried}\n"


def _shielded(tag: str) -> str:
    return re.sub(r"([\\\]])", r"\\\1", tag)


def _question(question: Question) -> str:
    lines = [
        _comment(question.id, tagging.of_question(question))
        + f"::{_escaped(question.title or question.id)}::[plain]{_escaped(question.stem)} {{"
    ]
    for answer, worth in zip(question.answers, worths(question.answers, several=question.several), strict=True):
        mark = "=" if worth == 100 and not question.several else "~" if worth == 0 else f"~%{worth:f}%"
        said = f"#{_inside(answer.feedback)}" if answer.feedback else ""
        lines.append(f"\t{mark}{_inside(answer.text)}{said}")
    if question.feedback:
        lines.append(f"\t####{_inside(question.feedback)}")
    return "\n".join([*lines, "}"])


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("\n", "\\n")


def _inside(text: str) -> str:
    """Return a text of an answer; what would be read as a weight or a format gets a format in front."""
    return f"{'[plain]' if text.startswith(('[', '%')) else ''}{_escaped(text)}"


@dataclass(frozen=True, slots=True)
class _Text:
    """Words, and beside them the same with every escaped sign blotted out."""

    words: str
    mask: str

    def cut(self, start: int, end: int | None = None) -> _Text:
        return _Text(self.words[start:end], self.mask[start:end])

    def stripped(self) -> _Text:
        start = len(self.mask) - len(self.mask.lstrip())
        return self.cut(start, len(self.mask.rstrip()) or None)

    def split(self, sign: str, most: int = -1) -> list[_Text]:
        found, at = [], 0
        for part in self.mask.split(sign, most):
            found.append(self.cut(at, at + len(part)))
            at += len(part) + len(sign)
        return found


_ESCAPE = re.compile(r"\\([\\#=~{}:n])")


def _text(raw: str) -> _Text:
    words, mask, at = [], [], 0
    for match in _ESCAPE.finditer(raw):
        between = raw[at : match.start()]
        words += [between, "\n" if match[1] == "n" else match[1]]
        mask += [between, "\0"]
        at = match.end()
    return _Text("".join([*words, raw[at:]]), "".join([*mask, raw[at:]]))


def read(content: bytes, where: str, name: str, language: str = "en") -> Reading:
    """Return the questions of a GIFT file. Raises RefusedFileError."""
    if len(content) > limits.MAX_DOCUMENT:
        raise too_much("this file is too large", where, limits.MAX_DOCUMENT)
    try:
        raw = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise damaged("this GIFT file is not UTF-8", where) from None
    if "\0" in raw:
        raise damaged("this is no text file", where)
    gathered = Gathered(where, name, language)
    for comments, body in _parts(raw):
        _take(gathered, comments, body)
    return gathered.finished()


def _parts(raw: str) -> Iterator[tuple[str, str]]:
    """Give each question's comments and text: an empty line ends one, unless its braces are still open."""
    comments: list[str] = []
    lines: list[str] = []
    depth = 0
    for line in [*raw.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]:
        bare = line.strip()
        category = bare.startswith("$CATEGORY:") and depth <= 0
        if bare.startswith("//"):
            comments.append(bare)
        elif (category or not bare) and lines and depth <= 0:
            yield "\n".join(comments), "\n".join(lines)
            comments, lines, depth = [], [], 0
        elif not category and (bare or lines):
            signs = _ESCAPE.sub("", line)
            depth += signs.count("{") - signs.count("}")
            lines.append(line)
        if category:
            yield "", bare
            comments = []
    if lines:
        yield "\n".join(comments), "\n".join(lines)


def _take(gathered: Gathered, comments: str, raw: str) -> None:
    if raw.startswith("$CATEGORY:"):
        gathered.begin(raw.partition(":")[2].strip().rstrip("/").rsplit("/", 1)[-1])
        return
    text = _text(raw).stripped()
    title = ""
    if text.mask.startswith("::") and (end := text.mask.find("::", 2)) > 0:
        title = text.words[2:end].strip()
        text = text.cut(end + 2).stripped()
    name = next((_bare(one) for one in _marked(comments, "[id:")), "")
    tags = tuple(_bare(tag) for tag in _marked(comments, "[tag:"))
    begins, ends = text.mask.find("{"), text.mask.rfind("}")
    if begins < 0 and ends < 0:
        _tell(gathered, name, title, text, tags)
    elif begins < 0 or ends < begins:
        raise damaged(f"the braces of the question {(title or text.words)[:60]!r} do not match", gathered.where)
    elif text.mask.count("{") > 1 or text.mask.count("}") > 1:
        shown = (title or text.words[:begins])[:60]
        gathered.leave(f"{shown}: another question follows it without an empty line between them")
    else:
        _ask(gathered, Found("", (), name, title, tags=tags), text, (begins, ends))


def _marked(comments: str, sign: str) -> Iterator[str]:
    """Give what stands between a sign and the next bracket, in one walk, however many signs have none."""
    blotted = _BLOT.sub("\0\0", comments)
    at, end = 0, -1
    while (start := blotted.find(sign, at)) >= 0:
        at = start + len(sign)
        end = end if end >= at else blotted.find("]", at)
        if end < 0:
            return
        if 0 < end - at <= 2 * limits.MAX_TAG:
            yield comments[at:end]
            at = end + 1


def _bare(tag: str) -> str:
    return re.sub(r"\\(.)", r"\1", tag).strip()


def _tell(gathered: Gathered, name: str, title: str, text: _Text, tags: tuple[str, ...]) -> None:
    """Take a description: our story or task, or words of others, which join the story."""
    said = markup.to_markdown(_blocks(gathered, text, "moodle", title))
    if name.endswith(".story"):
        gathered.tag(tags)
        gathered.tell(title=markup.line(title), story=said)
    elif name.endswith(".today"):
        gathered.tell(today=said)
    else:
        gathered.tell(story="\n\n".join(part for part in (gathered.bank.story, said) if part))


def _blocks(gathered: Gathered, text: _Text, usual: str, name: str) -> list[Block]:
    found = _FORMAT.match(text.mask)
    how = found[1] if found else usual
    notes: list[str] = []
    made = markup.blocks_in(text.words[found.end() :] if found else text.words, how, gathered.where, notes)
    misread(gathered.left, name, notes)
    return made


def _ask(gathered: Gathered, found: Found, text: _Text, braces: tuple[int, int]) -> None:
    before, inside, after = text.cut(0, braces[0]), text.cut(braces[0] + 1, braces[1]), text.cut(braces[1] + 1)
    blank = " _____ " if after.words.strip() else ""
    stem = _Text(before.words + blank + after.words, before.mask + blank + after.mask).stripped()
    how = format_found[1] if (format_found := _FORMAT.match(stem.mask)) else "moodle"
    name = found.title or found.id or stem.words[:60]

    def words(part: _Text) -> str:
        return markup.plain(_blocks(gathered, part.stripped(), how, name))

    general, answers = "", inside.stripped()
    if (at := answers.mask.rfind("####")) >= 0:
        general, answers = words(answers.cut(at + 4)), answers.cut(0, at).stripped()
    asked = replace(found, stem=words(stem), feedback=general)
    if "~" in answers.mask and not answers.mask.startswith("#"):
        parts = re.split(r"(?=[~=])", answers.mask)
        gathered.asks(len(parts) - 1)
        made, at = [], 0
        for mask in parts:
            part = answers.cut(at, at + len(mask)).stripped()
            at += len(mask)
            if part.words:
                made.append(_answer(part, words, gathered.where))
        several = not any(part.startswith("=") for part in parts)
        made = [replace(one, best=(one.worth or 0) > 0) if several else one for one in made]
        gathered.add(replace(asked, answers=tuple(made), several=several))
    elif truth := _TRUE_FALSE.match(answers.mask):
        _true_false(gathered, asked, truth[1].startswith("T"), [words(one) for one in answers.split("#", 2)[1:]])
    else:
        gathered.leave(f"{name}: {_other(answers.mask)}; only questions with answers to choose come in")


def _other(mask: str) -> str:
    if not mask:
        return "it asks for an essay"
    if mask.startswith("#"):
        return "it asks for a number"
    return "it asks to match pairs" if "->" in mask else "it asks for a word"


def _answer(part: _Text, words: Callable[[_Text], str], where: str) -> Answer:
    best = part.mask.startswith("=")
    rest = part.cut(1) if part.mask[:1] in ("=", "~") else part
    worth = number("100" if best else "0", where)
    if not best and (found := re.match(r"\s*%([^%\s]{1,30})%", rest.mask)):
        worth = number(found[1], where)
        rest = rest.cut(found.end())
    text, *said = rest.split("#", 1)
    return Answer(words(text), best or worth == 100, words(said[0]) if said else "", worth=worth)


def _true_false(gathered: Gathered, asked: Found, truth: bool, said: list[str]) -> None:
    wrong, right = [*said, "", ""][:2]
    answers = tuple(
        Answer(of(gathered.bank.language, word), best, right if best else wrong)
        for word, best in (("true", truth), ("false", not truth))
    )
    gathered.add(replace(asked, answers=answers))
