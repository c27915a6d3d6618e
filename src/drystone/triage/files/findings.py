"""What is found while one content is looked into: collected as it comes, so that a reader that stops loses nothing.

Rules of this module: every text from outside is bounded and shows its invisible characters; nothing goes inside without
being paid from the limits; the first sign that something was left out stands for all of its kind.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from drystone.triage.limits import Limits
from drystone.triage.signs import Content, Inspection, Link, Sign

MAX_VALUE = 200
MAX_NAME = 120
MAX_TARGET = 2_000
MAX_SIGNS = 200
MAX_LINKS = 500


class BrokenError(Exception):
    """The content does not hold what its format promises; what was found before stands."""


def shown(text: object, limit: int = MAX_VALUE) -> str:
    """Return a text from outside so that it can be read: bounded, on one line, invisible characters written out."""
    bounded = str(text)[: limit + 1]
    written = "".join(_shown_character(character) for character in bounded).strip()
    return written if len(written) <= limit else written[:limit] + "…"


def _shown_character(character: str) -> str:
    if character in "\t\r\n":
        return " "
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
        return f"⟨U+{ord(character):04X}⟩"
    return character


@dataclass(slots=True)
class Findings:
    """The growing answer about one content; readers add to it and never take away."""

    content: Content
    limits: Limits
    true_type: str = ""
    signs: list[Sign] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    inside: list[Content] = field(default_factory=list)

    @property
    def data(self) -> bytes:
        """The bytes that are looked into."""
        return self.content.data

    @property
    def deep(self) -> bool:
        """Whether this content lies so deep that nothing inside it is unpacked."""
        return self.content.depth >= self.limits.depth

    def sign(self, kind: str, /, **values: object) -> None:
        """Note one sign; the same sign is noted once."""
        bounded = {key: shown(value) for key, value in values.items()}
        bounded.setdefault("name", shown(self.content.name, MAX_NAME) or "(no name)")
        sign = Sign(kind, self.content.part, bounded)
        if len(self.signs) < MAX_SIGNS and sign not in self.signs:
            self.signs.append(sign)

    def sign_once(self, kind: str, /, **values: object) -> None:
        """Note one sign unless one of its kind is noted already."""
        if not any(sign.kind == kind for sign in self.signs):
            self.sign(kind, **values)

    def link(self, target: str, how: str, words: str = "") -> None:
        """Note a place that this content points to."""
        link = Link(self.content.part, target[:MAX_TARGET].strip(), words[:MAX_VALUE].strip(), how)
        if link.target and len(self.links) < MAX_LINKS and link not in self.links:
            self.links.append(link)

    def say(self, text: str) -> None:
        """Keep text that a person would read, as far as the limits reach."""
        kept = text[: max(0, self.limits.text_left)]
        self.limits.text_left -= len(kept)
        if kept:
            self.texts.append(kept)

    def hold(self, name: str, data: bytes, declared: str = "") -> bool:
        """Keep a content found inside, paid from the limits; False, with a sign, when they are used up."""
        if self.deep:
            self.sign_once("archive-too-deep", depth=self.limits.depth)
            return False
        if self.limits.members_left <= 0 or not self.limits.spend(len(data)) or not self.limits.member():
            self.sign_once("limits-reached")
            return False
        label = shown(name, MAX_NAME).replace("!", "?") or f"inside-{len(self.inside) + 1}"
        part = f"{self.content.part}!{label}"
        if any(other.part == part for other in self.inside):
            part = f"{part}~{len(self.inside) + 1}"
        self.inside.append(Content(part, name[:MAX_TARGET], declared, data, self.content.depth + 1))
        return True

    def inspection(self) -> Inspection:
        """Return what was found."""
        return Inspection(
            tuple(self.signs), tuple(self.links), "\n".join(self.texts), tuple(self.inside), self.true_type
        )
