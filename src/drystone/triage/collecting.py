"""Gathers the signs of one message: each thing once, and no more of a kind than a person reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from types import MappingProxyType

from drystone.triage.signs import Sign

MOST_OF_A_KIND = 10
MOST_CHARACTERS = 300


class Gathered:
    """The signs found so far, in the order in which they were found."""

    def __init__(self) -> None:
        """Start with none."""
        self._signs: list[Sign] = []
        self._seen: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
        self._counts: Counter[str] = Counter()

    def add(self, kind: str, part: str, /, **values: str) -> None:
        """Keep one sign, unless the same was found in another part already."""
        bounded = {name: _bounded(value) for name, value in values.items()}
        key = (kind, tuple(sorted(bounded.items())))
        if key in self._seen:
            return
        self._counts[kind] += 1
        if self._counts[kind] > MOST_OF_A_KIND:
            return
        self._seen.add(key)
        self._signs.append(Sign(kind, part, MappingProxyType(bounded)))

    def extend(self, signs: Iterable[Sign]) -> None:
        """Keep signs that somebody else found."""
        for sign in signs:
            self.add(sign.kind, sign.part, **sign.values)

    def all(self) -> tuple[Sign, ...]:
        """Return them, with a word on those of which there were too many."""
        more = (
            Sign("many-more", "0", MappingProxyType({"kind": kind, "count": str(count - MOST_OF_A_KIND)}))
            for kind, count in self._counts.items()
            if count > MOST_OF_A_KIND
        )
        return (*self._signs, *more)


def _bounded(value: str) -> str:
    return value if len(value) <= MOST_CHARACTERS else f"{value[:MOST_CHARACTERS]}…"
