"""How names and values are written into SQL: quoted, always."""

from __future__ import annotations

from collections.abc import Iterable

from drystone.lake.engines.quoting import literal as value
from drystone.lake.engines.quoting import quoted as name

__all__ = ["name", "value", "values"]


def values(texts: Iterable[str]) -> str:
    """Return a bracketed list of text literals for ``in``; never empty, so that it always parses."""
    quoted = [value(text) for text in texts]
    return "(" + ", ".join(quoted or ["null"]) + ")"
