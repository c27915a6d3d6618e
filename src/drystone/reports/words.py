"""What the kinds of report are called, and what it can sound like when it is about somebody's wrongdoing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: What happened, as whoever taps it would say it. A question before anything did stands apart.
TITLES: dict[str, str | Promise] = {
    "clicked": _("I clicked a link"),
    "typed-password": _("I typed my password"),
    "opened-file": _("I opened a file"),
    "sent-wrong": _("I sent it to the wrong person"),
    "lost-device": _("I lost a device"),
    "let-someone-in": _("I let someone in"),
    "paid": _("I paid something"),
    "looks-odd": _("Something looks odd"),
    "something-else": _("Something else"),
    "ask-first": _("Is this all right? Ask before you do it"),
}
ASK = "ask-first"
WHENS: dict[str, str | Promise] = {
    "just-now": _("Just now"),
    "today": _("Earlier today"),
    "earlier": _("Before today"),
    "not-sure": _("Not sure"),
}
STATUSES: dict[str, str | Promise] = {
    "waiting": _("waiting for a person"),
    "taken": _("a person has it"),
    "closed": _("closed"),
}

#: What the clocks of a report say.
CLOCKS: dict[str, str | Promise] = {
    "happened": _("It happened"),
    "noticed": _("They noticed"),
    "reported": _("They told"),
    "acknowledged": _("They were thanked"),
    "seen": _("Somebody took it"),
    "triaged": _("We knew what it was"),
    "declared": _("It became an incident"),
    "contained": _("It was contained"),
    "told": _("They were answered"),
    "closed": _("It was closed"),
    "reviewed": _("It was reviewed"),
}
#: What says so, as it stands with a clock.
SOURCES: dict[str, str | Promise] = {
    "form": _("the form"),
    "message": _("the message"),
    "machine": _("our own clock"),
    "responder": _("we know it"),
    "reporter": _("whoever told said so"),
    "log": _("a log"),
    "campaign": _("the verdict on all of them"),
    "words": _("what was written here"),
    "incident": _("the incident"),
    "review": _("the review"),
    "api": _("a program of theirs"),
    "chat": _("the chat"),
    "command": _("the command line"),
    "desk": _("the desk"),
}
#: Who wrote a clock down: as what, and never by name.
AUTHORS: dict[str, str | Promise] = {
    "reporter": _("whoever told"),
    "machine": _("by itself"),
    "responder": _("a responder"),
}
#: What a report was found to be about, in the order of the keys that say it at the desk.
VERDICTS: dict[str, str | Promise] = {
    "harmful": _("A trap"),
    "junk": _("Junk"),
    "harmless": _("All right"),
    "practice": _("Practice"),
}
#: What triage makes of a message.
HINTS: dict[str, str | Promise] = {
    "likely harmful": _("likely harmful"),
    "unsure": _("unsure"),
    "likely harmless": _("likely harmless"),
}
#: In what messages of one wave agree.
AGREED: dict[str, str | Promise] = {
    "text": _("%(by)s %% of their words"),
    "links": _("where they lead (%(by)s)"),
    "sender": _("the sender (%(by)s)"),
    "files": _("a file (SHA-256 %(by)s)"),
}
#: How a message ended that a mail log knows of.
DELIVERIES: dict[str, str | Promise] = {
    "delivered": _("delivered"),
    "held": _("held back by the filter"),
    "rejected": _("turned away"),
    "removed": _("taken out again"),
    "": _("not said"),
}
#: What whoever reported is answered, where a responder writes nothing of their own.
ANSWERS: dict[str, str | Promise] = {
    "harmful": _(
        "You were right: this was a trap. We are taking it out of the way for everybody. If you clicked, opened or"
        " typed something, say so: it helps at once, and nobody is blamed. Thank you for speaking up."
    ),
    "junk": _(
        "This is junk: it wants to sell something and does no harm. You can delete it. Thank you for asking; the next"
        " one may be of another kind."
    ),
    "harmless": _(
        "This one is all right: it is from whom it says it is. It was good to ask: asking once too often costs us a"
        " minute, once too seldom a week."
    ),
    "practice": _("This was a practice message of our own, and you saw it. Well spotted; thank you for reporting it."),
}

#: What stands in a report's own log.
LOOKS: dict[str, str | Promise] = {
    "shown": _("was shown your name, to help you"),
    "seal-asked": _("asked to open the seal"),
    "seal-refused": _("refused to open the seal"),
    "seal-opened": _("agreed to open the seal"),
    "seal-danger": _("opened the seal alone, because of danger"),
    "seal-confirmed": _("confirmed that there was danger"),
    "seal-late": _("nobody confirmed the danger in time"),
}

#: Words of what is done on purpose and to others, in the languages that the site speaks. A slip hardly ever needs them.
_WRONGDOING = re.compile(
    r"\b(?:fraud\w*|brib\w+|kickbacks?|embezzl\w+|corrupt\w*|falsif\w+|forg(?:ed|ery|ing)|cover(?:ed|ing)?[ -]up"
    r"|harass\w*|discriminat\w+|retaliat\w+|blackmail\w*|illegal\w*|money laundering|insider trading|against the law"
    r"|(?:is|was|are|were) stealing|(?:boss|manager|board) (?:told|ordered|forced|made) (?:me|us)"
    r"|betr[uü]g\w*|best(?:e|o)ch\w+|schmiergeld\w*|unterschl[aä]g\w*|untreue|korrupt\w*|gef[aä]lscht\w*|f[aä]lschung\w*"
    r"|vertusch\w+|bel[aä]stig\w+|diskriminier\w+|erpress\w+|mobbing|gesetzeswidrig\w*|geldw[aä]sche|stiehlt"
    r"|(?:chefin|chef|vorgesetzte[rn]?) (?:hat|haben) (?:mich|uns) (?:gezwungen|angewiesen))\b",
    re.IGNORECASE,
)
_LONGEST = 10_000
#: So much of a digest tells files apart that stand side by side.
_FEW_LETTERS = 12


def agreed(family: str, by: Sequence[str]) -> str:
    """Say in what two messages agree (``alike.Why``)."""
    shown = [one[:_FEW_LETTERS] for one in by] if family == "files" else by
    return str(AGREED[family]) % {"by": ", ".join(shown)} if family in AGREED else family


def sounds_like_wrongdoing(text: str) -> bool:
    """Whether a text may tell of somebody's wrongdoing: nobody decides on it, it only shows a better place."""
    return _WRONGDOING.search(text[:_LONGEST]) is not None
