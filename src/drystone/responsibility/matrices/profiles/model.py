"""A profile: the rows that a law or standard asks for, who has to hold them, and what shows that it is so.

Words are our own, in English and German; of licensed texts a profile holds the ids alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

LANGUAGES = ("en", "de")
Words = Mapping[str, str]
Letter = Literal["R", "A", "I"]
Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row that the rule asks for. ``by`` are the kinds of position that may hold ``letter``; empty: any position.

    Which activities it is, is known by their ids in the starter program, else by ``csf`` and ``safeguards`` (of CIS,
    by implementation group), else by ``signs`` in their names. ``lint`` rows are no activity: they hold where none of
    these rules fires. ``deputy``, ``accepted`` and ``apart`` ask for more than a letter: somebody who stands in, that
    its holders accepted it, and that who holds it does not run what it controls.
    """

    id: str
    cite: str
    wants: Words
    evidence: Words
    letter: Letter = "A"
    by: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    csf: tuple[str, ...] = ()
    safeguards: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    signs: re.Pattern[str] | None = None
    lint: tuple[str, ...] = ()
    deputy: bool = False
    accepted: bool = False
    apart: bool = False
    only: Words = field(default_factory=dict)

    def asked(self, group: int) -> tuple[str, ...]:
        """Return the safeguards that an organisation of an implementation group is asked for, lowest first."""
        return tuple(one for number in sorted(self.safeguards) if number <= group for one in self.safeguards[number])


@dataclass(frozen=True, slots=True)
class Profile:
    """A law or standard. ``rules`` are the rules of the lint that it switches on, ``severities`` those it raises."""

    id: str
    name: str
    source: str
    about: Words
    rows: tuple[Wanted, ...]
    rules: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)
