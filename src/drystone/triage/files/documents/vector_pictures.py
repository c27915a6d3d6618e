"""SVG pictures, which are pages: scripts, handlers and embedded pages are told, links and words are kept."""

from __future__ import annotations

import re

from drystone.triage.files.addresses import link_all
from drystone.triage.files.findings import Findings
from drystone.triage.files.wording import decoded

_SCRIPT = re.compile(
    r"<\s{0,5}(?:[\w-]{1,20}:)?script\b|\bjavascript\s{0,5}:|href\s{0,5}=\s{0,5}[\"']?\s{0,5}data:text/html", re.I
)
_TAG = re.compile(r"<[^<>]{0,4000}")
_HANDLER = re.compile(r"\s(on(?:load|error|begin|end|click|focus\w{0,4}|mouse\w{1,10}))\s{0,5}=", re.I)
_PAGE = re.compile(r"<\s{0,5}(?:[\w-]{1,20}:)?(foreignObject|iframe|embed|object|form|input|meta)\b", re.I)
_HREF = re.compile(r"(?:xlink:)?href\s{0,5}=\s{0,5}(?:\"([^\"]{1,2000})\"|'([^']{1,2000})')", re.I)


def read_svg(found: Findings) -> None:
    """Add what an SVG picture would do in a browser, and where it points."""
    text = decoded(found.data, found.content.declared)
    found.say(text)
    match = _SCRIPT.search(text) or _handler(text)
    if match:
        found.sign("picture-with-script", what=match.group().strip("< \n\t"))
    page = _PAGE.search(text)
    if page:
        found.sign("picture-holds-page", what=page.group(1))
    for quoted, single in _HREF.findall(text)[:200]:
        target = quoted or single
        if not target.startswith(("#", "data:")):
            found.link(target, "image")
    link_all(found, text, "image")


def _handler(text: str) -> re.Match[str] | None:
    """Something that runs when the picture is shown or touched; handlers stand only inside tags."""
    for tag in _TAG.finditer(text):
        match = _HANDLER.search(tag.group())
        if match:
            return match
    return None
