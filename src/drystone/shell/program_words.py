"""What a program says to people, and in which language: pages in another one mark it, so that it is read rightly."""

from __future__ import annotations

from collections.abc import Iterator

from drystone.program.model import Program
from drystone.shell import site

_known: tuple[Program, frozenset[str]] | None = None


def language() -> str:
    """Return the language that the program is written in."""
    return site.program().settings.organisation.written_in


def says(text: str) -> bool:
    """Whether a text stands in the program: the titles of built-in checks, for one, are ours and are translated."""
    return text in texts(site.program())


def texts(program: Program) -> frozenset[str]:
    """Return every text of a program that pages show, read once for each version."""
    global _known  # One process serves one program; two threads at once read the same twice.
    if _known is None or _known[0] is not program:
        _known = program, frozenset(text for text in _texts(program) if text)
    return _known[1]


def _texts(program: Program) -> Iterator[str]:
    for activity in program.activities.values():
        yield from (activity.name, *activity.words.values())
    for check in program.checks.values():
        yield from (check.title.passed, check.title.failed, check.title.unknown, check.why, *check.fix.values())
    for objective in program.objectives.values():
        yield from (objective.name, objective.words)
    for habit in program.habits.values():
        yield from (habit.name, habit.words, habit.why)
    for book in program.playbooks.values():
        yield from (book.title, book.thanks, *(one.say for one in book.ask))
        yield from (text for step in book.you for text in (step.do, step.why))
    for trial in program.trials.values():
        yield trial.question
    for role in program.roles.values():
        yield role.name
