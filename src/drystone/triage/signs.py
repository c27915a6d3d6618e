"""What can be noticed about a message: kinds of signs, each a plain sentence with its evidence, in every language.

A sign never says more than was seen, and its evidence is defanged before it is shown. Severity is what the sign weighs
alone; ``judging`` says what several of them mean together, with reasons, and never as a bare score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """How much one sign weighs by itself."""

    NOTE = "note"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of sign: what it says and why that matters, by language (``en`` and ``de`` always).

    The sentences are ``str.format`` patterns over the sign's ``values``; ``source`` is the standard or paper behind it.
    """

    severity: Severity
    says: Mapping[str, str]
    why: Mapping[str, str]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing seen in one part of a message; ``kind`` names a ``Kind`` of the catalogue.

    ``part`` is a path such as ``1.2`` or ``2!invoice.zip!run.js``; ``values`` are bounded texts from outside.
    """

    kind: str
    part: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes found somewhere in a message: a MIME part, a member of an archive, an object embedded in a document.

    ``name`` and ``declared`` (a media type) are what the sender claims; neither is believed.
    """

    part: str
    name: str
    declared: str
    data: bytes
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """A place that something in the message points to; ``shown`` is the text a person sees, ``how`` where it stood.

    ``how`` is one of text, anchor, form, image, qr, pdf, office, calendar, script, profile.
    """

    part: str
    target: str
    shown: str
    how: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """What looking into one content found: signs, links, the text a person would read, and contents inside it."""

    signs: tuple[Sign, ...] = ()
    links: tuple[Link, ...] = ()
    text: str = ""
    inside: tuple[Content, ...] = ()
    true_type: str = ""
