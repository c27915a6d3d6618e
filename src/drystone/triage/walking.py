"""Walks everything that lies in a message: parts, files, what lies in those, and messages in any of them.

One queue, one budget: nothing nested goes round the bounds, and whatever was not looked at is said.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from hashlib import sha256

from drystone.triage import decoding, drawn, markup, pages, phrases, reading, urls
from drystone.triage.collecting import Gathered
from drystone.triage.files.inspecting import inspect
from drystone.triage.files.rules import RuleSet
from drystone.triage.limits import Limits
from drystone.triage.outlook import msg
from drystone.triage.parts import Part
from drystone.triage.signs import Content, Link

MOST_LISTED = 300
MOST_LINKS = 3_000
MOST_MESSAGES = 20
_NOISE = 40
_BASE64_RUN = re.compile(rb"[A-Za-z0-9+/]{800,}={0,2}")
_PAGES = ("text/html", "image/svg+xml", "application/xhtml+xml")
_DATA_LINK = re.compile(r"^data:([a-z0-9.+/-]{0,100})[^,]{0,100},", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Carried:
    """One file that the message carries, or that lies in one that it carries."""

    part: str
    name: str
    declared: str
    true_type: str
    size: int
    sha256: str


@dataclass(slots=True)
class Walked:
    """What walking found. ``texts`` are (part, text) as a person would read them, the message's own first."""

    links: list[Link] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    carried: list[Carried] = field(default_factory=list)
    messages: list[Part] = field(default_factory=list)
    images: int = 0
    whole: bool = True
    rules: RuleSet | None = None


def walk(root: Part, limits: Limits, signs: Gathered, rules: RuleSet | None = None) -> Walked:
    """Look into everything below a message. Never raises for hostile content."""
    walked = Walked(messages=[root], rules=rules)
    queue: deque[Content] = deque()
    _message(root, walked, queue, signs)
    known = tuple(one for _, text in walked.texts for one in phrases.passwords(text))
    limits.passwords = tuple(dict.fromkeys((*known, *limits.passwords)))
    while queue:
        _content(queue.popleft(), walked, queue, (limits, signs))
    return walked


def _message(message: Part, walked: Walked, queue: deque[Content], signs: Gathered) -> None:
    for part in message.walk():
        if part.message and part is not message and part not in walked.messages:
            walked.messages.append(part)
        if part.children or (part.type.startswith("multipart/") and not part.data.strip()):
            continue
        _closed(part, signs)
        if part.noise > _NOISE:
            signs.add("base64-noise", part.path, name=part.name or part.type, count=str(part.noise))
        content = Content(part.path, part.name, part.type, part.data)
        if part.disposition == "attachment" or part.name or part.type not in ("text/plain", "text/html"):
            queue.append(content)
        elif part.type == "text/html" or markup.is_markup("", "", part.data):
            _page(part.text, part.path, walked, queue, signs)
        else:
            _plain(part, walked, queue, signs)


def _closed(part: Part, signs: Gathered) -> None:
    """Gather that a part keeps its content from everybody but the recipient's own program."""
    kind, parameters = part.headers.parameters("content-type")
    if kind == "application/pgp-encrypted" or (
        kind in ("application/pkcs7-mime", "application/x-pkcs7-mime")
        and parameters.get("smime-type", "").lower() in ("enveloped-data", "authenveloped-data")
    ):
        signs.add("sealed-message", part.path)
    elif kind in ("message/partial", "message/external-body"):
        signs.add("kept-elsewhere", part.path, type=kind)


def _plain(part: Part, walked: Walked, queue: deque[Content], signs: Gathered) -> None:
    _text(part.text, part.path, walked, signs)
    for code in drawn.codes(part.text):
        signs.add("drawn-code", part.path)
        if code:
            _link(Link(part.path, code, "", "qr"), walked)
    for name, data in (*decoding.uuencoded(part.data), *decoding.yencoded(part.data)):
        signs.add("file-in-text", part.path, name=name)
        queue.append(Content(f"{part.path}!{name}", name, "", data))


def _text(text: str, part: str, walked: Walked, signs: Gathered, known: frozenset[str] = frozenset()) -> None:
    plain = pages.wording(text, signs, part)
    walked.texts.append((part, plain))
    for target in urls.in_text(plain):
        if target not in known:
            _link(Link(part, target, "", "text"), walked)


def _link(link: Link, walked: Walked) -> None:
    if len(walked.links) >= MOST_LINKS:
        walked.whole = False
    else:
        walked.links.append(link)


def _page(
    text: str, part: str, walked: Walked, queue: deque[Content], signs: Gathered, *, attached: bool = False
) -> None:
    page = markup.read(text)
    pages.look(page, signs, part, attached=attached)
    for target, shown, how in page.links:
        found = urls.parse(target, page.base)
        _link(
            Link(part, target if found is None or "://" in target else _absolute(target, page.base), shown, how), walked
        )
        _data(target, part, queue)
    for source in page.images:
        walked.images += 1
        if not source.lower().startswith(("cid:", "data:")):
            _link(Link(part, source, "", "image"), walked)
        elif source.lower().startswith("data:"):
            _data(source, part, queue)
    for source in page.shows:
        _data(source, part, queue)
    for script in page.scripts:
        _smuggled(script, part, queue)
    # What a link shows is no link of its own.
    _text(page.text, part, walked, signs, known=frozenset(word for _, shown, _ in page.links for word in shown.split()))


def _absolute(target: str, base: str) -> str:
    """Return a relative link of a page with a base as it would be pressed; others as they are."""
    if not base or urls.parse(target) is not None:
        return target
    return f"{base.rpartition('/')[0] or base}/{target.lstrip('/')}"


def _data(target: str, part: str, queue: deque[Content]) -> None:
    """Look into a file that stands inside a link."""
    match = _DATA_LINK.match(target)
    if match is None:
        return
    written = target[match.end() :].encode("utf-8", "replace")
    data = decoding.base64(written)[0] if ";base64" in match[0].lower() else decoding.transfer(written, "")[0]
    queue.append(Content(f"{part}!data", "", match[1].lower(), data, 1))


def _smuggled(script: str, part: str, queue: deque[Content]) -> None:
    """Look into what stands as base64 in a script; that is what it would put together."""
    for number, match in enumerate(_BASE64_RUN.finditer(script.encode("utf-8", "replace")), start=1):
        if number > 5:
            return
        queue.append(Content(f"{part}!script-{number}", "", "", decoding.base64(match[0])[0], 1))


def _content(content: Content, walked: Walked, queue: deque[Content], spent: tuple[Limits, Gathered]) -> None:
    limits, signs = spent
    if _nested(content, walked, queue, signs):
        return
    found = inspect(content, limits, rules=walked.rules)
    signs.extend(found.signs)
    for link in found.links:
        _link(link, walked)
    _list(content, found.true_type, walked)
    if content.declared.startswith("image/") and not markup.is_markup(content.name, content.declared, content.data):
        walked.images += 1
    if found.true_type in _PAGES or markup.is_markup(content.name, content.declared, content.data):
        _page(decoding.text(content.data), content.part, walked, queue, signs, attached=True)
    elif found.text:
        known = frozenset(link.target for link in found.links)
        _text(found.text, content.part, walked, signs, known=known)
    if content.depth < limits.depth:
        queue.extend(found.inside)
    elif found.inside:
        walked.whole = False
        signs.add("not-all-read", content.part, what=content.name or content.part)


def _list(content: Content, true_type: str, walked: Walked) -> None:
    if len(walked.carried) < MOST_LISTED:
        digest = sha256(content.data).hexdigest()
        walked.carried.append(
            Carried(content.part, content.name, content.declared, true_type, len(content.data), digest)
        )


def _nested(content: Content, walked: Walked, queue: deque[Content], signs: Gathered) -> bool:
    """Read a message that lay in a file; True where there was one."""
    mail = content.name.lower().endswith(".eml") or content.declared == "message/rfc822"
    if not mail and not msg.is_message(content.data):
        return False
    if len(walked.messages) >= MOST_MESSAGES:
        walked.whole = False
        return False
    found = reading.read(content.data)
    if not found.root.headers.items:
        return False
    for note in found.notes:
        signs.add(note, content.part)
    inner = found.root.renamed(f"{content.part}!")
    walked.messages.append(inner)
    _message(inner, walked, queue, signs)
    return True
