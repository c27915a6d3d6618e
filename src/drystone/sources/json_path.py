"""A small part of JSONPath (RFC 9535): names, ``[*]``, ``.*``, ``['a name']`` and ``[0]`` from ``$``.

Filters, scripts and descent (``..``) are left out on purpose: a source says where its rows are, it does not compute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_STEP = re.compile(
    r"""\.(?P<name>[^.\[\]'"*\s]+) | \[\s*'(?P<single>[^']*)'\s*\] | \[\s*"(?P<double>[^"]*)"\s*\]
      | \[(?P<index>\d{1,6})\] | (?P<all>\[\*\]|\.\*)""",
    re.VERBOSE,
)
Step = str | int | None


def parse_path(text: str) -> tuple[Step, ...]:
    """Read a path; None stands for every element. A leading ``$`` may be left out. Raises ValueError."""
    rest = text.strip()
    rest = rest[1:] if rest.startswith("$") else f".{rest}" if rest and not rest.startswith("[") else rest
    steps: list[Step] = []
    position = 0
    while position < len(rest):
        match = _STEP.match(rest, position)
        if match is None:
            msg = f"{text!r} is not a path that is read here; write names and [*], such as $.result.items[*]"
            raise ValueError(msg)
        position = match.end()
        if match["all"]:
            steps.append(None)
        elif match["index"]:
            steps.append(int(match["index"]))
        else:
            steps.append(next(match[group] for group in ("name", "single", "double") if match[group] is not None))
    return tuple(steps)


def select(value: Any, steps: tuple[Step, ...]) -> Iterator[Any]:
    """Yield every value that the path leads to."""
    if not steps:
        yield value
        return
    step, rest = steps[0], steps[1:]
    if step is None:
        items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
        for item in items:
            yield from select(item, rest)
    elif isinstance(step, int):
        if isinstance(value, list) and step < len(value):
            yield from select(value[step], rest)
    elif isinstance(value, Mapping) and step in value:
        yield from select(value[step], rest)


def first(value: Any, steps: tuple[Step, ...]) -> Any:
    """Return the first value that the path leads to, or None."""
    return next(select(value, steps), None)
