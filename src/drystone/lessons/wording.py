"""Advice on words: reading ease, jargon, unkind words, and how feedback speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drystone.lessons import word_lists
from drystone.lessons.findings import Advice
from drystone.lessons.reading_ease import PLAIN, Ease, ease
from drystone.program.lesson_model import Lesson, LessonText, Misconception
from drystone.program.place import Place

_LEAST_FEEDBACK = 5


def whole(text: LessonText) -> str:
    """Return everything that a person reads of a lesson, in paragraphs."""
    return "\n\n".join([text.title, text.story, text.today, *(words for _, words in _asked(text))])


def ease_of(text: LessonText) -> Ease | None:
    """Return how easily a lesson reads as a whole."""
    return ease(whole(text), text.language)


def advise(lesson: Lesson, text: LessonText) -> Iterator[Advice]:
    """Give advice on the words of a lesson in one language."""
    score = ease_of(text)
    if score is not None and score.score < PLAIN:
        said = f"reading ease {score.score:.0f}, under {PLAIN:.0f}: shorter sentences, shorter words"
        yield Advice("reading-ease", text.place, lesson.id, text.language, said)
    trade = set(lesson.audience) <= word_lists.OF_THE_TRADE
    parts = [(text.place, text.title), (text.place, text.story), (text.place, text.today), *_asked(text)]
    for place, words in parts:
        yield from words_of(words, lesson.id, text.language, place, trade=trade)
    for item in text.items:
        for variant in item.variants:
            for option in variant.options:
                yield from _feedback(option.feedback, lesson.id, text.language, option.place)


def advise_belief(belief: Misconception) -> Iterator[Advice]:
    """Give advice on a misconception's answer; the belief speaks as its holder does."""
    for language, answer in belief.answer.items():
        yield from words_of(answer, belief.id, language, belief.place, trade=False)
        yield from _feedback(answer, belief.id, language, belief.place)


def words_of(words: str, about: str, language: str, place: Place, *, trade: bool) -> Iterator[Advice]:
    """Give advice on jargon, unless it is the readers' own ``trade``, and on unkind words."""
    unkind = word_lists.UNKIND.get(language)
    for hurt in unkind.finditer(words) if unkind else ():
        yield Advice("unkind", place, about, language, f"`{hurt.group()}` hurts; say what happened, and what helps")
    if trade:
        return
    for pattern, better in word_lists.JARGON.get(language, {}).items():
        if found := re.search(rf"\b(?:{pattern})(?!\w)", words, re.IGNORECASE):
            yield Advice("jargon", place, about, language, f"`{found.group()}`: say {better}")


def _feedback(feedback: str, about: str, language: str, place: Place) -> Iterator[Advice]:
    verdict = word_lists.VERDICT.get(language)
    if verdict and verdict.match(feedback):
        said = f"begins with a verdict (`{' '.join(feedback.split()[:3])} …`); answer the belief instead"
        yield Advice("verdict-first", place, about, language, said)
    if len(feedback.split()) < _LEAST_FEEDBACK:
        yield Advice("bare-feedback", place, about, language, f"`{feedback}` says too little; say why")


def _asked(text: LessonText) -> list[tuple[Place, str]]:
    """Return the questions, options and feedback with their places."""
    found = []
    for item in text.items:
        for variant in item.variants:
            found.append((variant.place, variant.stem))
            for option in variant.options:
                found += [(option.place, option.text), (option.place, option.feedback)]
    return found
