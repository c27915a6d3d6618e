"""How letters, the steps that found them, parties and what holds an activity are said."""

from __future__ import annotations

import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from drystone.gaps.wording import RELATIONS as RELATIONS
from drystone.gaps.wording import position as position
from drystone.program.model import Program
from drystone.responsibility import LetterLine
from drystone.shell.templatetags.words import ago

LETTERS: dict[str, Promise] = {
    "R": gettext_lazy("Does it"),
    "A": gettext_lazy("Answers for it"),
    "C": gettext_lazy("Is asked"),
    "I": gettext_lazy("Is told"),
}
PARTIES: dict[str, Promise] = {
    "everyone": gettext_lazy("Everyone"),
    "staff": gettext_lazy("Staff representatives"),
    "owner": gettext_lazy("Whoever it belongs to"),
    "manager": gettext_lazy("Managers"),
    "security": gettext_lazy("Security"),
    "engineering": gettext_lazy("Engineering"),
    "it": pgettext_lazy("the department", "IT"),
    "hr": gettext_lazy("People and HR"),
    "legal": gettext_lazy("Legal and privacy"),
    "finance": gettext_lazy("Finance"),
    "procurement": gettext_lazy("Procurement"),
    "communications": gettext_lazy("Communications"),
    "facilities": gettext_lazy("Facilities"),
    "audit": gettext_lazy("Internal audit"),
    "board": gettext_lazy("The board"),
}
#: What holds an activity: a name, what that means, and the next rung up.
LADDER: dict[str, tuple[Promise, Promise, Promise]] = {
    "memory": (
        gettext_lazy("Memory"),
        gettext_lazy("It happens because people remember it."),
        gettext_lazy("Next rung up: let a check notice by itself when it was not done."),
    ),
    "monitor": (
        gettext_lazy("Watched"),
        gettext_lazy("Checks notice when it slips, and ask the right person."),
        gettext_lazy("Next rung up: offer a paved road on which it is right by itself."),
    ),
    "guard": (
        gettext_lazy("Guarded"),
        gettext_lazy("People act freely inside agreed bounds, and the easy way is the safe way."),
        gettext_lazy("Next rung up: make the unsafe choice impossible."),
    ),
    "prevent": (
        gettext_lazy("Prevented"),
        gettext_lazy("It cannot go wrong unnoticed: the unsafe choice is refused."),
        gettext_lazy("There is no higher rung."),
    ),
}
STATES: dict[str, Promise] = {
    "firm": pgettext_lazy("a stone", "firm"),
    "loose": pgettext_lazy("a stone", "loose"),
    "missing": pgettext_lazy("a stone", "missing"),
    "unknown": pgettext_lazy("a stone", "not known"),
}
REACHES: dict[str, Promise] = {
    "suggested": gettext_lazy("suggested: nobody is asked yet"),
    "trial": gettext_lazy("being tried out: nobody is asked yet"),
    "live": gettext_lazy("in use"),
}
CRITICALITY: dict[int, Promise] = {
    4: gettext_lazy("Without it the business stops."),
    3: gettext_lazy("Without it we are in real trouble."),
    2: gettext_lazy("Without it we are slowed down."),
    1: gettext_lazy("Without it we would hardly notice."),
}
#: How a claim is said: of the viewer, and of somebody else.
_CLAIMS: dict[str, tuple[Promise, Promise]] = {
    "decision": (gettext_lazy("because it was decided so"), gettext_lazy("because it was decided so")),
    "assigned": (gettext_lazy("because it is assigned to you"), gettext_lazy("because it is assigned to them")),
    "tag": (gettext_lazy("because a tag on it names you"), gettext_lazy("because a tag on it names them")),
    "idp": (
        gettext_lazy("because the sign-in service names you"),
        gettext_lazy("because the sign-in service names them"),
    ),
    "last_user": (gettext_lazy("because you used it last"), gettext_lazy("because they used it last")),
    "parent": (
        gettext_lazy("because what it belongs to is yours"),
        gettext_lazy("because what it belongs to is theirs"),
    ),
    "manager": (
        gettext_lazy("because it belonged to someone who has left, and you were their manager"),
        gettext_lazy("because it belonged to someone who has left, and they were the manager"),
    ),
    "self": (gettext_lazy("because it is about you"), gettext_lazy("because it is about them")),
    "asset.sponsor": (gettext_lazy("because you are its sponsor"), gettext_lazy("because they are its sponsor")),
    "asset.lead": (gettext_lazy("because you lead it"), gettext_lazy("because they lead it")),
    "asset.person": (gettext_lazy("because it is about you"), gettext_lazy("because it is about them")),
    "asset.manager": (gettext_lazy("because you are the manager"), gettext_lazy("because they are the manager")),
    "asset.owner.manager": (
        gettext_lazy("because you are the manager of whoever it belongs to"),
        gettext_lazy("because they are the manager of whoever it belongs to"),
    ),
}
#: How each kind of evidence is called where claims are listed.
EVIDENCE: dict[str, Promise] = {
    "decision": gettext_lazy("Somebody decided it"),
    "assigned": gettext_lazy("Assigned to"),
    "tag": gettext_lazy("Tagged with"),
    "idp": gettext_lazy("The sign-in service names"),
    "last_user": gettext_lazy("Last used by"),
    "parent": gettext_lazy("What it belongs to is of"),
    "manager": gettext_lazy("Manager of someone who left"),
}


def seen(source: str | None, seen_at: dt.datetime | None, now: dt.datetime) -> str:
    """Say where something is from and how old that knowledge is: "in jamf, seen 3 days ago"."""
    parts = [_("in %(source)s") % {"source": source}] if source else []
    if seen_at:
        parts.append(_("seen %(ago)s") % {"ago": ago(seen_at, now)})
    return ", ".join(parts)


def because(line: LetterLine, program: Program, *, mine: bool, known: str) -> str:
    """Say by which step a letter came to somebody; ``known`` is what ``seen`` says of the owner's claim."""
    named = {"position": position(program, line.position)}
    if line.via == "fallback":
        return _("as the last resort, because nobody else is known")
    if line.position in RELATIONS or line.via in _CLAIMS:
        return claim(line.via, mine=mine, known=known)
    return {
        "holder": (_("because you are %(position)s") if mine else _("as %(position)s")),
        "deputy": _("standing in for %(position)s"),
        "manager": _("as the manager of whoever was %(position)s and has left or is away"),
    }.get(line.via, _("nobody is known")) % named


def claim(kind: str, *, mine: bool, known: str) -> str:
    """Say why a thing is somebody's by the claim that decided it."""
    pair = _CLAIMS.get(kind)
    words = str(pair[0 if mine else 1]) if pair else _("according to the inventory")
    return words if kind in ("self", "decision") else f"{words} {known}".strip()


def party(name: str) -> str:
    """Say whose words these are."""
    return str(PARTIES.get(name, name.replace("-", " ").replace("_", " ").capitalize()))
