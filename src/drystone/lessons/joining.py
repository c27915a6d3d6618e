"""One habit id joins what teaches it, what stands in its way, what shows it, and what people report about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from drystone.lessons.findings import Advice
from drystone.program.model import Program


@dataclass(frozen=True, slots=True)
class Joined:
    """A habit with the ids of its lessons (those mainly about it first), misconceptions, checks, and kinds of report.

    Kinds of report are playbooks: what somebody does who has something to tell.
    """

    habit: str
    lessons: tuple[str, ...]
    misconceptions: tuple[str, ...]
    checks: tuple[str, ...]
    reports: tuple[str, ...]


def table(program: Program) -> tuple[Joined, ...]:
    """Return what each habit joins, in the order of the program."""
    return tuple(_joined(program, habit_id) for habit_id in program.habits)


def _joined(program: Program, habit_id: str) -> Joined:
    lessons = [lesson for lesson in program.lessons.values() if habit_id in lesson.habits]
    lessons.sort(key=lambda lesson: (lesson.habits[0] != habit_id, lesson.order, lesson.id))
    return Joined(
        habit=habit_id,
        lessons=tuple(lesson.id for lesson in lessons),
        misconceptions=tuple(one.id for one in program.misconceptions.values() if one.habit == habit_id),
        checks=tuple(check.id for check in program.checks.values() if check.habit == habit_id),
        reports=tuple(one.id for one in program.playbooks.values() if habit_id in {one.habit, one.shows}),
    )


def advise(program: Program) -> Iterator[Advice]:
    """Say which habits nothing teaches, which nothing in the data or in reports can show, and which lack words."""
    spoken = program.settings.organisation
    for one in table(program):
        place = program.habits[one.habit].place
        if not one.lessons:
            yield Advice("habit-without-lesson", place, one.habit, "", "no lesson is about it")
        if not one.checks and not one.reports and not program.habits[one.habit].shown:
            said = "no check and no kind of report shows it, nor its own `shown`"
            yield Advice("habit-without-check", place, one.habit, "", said)
        for language in {*spoken.languages} - {spoken.written_in, *program.habits[one.habit].translations}:
            said = f"the habit has no words in {language}; add them under translations"
            yield Advice("no-translation", place, one.habit, language, said)
