"""Names of hosts: as they are written, as they are looked up, and whose they are.

Written for hostile names: no label is too odd, and nothing raises. A name that is not one comes back as it was.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from publicsuffixlist import PublicSuffixList

_DOTS = re.compile("[。．｡]")
#: Characters that browsers drop from names (UTS #46): soft hyphen, joiners, marks that show nothing.
_DROPPED = re.compile("[\u00ad\u034f\u180b-\u180f\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_NAME = re.compile(r"^[^\s/\\@:?#<>\"'()\[\]{}|,;!*=&]{1,253}$")


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=True)


def folded(host: str) -> str:
    """Return a name as a browser reads it: one case, one form, plain dots, nothing invisible."""
    plain = _DROPPED.sub("", unicodedata.normalize("NFKC", _DOTS.sub(".", host[:1_000])))
    return plain.strip().strip(".").casefold() if not plain.isascii() else plain.strip().strip(".").lower()


@lru_cache(maxsize=4096)
def unicode_name(host: str) -> str:
    """Return a name as a person sees it, punycode decoded where it can be."""
    name = folded(host)
    if "xn--" not in name:
        return name
    return ".".join(_decoded(label) for label in name.split("."))


def bad_punycode(host: str) -> bool:
    """Whether a label says it is punycode and is not."""
    return any(one.startswith("xn--") and _decoded(one) == one for one in folded(host).split("."))


def _decoded(label: str) -> str:
    if not label.startswith("xn--") or len(label) > 63 or not label.isascii():
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return label


@lru_cache(maxsize=4096)
def ascii_name(host: str) -> str:
    """Return a name as it is looked up; labels that cannot be encoded stay as they are."""
    name = folded(host)
    if name.isascii():
        return name
    labels = []
    for label in name.split("."):
        encoded = label if label.isascii() or len(label) > 63 else f"xn--{label.encode('punycode').decode('ascii')}"
        labels.append(encoded)
    return ".".join(labels)


@lru_cache(maxsize=4096)
def registrable(host: str) -> str:
    """Return the part of a name that somebody registered (``a.b.co.uk`` → ``b.co.uk``), in its looked-up form."""
    name = ascii_name(host)
    if not _NAME.match(name) or ".." in name:
        return name
    found = _suffixes().privatesuffix(name)
    return str(found) if found else name


def suffix(host: str) -> str:
    """Return the public suffix of a name (``co.uk``)."""
    name = registrable(host)
    return name.partition(".")[2]


def label(host: str) -> str:
    """Return the label that somebody chose (``b`` of ``a.b.co.uk``), as a person sees it."""
    return unicode_name(registrable(host)).partition(".")[0]


def same_owner(one: str, other: str) -> bool:
    """Whether two names belong under one registered name (relaxed alignment, RFC 7489 §3.1)."""
    return bool(one) and registrable(one) == registrable(other)


def listed(host: str, known: frozenset[str]) -> bool:
    """Whether a name, or a name above it, is on a list."""
    labels = ascii_name(host).split(".")
    return any(".".join(labels[at:]) in known for at in range(len(labels)))


def is_name(text: str) -> bool:
    """Whether a text is written like the name of a host with at least two labels."""
    name = ascii_name(text)
    labels = name.split(".")
    return (
        len(labels) > 1
        and len(name) <= 253
        and bool(_NAME.match(name))
        and all(0 < len(one) <= 63 for one in labels)
        and not labels[-1].isdigit()
    )
