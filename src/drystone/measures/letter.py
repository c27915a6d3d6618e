"""The monthly letter: a text that anyone may read, made of figures about all of us, in the reader's language.

``Facts`` are the figures of one month, in no language; ``written`` makes the text of them and of nothing else. No name
of a person can stand in it, for none stands in the figures; reviews are held to that before they are published.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drystone.measures.changes import KINDS

#: A text by language, "" where it has but one.
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a month; ``over`` says that it is. Counts of people and of what they did are rounded.

    ``weeks`` is how many of its weeks (those that begin in it) were counted. ``wall`` counts stones by how they stand,
    ``before`` those of the month before; ``first`` is the stone to set straight first. ``closed`` gaps were closed,
    ``in_time`` of them as fixed, by their own people before their day; half of all within ``half`` days. ``doing`` is
    how many people did something for a habit in an average week, ``lessons`` how many were finished; None is withheld
    or not known. ``practice`` are (name, reported, of); ``changes`` are (what, names); ``reviews`` are the ids of
    those published in the month, and ``learned`` what they say (title, in short): that is not kept, so that a review
    which is taken back stands in no letter either.
    """

    month: dt.date
    organisation: str
    over: bool
    weeks: int
    wall: Mapping[str, int]
    before: Mapping[str, int]
    first: str
    closed: int | None
    in_time: int | None
    half: int | None
    doing: int | None
    lessons: int | None
    habits: tuple[Texts, ...]
    belief: tuple[Texts, Texts] | None
    practice: tuple[tuple[str, int, int], ...]
    changes: tuple[tuple[str, Texts], ...]
    reviews: tuple[str, ...] = ()
    learned: tuple[tuple[str, str], ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing was counted in the month."""
        return not self.weeks

    def as_figures(self) -> dict[str, Any]:
        """Return it as it is kept."""
        told = {name: value for name, value in asdict(self).items() if name != "learned"}
        return {**told, "month": self.month.isoformat()}

    @classmethod
    def of_figures(cls, figures: Mapping[str, Any]) -> Facts:
        """Read what was kept."""
        told = dict(figures)
        told["month"] = dt.date.fromisoformat(told["month"])
        told["habits"] = tuple(told["habits"])
        told["belief"] = tuple(told["belief"]) if told["belief"] else None
        told["practice"] = tuple((name, did, of) for name, did, of in told["practice"])
        told["changes"] = tuple((what, names) for what, names in told["changes"])
        told["reviews"] = tuple(told.get("reviews", ()))
        return cls(**told)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, and the paragraphs under it."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it is read."""

    title: str
    sections: tuple[Section, ...]
    close: str

    @property
    def text(self) -> str:
        """The whole letter as plain text."""
        parts = [f"{one.heading}\n\n" + "\n\n".join(one.paragraphs) for one in self.sections]
        return "\n\n".join([self.title, *parts, self.close]) + "\n"


def written(facts: Facts, language: str) -> Letter:
    """Write the letter of a month in a language."""
    with translation.override(language):
        month = formats.date_format(facts.month, "YEAR_MONTH_FORMAT")
        words = {"who": facts.organisation, "month": month}
        title = _("%(who)s in %(month)s") if facts.over else _("%(who)s in %(month)s, so far")
        parts = (
            Section(_("The wall"), tuple(_wall(facts))),
            Section(_("What we closed together"), tuple(_closed(facts))),
            Section(_("What we learned"), tuple(_learned(facts, language))),
            Section(_("What changed"), tuple(_changed(facts, language))),
        )
        close = _("No names stand here, and none are kept behind these figures. Thank you for the stone you hold.")
        return Letter(title % words, tuple(one for one in parts if one.paragraphs), close)


def _wall(facts: Facts) -> Iterator[str]:
    stones = sum(facts.wall.values())
    if not stones:
        yield _("Nobody looked at the wall in this month.")
        return
    counts = {state: facts.wall.get(state, 0) for state in ("firm", "loose", "missing", "unknown")}
    yield ngettext(
        "Our wall has %(stones)d stone: something that we do for security. %(firm)d sits firm, %(loose)d loose,"
        " %(missing)d missing; of %(unknown)d we cannot tell.",
        "Our wall has %(stones)d stones: each is something that we do for security. %(firm)d sit firm, %(loose)d are"
        " loose, %(missing)d are missing, and of %(unknown)d we cannot tell.",
        stones,
    ) % {"stones": stones, **counts}
    if facts.before:
        was, now = facts.before.get("firm", 0), counts["firm"]
        more = _("That is more than the month before, when it was %(n)d that sat firm.")
        fewer = _("That is fewer than the month before, when it was %(n)d that sat firm.")
        same = _("As many sat firm the month before.")
        yield (same if was == now else more if was < now else fewer) % {"n": was}
    if facts.first:
        yield _("The one to set straight first: %(name)s.") % {"name": facts.first}


def _closed(facts: Facts) -> Iterator[str]:
    if facts.closed:
        yield _("About %(n)d things that waited were closed. Thank you.") % {"n": facts.closed}
        if facts.in_time:
            yield _("About %(n)d of them were set straight by the people they belong to, before their day.") % {
                "n": min(facts.in_time, facts.closed)
            }
    elif facts.closed is None:
        yield _("How much was closed in this month is not said: few people are behind it, or we cannot tell.")
    else:
        yield _("We know of nothing that was closed in this month.")
    if facts.half is not None:
        yield ngettext(
            "Half of what is found is set straight within %(n)d day; what still waits is counted too.",
            "Half of what is found is set straight within %(n)d days; what still waits is counted too.",
            facts.half,
        ) % {"n": facts.half}


def _learned(facts: Facts, language: str) -> Iterator[str]:
    if facts.doing:
        yield _("In an average week about %(n)d people did something for a habit.") % {"n": facts.doing}
    if facts.lessons:
        yield _("About %(n)d lessons were finished, of three minutes at most.") % {"n": facts.lessons}
    if facts.habits:
        yield _("Most was done for: %(names)s.") % {"names": ", ".join(_in(names, language) for names in facts.habits)}
    for name, did, of in facts.practice:
        words = {"n": did, "of": of, "name": name}
        yield (
            _(
                "%(n)d of %(of)d people told us about the practice message “%(name)s”. One early word protects"
                " everybody who has not opened it."
            )
            % words
        )
    for title, plain in facts.learned:
        yield _("We looked back at “%(title)s”: %(plain)s") % {"title": title, "plain": " ".join(plain.split())}
    if facts.learned:
        yield _("Thank you to everybody who spoke up and helped; whole reviews stand under “What we learned”.")
    if facts.belief:
        belief, answer = (_in(texts, language) for texts in facts.belief)
        yield _("Many of us believed: “%(belief)s” %(answer)s") % {"belief": belief, "answer": answer}


def _changed(facts: Facts, language: str) -> Iterator[str]:
    for what, names in facts.changes:
        said = KINDS[what]() % {"name": _in(names, language)} if what in KINDS else ""
        if said:
            yield f"{said[0].upper()}{said[1:]}."


def _in(texts: Texts, language: str) -> str:
    """Return a text in a language, else as it was written first."""
    short = language.partition("-")[0]
    return texts.get(language) or texts.get(short) or next(iter(texts.values()), "")
