"""Three-way merges: what two people made of the same thing, on what both had read.

What only one of them changed stands; what both changed the same way stands once; anything else is a clash, where the
second one's word is kept beside the first one's, and nothing is chosen for them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: The lines around two versions of a passage that both changed, as repositories write them.
THEIRS, BETWEEN, MINE = "<<<<<<< there now", "=======", ">>>>>>> yours"


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of two edits; ``clash`` says that both changed the same, and ``value`` then prefers the second's."""

    value: Any
    clash: bool = False


def values(was: Any, now: Any, mine: Any) -> Merged:
    """Merge two edits of one value: mappings key by key, lists entry by entry, anything else as a whole."""
    if mine == now or now == was:
        return Merged(mine)
    if mine == was:
        return Merged(now)
    if all(one is None or isinstance(one, Mapping) for one in (was, now, mine)):
        return _mappings(was or {}, now or {}, mine or {})
    if all(one is None or _is_list(one) for one in (was, now, mine)):
        return _lists(was or [], now or [], mine or [])
    return Merged(mine, clash=True)


def texts(was: str, now: str, mine: str) -> Merged:
    """Merge two edits of one text, line by line; both versions of what both changed stand between marks."""
    lines: list[str] = []
    clash = False
    for old, theirs, own in _chunks(was.split("\n"), now.split("\n"), mine.split("\n")):
        if own in (theirs, old):
            lines += theirs
        elif theirs == old:
            lines += own
        else:
            clash = True
            lines += [THEIRS, *theirs, BETWEEN, *own, MINE]
    return Merged("\n".join(lines), clash)


def undecided(text: str) -> bool:
    """Whether a text still holds two versions of a passage."""
    return not {THEIRS, MINE}.isdisjoint(text.splitlines())


def _is_list(one: Any) -> bool:
    return isinstance(one, Sequence) and not isinstance(one, str)


def _mappings(was: Mapping[str, Any], now: Mapping[str, Any], mine: Mapping[str, Any]) -> Merged:
    merged, clash = {}, False
    for key in dict.fromkeys([*now, *mine]):
        one = values(was.get(key), now.get(key), mine.get(key))
        clash = clash or one.clash
        if one.value is not None:
            merged[key] = one.value
    return Merged(merged, clash)


def _lists(was: Sequence[Any], now: Sequence[Any], mine: Sequence[Any]) -> Merged:
    """Take away what I took away, add what I added; an entry that both of us replaced, or a new order, is a clash."""
    gone = [one for one in was if one not in mine]
    added = [one for one in mine if one not in was]
    added_there = [one for one in now if one not in was]
    replaced = bool(added or added_there) and any(one not in now for one in gone)
    reordered = [one for one in mine if one in was] != [one for one in was if one in mine]
    if replaced or reordered:
        return Merged([*mine, *(one for one in added_there if one not in mine)], clash=True)
    kept = [one for one in now if one not in gone]
    return Merged([*kept, *(one for one in added if one not in kept)])


def _chunks(was: list[str], now: list[str], mine: list[str]) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """Cut three texts at the lines that all of them share, and yield what lies between and the shared lines."""
    at_was = at_now = at_mine = 0
    for start, theirs, own, length in _shared(was, now, mine):
        yield was[at_was:start], now[at_now:theirs], mine[at_mine:own]
        yield (was[start : start + length],) * 3
        at_was, at_now, at_mine = start + length, theirs + length, own + length
    yield was[at_was:], now[at_now:], mine[at_mine:]


def _shared(was: list[str], now: list[str], mine: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the stretches that stand unchanged in all three: where they begin in each, and their length."""
    theirs = difflib.SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    own = difflib.SequenceMatcher(None, was, mine, autojunk=False).get_matching_blocks()
    first = second = 0
    while first < len(theirs) and second < len(own):
        one, other = theirs[first], own[second]
        start, end = max(one.a, other.a), min(one.a + one.size, other.a + other.size)
        if start < end:
            yield start, one.b + start - one.a, other.b + start - other.a, end - start
        if one.a + one.size < other.a + other.size:
            first += 1
        else:
            second += 1
