"""How positions, letters, answers and what stands out are said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drystone.gaps import wording as gaps
from drystone.gaps.wording import RELATIONS as RELATIONS
from drystone.program.model import Activity, Program
from drystone.responsibility.agreement.conditions import DONT_KNOW, NOBODY, NOT_OURS, Condition

PARTIES: dict[str, Promise] = {
    "staff": _("Staff representatives"),
    "manager": _("Managers"),
    "security": _("Security"),
    "engineering": _("Engineering"),
    "it": pgettext_lazy("the department", "IT"),
    "hr": _("People and HR"),
    "legal": _("Legal and privacy"),
    "finance": _("Finance"),
    "procurement": _("Procurement"),
    "communications": _("Communications"),
    "facilities": _("Facilities"),
    "audit": _("Internal audit"),
    "board": _("The board"),
    "everyone": _("Everyone"),
}
#: Answers to "who answers for it?" that name no position.
NONE: dict[str, Promise] = {
    NOBODY: pgettext_lazy("answers for it", "nobody"),
    DONT_KNOW: _("I don't know"),
    NOT_OURS: _("it is not ours to have"),
}
LETTERS: dict[str, Promise] = {
    "R": _("Does it"),
    "A": _("Answers for it"),
    "C": _("Is asked"),
    "I": _("Is told"),
}
#: The same of oneself.
MINE: dict[str, Promise] = {
    "A": _("We answer for it"),
    "R": _("We do it"),
    "C": _("We are asked before"),
    "I": _("We are told after"),
}
SURE: dict[int, Promise] = {1: _("I guess"), 2: _("fairly sure"), 3: _("certain")}
#: What stands out: a name, and what it means.
CONDITIONS: dict[str, tuple[Promise, Promise]] = {
    Condition.ORPHAN: (_("nobody's"), _("Nobody says that they answer for it.")),
    Condition.CONTESTED: (_("several claim it"), _("Each of these says that they answer for it.")),
    Condition.UNAWARE: (_("does not know it"), _("Others name these, and they do not say so themselves.")),
    Condition.UNRECOGNISED: (_("claims it alone"), _("These say that they answer for it, and nobody else does.")),
    Condition.DRIFT: (_("not as it should be"), _("Some say that somebody else should answer for it.")),
}
REASONS: dict[str, Promise] = {
    "lint": _("the lint points at it"),
    "gaps": _("much of it is open"),
    "conflict": _("parties differed about it before"),
    "refused": _("somebody said why they cannot accept it"),
    "new": _("nobody has talked about it yet"),
    "critical": _("the business stops without it"),
}
NAME, ABOUT, WHERE = _("What it is called"), _("What it is about"), _("Which of them it is about")
HOW: dict[str, Promise] = {
    "consent": _("all could live with it"),
    "vote": _("after a private vote"),
    "tie-breaker": _("the tie-breaker decided"),
}
#: How a row of a law or standard stands.
STANDS: dict[str, Promise] = {
    "held": _("held as asked"),
    "partly": _("partly"),
    "elsewhere": _("held by another position"),
    "nobody": _("nobody holds it"),
    "missing": _("no activity"),
    "suggested": _("only suggested so far"),
}
#: Kinds of position that laws and standards speak of.
KINDS: dict[str, Promise] = {
    "governing-body": _("the governing body"),
    "security-lead": _("the head of security"),
    "control-function": _("a control function"),
    "internal-audit": _("internal audit"),
    "risk-owner": _("the owner of the thing"),
    "spokesperson": _("communications"),
}


def position(program: Program, position_id: str) -> str:
    """Say a position, a seat of one, a relation, or an answer that names none."""
    if position_id in NONE:
        return str(NONE[position_id])
    return gaps.position(program, position_id)


def positions(program: Program, ids: Iterable[str]) -> list[str]:
    """Say several of them, in their order."""
    return [position(program, one) for one in ids]


def party(name: str) -> str:
    """Say a party of the program's words."""
    return str(PARTIES.get(name, name.replace("-", " ").replace("_", " ").capitalize()))


def words(activity: Activity, key: str) -> str:
    """Return an activity in a party's own words, else in everyone's, else ""."""
    return activity.words.get(key) or activity.words.get("everyone", "")


def letters(program: Program, held: Mapping[str, Any]) -> list[tuple[str, Promise, list[str]]]:
    """Say letters as (letter, what it means, who), in the order R, A, C, I; those that nobody holds are left out."""
    rows = [(letter, LETTERS[letter], positions(program, listed(held, letter))) for letter in LETTERS]
    return [row for row in rows if row[2]]


def listed(held: Mapping[str, Any], letter: str) -> Sequence[str]:
    """Return who holds a letter, A too as a list."""
    who = held.get(letter) or ()
    return [who] if isinstance(who, str) else list(who)


def choices(program: Program) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every position that may be named, by party and name, then the relations: the same for every activity."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for role in program.roles.values():
        grouped.setdefault(party(role.party) if role.party else "", []).append((role.id, role.name))
    found = [(name, sorted(rows, key=lambda row: row[1].casefold())) for name, rows in sorted(grouped.items())]
    return [*found, (str(_("It depends on the thing")), [(key, str(said)) for key, said in RELATIONS.items()])]
