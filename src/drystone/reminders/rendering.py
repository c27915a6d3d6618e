"""A message as the document that every channel writes down in its own way."""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from drystone.messages.document import Document, Link
from drystone.messages.document import Item as Part
from drystone.messages.rendering import phone
from drystone.reminders.case import Case
from drystone.reminders.deciding.choosing import Choice
from drystone.reminders.gathering import Gathering
from drystone.reminders.wording import Behind, Item, Linker, Words, words

#: As many things are named even where texts are long: all but the first go round, so that nothing waits for ever.
_LEAST = 2


def letter(case: Case, choice: Choice, gathering: Gathering, link: Linker) -> tuple[Words, Document]:
    """Write a message in the language and the time zone of its reader.

    What there is to do fits on the screen of a phone: what does not is left for another day, and counted. A lesson goes
    along where there is room; it stands on its reader's page in any case. How long an arm of a trial puts it decides
    nothing of that: what one arm names, every other does.
    """
    program = gathering.program
    language = (case.where.language or program.settings.organisation.languages[0]).partition("-")[0].lower()
    with translation.override(language), timezone.override(case.zone):
        known = gathering.with_week(case, choice)
        plain = words(replace(known, arms={}), choice, program, link)
        lesson = not plain.items or _fits(plain, language)
        while len(plain.items) > _LEAST and not _fits(replace(plain, lesson=None), language):
            choice = replace(choice, keys=tuple(item.key for item in plain.items[:-1]))
            plain = words(replace(known, arms={}), choice, program, link)
        said = words(known, choice, program, link) if known.arms else plain
        said = said if lesson else replace(said, lesson=None)
        return said, document(said, language)


def _fits(said: Words, language: str) -> bool:
    return phone.height(document(said, language)) <= phone.SCREEN


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
    """The first whole; how the others are done stands on their pages, and their acts in a word: a screen is small."""
    reasons = [_("It protects: %(what)s") % {"what": item.protects}] if item.protects else []
    reasons.append(_("Why it is yours: %(why)s") % {"why": item.mine})
    ways = [*item.ways, item.why] if first else []
    lines = [" · ".join(item.facts), *ways, item.then, " · ".join(reasons)]
    short = {"done": _("Done"), "not-now": _("Not now"), "help": _("Help"), "not-mine": _("Not mine")}
    links = [Link(said, address, short[act]) for act, said, address in item.links]
    if not first:
        links.insert(0, Link(_("How, and why"), item.page))
    return Part(item.title, tuple(line for line in lines if line), tuple(links), brief=not first)


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
