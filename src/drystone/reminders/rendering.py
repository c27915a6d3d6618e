"""A message as the document that every channel writes down in its own way."""

from __future__ import annotations

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from drystone.messages.document import Document, Link
from drystone.messages.document import Item as Part
from drystone.reminders.case import Case
from drystone.reminders.deciding.choosing import Choice
from drystone.reminders.gathering import Gathering
from drystone.reminders.wording import Behind, Item, Linker, Words, words


def letter(case: Case, choice: Choice, gathering: Gathering, link: Linker) -> tuple[Words, Document]:
    """Write a message in the language and the time zone of its reader."""
    program = gathering.program
    language = (case.where.language or program.settings.organisation.languages[0]).partition("-")[0].lower()
    with translation.override(language), timezone.override(case.zone):
        said = words(gathering.with_week(case, choice), choice, program, link)
        return said, document(said, language)


def document(said: Words, language: str) -> Document:
    """Return the words as a structure; the language is the active one."""
    links = []
    if said.learns and said.lesson:
        links.append(Link(_("Begin"), said.lesson[1]))
    if said.more:
        links.append(Link(said.more, said.page))
    if said.week_page:
        links += [Link(*one) for one in said.decision] + [Link(_("Open my week, with words to say"), said.week_page)]
    if said.answers_page:
        links.append(Link(_("Open what I answer for"), said.answers_page))
    if said.told_page:
        links.append(Link(_("How all activities stand"), said.told_page))
    return Document(
        said.subject,
        paragraphs=tuple(one for one in (said.greeting, said.thanks, said.opening) if one),
        items=(*(_item(item, first=number == 0) for number, item in enumerate(said.items)), *_beside(said)),
        links=tuple(links),
        closing=said.closing,
        language=language,
        quiet=(Link(*said.lesson),) if said.lesson and not said.learns else (),
        greets=bool(said.greeting),
    )


def _item(item: Item, *, first: bool) -> Part:
    lines = [" · ".join(item.facts)]
    if first:
        lines += [*item.ways, item.why]  # How the others are done stands on their pages: a phone's screen is small.
    if item.then:
        lines.append(item.then)
    reasons = [_("It protects: %(what)s") % {"what": item.protects}] if item.protects else []
    reasons.append(_("Why it is yours: %(why)s") % {"why": item.mine})
    lines += reasons if first else [" · ".join(reasons)]
    links = [Link(said, address) for _act, said, address in item.links]
    if not first:
        links.insert(0, Link(_("How, and why"), item.page))
    return Part(item.title, tuple(line for line in lines if line), tuple(links))


def _beside(said: Words) -> list[Part]:
    """What waits because others are away, what somebody answers for, and what they are told about."""
    found = []
    if said.stranded:
        found.append(Part(_("This cannot wait, and those who hold it are away:"), said.stranded, aside=True))
    if said.answers or said.answers_first:
        lines = [_behind(one) for one in said.answers] + ([said.answers_more] if said.answers_more else [])
        found.append(Part(_("What you answer for:"), (*lines, *said.answers_first), aside=True))
    if said.told:
        found.append(Part(_("What you are told about, this week:"), said.told, aside=True))
    if said.led:
        found.append(Part(_("Of those you lead, in numbers:"), said.led, aside=True))
    return found


def _behind(one: Behind) -> str:
    return f"{one.title}: {one.counts}" + (f" ({one.things})" if one.things else "")
