"""What the figures of reports are called, in words that need no knowledge of statistics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drystone.measures.charts import percent
from drystone.measures.practice_words import lasting
from drystone.measures.report_times import Point, Time


@dataclass(frozen=True, slots=True)
class Called:
    """A pair of clocks: its name, and what it is good for; ``left_out`` says which reports are not in it."""

    name: str | Promise
    why: str | Promise
    left_out: str | Promise = ""


_UNKNOWN = gettext_lazy("Reports in which somebody was not sure when it was are not in it.")
_NAMED = gettext_lazy(
    "Reports that are sealed or without a name are not in it: when somebody noticed would say who they are."
)
_NO_NEED = gettext_lazy("Reports that were closed without it are not in it: they needed none.")
CALLED: dict[str, Called] = {
    "happened-noticed": Called(
        gettext_lazy("From what happened until it was noticed"),
        gettext_lazy("So long nobody could do anything."),
        _NAMED,
    ),
    "noticed-reported": Called(
        gettext_lazy("From noticing until telling"),
        gettext_lazy("What is easy and safe to say is said soon. If this grows, ask what makes it hard."),
        _NAMED,
    ),
    "happened-reported": Called(
        gettext_lazy("From what happened until it was told"),
        gettext_lazy("Minutes decide how much harm is done."),
        _UNKNOWN,
    ),
    "reported-acknowledged": Called(
        gettext_lazy("From telling until thanks"),
        gettext_lazy("Whoever tells should know at once that it arrived."),
    ),
    "reported-seen": Called(
        gettext_lazy("From telling until a person took it"),
        gettext_lazy("Somebody waits for a person, not for a machine."),
    ),
    "reported-triaged": Called(
        gettext_lazy("From telling until we knew what it was"),
        gettext_lazy("From then on we do the right thing and not just something."),
    ),
    "reported-declared": Called(
        gettext_lazy("From telling until it was declared an incident"),
        gettext_lazy("From then on somebody leads it, and decides which laws apply."),
        _NO_NEED,
    ),
    "reported-contained": Called(
        gettext_lazy("From telling until it was contained"),
        gettext_lazy("From then on it gets no worse."),
        _NO_NEED,
    ),
    "declared-contained": Called(
        gettext_lazy("From an incident's declaration until it was contained"),
        gettext_lazy("How fast we are once we know that it is serious."),
    ),
    "reported-told": Called(
        gettext_lazy("From telling until an answer"),
        gettext_lazy("Who hears what came of it tells again the next time."),
    ),
    "reported-closed": Called(
        gettext_lazy("From telling until it was over"),
        gettext_lazy("How long something stays on somebody's mind, and on the desk."),
    ),
    "closed-reviewed": Called(
        gettext_lazy("From the end until a review was published"),
        gettext_lazy("What nobody looks back at teaches nobody. Few reports need a review, so this stays long."),
    ),
}
#: Those that the page draws.
DRAWN = ("noticed-reported", "reported-seen", "reported-told")


def about(time: Time | None) -> str:
    """Say how long a share took: one time, or between which two, by what is known of the times."""
    if time is None:
        return _("too few so far")
    if time.least is None:
        return _("longer than we have watched")
    if time.most is None:
        return _("more than %(time)s") % {"time": lasting(time.least)}
    if time.least == time.most:
        return _under(time.most)
    return _("%(least)s to %(most)s") % {"least": lasting(time.least), "most": lasting(time.most)}


def chance(time: Time | None) -> str:
    """Say between which times chance leaves it."""
    if time is None:
        return "–"
    low = lasting(time.low) if time.low else _("at once")
    if time.high is None:
        return _("%(low)s or more") % {"low": low}
    return _("%(low)s to %(high)s") % {"low": low, "high": lasting(time.high)}


def _under(seconds: int) -> str:
    return _("up to %(time)s") % {"time": lasting(seconds)}


def rows(points: Sequence[Point]) -> list[tuple[str, str, str]]:
    """Return the curve as a table: within which time, which share, between which ends."""
    return [(lasting(one.seconds), _span(one.least, one.most), _span(one.low, one.high)) for one in points]


def _span(first: float, last: float) -> str:
    return percent(first) if first == last else f"{percent(first)} – {percent(last)}"


def in_short(name: str, time: Time | None) -> str:
    """Say the middle of a pair in a sentence; "" where it is not known."""
    if time is None or time.most is None:
        return ""
    sentences = {
        "noticed-reported": _("Half of those who tell us do so within %(time)s of noticing."),
        "reported-seen": _("Half of all reports are with a person within %(time)s."),
        "reported-told": _("Half of those who tell have an answer within %(time)s."),
    }
    return sentences[name] % {"time": lasting(time.most)} if name in sentences else ""
