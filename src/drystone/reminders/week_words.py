"""The words of somebody's week in a message: what improved, what is stuck and on what, what would free the most."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drystone.accountability.week import Limited, Stuck, Week
from drystone.directory import notices
from drystone.reminders.case import Case

#: How many lines are said of what is stuck, and of limits; the page has them all.
_MOST = 3


def lines(case: Case) -> tuple[str, ...]:
    """Return the week of a message's reader, in few lines; names of people are in none."""
    told = case.week
    answering = case.situation.answering
    return (
        *(_improved(told) if told else ()),
        *(_stuck(one) for one in (told.stuck[:_MOST] if told else ())),
        *(_more(told) if told else ()),
        *(_frees(told) if told else ()),
        *(_limited(one) for one in (told.limited[:_MOST] if told else ())),
        *(_suggested(answering.suggested) if answering else ()),
    )


def decision(case: Case) -> tuple[tuple[str, str], ...]:
    """Return the words and the address of the one decision that its reader can take; nothing where there is none."""
    one = case.week.decision if case.week else None
    if one is None or not one.mine or not one.url.startswith("/"):
        return ()
    return ((one.words, notices.address(one.url)),)


def _improved(week: Week) -> Iterator[str]:
    if week.closed:
        closed = ngettext("%(n)d thing was closed in a week", "%(n)d things were closed in a week", week.closed)
        before = "" if week.closed_before is None else _(", %(n)d in the one before") % {"n": week.closed_before}
        yield _("%(closed)s%(before)s. Thank those who did it.") % {
            "closed": closed % {"n": week.closed}, "before": before
        }  # fmt: skip
    elif week.improved:
        yield _("“%(name)s” got better. Thank those who did it.") % {"name": week.improved[0].name}
    elif week.things:
        yield _("In order by now: %(names)s. Thank those who did it.") % {"names": ", ".join(week.things)}


def _stuck(one: Stuck) -> str:
    words = {"what": one.words, "on": f": {', '.join(one.on[:_MOST])}" if one.on else ""}
    if one.count is None:
        return _("Some wait for %(what)s%(on)s") % words
    return ngettext(
        "%(n)d thing waits for %(what)s%(on)s", "%(n)d things wait for %(what)s%(on)s", one.count
    ) % {**words, "n": one.count}  # fmt: skip


def _more(week: Week) -> Iterator[str]:
    if week.of_first and week.stuck:
        yield _("This is about the %(n)d things that are due first; more stand open.") % {"n": week.of_first}


def _frees(week: Week) -> Iterator[str]:
    if week.decision is None:
        return
    frees = week.decision.frees
    count = "" if frees is None else ngettext(" (%(n)d thing)", " (%(n)d things)", frees) % {"n": frees}
    yield _("What would free the most: %(what)s%(count)s.") % {"what": week.decision.words, "count": count}
    if week.decision.ask:
        yield _("Words to ask for it: “%(words)s”") % {"words": week.decision.ask}
    elif week.decision.reason == "word":
        yield _("“Some of this is late. What is in the way: time, help, or does it not fit? We find a way.”")


def _limited(one: Limited) -> str:
    if one.people is None:
        return _("Access is limited for few people: %(title)s") % {"title": one.title}
    return ngettext(
        "Access is limited for %(n)d person: %(title)s", "Access is limited for %(n)d people: %(title)s", one.people
    ) % {"n": one.people, "title": one.title}  # fmt: skip


def _suggested(count: int) -> Iterator[str]:
    if count:
        yield ngettext(
            "%(n)d activity is only suggested, so only you are told. Ask its parties whether they agree.",
            "%(n)d activities are only suggested, so only you are told. Ask their parties whether they agree.",
            count,
        ) % {"n": count}  # fmt: skip
