"""Digests: exact ones to look a file up elsewhere, and one of texts that stays alike when the text stays alike.

The second is MinHash (Broder 1997) over shingles of words: the share of equal places in two signatures estimates the
Jaccard similarity of the two sets of shingles, with a standard error of at most 1/√128 / 2 ≈ 0.044. What differs from
one copy of a campaign to the next (names after a greeting, numbers, addresses) is dropped first. For files no fuzzy
digest is kept: equal bytes are found by SHA-256, and documents made from one template by the MinHash of their words.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

PLACES = 128
SHINGLE = 3
MAX_WORDS = 20_000
_PRIME = np.uint64((1 << 31) - 1)  # Mersenne, so that products of two values below it fit 64 bits.
_RANDOM = np.random.Generator(np.random.PCG64(20_260_101))
_FACTORS = _RANDOM.integers(1, int(_PRIME), PLACES, dtype=np.uint64)
_OFFSETS = _RANDOM.integers(0, int(_PRIME), PLACES, dtype=np.uint64)
_ADDRESS = re.compile(r"\b(?:h(?:tt|xx)ps?://|www\.)\S+|\S+@\S+\.\w+|\b[\w-]+(?:\.[\w-]+)+\b(?:/\S*)?", re.I)
_GREETING = re.compile(
    r"\b(hi|hello|hey|dear|good (?:morning|day|afternoon|evening)|hallo|liebe[r]?|guten (?:tag|morgen|abend)"
    r"|sehr geehrte[r]?(?: (?:herr|frau|damen und herren))?)\b[^\n,!:.]{1,60}(?=[\n,!:.])",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Digests:
    """The exact digests of a content: SHA-256 for us, MD5 and SHA-1 because other services still ask for them."""

    sha256: str
    sha1: str
    md5: str


def digests(data: bytes) -> Digests:
    """Return the digests of ``data`` as lower-case hexadecimal; none of them protects anything here."""
    return Digests(
        hashlib.sha256(data).hexdigest(),
        hashlib.sha1(data, usedforsecurity=False).hexdigest(),
        hashlib.md5(data, usedforsecurity=False).hexdigest(),
    )


def normalised(text: str) -> str:
    """Return the words of a text that stay the same across a campaign: no greeted names, numbers or addresses."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", folded)
    folded = _GREETING.sub(r"\1 ", _ADDRESS.sub(" ", folded))
    return " ".join(_WORD.findall(folded)[:MAX_WORDS])


def normalised_digest(text: str) -> str:
    """Return the SHA-256 of the normalised words: equal for documents that differ only in names, numbers and links."""
    return hashlib.sha256(normalised(text).encode()).hexdigest()


def shingle_set(text: str) -> frozenset[str]:
    """Return every run of three words of the normalised text; a shorter text is its own single shingle."""
    words = normalised(text).split()
    if not words:
        return frozenset()
    return frozenset(" ".join(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1)))


def shingles(text: str) -> tuple[int, ...]:
    """Return the MinHash signature of a text: 128 numbers below 2³¹, or an empty one for a text without words."""
    return _signature(shingle_set(text))


def _signature(items: Iterable[str]) -> tuple[int, ...]:
    hashes = [int.from_bytes(hashlib.blake2b(item.encode(), digest_size=4).digest(), "big") for item in items]
    if not hashes:
        return ()
    values = np.unique(np.array(hashes, np.uint64)) % _PRIME
    smallest = np.full(PLACES, _PRIME, np.uint64)
    for at in range(0, len(values), 2_048):  # The table of places × values stays small for long texts.
        block = values[at : at + 2_048]
        table = (_FACTORS[:, None] * block[None, :] + _OFFSETS[:, None]) % _PRIME
        np.minimum(smallest, table.min(axis=1), out=smallest)
    return tuple(int(value) for value in smallest)


def similarity(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Return the estimated Jaccard similarity of two signatures, 0 to 1; nothing is like a text without words.

    Raises ValueError when the signatures were made with different numbers of places.
    """
    if not one or not other:
        return 0.0
    if len(one) != len(other):
        raise ValueError("the two signatures have different lengths")
    return sum(left == right for left, right in zip(one, other, strict=True)) / len(one)
