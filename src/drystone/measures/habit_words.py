"""How figures about habits are said: shares with their range, steadiness, and the few sentences that stand first."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drystone.measures.board import Activity, Board
from drystone.measures.charts import percent
from drystone.measures.closing import Closing
from drystone.measures.coverage import Group
from drystone.measures.shares import Rate

#: From this share on a habit is one that most people show.
_MOST = 0.5


def cell(rate: Rate) -> str:
    """Say a share in a cell of a table, with its interval; what is withheld is said as that."""
    if rate.share is None:
        return {"few": _("only a few"), "nearly-all": _("nearly all")}.get(rate.said, _("withheld"))
    told = {part: percent(getattr(rate.share, name)) for part, name in _PARTS.items()}
    return _("about %(count)d: %(share)s (%(low)s to %(high)s)") % {"count": rate.count, **told}


_PARTS = {"share": "value", "low": "low", "high": "high"}


def others(group: Group) -> tuple[str, str]:
    """Say how many are waiting, and of how many nothing is known; where only both together may be said, so."""
    if group.waiting is None or group.unheard is None:
        return ("–", "–")
    return (
        _("about %(n)d") % {"n": group.waiting},
        _("about %(n)d") % {"n": group.unheard},
    )


def steady(activity: Activity) -> str:
    """Say how steady a habit was."""
    if activity.steady is None:
        return _("%(n)d of %(of)d weeks counted") % {"n": activity.counted, "of": len(activity.days)}
    return _("%(n)d of %(of)d") % {"n": activity.steady.kept_up, "of": activity.steady.weeks}


def evenness(activity: Activity) -> str:
    """Say the evenness as per cent, or a dash where there is none."""
    even = activity.steady.evenness if activity.steady else None
    return "–" if even is None else percent(even)


def bursts(activity: Activity) -> str:
    """Name the weeks that are bursts, or a dash."""
    return ", ".join(formats.date_format(day, "MONTH_DAY_FORMAT") for day in activity.bursts) or "–"


def people(activity: Activity) -> list[str]:
    """Say how many did something, week by week."""
    return [
        "–" if count is None else _("a few") if few else str(count)
        for count, few in zip(activity.people, activity.few, strict=True)
    ]


def half_closed(closing: Closing) -> str:
    """Say by when half of the gaps were set straight, in a sentence; "" where nothing can be said."""
    if not closing.points:
        return ""
    if closing.half is None:
        return _("Fewer than half of the gaps are set straight within %(n)d days.") % {"n": closing.points[-1].days}
    return ngettext(
        "Half of the gaps are set straight within %(n)d day.",
        "Half of the gaps are set straight within %(n)d days.",
        closing.half,
    ) % {"n": closing.half}


def in_short(board: Board) -> list[str]:
    """Return the sentences that stand first: what most people show, and how steady it was."""
    told = [row for row in board.rows if row.coverage and row.coverage.whole.showing.said in ("shown", "nearly-all")]
    found = []
    if told:
        most = [row for row in told if _most(row.coverage.whole.showing if row.coverage else Rate("withheld"))]
        found.append(_of_habits(len(told), len(most)))
    else:
        found.append(_("We cannot tell yet which habits people show: too few fresh signs are there."))
    return [*found, *_steadiness(board.whole)]


def _of_habits(told: int, most: int) -> str:
    if not most:
        return ngettext(
            "Of %(of)d habit we can tell how many people show it: not half of them yet.",
            "Of %(of)d habits we can tell how many people show each: none is shown by half of them yet.",
            told,
        ) % {"of": told}
    if told == 1:
        return _("Of 1 habit we can tell how many people show it: at least half of them.")
    return ngettext(
        "Of %(of)d habits we can tell how many people show each: %(n)d is shown by at least half of them.",
        "Of %(of)d habits we can tell how many people show each: %(n)d are shown by at least half of them.",
        most,
    ) % {"of": told, "n": most}


def _most(rate: Rate) -> bool:
    return rate.said == "nearly-all" or (rate.share is not None and rate.share.value >= _MOST)


def _steadiness(whole: Activity) -> Sequence[str]:
    if whole.steady is None or whole.steady.evenness is None:
        return [_("How steady it is can be said after twelve weeks.")]
    said = [
        _("In %(n)d of the last %(of)d weeks people did at least half as much for it as in an average week.")
        % {"n": whole.steady.kept_up, "of": whole.steady.weeks}
    ]
    if whole.bursts:
        said.append(
            ngettext(
                "%(n)d week stands out as a burst: that of %(days)s. A burst shows an effort, not yet a habit.",
                "%(n)d weeks stand out as bursts: those of %(days)s. A burst shows an effort, not yet a habit.",
                len(whole.bursts),
            )
            % {"n": len(whole.bursts), "days": bursts(whole)}
        )
    return said
