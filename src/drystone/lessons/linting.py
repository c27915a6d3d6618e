"""All advice on the lessons and misconceptions of a valid program, in the order of their places."""

from __future__ import annotations

from collections.abc import Iterator

from drystone.lessons import items, joining, wording
from drystone.lessons.findings import Advice
from drystone.program.model import Program


def lint(program: Program) -> tuple[Advice, ...]:
    """Return the advice. It never makes a program invalid; what does is told by ``drystone.program.load``."""
    return tuple(sorted(_all(program), key=lambda advice: (advice.place, advice.rule, advice.text)))


def _all(program: Program) -> Iterator[Advice]:
    spoken = program.settings.organisation.languages
    used: set[str] = set()
    for lesson in program.lessons.values():
        for text in lesson.texts.values():
            yield from wording.advise(lesson, text)
            yield from items.advise(lesson, text)
        for language in spoken:
            if language not in lesson.texts:
                said = f"not written in {language}; add {lesson.id}.{language}.md"
                yield Advice("no-translation", lesson.place, lesson.id, language, said)
        used |= {option.id for item in lesson.items for way in item.variants for option in way.options}
    for belief in program.misconceptions.values():
        yield from wording.advise_belief(belief)
        if belief.id not in used:
            yield Advice("unused-misconception", belief.place, belief.id, "", "no wrong answer stands for it")
    yield from joining.advise(program)
