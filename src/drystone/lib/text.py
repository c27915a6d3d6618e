"""Small rules about words: suggestions for typing slips, plurals, and lists in a sentence."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence


def suggest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that the given one most likely meant, or None where none is near."""
    names = list(known)
    near = difflib.get_close_matches(word.lower(), [name.lower() for name in names], n=1, cutoff=0.6)
    if near:
        return next(name for name in names if name.lower() == near[0])
    parts = set(word.lower().replace("_", "-").split("-"))
    return next((name for name in names if set(name.lower().replace("_", "-").split("-")) == parts), None)


def plural(count: int, noun: str, many: str | None = None) -> str:
    """Return the count with its noun: ``1 gap``, ``3 gaps``."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"


def listing(words: Sequence[str], last: str = "and") -> str:
    """Join words as a sentence does: ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
