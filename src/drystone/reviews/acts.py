"""What those who write a review do with it, for the page and for the API alike."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from drystone.gaps import tasks
from drystone.lib.errors import UsageError
from drystone.reviews import actions, naming, queries
from drystone.reviews.models import Review

#: What can be said with an act.
TOLD = ("question", "text", "vantage", "part", "title", "why", "role", "due", "sure")


@dataclass(frozen=True, slots=True)
class Doing:
    """An act, who does it (a person id), when (aware), in which zone they live, and what they said with it."""

    act: str
    by: str
    now: dt.datetime
    zone: zoneinfo.ZoneInfo
    told: Mapping[str, str]


def do(review: Review, doing: Doing) -> None:
    """Do it. Raises UsageError for what cannot be done."""
    act = ACTS.get(doing.act)
    if act is None:
        raise UsageError(_("That is nothing that can be done here."))
    act(review, doing)


def _save(review: Review, doing: Doing) -> None:
    actions.save(review.pk, doing.told["question"], doing.told["text"], by=doing.by)


def _hand_in(review: Review, doing: Doing) -> None:
    told = doing.told
    actions.hand_in(review.pk, told["question"], told["text"], told["vantage"], by=doing.by)


def _mend(review: Review, doing: Doing) -> None:
    actions.mend(review.pk, doing.told["part"], doing.told["text"])


def _take_out(review: Review, doing: Doing) -> None:
    actions.take_out(review.pk, doing.told["part"])


def _task(review: Review, doing: Doing) -> None:
    told = doing.told
    named = [flag.text for flag in naming.check(f"{told['title']}\n{told['why']}") if flag.blocks]
    if named:
        raise UsageError(
            _("It names people or addresses: %(named)s") % {"named": ", ".join(named)}, where="title",
            do=_("Write what they were in it, as “the recipient”."),
        )  # fmt: skip
    order = tasks.Order(
        told["title"], told["why"], told["role"], _day(told["due"], doing.zone), queries.TASKS, review.pk, review.title
    )
    tasks.set_task(order, by=doing.by, now=doing.now)


def _day(text: str, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """Return the end of a day that somebody gave. Raises UsageError."""
    try:
        day = dt.date.fromisoformat(text.strip())
        return dt.datetime.combine(day, dt.time(23, 59), tzinfo=zone).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise UsageError(_("This is no day: %(text)s") % {"text": text[:20]}, where="due") from None


def _ask(review: Review, doing: Doing) -> None:
    actions.ask_everybody(review.pk, by=doing.by, now=doing.now)


def _ask_nobody(review: Review, doing: Doing) -> None:
    actions.ask_everybody(review.pk, by=doing.by, now=doing.now, asked=False)


def _publish(review: Review, doing: Doing) -> None:
    day = doing.now.astimezone(doing.zone).date()
    actions.publish(review.pk, by=doing.by, now=doing.now, day=day, sure=doing.told["sure"] == "yes")


def _take_back(review: Review, doing: Doing) -> None:
    actions.take_back(review.pk, by=doing.by, now=doing.now)


def _drop(review: Review, doing: Doing) -> None:
    actions.drop(review.pk, by=doing.by, now=doing.now)


ACTS: Mapping[str, Callable[[Review, Doing], None]] = {
    "save": _save,
    "hand-in": _hand_in,
    "mend": _mend,
    "take-out": _take_out,
    "task": _task,
    "ask": _ask,
    "ask-nobody": _ask_nobody,
    "publish": _publish,
    "take-back": _take_back,
    "drop": _drop,
}
