"""Tags: how formats that know no misconception, kind or language carry them all the same.

``misconception:the-id`` is there to be found by; ``answer-2:the-id`` says which answer it stands behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from drystone.lessons.formats import limits, markup
from drystone.lessons.formats.bank import LANGUAGE, Bank, Question, is_id

_OURS = re.compile(r"(?:kind|misconception|language|lesson|answer-\d{1,3}):")
_ANSWER = re.compile(r"answer-(\d{1,3}):(.+)")


def free(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the tags that are not ours to write, tidied, each once."""
    tidied = (markup.line(tag)[: limits.MAX_TAG].strip() for tag in tags)
    return tuple(dict.fromkeys(tag for tag in tidied if tag and not _OURS.match(tag)))[: limits.MAX_TAGS]


def of_question(question: Question) -> list[str]:
    """Return the tags of a question, with its kind and its misconceptions."""
    named = [(place, one.misconception) for place, one in enumerate(question.answers, 1) if one.misconception]
    return [
        *([] if question.kind == "choice" else [f"kind:{question.kind}"]),
        *dict.fromkeys(f"misconception:{name}" for _, name in named),
        *(f"answer-{place}:{name}" for place, name in named),
        *question.tags,
    ]


def to_question(question: Question, tags: Iterable[str], left: list[str]) -> Question:
    """Return the question with what its tags say. Misconceptions without a place go to the wrong answers in order."""
    listed = [markup.line(tag) for tag in tags][: limits.MAX_TAGS]
    placed = {int(found[1]): found[2] for tag in listed if (found := _ANSWER.fullmatch(tag)) and is_id(found[2])}
    if not placed:
        found_by = [tag.partition(":")[2] for tag in listed if tag.startswith("misconception:")]
        wrong = [place for place, one in enumerate(question.answers, 1) if not one.best]
        if found_by and len(found_by) == len(wrong) and all(map(is_id, found_by)):
            placed = dict(zip(wrong, found_by, strict=True))
        elif found_by:
            left.append(f"{question.id}: its misconceptions do not say which answer they stand behind")
    answers = tuple(
        replace(one, misconception=placed[place]) if place in placed and not one.best else one
        for place, one in enumerate(question.answers, 1)
    )
    kind = "what-would-you-do" if "kind:what-would-you-do" in listed else question.kind
    return replace(question, answers=answers, kind=kind, tags=free(listed))


def of_bank(bank: Bank) -> list[str]:
    """Return the tags of a bank, with its id and language."""
    return [f"lesson:{bank.id}", f"language:{bank.language}", *bank.tags]


def to_bank(bank: Bank, tags: Iterable[str]) -> Bank:
    """Return the bank with what its tags say."""
    listed = [markup.line(tag) for tag in tags][: limits.MAX_TAGS]
    said = dict(tag.split(":", 1) for tag in reversed(listed) if tag.startswith(("lesson:", "language:")))
    name, language = said.get("lesson", ""), said.get("language", "")
    return replace(
        bank,
        id=name if is_id(name) else bank.id,
        language=language if LANGUAGE.fullmatch(language) else bank.language,
        tags=free(listed),
    )
