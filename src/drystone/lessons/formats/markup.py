"""Texts: plain words in paragraphs, our small Markdown (paragraphs, lists, emphasis), and HTML for those who need it.

Rules of this module: HTML that comes in is read by an allow-list and becomes words; no tag, attribute or address of it
survives. A script, a frame, a form, an event handler or an address that runs is no text at all: the file is refused.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final, Literal
from xml.etree.ElementTree import Element

from drystone.lessons.formats import limits
from drystone.lessons.formats.refusing import damaged, hostile, too_much
from drystone.lessons.formats.trees import local

Style = Literal["", "em", "strong"]
Kind = Literal["paragraph", "bullet", "number"]
#: Words with how they are said.
Run = tuple[str, Style]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_LIST = re.compile(r"(?:([-*+])|(\d{1,5})[.)])[ \t]+(?=\S)")
_INLINE = re.compile(
    r"\\([\\*_#>+.)-])"
    r"|\*\*(?=\S)((?:\\.|[^*\\])*?(?:\\.|[^*\\\s]))\*\*"
    r"|\*(?=[^\s*])((?:\\.|[^*\\])*?(?:\\.|[^*\\\s]))\*"
    r"|(?<![\w\\])_(?=\S)((?:\\.|[^_\\])*?(?:\\.|[^_\\\s]))_(?!\w)"
)
_STARTS = re.compile(r"(#|>|[-*+](?=\s)|\d{1,5}[.)](?=\s))")
_SPECIAL = re.compile(r"([\\*_])")

_DECLARATION = re.compile(r"<[!?][^<>]*>")
_UNENDED = re.compile(r"<(?![A-Za-z/][^<>]*>)")

_PARAGRAPHS: Final = frozenset(
    "p div h1 h2 h3 h4 h5 h6 blockquote pre section article header footer figure figcaption table tr caption dl dt dd "
    "hr br center address main aside details summary ul ol".split()
)
_EMPHASIS: Final[dict[str, Style]] = {"em": "em", "i": "em", "strong": "strong", "b": "strong", "u": "em"}
_HEADINGS: Final = frozenset("h1 h2 h3 h4 h5 h6 th dt summary".split())
_REFUSED: Final = frozenset(
    "script iframe frame frameset object embed applet form input button select textarea base svg template slot "
    "portal".split()
)
#: What says how a text looks; left out with what is inside.
_LOOKS: Final = frozenset("style link meta title head".split())
_PICTURES: Final = frozenset("img video audio picture source track canvas image".split())
#: An address that runs; browsers skip blanks and control characters inside its scheme.
_RUNS = re.compile(r"(?:javascript|vbscript|data|file|blob):", re.IGNORECASE)
_SKIPPED = re.compile(r"[\s\x00-\x20]+")
_ADDRESSES: Final = frozenset("href src action data srcdoc srcset xlink:href formaction poster background".split())


@dataclass(slots=True)
class Block:
    """A paragraph, or one point of a list."""

    kind: Kind
    runs: list[Run] = field(default_factory=list)


def tidy(text: str) -> str:
    """Return plain words in paragraphs: one line each, one empty line between, no control characters."""
    lines = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", lines))
    return "\n\n".join(part for part in paragraphs if part)


def line(text: str) -> str:
    """Return plain words in one line."""
    return " ".join(_CONTROL.sub("", text).split())


def markdown(text: str) -> str:
    """Return our Markdown in the one way that we write it: a line a paragraph, a line a point, ``*`` for emphasis."""
    return to_markdown(blocks(text))


def blocks(text: str) -> list[Block]:
    """Read our Markdown."""
    found: list[Block] = []
    for part in re.split(r"\n[ \t]*\n", _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))):
        gathered: list[tuple[Kind, list[str]]] = []
        for raw in part.split("\n"):
            words = raw.strip()
            point = _LIST.match(words)
            if point:
                gathered.append(("bullet" if point[1] else "number", [words[point.end() :]]))
            elif words and gathered:
                gathered[-1][1].append(words)
            elif words:
                gathered.append(("paragraph", [words]))
        found += [Block(kind, _runs(" ".join(" ".join(words).split()))) for kind, words in gathered]
    return found


def to_markdown(listed: Sequence[Block]) -> str:
    """Write blocks as our Markdown."""
    parts: list[str] = []
    number = 0
    for before, block in zip([None, *listed], listed, strict=False):
        words = _inline(block.runs)
        number = number + 1 if block.kind == "number" and before is not None and before.kind == "number" else 1
        if block.kind == "paragraph":
            words = (
                _STARTS.sub(lambda found: f"{found[1][:-1]}\\{found[1][-1]}", words, count=1)
                if _STARTS.match(words)
                else words
            )
            mark = ""
        else:
            mark = "- " if block.kind == "bullet" else f"{number}. "
        together = before is not None and before.kind == block.kind != "paragraph"
        parts += ["" if before is None else "\n" if together else "\n\n", mark + words]
    return "".join(parts)


def tidied(listed: Iterable[Block]) -> list[Block]:
    """Return the blocks that say something, with single blanks and neighbours joined."""
    made = [Block(block.kind, _joined(block.runs)) for block in listed]
    return [block for block in made if block.runs]


def plain(listed: Iterable[Block]) -> str:
    """Return blocks as plain words in paragraphs; points of a list begin with a dot."""
    return tidy(
        "\n\n".join(("" if one.kind == "paragraph" else "• ") + "".join(said for said, _ in one.runs) for one in listed)
    )


def html_of_markdown(text: str) -> str:
    """Return our Markdown as HTML: ``p``, ``ul``, ``ol``, ``li``, ``em`` and ``strong``, and nothing else."""
    return html_of_blocks(blocks(text))


def html_of_blocks(listed: Sequence[Block]) -> str:
    """Return blocks as HTML."""
    parts: list[str] = []
    open_list: Kind = "paragraph"
    for block in listed:
        if block.kind != open_list:
            parts += [_END[open_list], _BEGIN[block.kind]]
            open_list = block.kind
        said = "".join(
            f"<{how}>{html.escape(words, quote=False)}</{how}>" if how else html.escape(words, quote=False)
            for words, how in block.runs
        )
        parts.append(f"<p>{said}</p>" if block.kind == "paragraph" else f"<li>{said}</li>")
    return "".join([*parts, _END[open_list]])


_BEGIN: Final[dict[Kind, str]] = {"paragraph": "", "bullet": "<ul>", "number": "<ol>"}
_END: Final[dict[Kind, str]] = {"paragraph": "", "bullet": "</ul>", "number": "</ol>"}


def html_of_plain(text: str) -> str:
    """Return plain words as HTML paragraphs."""
    return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in text.split("\n\n")) if text else ""


def blocks_of_html(text: str, where: str, left: list[str]) -> list[Block]:
    """Read HTML by the allow-list; what is left out is told in ``left``. Raises RefusedFileError for what runs."""
    if len(text) > limits.MAX_TEXT:
        raise too_much("a text in this file is too long", where, limits.MAX_TEXT)
    reader = _Reader(where)
    reader.feed(_simple(text, where))
    reader.close()
    left += sorted(reader.left)
    return reader.finished()


def _simple(text: str, where: str) -> str:
    """Return HTML of plain tags only: no comments, no declarations, and a ``<`` that begins no tag as words.

    The parser of the standard library takes time with the square of the length where tags do not end.
    """
    parts, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start + 4)
        if end < 0:
            raise damaged("a text in this file has a comment that never ends", where)
        parts.append(text[at:start])
        at = end + 3
    return _UNENDED.sub("&lt;", _DECLARATION.sub("", "".join([*parts, text[at:]])))


def blocks_in(text: str, how: str, where: str, left: list[str]) -> list[Block]:
    """Read a text as ``plain``, ``markdown``, ``html``, or ``moodle``: HTML in which a new line is one."""
    if len(text) > limits.MAX_TEXT:
        raise too_much("a text in this file is too long", where, limits.MAX_TEXT)
    if how == "markdown":
        return blocks(text)
    if how == "plain" or not re.search(r"[<&]", text):
        return [Block("paragraph", [(part, "")]) for part in tidy(text).split("\n\n") if part]
    return blocks_of_html(text.replace("\n", "<br>") if how == "moodle" else text, where, left)


def blocks_of_tree(element: Element, where: str, left: list[str], skip: frozenset[str] = frozenset()) -> list[Block]:
    """Read the content of an XML element as ``blocks_of_html`` does, without the elements named in ``skip``."""
    reader = _Reader(where)
    for kind, tag, attributes, words in _walk(element, skip):
        if kind == "start":
            reader.handle_starttag(tag, attributes)
        elif kind == "end":
            reader.handle_endtag(tag)
        else:
            reader.handle_data(words)
    left += sorted(reader.left)
    return reader.finished()


#: In QTI an object is a picture or a recording that stands in the package.
_MEDIA: Final = {"object": "picture"}


def _walk(
    element: Element, skip: frozenset[str], *, inside: bool = False
) -> Iterator[tuple[str, str, list[tuple[str, str | None]], str]]:
    """Give the tags and words of an element in order. Its depth is bounded by who read the tree."""
    name = local(element)
    if inside and (name in skip or not name):
        yield "words", "", [], element.tail or ""
        return
    if inside:
        yield (
            "start",
            _MEDIA.get(name, name.lower()),
            [(key.rsplit("}", 1)[-1].lower(), value) for key, value in element.attrib.items()],
            "",
        )
    yield "words", "", [], element.text or ""
    for one in element:
        yield from _walk(one, skip, inside=True)
    if inside:
        yield "end", _MEDIA.get(name, name.lower()), [], ""
        yield "words", "", [], element.tail or ""


class _Reader(HTMLParser):
    """Gathers blocks from tags and words."""

    def __init__(self, where: str) -> None:
        super().__init__(convert_charrefs=True)
        self.where = where
        self.left: set[str] = set()
        self._blocks: list[Block] = [Block("paragraph")]
        self._styles: list[tuple[str, Style]] = []
        self._lists: list[Kind] = []
        self._links: list[tuple[str, int]] = []
        self._told: set[str] = set()
        self._spoken = False
        self._hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._refuse(tag, attrs)
        if len(self._styles) + len(self._lists) > limits.MAX_DEPTH:
            raise too_much("a text in this file is nested too deep", self.where, limits.MAX_DEPTH)
        if tag in _LOOKS or self._hidden:
            self._hidden = self._hidden or (tag if tag in ("style", "title", "head") else "")
            return
        given = {name: value or "" for name, value in attrs}
        if tag in _PICTURES:
            said = line(given.get("alt", ""))
            self.left.add(f"a picture or recording was left out{f' ({said[:60]})' if said else ''}")
            self._say(f" {said} " if said else "")
        elif tag == "math":
            self.left.add("a formula came in as its signs only")
        elif tag == "a":
            self._links.append((given.get("href", "").strip(), len(self._blocks[-1].runs)))
        else:
            self._structure(tag)
        if tag in _EMPHASIS or tag in _HEADINGS:
            self._styles.append((tag, _EMPHASIS.get(tag, "strong")))

    def _structure(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._lists.append("bullet" if tag == "ul" else "number")
            self._block("paragraph")
        elif tag == "li":
            self._block(self._lists[-1] if self._lists else "bullet")
        elif tag in _PARAGRAPHS:
            # A paragraph that opens a point of a list is that point.
            if self._blocks[-1].kind == "paragraph" or self._spoken:
                self._block("paragraph")
        elif tag in ("td", "th"):
            self._say(" ")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            self._hidden = "" if tag == self._hidden else self._hidden
            return
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        if tag in _PARAGRAPHS or tag == "li":
            self._block("paragraph")
        if any(name == tag for name, _ in self._styles):
            while self._styles.pop()[0] != tag:
                pass
        if tag == "a" and self._links:
            self._link(*self._links.pop())

    def _link(self, link: str, began: int) -> None:
        """Say where a link leads, once in a paragraph, unless its own words do."""
        if re.match(r"https?://", link) and link not in self._told:
            self._told.add(link)
            if link not in "".join(said for said, _ in self._blocks[-1].runs[began:]):
                self._say(f" ({line(link)})")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._say(data)

    def finished(self) -> list[Block]:
        """Return the blocks that say something, tidied."""
        if self._hidden:
            raise damaged(f"a text in this file has a <{self._hidden}> that never ends", self.where)
        return tidied(self._blocks)

    def _refuse(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _REFUSED:
            raise hostile(f"a text in this file holds <{tag}>, which can act or hide", self.where)
        for name, value in attrs:
            runs = name in _ADDRESSES and tag not in _PICTURES and _RUNS.match(_SKIPPED.sub("", value or ""))
            if name.startswith("on") or runs:
                raise hostile(f"a text in this file holds something that runs ({tag} {name})", self.where)

    def _say(self, words: str) -> None:
        if words:
            self._spoken = self._spoken or bool(words.strip())
            self._blocks[-1].runs.append((words, self._styles[-1][1] if self._styles else ""))

    def _block(self, kind: Kind) -> None:
        if self._spoken or self._blocks[-1].kind != kind:
            self._blocks.append(Block(kind))
            self._spoken, self._told = False, set()


def _runs(words: str) -> list[Run]:
    """Read emphasis in one paragraph."""
    found: list[Run] = []
    at = 0
    for match in _INLINE.finditer(words):
        found.append((words[at : match.start()], ""))
        escaped, strong, em, also_em = match.groups()
        if escaped is not None:
            found.append((escaped, ""))
        else:
            found.append((_bare(strong or em or also_em), "strong" if strong is not None else "em"))
        at = match.end()
    found.append((words[at:], ""))
    return _joined(found)


def _bare(words: str) -> str:
    return re.sub(r"\\([\\*_#>+.)-])", r"\1", words)


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Join neighbours that are said alike; collapse blanks, and move those at the ends of emphasis outside."""
    spread: list[Run] = []
    for words, style in runs:
        words = _CONTROL.sub("", words)
        bare = words.strip()
        if not style or not bare:
            spread.append((words, ""))
            continue
        start = words.index(bare)
        spread += [(words[:start], ""), (bare, style), (words[start + len(bare) :], "")]
    found: list[Run] = []
    for words, style in spread:
        kept = re.sub(r"\s+", " ", words)
        if kept.startswith(" ") and (not found or found[-1][0].endswith(" ")):
            kept = kept[1:]
        if not kept:
            continue
        if found and found[-1][1] == style:
            found[-1] = (found[-1][0] + kept, style)
        else:
            found.append((kept, style))
    if found and found[-1][0].endswith(" "):
        found[-1] = (found[-1][0].rstrip(), found[-1][1])
    return [run for run in found if run[0]]


def _inline(runs: Sequence[Run]) -> str:
    """Write runs with no more backslashes than they need."""
    simple = "".join(f"{_MARK[how]}{words}{_MARK[how]}" for words, how in runs)
    if _runs(simple) == list(runs):
        return simple
    return "".join(f"{_MARK[how]}{_SPECIAL.sub(_SHIELD, words)}{_MARK[how]}" for words, how in runs)


_SHIELD: Final = r"\\\1"
_MARK: Final[dict[Style, str]] = {"": "", "em": "*", "strong": "**"}
