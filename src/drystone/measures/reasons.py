"""Why an activity stands as it does, in one plain sentence for everybody: no count that few people are behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drystone.measures.facts import Known
from drystone.program.model import Activity

Shown = Mapping[str, int | None]


def sentence(activity: Activity, known: Known, why: str, shown: Shown) -> str:
    """Say the rule that decided, and what else is worth knowing."""
    said = [_REASONS[why](activity, known, shown)]
    if why != "nobody" and known.things > known.resolved and known.resolved:
        said.append(_("For some of it nobody is known yet."))
    if why not in ("quiet", "nobody") and known.quiet_failed:
        said.append(_("A check that is not live yet sees something too."))
    if why == "failing" and known.whole.excepted:
        said.append(_("Some of it is accepted for now."))
    return " ".join(said)


def _nobody(_activity: Activity, known: Known, _shown: Shown) -> str:
    if known.vacant:
        return _("Nobody is in the position that it needs: %(names)s.") % {"names": ", ".join(known.vacant)}
    return _("Nobody is known who does it and answers for it.")


def _no_word(_activity: Activity, known: Known, _shown: Shown) -> str:
    if known.whole_word or known.lapsed:
        return _("It rests on memory, and the last word that it was done no longer holds.")
    return _("It rests on memory, and nobody has said yet that it was done.")


def _failing(_activity: Activity, known: Known, shown: Shown) -> str:
    # Things, not outcomes: where several checks fail on one laptop, both numbers would say on how many.
    if not shown["fail"] or shown["fail"] != known.whole.failing:
        return _("Some things are waiting to be set straight.")
    return ngettext(
        "%(n)d thing is waiting to be set straight.", "%(n)d things are waiting to be set straight.", shown["fail"]
    ) % {"n": shown["fail"]}


def _overdue(_activity: Activity, known: Known, _shown: Shown) -> str:
    if known.whole_word or known.lapsed:
        return _("The last word that it was done no longer holds; it is time to look again.")
    return _("Nobody has said yet that it was done.")


def _unpicked(_activity: Activity, _known: Known, _shown: Shown) -> str:
    return _("We cannot tell which things it is about.")


def _no_things(_activity: Activity, _known: Known, _shown: Shown) -> str:
    return _("We know of nothing yet that it is about.")


def _broken(_activity: Activity, _known: Known, _shown: Shown) -> str:
    return _("Its check could not run.")


def _unheard(_activity: Activity, known: Known, shown: Shown) -> str:
    return _("We have not heard yet how its things are.")


def _quiet(_activity: Activity, known: Known, _shown: Shown) -> str:
    if known.quiet_failed:
        return _("Its checks are not live yet; they see something to set straight.")
    return _("Its checks are not live yet; so far they see nothing wrong.")


def _no_check(_activity: Activity, _known: Known, _shown: Shown) -> str:
    return _("No check looks at it, and nobody is asked to say that it was done.")


def _passing(_activity: Activity, known: Known, shown: Shown) -> str:
    if known.whole.unheard:
        return _("All that we have heard of is in order; some things we have not heard of.")
    return _("All its live checks pass.")


def _vouched(_activity: Activity, known: Known, _shown: Shown) -> str:
    return _("Somebody has said that it was done, and where to see it.")


def _nothing_applies(_activity: Activity, _known: Known, _shown: Shown) -> str:
    return _("Its checks looked, and found nothing that needs it now.")


_REASONS: dict[str, Callable[[Activity, Known, Shown], str]] = {
    "nobody": _nobody,
    "no word": _no_word,
    "failing": _failing,
    "overdue": _overdue,
    "unpicked": _unpicked,
    "no things": _no_things,
    "broken": _broken,
    "unheard": _unheard,
    "quiet": _quiet,
    "no check": _no_check,
    "passing": _passing,
    "vouched": _vouched,
    "nothing applies": _nothing_applies,
}
