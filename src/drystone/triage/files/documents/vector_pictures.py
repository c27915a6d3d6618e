"""SVG pictures, which are pages: scripts, handlers and embedded pages are told, links and words are kept."""

from __future__ import annotations

import re

from drystone.triage.files.addresses import link_all
from drystone.triage.files.findings import Findings
from drystone.triage.files.wording import decoded

_SCRIPT = re.compile(r"<\s*(?:[\w-]{1,20}:)?script\b|\bjavascript\s*:|\sxlink:href\s*=\s*[\"']?\s*data:text/html", re.I)
_HANDLER = re.compile(r"<[^>]{0,2000}\s(on(?:load|error|begin|end|click|focus\w{0,4}|mouse\w{1,10}))\s*=", re.I)
_PAGE = re.compile(r"<\s*(?:[\w-]{1,20}:)?(foreignObject|iframe|embed|object|form|input|meta)\b", re.I)
_HREF = re.compile(r"(?:xlink:)?href\s*=\s*(?:\"([^\"]{1,2000})\"|'([^']{1,2000})')", re.I)


def read_svg(found: Findings) -> None:
    """Add what an SVG picture would do in a browser, and where it points."""
    text = decoded(found.data, found.content.declared)
    found.say(text)
    match = _SCRIPT.search(text) or _HANDLER.search(text)
    if match:
        found.sign("picture-with-script", what=match.group().strip("< ")[-60:])
    page = _PAGE.search(text)
    if page:
        found.sign("picture-holds-page", what=page.group(1))
    for quoted, single in _HREF.findall(text)[:200]:
        target = quoted or single
        if not target.startswith(("#", "data:")):
            found.link(target, "image")
    link_all(found, text, "image")
