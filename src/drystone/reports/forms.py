"""What somebody entered to report something: read generously, since whoever is in a hurry leaves things out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _

from drystone.lib.errors import UsageError
from drystone.program.model import Program
from drystone.program.playbook_model import Playbook
from drystone.reports import belongings, books, codes, looking, words
from drystone.reports.models import KNOWN, NAMED, NAMELESS, SEALED, WHENS
from drystone.reports.taking import Carried, Thing, Told

_ONCE = frozenset("0123456789abcdef")
#: The most that a message may hold: of somebody who is signed in, and of strangers.
MOST, _MOST_STRANGER = 20_000_000, 5_000_000


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells, as far as the page knows: their id ("" for strangers), language and what is theirs."""

    person_id: str = ""
    language: str = ""
    things: Sequence[Thing] = ()
    platform: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """What stands in the form. ``things`` are the keys of what was chosen, ``done`` those of the steps that were done
    already, ``sure``: send it here all the same."""

    when: str = ""
    noticed: str = ""
    text: str = ""
    known: str = ""
    contact: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    things: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    show: bool = False
    sure: bool = False
    once: str = ""


def fresh(teller: Teller) -> Entered:
    """Return the form as it opens: by name for whoever is signed in; the one device that it can be is chosen."""
    chosen = tuple(belongings.key(one) for one in belongings.likely(teller.things, teller.platform))
    return Entered(known=NAMED if teller.person_id else NAMELESS, things=chosen, once=codes.fresh())


def read(data: QueryDict, book: Playbook | None, teller: Teller) -> Entered:
    """Read the form. What is nothing that can be chosen counts as not chosen."""
    asked = book.ask if book else ()
    answers = {one.id: said for one in asked if (said := data.get(f"answer-{one.id}", "")) in one.answers}
    known = data.get("known", "")
    once = data.get("once", "")
    return Entered(
        when=when if (when := data.get("when", "")) in WHENS else "",
        noticed=noticed if (noticed := data.get("noticed", "")) in WHENS else "",
        text=data.get("text", "").replace("\r\n", "\n"),
        known=known if known in KNOWN else NAMED if teller.person_id else NAMELESS,
        contact=" ".join(data.get("contact", "").split()),
        answers=answers,
        things=tuple(one for name in ("device", "account") if (one := data.get(name, ""))),
        done=tuple(key for key in data.getlist("done") if book and books.is_step(book, key)),
        show=data.get("show") == "yes",
        sure=data.get("sure") == "yes",
        once=once if len(once) == 32 and set(once) <= _ONCE else codes.fresh(),
    )


def told(kind: str, entered: Entered, teller: Teller, program: Program) -> Told:
    """Return what is told. Whoever wrote how to reach them is reached; whoever gave neither has no name.

    Raises UsageError for a question that asks nothing.
    """
    if kind == words.ASK and not entered.text.strip():
        raise UsageError(_("What would you like to ask?"), do=_("Write a sentence; two are plenty."))
    known = entered.known
    if not teller.person_id and known == NAMED and not entered.contact:
        known = NAMELESS
    book = books.of(kind, program)
    return Told(
        kind=kind,
        known=known,
        person_id=teller.person_id if known != NAMELESS else "",
        contact=entered.contact if known != NAMELESS else "",
        when=entered.when,
        noticed_when=entered.noticed,
        text=entered.text,
        answers=entered.answers,
        done=entered.done,
        things=things_of(entered, teller, known),
        shown=known == NAMED or entered.show,
        playbook_id=book.id if book else "",
        urgency=books.urgency(kind, program),
        language=teller.language,
        once=entered.once,
    )


def things_of(entered: Entered, teller: Teller, known: str) -> tuple[Thing, ...]:
    """Return what was chosen; of somebody without a name only what they want shown."""
    if known == NAMELESS and not entered.show:
        return ()
    return belongings.chosen(teller.things, entered.things)


def with_file(told_: Told, file: UploadedFile[Any] | None, program: Program, *, signed_in: bool) -> Told:
    """Add the message that was sent along, looked at. Raises UsageError for more than is taken."""
    if file is None or not file.size:
        return told_
    most = MOST if signed_in else _MOST_STRANGER
    if file.size > most:
        raise UsageError(
            _("This file is too large to be sent here."),
            do=_("Send your report without it; whoever helps you will ask."),
        )
    if told_.known != NAMED:
        return replace(told_, messages=(Carried(b"", {}),))  # Refused by ``take``, in its words, unread.
    data = file.read()
    return replace(told_, messages=(Carried(data, looking.look(data, program, language=told_.language or "en")),))


def case(entered: Entered, teller: Teller, *, known: str) -> books.Case:
    """Return what the steps need to know: names of what was chosen, whether somebody is alone with it."""
    mine = belongings.chosen(teller.things, entered.things)
    alone = known in {SEALED, NAMELESS} and not entered.show
    return books.case(entered.answers, mine, platform=teller.platform, alone=alone)
