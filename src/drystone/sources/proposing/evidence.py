"""What the values of a column look like: the evidence beside its name."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from drystone.sources.proposing.words import FALSE_WORDS, TRUE_WORDS, normal

Look = Literal[
    "empty", "email", "date", "boolean", "uuid", "mac", "integer", "number", "epoch", "version", "url", "serial", "text"
]
_TESTED = 400
_ENOUGH = 0.9
_SHOWN_WORDS = 24
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
_UUID = re.compile(r"\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?", re.IGNORECASE)
_MAC = re.compile(r"([0-9a-f]{2}[:-]){5}[0-9a-f]{2}|([0-9a-f]{4}\.){2}[0-9a-f]{4}", re.IGNORECASE)
_PATTERNS: tuple[tuple[Look, re.Pattern[str]], ...] = (
    ("email", _EMAIL),
    ("uuid", _UUID),
    ("mac", _MAC),
    ("url", re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)),
    ("epoch", re.compile(r"1[0-9]{9}([0-9]{3})?")),
    ("integer", re.compile(r"-?[0-9]{1,18}")),
    ("number", re.compile(r"-?[0-9]+[.,][0-9]+")),
    ("version", re.compile(r"v?[0-9]+(\.[0-9]+){1,4}[0-9a-z.+~ ()-]*", re.IGNORECASE)),
    ("serial", re.compile(r"(?=.*[0-9])(?=.*[A-Z])[A-Z0-9-]{7,20}")),
)
#: How dates are written: what Python and the engine both call it; ISO needs no pattern.
_DAYS = (
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%Y/%m/%d",
    "%d.%m.%y",
    "%m/%d/%y",
    "%d/%m/%y",
    "%d-%b-%Y",
    "%d %b %Y",
    "%b %d, %Y",
    "%d %B %Y",
    "%B %d, %Y",
    "%Y%m%d",
)
_TIMES = ("", " %H:%M:%S", " %H:%M", ", %H:%M:%S", ", %H:%M", " %I:%M:%S %p", " %I:%M %p", ", %I:%M:%S %p")
_LIKE_DATE = re.compile(r"\d{1,4}[./ -]\w{1,9}[./, -]{1,2}\d{1,4}\b.*|[A-Za-z]{3,9} \d{1,2}, \d{4}.*|(19|20)\d{6}")


@dataclass(frozen=True, slots=True)
class Dates:
    """How a column writes dates: ``pattern`` is "" for ISO 8601; ``rival`` fits all values as well, if there is one."""

    pattern: str
    share: float
    rival: str = ""
    has_time: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured over a column's values."""

    rows: int
    filled: int
    distinct: int
    look: Look
    share: float
    dates: Dates | None = None
    words: tuple[str, ...] = ()
    longest: int = 0

    @property
    def unique(self) -> bool:
        """Whether every row has a value, and no two the same."""
        return self.rows > 0 and self.filled == self.rows == self.distinct

    def __str__(self) -> str:
        if self.look == "empty":
            return "all empty"
        kind = {
            "date": "dates",
            "email": "e-mail addresses",
            "boolean": "yes or no",
            "text": "text",
            "mac": "MAC addresses",
            "uuid": "UUIDs",
            "integer": "whole numbers",
            "epoch": "seconds since 1970",
            "url": "web addresses",
            "serial": "serials",
            "version": "versions",
            "number": "numbers",
        }[self.look]
        filled = f"{self.filled:,} of {self.rows:,} filled, " if self.filled < self.rows else ""
        return f"{filled}{self.distinct:,} different, {kind}"


def weigh(values: Iterable[str]) -> Evidence:
    """Measure a column. Values are texts as read; blanks count as empty."""
    counted: Counter[str] = Counter()
    rows = 0
    for value in values:
        rows += 1
        stripped = value.strip()
        if stripped:
            counted[stripped] += 1
    filled = counted.total()
    if not filled:
        return Evidence(rows, 0, 0, "empty", 1.0)
    sample = [value for value, _ in counted.most_common(_TESTED)]
    words = tuple(value for value, _ in counted.most_common(_SHOWN_WORDS + 1)) if len(counted) <= _SHOWN_WORDS else ()
    dates = _dates(sample)
    if dates:
        return Evidence(rows, filled, len(counted), "date", dates.share, dates, words, max(map(len, sample)))
    look, share = _look(sample, counted)
    return Evidence(rows, filled, len(counted), look, share, dates, words, max(map(len, sample)))


def _look(sample: list[str], counted: Counter[str]) -> tuple[Look, float]:
    if len(counted) <= 4 and all(normal(value) in TRUE_WORDS | FALSE_WORDS for value in counted):
        return "boolean", 1.0
    for look, pattern in _PATTERNS:
        share = sum(1 for value in sample if pattern.fullmatch(value)) / len(sample)
        if share >= _ENOUGH:
            return look, share
    return "text", 1.0


def _dates(sample: list[str]) -> Dates | None:
    like = [value for value in sample if _LIKE_DATE.fullmatch(value) or _iso(value)]
    if len(like) < _ENOUGH * len(sample):
        return None
    iso = sum(1 for value in sample if _iso(value)) / len(sample)
    if iso >= _ENOUGH:
        return Dates("", iso, has_time=any(len(value) > 10 for value in sample))
    fits = {}
    for day in _DAYS:
        for time in _TIMES:
            share = sum(1 for value in sample if _fits(value, day + time)) / len(sample)
            if share >= _ENOUGH:
                fits[day + time] = share
    if not fits:
        return None
    best = max(fits, key=lambda pattern: fits[pattern])
    rival = next((pattern for pattern, share in fits.items() if pattern != best and share == fits[best]), "")
    return Dates(best, fits[best], rival, has_time="%H" in best or "%I" in best)


def _iso(value: str) -> bool:
    if not re.match(r"\d{4}-\d{2}-\d{2}", value):
        return False
    try:
        dt.datetime.fromisoformat(re.sub(r" (?=[+-]\d{2}:?\d{2}$)", "", value.removesuffix(" UTC")))
    except ValueError:
        return False
    return True


def _fits(value: str, pattern: str) -> bool:
    try:
        dt.datetime.strptime(value, pattern)  # noqa: DTZ007 — only whether it fits is asked.
    except ValueError:
        return False
    return True
