"""JSON as if somebody hostile had written it: bounded in size, depth, count and length, and of finite numbers only."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from drystone.lessons.formats import limits
from drystone.lessons.formats.refusing import RefusedFileError, damaged, hostile, too_much


def parse(content: bytes, where: str, *, size: int = limits.MAX_DOCUMENT, parts: int = limits.MAX_ELEMENTS) -> Any:
    """Return what a JSON document holds. Raises RefusedFileError where it is damaged or beyond a bound."""
    if len(content) > size:
        raise too_much("this document is too large", where, size)
    try:
        made = json.loads(content.decode("utf-8-sig"), parse_constant=_refused, parse_int=_whole, parse_float=_broken)
    except RecursionError:
        raise too_much("this document is nested too deep", where, limits.MAX_DEPTH) from None
    except OverflowError:
        raise hostile("this document holds a number without end", where) from None
    except ValueError as error:
        raise damaged(f"this is not JSON ({error})", where) from None
    _bounded(made, where, parts)
    return made


def _refused(name: str) -> NoReturn:
    raise OverflowError(name)


def _whole(digits: str) -> int:
    if len(digits) > limits.MAX_NUMBER:
        raise OverflowError
    return int(digits)


def _broken(digits: str) -> float:
    made = float(digits)
    if abs(made) > 10.0**limits.MAX_NUMBER:
        raise OverflowError
    return made


def _bounded(made: Any, where: str, parts: int) -> None:
    waiting, count = [(made, 1)], 0
    while waiting:
        value, depth = waiting.pop()
        count += 1
        if depth > limits.MAX_DEPTH:
            raise too_much("this document is nested too deep", where, limits.MAX_DEPTH)
        if count > parts:
            raise too_much("this document has too many parts", where, parts)
        if isinstance(value, str) and len(value) > limits.MAX_TEXT:
            raise too_much("a text in this document is too long", where, limits.MAX_TEXT)
        if isinstance(value, dict):
            waiting += [(one, depth + 1) for one in value.values()]
        elif isinstance(value, list):
            waiting += [(one, depth + 1) for one in value]


def mapping(value: Any, name: str, where: str) -> dict[str, Any]:
    """Return a part that must be a mapping; an absent one is empty."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _wrong(name, where)
    return value


def listed(value: Any, name: str, where: str) -> list[Any]:
    """Return a part that must be a list; an absent one is empty."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise _wrong(name, where)
    return value


def text(value: Any, name: str, where: str) -> str:
    """Return a part that must be a text; an absent one is empty."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _wrong(name, where)
    return value


def _wrong(name: str, where: str) -> RefusedFileError:
    return damaged(f"{name!r} in this document is not what the format says", where)
