"""Flattening: one JSON object becomes one row of texts, nested names joined by dots, arrays kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from drystone.lib.errors import DrystoneError

DEEPEST = 100
MOST_COLUMNS = 2_000


class UnusableJSONError(DrystoneError):
    """A JSON value that cannot be used, with the reason; internal to this room."""


class TooManyNamesError(UnusableJSONError):
    """So many different names that they must be values: the records are deeper than ``rows`` says."""

    def __init__(self) -> None:
        super().__init__(
            f"there are more than {MOST_COLUMNS:,} different names in it",
            do="Names that are values (ids, dates) mean that the records are deeper: say where with `rows`.",
        )


class Columns:
    """The columns met so far, in order. To an engine ``ID`` and ``id`` are one name, so the second gets a number."""

    def __init__(self) -> None:
        self._named: dict[str, str] = {}
        self._taken: set[str] = set()

    @property
    def names(self) -> tuple[str, ...]:
        """The names in the order in which they were first met."""
        return tuple(self._named.values())

    def name(self, key: str) -> str:
        """Return the column for a key, a new one if need be. Raises TooManyNamesError past the bound."""
        known = self._named.get(key)
        if known is not None:
            return known
        if len(self._named) >= MOST_COLUMNS:
            raise TooManyNamesError
        self._named[key] = made = distinct(key, self._taken)
        return made


def distinct(name: str, taken: set[str]) -> str:
    """Return the name, with a number where one like it is taken, and take it."""
    made, number = name, 1
    while made.casefold() in taken:
        number += 1
        made = f"{name}_{number}"
    taken.add(made.casefold())
    return made


def parse(text: str) -> Any:
    """Read one JSON value. NaN and infinities become null, for they are no values.

    Raises UnusableJSONError for what is not JSON, is nested too deep, or says one name twice in one object.
    """
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise UnusableJSONError(f"it is not JSON: {error.msg} (column {error.colno})") from error
    except RecursionError as error:
        raise UnusableJSONError(f"it is nested more than {DEEPEST} deep") from error
    except ValueError as error:
        raise UnusableJSONError(f"it has a number that cannot be read: {error}") from error


def flatten(value: Any, columns: Columns) -> dict[str, str]:
    """Return the row of an object; anything else becomes the one column ``value``. Nulls are left out.

    Raises UnusableJSONError where it is nested too deep or has too many names.
    """
    row: dict[str, str] = {}
    if isinstance(value, Mapping):
        _into(row, "", value, columns, 1)
    elif value is not None:
        row[columns.name("value")] = _text(value)
    return row


def line(row: Mapping[str, str]) -> bytes:
    """Return a row as one line of JSON."""
    return _ENCODER.encode(row).encode("utf-8", errors="replace") + b"\n"


def _into(row: dict[str, str], prefix: str, value: Mapping[str, Any], columns: Columns, depth: int) -> None:
    if depth > DEEPEST:
        raise UnusableJSONError(f"it is nested more than {DEEPEST} deep")
    for key, item in value.items():
        if item is None:
            columns.name(prefix + key)
        elif isinstance(item, Mapping):
            _into(row, f"{prefix}{key}.", item, columns, depth + 1)
        else:
            row[columns.name(prefix + key)] = item if isinstance(item, str) else _text(item)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    try:
        return _ENCODER.encode(value)
    except RecursionError as error:
        raise UnusableJSONError(f"it is nested more than {DEEPEST} deep") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UnusableJSONError(f'it says "{twice[:80]}" twice in one object')
    return made


def _no_value(_: str) -> None:
    return None


# Made once: json.loads and json.dumps make new ones at each call, which costs more than a short line itself.
_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_value)
_ENCODER = json.JSONEncoder(ensure_ascii=False)
