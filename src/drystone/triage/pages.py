"""The signs in HTML: forms, scripts, hidden text, files that are put together only when it is opened."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from drystone.triage import confusables, urls
from drystone.triage.collecting import Gathered
from drystone.triage.markup import Page

_MANY_HIDDEN = 40
_ZERO_WIDTH = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u180e\u034f"))
_BETWEEN = re.compile(r"(?<=[a-zA-Z])[\u00ad\u200b\u200c\u200d\u2060\ufeff\u180e\u034f]+(?=[a-zA-Z])")
_BASE64_RUN = re.compile(r"[A-Za-z0-9+/]{600}")
_MAKES = (
    ("Blob", re.compile(r"new\s{1,5}(?:Blob|File)\b|\bcreateObjectURL\b|\bmsSaveOrOpenBlob\b|\bmsSaveBlob\b")),
    (
        "base64",
        re.compile(
            r"\batob\b|\bfromCharCode\b|\bUint8Array\b|\bcharCodeAt\b|data:[a-z-]{1,20}/[a-z0-9.+-]{1,60};base64"
        ),
    ),
    (
        "download",
        re.compile(r"\.download\s{0,5}=|setAttribute\(\s{0,5}['\"]download|\.click\(\s{0,5}\)|navigator\.msSave"),
    ),
)
_DISGUISES = (
    (
        "eval",
        re.compile(
            r"\beval\s{0,3}\(|\bnew\s{1,5}Function\s{0,3}\(|document\.write\s{0,3}\(\s{0,3}(?:unescape|atob|decodeURI)"
        ),
    ),
    ("unescape", re.compile(r"\bunescape\s{0,3}\(|(?:%[0-9a-fA-F]{2}){60}")),
    ("\\x letters", re.compile(r"(?:\\x[0-9a-fA-F]{2}){40}|(?:\\u[0-9a-fA-F]{4}){40}")),
    ("numbers", re.compile(r"(?:\d{1,3}\s{0,2},\s{0,2}){200}")),
    ("_0x names", re.compile(r"(?:_0x[0-9a-f]{4,6}\W[^_]{0,200}){10}")),
    ("packer", re.compile(r"function\(p,a,c,k,e,[dr]\)")),
    ("atob", re.compile(r"\batob\s{0,3}\(")),
)
MOST_SCRIPT = 400_000


def look(page: Page, signs: Gathered, part: str, *, attached: bool) -> None:
    """Gather what an HTML text would do. ``attached`` tells a page that opens in a browser from the mail's own text."""
    _forms(page, signs, part, attached=attached)
    _scripts(page, signs, part, attached=attached)
    for target in page.refreshes:
        signs.add("leads-on", part, target=target)
    if page.base and urls.parse(page.base) is not None and not attached:
        signs.add("moved-links", part, target=page.base)
    for target in page.shows:
        signs.add("page-inside", part, target=target)
    for source in page.watching:
        found = urls.parse(source, page.base)
        if found is not None and found.host:
            signs.add("watched", part, target=found.host)
    _hidden(page, signs, part)
    if not page.whole:
        signs.add("not-all-read", part, what=f"HTML of {part}")


def _forms(page: Page, signs: Gathered, part: str, *, attached: bool) -> None:
    for action in page.passwords:
        signs.add("password-field", part, target=_place(action, page, attached=attached))
    if page.passwords:
        return
    for action in page.forms:
        found = urls.parse(action, page.base)
        if found is not None and (found.host or found.scheme == "mailto"):
            signs.add("form", part, target=_place(action, page, attached=attached))


def _place(action: str, page: Page, *, attached: bool) -> str:
    found = urls.parse(action, page.base)
    if found is not None:
        return found.host or found.written
    return "a script" if attached and page.scripts else "itself"


def _scripts(page: Page, signs: Gathered, part: str, *, attached: bool) -> None:
    code = "\n".join([*page.scripts, *page.handlers])[:MOST_SCRIPT]
    if not code.strip():
        return
    makes = [name for name, pattern in _MAKES if pattern.search(code)]
    large = _BASE64_RUN.search(code) is not None
    if len(makes) >= 2 and (large or "Blob" in makes or page.downloads):
        signs.add("smuggled-file", part, how=" + ".join([*makes, *(["large text"] if large else [])]))
        return
    disguises = [name for name, pattern in _DISGUISES if pattern.search(code)]
    if disguises and (attached or len(disguises) > 1 or large):
        signs.add("disguised-script", part, how=", ".join(disguises))
    elif attached or any(map(str.strip, page.scripts)):
        signs.add("page-script", part)


def _hidden(page: Page, signs: Gathered, part: str) -> None:
    lengths: Counter[str] = Counter()
    for how, said in page.hidden:
        lengths[how] += len(said)
    for how, length in lengths.items():
        # A short hidden line is the preview that newsletters write for the inbox.
        if length >= _MANY_HIDDEN * (5 if how in ("display: none", "max-height: 0", "hidden") else 1):
            said = next(said for name, said in page.hidden if name == how)
            signs.add("hidden-text", part, how=how, text=said[:160])


def wording(text: str, signs: Gathered, part: str) -> str:
    """Gather what is done to the letters of a text so that filters misread it; return it as a person reads it."""
    if text.isascii():
        return text
    cut = len(_BETWEEN.findall(text))
    if cut > 3:
        signs.add("zero-width", part, count=str(cut))
    plain = text.translate(_ZERO_WIDTH)
    words = [one for one in plain[:50_000].split() if not one.isascii() and confusables.mixed(one) and len(one) > 2]
    if len(words) > 1:
        signs.add("mixed-words", part, text=" ".join(words[:8]))
    return unicodedata.normalize("NFKC", plain)
