"""Numbers as people write them, made comparable (ITU-T E.164)."""

from __future__ import annotations

import re

_TRUNK = re.compile(r"\(0\)|[^0-9+]")


def normal(text: str) -> str:
    """Return the number's digits, with a leading + where it names its country; "" where it cannot be a number.

    The projection of the people data does the same in SQL (``projecting``).
    """
    bare = re.sub("^00", "+", _TRUNK.sub("", text))
    return bare if re.fullmatch(r"\+?[0-9]{4,15}", bare) else ""


def international(number: str, country: str) -> str:
    """Return a normal number with its country; ``country`` is the calling code of numbers that name none.

    A number stays as it is where it names its country already or where there is no ``country`` to add.
    """
    if number.startswith("+") or not country or not number:
        return number
    return f"+{country}{number.removeprefix('0')}"


def forms(text: str, country: str) -> set[str]:
    """Return every normal form in which the people data may hold the number that somebody typed."""
    number = normal(text)
    if not number:
        return set()
    found = {number, international(number, country)}
    if country and number.startswith(f"+{country}"):
        rest = number.removeprefix(f"+{country}")
        found |= {rest, f"0{rest}"}
    return found
