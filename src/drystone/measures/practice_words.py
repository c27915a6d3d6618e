"""How practice messages are spoken of: difficulty and times in words, and a kind word for everybody who got one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from drystone.lib.phish_scale import Level

LEVELS: dict[Level, Promise] = {
    "least": gettext_lazy("easy to detect"),
    "moderately-to-least": gettext_lazy("fairly easy to detect"),
    "moderately": gettext_lazy("hard to detect"),
    "very": gettext_lazy("very hard to detect"),
}
CUES = {
    "few": pgettext_lazy("phish scale", "few"),
    "some": pgettext_lazy("phish scale", "some"),
    "many": pgettext_lazy("phish scale", "many"),
}
PREMISES = {
    "weak": pgettext_lazy("phish scale", "weak"),
    "medium": pgettext_lazy("phish scale", "medium"),
    "strong": pgettext_lazy("phish scale", "strong"),
}

#: What somebody did about a practice message: the first of these that is true.
Did = Literal["reported", "clicked-and-reported", "clicked", "nothing"]


@dataclass(frozen=True, slots=True)
class Word:
    """What is written to one person about one practice message, by whoever sends it to that person alone."""

    subject: str
    text: str


def lasting(seconds: float) -> str:
    """Say how long something took, in the largest unit that says it well; less than a minute is said as that."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return _("less than a minute")
    if minutes < 120:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def kind_word(did: Did, *, campaign: str) -> Word:
    """Return what to write to somebody after a practice message, in the active language: also who did nothing.

    A short note to those who neither clicked nor told makes them tell more often the next time (Bender et al.,
    Behavioural Public Policy, 2024). It is for that one person; nobody is listed for it.
    """
    subject = _("The message “%(name)s” was practice") % {"name": campaign}
    return Word(subject, f"{_WORDS[did]}\n\n{_NEXT_TIME}")


_NEXT_TIME = gettext_lazy(
    "When a message feels odd, report it, even when you are not sure. A false alarm costs us a minute; an early word"
    " can protect everybody else. Nobody but you sees what you did with this message."
)
_WORDS: dict[Did, Promise] = {
    "reported": gettext_lazy(
        "You told us about it. Thank you: had it been real, your word would have protected everybody who had not"
        " opened it yet."
    ),
    "clicked-and-reported": gettext_lazy(
        "You followed its link, and then you told us. Thank you: that is the part that counts. Anybody can be caught"
        " off guard; saying so early is what keeps it small."
    ),
    "clicked": gettext_lazy(
        "You followed its link. That happens to careful people too, on a busy day and with a good story. If it happens"
        " with a real one, tell us at once: nobody will blame you, and minutes count."
    ),
    "nothing": gettext_lazy(
        "You did not follow its link, and that is good. There is one small thing more that helps others: to report such"
        " a message takes a few seconds, and those who get it after you are warned."
    ),
}
