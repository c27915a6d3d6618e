"""The language check: where a text blames, knows better afterwards, or names people, with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from drystone.reviews.blame_rules import NAMING, RULES, Rule

#: What is read of a text; more would be no review.
LONGEST = 50_000
_MOST = 200
#: Words that begin with a capital: what a name can be, with its own hyphens and apostrophes.
_CAPITAL = re.compile(r"(?<![\w@.])[A-ZÀ-ÖØ-Þ][\w'’-]{1,40}")
_NAME = next(rule for rule in NAMING if rule.id == "name")
_BLOCKING = frozenset(rule.id for rule in NAMING)


@dataclass(frozen=True, slots=True)
class Flag:
    """A place that the check flags: which rule, from which letter until which, and what stands there."""

    rule: Rule
    start: int
    end: int
    text: str

    @property
    def blocks(self) -> bool:
        """Whether it keeps a review from being published: it names somebody."""
        return self.rule.id in _BLOCKING

    def place(self, text: str) -> tuple[int, int]:
        """Return line and column of it, from 1."""
        before = text[: self.start]
        return before.count("\n") + 1, self.start - (before.rfind("\n") + 1) + 1

    def as_json(self, text: str, language: str) -> dict[str, Any]:
        """Return it as programs read it."""
        line, column = self.place(text)
        said = {"why": self.rule.why[language], "instead": self.rule.instead[language]}
        return {"rule": self.rule.id, "line": line, "column": column, "text": self.text, **said,
                "source": self.rule.source, "blocks": self.blocks}  # fmt: skip


def check(text: str, *, names: Collection[str] = (), allowed: Collection[str] = ()) -> list[Flag]:
    """Return what the rules flag, in the order of the text, one flag for each place; ``_MOST`` at most.

    ``names`` are people's whole names, ``allowed`` addresses that are nobody's own, such as the report address.
    """
    read = text[:LONGEST]
    found = [*_named(read, names), *_by_rules(read, (*NAMING, *RULES))]
    open_ = {one.casefold() for one in allowed}
    told: list[Flag] = []
    for flag in sorted(found, key=lambda one: (one.start, -one.end, not one.blocks)):
        if flag.text.casefold() in open_ or (told and flag.start < told[-1].end):
            continue
        told.append(flag)
    return told[:_MOST]


def candidates(text: str) -> list[str]:
    """Return what could be somebody's whole name in a text: two or three words with capitals, one after the other."""
    words = list(_CAPITAL.finditer(text[:LONGEST]))
    found: dict[str, None] = {}
    for at, word in enumerate(words):
        last = word
        for other in words[at + 1 : at + 3]:
            if text[last.end() : other.start()] != " ":
                break
            found[text[word.start() : other.end()]] = None
            last = other
    return list(found)


def _by_rules(text: str, rules: Iterable[Rule]) -> Iterator[Flag]:
    for rule in rules:
        for pattern in rule.patterns:
            for match in pattern.finditer(text):
                yield Flag(rule, match.start(), match.end(), match.group())


def _named(text: str, names: Collection[str]) -> Iterator[Flag]:
    for name in names:
        if not name.strip():
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(name.strip())}(?!\w)", text, re.IGNORECASE):
            yield Flag(_NAME, match.start(), match.end(), match.group())
