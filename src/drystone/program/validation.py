"""From pydantic's findings to sentences with a place and a suggestion."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from drystone.lib.text import listing, suggest
from drystone.program.model import Problem
from drystone.program.tree import Node

Shape = TypeVar("Shape", bound=BaseModel)

_KINDS = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping (key: value)",
    "model_type": "a mapping (key: value)",
    "date_type": "a day such as 2026-03-01",
    "time_delta_type": "a duration such as 36h, 7d or 2w",
}
_LIMITS = {
    "greater_than_equal": ("ge", "at least"),
    "less_than_equal": ("le", "at most"),
    "too_short": ("min_length", "at least"),
    "too_long": ("max_length", "at most"),
    "string_too_long": ("max_length", "at most"),
}

#: What stands for a needed value that is wrong, where the rest of the entry can be looked at without it.
_STAND_INS: dict[str, Any] = {
    "name": "?",
    "severity": "low",
    "title": "?",
    "kind": "?",
    "accountable": "everyone",
    "responsible": ["everyone"],
    "minutes": 3,
    "sources": ["?"],
}


def shaped(shape: type[Shape], node: Node, problems: list[Problem]) -> Shape | None:
    """Return the node's data in its shape, or None; then ``problems`` has a sentence for each thing that is wrong."""
    try:
        return shape.model_validate(node.plain())
    except ValidationError as error:
        found = error.errors(include_url=False)
        problems.extend(_problem(shape, node, each) for each in found)
        return _what_is_left(shape, node, {str(each["loc"][0]) for each in found if each["loc"]})


def _what_is_left(shape: type[Shape], node: Node, wrong: set[str]) -> Shape | None:
    """Return the shape without the keys that are wrong, so that the rest is looked at too."""
    data = node.plain()
    if not isinstance(data, dict) or not wrong:
        return None
    rest = {key: value for key, value in data.items() if key not in wrong}
    needed = {field.alias or name for name, field in shape.model_fields.items() if field.is_required()}
    rest.update({key: value for key, value in _STAND_INS.items() if key in needed and key not in rest})
    try:
        return shape.model_validate(rest)
    except ValidationError:
        return None


def _problem(shape: type[BaseModel], node: Node, found: Any) -> Problem:
    path = tuple(step for step in found["loc"] if step != "[key]")
    name = ".".join(str(step) for step in path if not isinstance(step, int)) or "this"
    at = node.at(path)
    kind = found["type"]
    if kind == "missing":
        parent = node.at(path[:-1])
        return Problem(parent.place, f"`{path[-1]}` is missing", f"add {path[-1]}: …")
    if kind == "extra_forbidden":
        return unknown_key(node.at(path[:-1]), str(path[-1]), _keys(shape, path[:-1]))
    if kind == "literal_error":
        return _literal(at, name, found)
    if kind == "string_pattern_mismatch":
        return Problem(at.place, *_pattern(name, str(found["input"]), found["ctx"]["pattern"]))
    if kind == "value_error":
        return Problem(at.place, str(found["ctx"]["error"]))
    if kind == "string_too_short":
        return Problem(at.place, f"`{name}` is empty")
    if kind in _LIMITS:
        limit, words = _LIMITS[kind]
        things = " characters" if kind.startswith("string") else " entries" if kind.startswith("too") else ""
        return Problem(at.place, f"`{name}` should be {words} {found['ctx'][limit]}{things}")
    return _wrong_kind(at, name, kind, found)


def unknown_key(mapping: Node, key: str, known: Iterable[str]) -> Problem:
    """Return the problem of a key that nobody reads."""
    near = suggest(key, known)
    hint = f"did you mean `{near}`?" if near else f"known here: {listing(sorted(known))}" if known else ""
    return Problem(mapping.key_place(key), f"unknown key `{key}`", hint)


def _literal(at: Node, name: str, found: Any) -> Problem:
    allowed = re.findall(r"'([^']*)'", found["ctx"]["expected"]) or [found["ctx"]["expected"]]
    near = suggest(str(found["input"]), allowed)
    hint = f"did you mean `{near}`?" if near else ""
    return Problem(at.place, f"`{name}` is `{found['input']}`; it may be {listing(allowed, 'or')}", hint)


def _pattern(name: str, given: str, pattern: str) -> tuple[str, str]:
    if pattern.startswith("^[a-z0-9]+(-"):
        better = re.sub(r"[^a-z0-9]+", "-", given.lower()).strip("-")
        hint = f"write `{better}`" if better else ""
        return f"`{name}` is `{given}`; ids are small letters, digits and single hyphens", hint
    examples = {"days": "mon-fri", "hours": "08:00-18:00", "memory": "3GB", "domains": "example.org"}
    example = next((text for key, text in examples.items() if key in name), "")
    return f"`{name}` cannot be `{given}`", f"write it like {example}" if example else ""


def _wrong_kind(at: Node, name: str, kind: str, found: Any) -> Problem:
    wanted = _KINDS.get(kind)
    if wanted is None:
        message = str(found["msg"])
        return Problem(at.place, f"`{name}`: {message[:1].lower()}{message[1:]}")
    hint = ""
    if kind == "string_type" and at.items is None and at.entries is None:
        hint = (
            f'write it in quotes: "{at.text}"'
            if at.text and at.value is not None
            else "write something, or leave the key out"
        )
    return Problem(at.place, f"`{name}` should be {wanted}, not {_described(found['input'])}", hint)


def _described(value: Any) -> str:
    names: tuple[tuple[Any, str], ...] = (
        (bool, "true or false"),
        (int | float, "a number"),
        (str, "text"),
        (list, "a list"),
        (dict, "a mapping"),
    )
    if value is None:
        return "nothing"
    return next((name for kind, name in names if isinstance(value, kind)), "a date")


def _keys(shape: type[BaseModel], path: Iterable[str | int]) -> list[str]:
    """Return the keys that the model at a path knows, as they are written."""
    current: Any = shape
    for step in path:
        current = _below(current, step)
    if isinstance(current, type) and issubclass(current, BaseModel):
        return [field.alias or name for name, field in current.model_fields.items()]
    return []


def _below(current: Any, step: str | int) -> Any:
    if isinstance(current, type) and issubclass(current, BaseModel):
        fields = {field.alias or name: field for name, field in current.model_fields.items()}
        return _bare(fields[str(step)].annotation) if str(step) in fields else None
    arguments = typing.get_args(current)
    return _bare(arguments[-1]) if arguments else None


def _bare(annotation: Any) -> Any:
    """Return an annotation without ``Annotated`` and ``| None``."""
    while True:
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            annotation = typing.get_args(annotation)[0]
        elif origin in (typing.Union, types.UnionType):
            annotation = next(part for part in typing.get_args(annotation) if part is not type(None))
        else:
            return annotation
