"""What commands print: answers for people or programs on stdout, everything else on stderr.

Text that comes from outside (a hostname, a person's name, a path) is never read as markup, and loses its control
characters, so that no file can paint somebody's terminal.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from drystone.lib.clock import iso

#: A pipe has no width of its own; 80 columns would fold every row there.
PIPE_WIDTH = 220

answers = Console(highlight=False, emoji=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
errors = Console(stderr=True, highlight=False, emoji=False)

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def clean(value: object) -> str:
    """Return the text of a value without control and direction characters; an empty text for None."""
    return "" if value is None else _CONTROL.sub("�", str(value))


def say(text: str, style: str = "") -> None:
    """Print one line of an answer for people."""
    answers.print(Text(clean(text), style=style), soft_wrap=True)


def note(text: str) -> None:
    """Print one line beside the answer, on stderr."""
    errors.print(Text(clean(text)), soft_wrap=True)


def print_json(document: object) -> None:
    """Print one JSON document on stdout, the only thing there; moments as ``2026-11-22T08:00:00Z``, days as dates."""
    print(json.dumps(document, ensure_ascii=False, indent=2, default=_written))  # noqa: T201 - this is the answer itself


def _written(value: object) -> str:
    return iso(value) if isinstance(value, dt.datetime) else str(value)


def print_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[str] = ()
) -> None:
    """Print rows as a table; numbers named in ``right`` are set to the right."""
    table = Table(
        title=Text(clean(title)) if title else None, title_justify="left", header_style="bold", box=None, pad_edge=False
    )
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(clean(value)) for value in row))
    answers.print(table)


@contextmanager
def progress(title: str) -> Iterator[Any]:
    """Show that work goes on, on stderr, where that is a terminal. Yields ``report(step, done, total)``."""
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
        console=errors,
        transient=True,
        disable=not errors.is_terminal,
    )
    with bar:
        task = bar.add_task(title, total=None)

        def report(step: str, done: int = 0, total: int | None = None) -> None:
            bar.update(task, description=clean(step), completed=done, total=total)

        yield report
