"""Telling on the machine of the site itself: into the state of the program, as whoever one is, or without a name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from drystone.cli.options import read_program
from drystone.cli.report_told import Told
from drystone.cli.session import opened_state, serve
from drystone.lib.clock import now
from drystone.lib.errors import UsageError
from drystone.program import Program


def tell(folder: Path, told: Told, *, me: str) -> dict[str, Any]:
    """Take it and return the first words; with ``me`` "" no name is given. Raises UsageError and StoreError."""
    program = read_program(folder)
    with opened_state(program):
        serve(program)
        from django.utils import translation

        from drystone.directory import addresses
        from drystone.directory import queries as directory

        person_id = directory.by_address(me) if me else ""
        if me and not person_id:
            raise UsageError(f"nobody in the people data has the address {me!r}", do="Mend --me, or add --no-name.")
        reached = addresses.reach([person_id]).get(person_id) if person_id else None
        language = (reached.language if reached else "") or program.settings.organisation.languages[0]
        with translation.override(language):
            return _taken(program, told, person_id, language)


def _taken(program: Program, told: Told, person_id: str, language: str) -> dict[str, Any]:
    from drystone.reports import actions, belongings, books, first_words, keeping, looking

    first_words.refuse_wrongdoing(told.text, program, sure=told.anyway)
    book, at = books.of(told.kind, program), now()
    messages: tuple[actions.Carried, ...] = ()
    if told.message:
        messages = (actions.Carried(told.message, looking.look(told.message, program, language=language)),)
    whole = actions.Told(
        kind=told.kind,
        way="command",
        known="named" if person_id else "none",
        person_id=person_id,
        when=told.when,
        text=told.text,
        things=belongings.likely(belongings.of(person_id)),
        messages=messages,
        playbook_id=book.id if book else "",
        urgency=books.urgency(told.kind, program),
        language=language,
        once=told.once,
    )
    with keeping.kept():
        taken = actions.take(whole, now=at)
    case = books.case({}, whole.things, alone=not person_id)
    first = first_words.after(taken, whole, case, program=program, now=at)
    return {**first.as_json(), "report_id": taken.report_id if person_id else ""}


def answer(folder: Path, code: str, words: str) -> dict[str, Any]:
    """Return how a report stands, by its return code, after saying something where there is something to say."""
    program = read_program(folder)
    with opened_state(program):
        serve(program)
        from drystone.reports import actions, for_programs, keeping, queries

        found = queries.by_code(code)
        if found is None:
            raise UsageError(
                "no report has this code",
                do="Look at it once more; thirty days after a report was closed its code opens nothing any more.",
            )
        if words:
            with keeping.kept():
                actions.say(found.report_id, by="reporter", text=words, now=now())
            found.refresh_from_db()
        return for_programs.standing(found, program, now=now())
