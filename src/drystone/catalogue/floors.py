"""Small groups of people are not counted in public, nor can they be found by taking one figure from another."""

from __future__ import annotations

#: Kinds whose things are people, or are about one person each.
OF_PEOPLE = frozenset({"person", "screening"})


def too_few(kind: str, floor: int, *counts: int) -> bool:
    """Whether one of the counts is of some people, but of fewer than the floor: then none of them may be shown.

    All of them, because the smallest could be found from the others and the sum.
    """
    return kind in OF_PEOPLE and any(0 < count < floor for count in counts)
