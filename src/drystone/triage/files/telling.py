"""Words that tell what a text of commands would do, found in one quick pass for each word, whatever the text is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

MAX_TOLD = 8
_MAX_TRIES = 200


class Telling:
    """A list of words: each alone as a whole word, or as ``(word, pattern)`` where more must stand around it.

    Patterns may hold bounded repetitions only, and run only where their word stands in the text at all.
    """

    def __init__(self, words: Iterable[str | tuple[str, str]]) -> None:
        self._words: list[tuple[str, str, re.Pattern[str] | None]] = []
        for word in words:
            if isinstance(word, str):
                self._words.append((word, word.lower(), None))
            else:
                self._words.append((word[0], word[0].lower(), re.compile(word[1], re.I)))

    def told(self, folded: str) -> list[str]:
        """Return the words that stand in a text, at most eight; ``folded`` is the text in lower case."""
        found = []
        for word, needle, pattern in self._words:
            if needle in folded and (_stands(needle, folded) if pattern is None else pattern.search(folded)):
                found.append(word)
                if len(found) >= MAX_TOLD:
                    break
        return found


def _stands(needle: str, folded: str) -> bool:
    at = -1
    for _ in range(_MAX_TRIES):
        at = folded.find(needle, at + 1)
        if at < 0:
            return False
        before, after = folded[at - 1 : at], folded[at + len(needle) : at + len(needle) + 1]
        if not _joins(before, needle[0]) and not _joins(needle[-1], after):
            return True
    return True  # So many occurrences are no chance.


def _joins(left: str, right: str) -> bool:
    return (left.isalnum() or left == "_") and (right.isalnum() or right == "_")


def distinct(words: Iterable[str], limit: int = MAX_TOLD) -> Sequence[str]:
    """Return the first words of an iterable that differ, by any case, with their blanks made single."""
    seen: dict[str, str] = {}
    for word in words:
        single = " ".join(word.split())
        seen.setdefault(single.casefold(), single)
        if len(seen) >= limit:
            break
    return list(seen.values())
