"""Looks through a document for the objects that a shape knows, whatever envelope or wrapper they came in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from drystone.sources.shapes.model import Found, Problem, Sight

#: Envelopes are shallow; deeper than this there are no records, only somebody's joke.
MAX_DEPTH = 12
_MAX_TEXT = 4_000_000


def walk(
    value: object, look: Callable[[Mapping[str, object], tuple[str, ...]], Sight], read: Callable[[Sight], object]
) -> Iterator[Found | None]:
    """Yield what the shape finds in a value, top down; None once for each object that it knew, even without rows."""
    yield from _walk(value, (), look, read)


def _walk(
    value: object,
    path: tuple[str, ...],
    look: Callable[[Mapping[str, object], tuple[str, ...]], Sight],
    read: Callable[[Sight], object],
) -> Iterator[Found | None]:
    if len(path) > MAX_DEPTH:
        yield Problem(f"nested deeper than {MAX_DEPTH} levels")
        return
    if isinstance(value, list):
        for item in value:
            if isinstance(item, (dict, list)):
                # A list within a list counts as a level, a list of objects does not.
                yield from _walk(item, (*path, "") if isinstance(item, list) else path, look, read)
        return
    if not isinstance(value, dict):
        return
    found = read(look(value, path))
    if found is not None:
        yield None
        yield from found  # type: ignore[misc]
        return
    for key, part in value.items():
        inner = _embedded(part) if isinstance(part, str) else part
        if isinstance(inner, (dict, list)):
            yield from _walk(inner, (*path, str(key)), look, read)


def _embedded(text: str) -> object:
    """A document that was written as text inside another (recorded answers, log shippers), else None."""
    trimmed = text.strip()
    if len(trimmed) > _MAX_TEXT or not trimmed or trimmed[0] not in "[{" or trimmed[-1] not in "]}":
        return None
    try:
        return json.loads(trimmed)
    except (ValueError, RecursionError):
        return None
