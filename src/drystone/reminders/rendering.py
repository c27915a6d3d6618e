"""A message as plain text and as HTML, from the same words; the text alone is complete."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from drystone.program.model import Program
from drystone.reminders.deciding.choosing import Choice
from drystone.reminders.gathering import Case
from drystone.reminders.wording import Behind, Item, Linker, Words, words


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it leaves."""

    words: Words
    text: str
    html: str


def letter(case: Case, choice: Choice, program: Program, link: Linker) -> Letter:
    """Write a message in the language and the time zone of its reader."""
    language = case.where.language or program.settings.organisation.languages[0]
    with translation.override(language.partition("-")[0].lower()), timezone.override(case.zone):
        said = words(case, choice, program, link)
        told = {"said": said, "language": translation.get_language()}
        return Letter(said, as_text(said), render_to_string("reminders/mail.html", told))


def as_text(said: Words) -> str:
    """Return a message as plain text, in lines that a narrow screen breaks as it likes."""
    parts = [said.greeting, said.thanks, said.opening]
    parts += [_item(number, item) for number, item in enumerate(said.items, start=1)]
    if said.more:
        parts.append(f"{said.more}: {said.page}")
    if said.stranded:
        parts.append("\n".join([_("This cannot wait, and those who hold it are away:"), *_dashes(said.stranded)]))
    if said.answers or said.answers_first:
        lines = [_behind(one) for one in said.answers] + ([said.answers_more] if said.answers_more else [])
        parts.append("\n".join([_("What you answer for:"), *_dashes(lines), *said.answers_first]))
    if said.answers_page:
        parts.append(said.answers_page)
    parts.append("-- \n" + "\n".join(said.closing))
    return "\n\n".join(part for part in parts if part)


def _item(number: int, item: Item) -> str:
    lines = [f"{number}. {item.title}", " · ".join(item.facts)]
    if number == 1:
        lines += [*item.ways, item.why]  # How the others are done stands on their pages: a phone's screen is small.
    if item.protects:
        lines.append(_("It protects: %(what)s") % {"what": item.protects})
    lines.append(_("Why it is yours: %(why)s") % {"why": item.mine})
    if number > 1:
        lines.append(_("How: %(address)s") % {"address": item.page})
    lines += [f"{said}: {address}" for _act, said, address in item.links]
    first, *rest = [line for line in lines if line]
    return "\n".join([first, *(f"   {line}" for line in rest)])


def _behind(one: Behind) -> str:
    return f"{one.title}: {one.counts}" + (f" ({one.things})" if one.things else "")


def _dashes(lines: tuple[str, ...] | list[str]) -> list[str]:
    return [f"- {line}" for line in lines]
