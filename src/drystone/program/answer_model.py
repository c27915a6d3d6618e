"""Answers: what whoever reported is told once it is known what it was, as frozen objects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from drystone.program.place import Place
from drystone.program.playbook_model import Kind

Verdict = Literal["harmful", "junk", "harmless", "practice"]
#: What a report can turn out to be about.
VERDICTS: tuple[Verdict, ...] = ("harmful", "junk", "harmless", "practice")
#: Words by language: "en", "de".
Spoken = Mapping[str, str]

#: What may stand for something in an answer. Nothing of it says who reported: answers to many are the same to all.
PLACEHOLDERS = ("organisation", "sender", "day", "address")
_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one verdict: what it ``was``, what we ``did``, and ``thanks``; each in every language.

    ``kinds`` are the kinds of report that it is for, none for all that no other answer is for. ``received`` is what
    those read who received the same and did nothing; empty where they are told nothing.
    """

    id: str
    verdict: Verdict
    place: Place
    kinds: tuple[Kind, ...] = ()
    was: Spoken = field(default_factory=dict)
    did: Spoken = field(default_factory=dict)
    thanks: Spoken = field(default_factory=dict)
    received: Spoken = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def parts(self) -> dict[str, Spoken]:
        """All that is said, by the key that it is written under."""
        said = {"was": self.was, "did": self.did, "thanks": self.thanks, "received": self.received}
        return {name: spoken for name, spoken in said.items() if spoken}

    def text(self, language: str) -> str:
        """Return what whoever reported reads, before anything is filled in; "" where it is not in that language."""
        said = [spoken.get(language, "") for spoken in (self.was, self.did, self.thanks)]
        return " ".join(said) if all(said) else ""


def chosen(answers: Iterable[Answer], verdict: str, kind: str) -> Answer | None:
    """Return the answer for a verdict on a kind of report: the one for that kind, else the one for all, else None."""
    fitting = [one for one in answers if one.verdict == verdict]
    own = (one for one in fitting if kind in one.kinds)
    return next(own, None) or next((one for one in fitting if not one.kinds), None)


def named(text: str) -> list[str]:
    """Return what stands in braces in a text, in order."""
    return _BRACES.findall(text)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its placeholders filled in, once: what is filled in is looked through for no more of them."""
    return _BRACES.sub(lambda found: values.get(found[1], found[0]), text)
