"""Reads HTML as a tree and never as a page: what a person would see, where it leads, what it would do.

Nothing is rendered, fetched or run. Large pages are read up to a bound, which is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

MOST_CHARACTERS = 3_000_000
MOST_NODES = 60_000
MOST_LINKS = 2_000
MOST_DEPTH = 2_000
_MOST_HIDDEN = 400

#: Elements that stay open until they are closed; those that close by themselves nest in no depth.
_TAG = re.compile(
    r"<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|p|li|td|tr|th|dd|dt|option|body|html"
    r"|head|script|style|tbody)\b)[a-zA-Z]",
    re.IGNORECASE,
)
_REFRESH = re.compile(r"url\s{0,5}=\s{0,5}['\"]?([^'\">\s]{1,4000})", re.IGNORECASE)
_STYLE_URL = re.compile(r"url\(\s{0,5}['\"]?([^'\")\s]{1,4000})", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\xa0]+")
_HIDDEN = (
    ("display: none", re.compile(r"display\s{0,3}:\s{0,3}none", re.IGNORECASE)),
    ("visibility: hidden", re.compile(r"visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)),
    (
        "font-size: 0",
        re.compile(r"font-size\s{0,3}:\s{0,3}[01](?:\.\d{1,3})?(?:px|pt|em|%)?\s{0,3}(?:;|$|!)", re.IGNORECASE),
    ),
    ("opacity: 0", re.compile(r"(?:^|[;\s])opacity\s{0,3}:\s{0,3}0(?:\.0{1,3})?\s{0,3}(?:;|$|!)", re.IGNORECASE)),
    ("max-height: 0", re.compile(r"max-(?:height|width)\s{0,3}:\s{0,3}0(?:px)?\s{0,3}(?:;|$|!)", re.IGNORECASE)),
    ("off the page", re.compile(r"(?:text-indent|left|top)\s{0,3}:\s{0,3}-\d{3,5}", re.IGNORECASE)),
)
_TINY = re.compile(r"^\s*[01](?:px)?\s*$")
_COLOUR = re.compile(r"(?:^|[;\s])color\s{0,3}:\s{0,3}(#?[a-z0-9]{3,20})", re.IGNORECASE)
_GROUND = re.compile(r"background(?:-color)?\s{0,3}:\s{0,3}(#?[a-z0-9]{3,20})", re.IGNORECASE)
_SKIPPED = frozenset(("script", "style", "head", "title", "template", "noscript"))
#: What carries an address, and what kind of leading there it is.
_LEADS = {
    "a": ("href", "xlink:href"),
    "area": ("href",),
    "form": ("action",),
    "button": ("formaction",),
    "input": ("formaction",),
}
_SHOWS = {"iframe": "src", "frame": "src", "embed": "src", "object": "data", "portal": "src", "applet": "code"}


@dataclass(slots=True)
class Page:
    """What an HTML text holds. ``links`` are (target, shown, how) as they stand; ``text`` is what a person reads."""

    text: str = ""
    base: str = ""
    links: list[tuple[str, str, str]] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    watching: list[str] = field(default_factory=list)
    shows: list[str] = field(default_factory=list)
    refreshes: list[str] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    passwords: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    handlers: list[str] = field(default_factory=list)
    downloads: bool = False
    whole: bool = True


def is_markup(name: str, declared: str, data: bytes) -> bool:
    """Whether a content is HTML, by what it says it is or by how it begins."""
    ending = name.lower().rpartition(".")[2]
    if declared in ("text/html", "application/xhtml+xml", "image/svg+xml") or ending in (
        "htm", "html", "xhtml", "shtml", "xht", "svg", "mht"
    ):  # fmt: skip
        return True
    head = data[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<svg", b"<script"))


def read(text: str) -> Page:
    """Read an HTML text. Never raises; what lies behind the bounds is left out and ``whole`` is False."""
    bounded = _shallow(text[:MOST_CHARACTERS].replace("\0", ""))
    page = Page(whole=len(bounded) >= len(text) - text.count("\0"))
    tree = LexborHTMLParser(bounded)
    root = tree.root
    if root is None:
        return page
    for number, node in enumerate(root.traverse(include_text=False)):
        if number >= MOST_NODES or len(page.links) >= MOST_LINKS:
            page.whole = False
            break
        _node(node, page)
    page.text = _words(root)
    return page


def _shallow(text: str) -> str:
    """Cut a text where elements lie too deep in each other: building their tree takes the square of the depth."""
    if text.count("<") < MOST_DEPTH:
        return text
    depth = 0
    for match in _TAG.finditer(text):
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > MOST_DEPTH:
            return text[: match.start()]
    return text


def _node(node: LexborNode, page: Page) -> None:
    tag = node.tag or ""
    attributes = {name.lower(): value or "" for name, value in node.attributes.items()}
    for name in _LEADS.get(tag, ()):
        if attributes.get(name):
            how = "anchor" if tag in ("a", "area") else "form"
            page.links.append((attributes[name], _shown(node), how))
    _special(tag, node, attributes, page)
    if "download" in attributes:
        page.downloads = True
    for name, value in attributes.items():
        if name.startswith("on") and len(name) > 3:
            page.handlers.append(value[:20_000])
    style = attributes.get("style", "")
    if style or "hidden" in attributes:
        _hidden(node, style, "hidden" in attributes, page)
        page.images.extend(_STYLE_URL.findall(style)[:20])


def _special(tag: str, node: LexborNode, attributes: dict[str, str], page: Page) -> None:
    if tag == "img" or tag == "image":
        source = attributes.get("src") or attributes.get("xlink:href") or attributes.get("href", "")
        small = _TINY.match(attributes.get("width", "")) and _TINY.match(attributes.get("height", ""))
        (page.watching if small else page.images).append(source)
    elif tag == "base":
        page.base = page.base or attributes.get("href", "")
    elif tag == "form":
        page.forms.append(attributes.get("action", ""))
    elif tag == "input" and attributes.get("type", "").strip().lower() == "password":
        page.passwords.append(_form_of(node))
    elif tag == "meta" and attributes.get("http-equiv", "").strip().lower() == "refresh":
        page.refreshes.extend(_REFRESH.findall(attributes.get("content", ""))[:5])
    elif tag == "script":
        page.scripts.append((attributes.get("src", "") and f"src={attributes['src']}") or (node.text() or ""))
    elif tag in _SHOWS and attributes.get(_SHOWS[tag]):
        page.shows.append(attributes[_SHOWS[tag]])
    elif tag == "iframe" and attributes.get("srcdoc"):
        page.shows.append("srcdoc")


def _form_of(node: LexborNode) -> str:
    above = node.parent
    for _ in range(60):
        if above is None:
            return ""
        if above.tag == "form":
            return above.attributes.get("action") or ""
        above = above.parent
    return ""


def _shown(node: LexborNode) -> str:
    words = []
    length = 0
    for number, one in enumerate(node.traverse(include_text=True)):
        if number > 400 or length > 600:
            break
        if one.tag == "-text":
            said = one.text_content or ""
            words.append(said)
            length += len(said)
        elif one.tag == "img":
            words.append((one.attributes.get("alt") or "")[:200])
    return _SPACE.sub(" ", " ".join(words)).strip()[:500]


def _hidden(node: LexborNode, style: str, attribute: bool, page: Page) -> None:
    how = "hidden" if attribute else next((name for name, pattern in _HIDDEN if pattern.search(style)), "")
    if not how:
        colour, ground = _COLOUR.search(style), _GROUND.search(style)
        if colour is not None and ground is not None and colour[1].lower() == ground[1].lower():
            how = "same colour as its ground"
    if how and len(page.hidden) < _MOST_HIDDEN:
        said = _shown(node)
        if said:
            page.hidden.append((how, said))


def _words(root: LexborNode) -> str:
    return _SPACE.sub(" ", " ".join(_read(root))).strip()


def _read(root: LexborNode) -> Iterator[str]:
    """Yield the texts that a person reads, in order, without scripts and styles."""
    for number, one in enumerate(root.traverse(include_text=True)):
        if number >= MOST_NODES * 2:
            return
        if one.tag == "-text":
            above = one.parent
            if above is None or above.tag not in _SKIPPED:
                yield one.text_content or ""
