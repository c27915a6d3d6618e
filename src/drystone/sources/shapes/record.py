"""Forgiving access to one record of a vendor: names in any spelling, values of any type, never an error.

Vendors write the same field as ``userPrincipalName``, ``user_principal_name`` or ``User Principal Name`` depending on
API, SDK and export. ``Record`` finds all of them. Missing, empty and wrongly typed values are None: unknown.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from drystone.lib.clock import naive_utc, parse_moment

_DROPPED = str.maketrans("", "", "_- .@")
_DATETIME_CALL = re.compile(r"^(?:datetime\.)?datetime\(([\d, ]{1,60})\)")
_LONG_FRACTION = re.compile(r"(\.\d{6})\d+")
_TRUE = frozenset({"true", "yes", "y", "on", "1", "enabled", "encrypted"})
_FALSE = frozenset({"false", "no", "n", "off", "0", "disabled", "notencrypted", "unencrypted"})
#: Systems write these for "never": Go's and .NET's zero time, and the Unix epoch.
_NEVER_BEFORE = dt.datetime(1970, 1, 2, tzinfo=dt.UTC)
_MILLISECONDS = 100_000_000_000


@functools.lru_cache(maxsize=4_096)
def fold(name: str) -> str:
    """Return the name without case, underscores, dashes, blanks, dots and at signs."""
    return name.casefold().translate(_DROPPED)


@functools.lru_cache(maxsize=4_096)
def _parts(path: str) -> tuple[tuple[str, str], ...]:
    return tuple((part, fold(part)) for part in path.split("."))


def as_text(value: object) -> str | None:
    """Return a scalar as stripped text; None for nothing, for containers and for numbers that are no number."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else None
    if isinstance(value, int):
        # Longer integers cannot be identifiers, and Python refuses to print them.
        return str(value) if value.bit_length() <= 256 else None
    if isinstance(value, dt.date):
        return value.isoformat()
    return None


def as_truth(value: object) -> bool | None:
    """Return what a boolean in any of its usual spellings says, or None."""
    if isinstance(value, bool):
        return value
    word = fold(as_text(value) or "")
    return True if word in _TRUE else False if word in _FALSE else None


def as_moment(value: object) -> str | None:
    """Return a moment as naive UTC ISO 8601; what cannot be read is handed on as written, "never" is None."""
    text = as_text(value)
    if text is None:
        return None
    try:
        moment = _moment(text)
    except (ValueError, OverflowError, OSError):
        return text
    if moment < _NEVER_BEFORE:
        return None
    return naive_utc(moment).replace(microsecond=0).isoformat(sep=" ")


def _moment(text: str) -> dt.datetime:
    call = _DATETIME_CALL.match(text)
    if call:
        return dt.datetime(*(int(part) for part in call[1].split(",")), tzinfo=dt.UTC)  # type: ignore[arg-type,misc]
    if text.replace(".", "", 1).isdigit() and len(text) >= 9:
        seconds = float(text)
        return dt.datetime.fromtimestamp(seconds / 1_000 if seconds >= _MILLISECONDS else seconds, tz=dt.UTC)
    if text.isdigit():
        # "2024" or "0" is no moment, though ISO 8601 would read eight digits as a date.
        return _NEVER_BEFORE - dt.timedelta(days=1) if not text.strip("0") else parse_moment(text)
    return parse_moment(_LONG_FRACTION.sub(r"\1", text.removesuffix(" UTC")))


def as_day(value: object) -> str | None:
    """Return the date of a moment or date, or what was written where it is neither."""
    moment = as_moment(value)
    return moment[:10] if moment and re.match(r"^\d{4}-\d\d-\d\d", moment) else moment


class Record:
    """One object of a document."""

    __slots__ = ("_folded", "raw")

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self._folded: dict[str, Any] | None = None

    def value(self, name: str, folded: str) -> Any:
        """Return what stands under the name in any spelling; ``folded`` is the name as ``fold`` gives it."""
        if name in self.raw:
            return self.raw[name]
        if self._folded is None:
            self._folded = {fold(key): value for key, value in self.raw.items() if isinstance(key, str)}
        return self._folded.get(folded)

    def get(self, *paths: str) -> Any:
        """Return the first value that is there and not empty; a path steps into objects with dots."""
        for path in paths:
            value: Any = self
            for name, folded in _parts(path):
                record = value if isinstance(value, Record) else Record(value) if isinstance(value, Mapping) else None
                value = record.value(name, folded) if record is not None else None
                if value is None:
                    break
            if value is not None and value != "" and value != [] and value != {}:
                return value
        return None

    def has(self, *names: str) -> bool:
        """Whether every one of the names is there, though perhaps empty."""
        return all(
            name in self.raw or self.value(name, fold(name)) is not None or fold(name) in (self._folded or {})
            for name in names
        )

    def text(self, *paths: str) -> str | None:
        """Return the first value that can be written as text."""
        return next((text for path in paths if (text := as_text(self.get(path))) is not None), None)

    def truth(self, *paths: str) -> bool | None:
        """Return the first value that is a boolean in any spelling."""
        return next((truth for path in paths if (truth := as_truth(self.get(path))) is not None), None)

    def moment(self, *paths: str) -> str | None:
        """Return the first moment, as naive UTC text."""
        return next((moment for path in paths if (moment := as_moment(self.get(path))) is not None), None)

    def day(self, *paths: str) -> str | None:
        """Return the first date."""
        return next((day for path in paths if (day := as_day(self.get(path))) is not None), None)

    def number(self, *paths: str) -> float | None:
        """Return the first value that is a finite number."""
        for path in paths:
            text = self.text(path)
            try:
                value = float(text) if text is not None else math.nan
            except ValueError:
                continue
            if math.isfinite(value):
                return value
        return None

    def record(self, *paths: str) -> Record:
        """Return the first object, or an empty one."""
        return next((Record(value) for path in paths if isinstance(value := self.get(path), Mapping)), Record({}))

    def records(self, *paths: str) -> Iterator[Record]:
        """Yield the objects of the first list; GraphQL's ``nodes`` and one lone object count as lists."""
        value = self.get(*paths)
        if isinstance(value, Mapping):
            value = value["nodes"] if isinstance(value.get("nodes"), list) else [value]
        if isinstance(value, list):
            yield from (Record(item) for item in value if isinstance(item, Mapping))

    def texts(self, *paths: str) -> list[str]:
        """Return the texts of the first list, or one text as a list."""
        value = self.get(*paths)
        values = value if isinstance(value, list) else [value]
        return [text for item in values if (text := as_text(item)) is not None]
