"""Names and texts as SQL writes them, so that no name can end its own quotation."""

from __future__ import annotations


def quoted(name: str) -> str:
    """Return a name as an SQL identifier. Raises ValueError for a NUL, which no identifier may hold."""
    if "\x00" in name:
        raise ValueError("a name cannot contain a NUL")
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as an SQL string, for the few places that take no parameter (file names, options)."""
    if "\x00" in text:
        raise ValueError("a text in SQL cannot contain a NUL")
    return "'" + text.replace("'", "''") + "'"
