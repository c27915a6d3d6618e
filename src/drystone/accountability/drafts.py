"""Words to say, to copy and to change: to the round in the morning, a team, somebody who is stuck, one's own lead.

They thank first, ask what is in the way, and name nobody: who is late is never said, for it is nobody's to hear. They
are made of what the week says, and of nothing that it withholds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from drystone.accountability.week import Draft, Week

_TO: dict[str, str | Promise] = {
    "stand-up": gettext_lazy("To the round in the morning"),
    "team": gettext_lazy("To a team"),
    "stuck": gettext_lazy("To somebody who is stuck, alone with them"),
    "lead": gettext_lazy("To your own lead"),
}


def added(week: Week) -> Week:
    """Return a week with the words that it gives somebody to say; none where there is nothing to say."""
    if week.empty:
        return week
    made = (("stand-up", _stand_up), ("team", _team), ("stuck", _alone), ("lead", _upwards))
    return replace(week, drafts=tuple(Draft(of, _TO[of], " ".join(make(week))) for of, make in made))


def _thanks(week: Week) -> Iterator[str]:
    if week.closed:
        yield ngettext(
            "In a week %(n)d thing was closed. Thank you.",
            "In a week %(n)d things were closed. Thank you.",
            week.closed,
        ) % {"n": week.closed}
    elif week.improved:
        yield _("“%(name)s” got better. Thank you.") % {"name": week.improved[0].name}
    elif week.things:
        yield _("This came in order: %(name)s. Thank you.") % {"name": week.things[0]}


def _much(count: int, week: Week) -> str:
    """Say a count, and that it is more where not everything was looked at."""
    return _("at least %(n)d") % {"n": count} if week.of_first else str(count)


def _title(week: Week) -> str:
    return week.stuck[0].titles[0] if week.stuck and week.stuck[0].titles else ""


def _stand_up(week: Week) -> Iterator[str]:
    yield _("Good morning. One minute on what we keep safe together.")
    yield from _thanks(week)
    if title := _title(week):
        yield _("What still hangs the most: “%(title)s”. It waits for %(what)s.") % {
            "title": title,
            "what": week.stuck[0].words,
        }
        yield _("What is in the way: time, help, or does it not fit? Tell me afterwards; we find a way.")
    else:
        yield _("Nothing hangs just now. Let us keep it so.")


def _team(week: Week) -> Iterator[str]:
    yield _("Hello everybody.")
    yield from _thanks(week)
    if title := _title(week):
        yield _("One thing is still on the way: “%(title)s”.") % {"title": title}
        yield _("Your own page says whether something of yours is part of it, how it is done and how long it takes.")
        yield _("Where it does not fit, say so there: “I need help”, “not mine” and “not now” are good answers too.")
    yield _("Thank you for the stone you hold.")


def _alone(_week: Week) -> Iterator[str]:
    yield _("I do not want to hurry you; I want to know what would help.")
    yield _("What is in the way: time, somebody who shows how, or does it not fit your work?")
    yield _("If it is time, we find an hour together. If it does not fit, ask for an exception; I read it today.")
    yield _("It is no fault of yours that it hangs. Thank you for telling me.")


def _upwards(week: Week) -> Iterator[str]:
    yield _("A short word on what I answer for.")
    if week.closed is not None and week.closed_before is not None:
        yield _("Closed: %(n)d, the week before %(before)d.") % {"n": week.closed, "before": week.closed_before}
    elif week.improved:
        yield _("“%(name)s” got better.") % {"name": week.improved[0].name}
    for one in week.stuck[:2]:
        count = "" if one.count is None else f" ({_much(one.count, week)})"
        yield _("What hangs waits for %(what)s%(count)s.") % {"what": one.words, "count": count}
    if week.decision is not None:
        if week.decision.ask:
            yield week.decision.ask
        else:
            yield _("What I do next: %(what)s.") % {"what": week.decision.words}
    yield _("Nobody is late by ill will; where you can, give us the time for it. Thank you.")
