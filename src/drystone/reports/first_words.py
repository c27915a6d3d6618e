"""The first words back to whoever tells something: thanks, what to do now, who has it, when the next word comes.

The page, the API, the command and chat tools say the same, each in its own form.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from drystone.lib.errors import DrystoneError
from drystone.program.model import Program
from drystone.program.playbook_model import Playbook
from drystone.reports import books, times, waiting, words
from drystone.reports.taking import Taken, Told
from drystone.triage import telling

_FEW = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """What can be seen in a message that came along: a sentence and a few reasons, or that a person has to look."""

    says: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstWords:
    """``code`` is the return code of somebody without an open name, ``call`` a number where minutes decide."""

    thanks: str
    steps: tuple[books.Step, ...]
    findings: tuple[Finding, ...]
    who: str
    word_by: str
    next_word_at: dt.datetime | None
    code: str = ""
    call: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return them for programs (docs/reports.md)."""
        return {
            "thanks": self.thanks,
            "steps": [{"do": one.do, "why": one.why, "minutes": one.minutes} for one in self.steps],
            "findings": [{"says": one.says, "reasons": list(one.reasons)} for one in self.findings],
            "who": self.who,
            "word_by": self.word_by,
            "next_word_at": self.next_word_at.isoformat().replace("+00:00", "Z") if self.next_word_at else None,
            "code": self.code,
            "call": self.call,
        }


def after(taken: Taken, told: Told, case: books.Case, *, program: Program, now: dt.datetime) -> FirstWords:
    """Return the first words on what was just taken, in the language that is active."""
    book = books.of(told.kind, program)
    return FirstWords(
        thanks=book.thanks if book else "",
        steps=_left(book, told, case, program) if book else (),
        findings=found([one.document for one in told.messages]),
        who=books.whoever_responds(program),
        word_by=waiting.said(taken.next_word_at, program, now=now) if taken.next_word_at else "",
        next_word_at=taken.next_word_at,
        code=taken.code,
        call=program.settings.reports.call if books.urgency(told.kind, program) <= times.NOW else "",
    )


def _left(book: Playbook, told: Told, case: books.Case, program: Program) -> tuple[books.Step, ...]:
    """Return the first things to do but for those that were done already."""
    steps = books.steps(book, case, program, most=books.ALL)
    return tuple([step for step in steps if step.key not in told.done][: books.FEW])


def found(documents: Sequence[Mapping[str, Any]], *, way: str = "page") -> tuple[Finding, ...]:
    """Return what triage says of messages (docs/triage.md), in a few sentences each.

    Of a letter (``way`` "mail") that hands nothing on, what can be seen is said only where it is harmful: nobody needs
    to read of their own words that it is unclear who wrote them.
    """
    return tuple(_finding(one) for one in documents if one and not (way == "mail" and _their_own(one)))


def quoted(documents: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a message was handed on as a quotation, so that who sent it cannot be seen."""
    return any(_mapping(one.get("original")).get("how") == "inline" for one in documents)


def _their_own(document: Mapping[str, Any]) -> bool:
    original = _mapping(document.get("original"))
    return original.get("how") == "itself" and document.get("hint") != "likely harmful"


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _finding(document: Mapping[str, Any]) -> Finding:
    if document.get("problem"):
        return Finding(_("It could not be looked at by itself; a person will."))
    signs = telling.ordered([one for one in document.get("signs", []) if isinstance(one, dict)])
    said = [str(one.get("says", "")) for one in (*document.get("reasons", [])[:_FEW], *signs[:_FEW])]
    return Finding(str(document.get("hint_says", "")), tuple(dict.fromkeys(filter(None, said))))


class WrongdoingError(DrystoneError):
    """What somebody writes may be about wrongdoing, which has a better place; nothing of it was kept."""

    exit_code: ClassVar[int] = 2


def refuse_wrongdoing(text: str, program: Program, *, sure: bool) -> None:
    """Raise WrongdoingError for words that sound like it, unless somebody is sure."""
    if not sure and words.sounds_like_wrongdoing(text):
        raise elsewhere(program)


def elsewhere(program: Program) -> WrongdoingError:
    """Return what says that wrongdoing has a better place, and which."""
    channel = program.settings.reports.wrongdoing
    place = " · ".join(filter(None, (channel.name, channel.words, channel.url)))
    return WrongdoingError(
        _("This may be about somebody doing wrong. There is a better place for that."),
        where=place,
        do=_("Nothing was sent yet. If it was a slip or something odd, send it once more and say that you are sure."),
    )
