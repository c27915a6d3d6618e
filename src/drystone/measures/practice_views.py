"""The page about practice messages."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from drystone.lib.proportions import Share
from drystone.measures import machine_clicks, practice_drawing, practice_keeping, practice_trend
from drystone.measures.access import may_see_own_practice, may_see_practice
from drystone.measures.charts import percent
from drystone.measures.practice import Campaign, Group
from drystone.measures.practice_words import CUES, LEVELS, PREMISES, kind_word, lasting
from drystone.measures.shares import Rate
from drystone.shell import access, site
from drystone.shell.viewer import Request

#: So many campaigns stand on the page; the API has all.
MOST = 12


@access.page(may_see_practice)
def page(request: Request) -> HttpResponse:
    """Show the newest campaigns: who reported and how fast, who clicked, and how hard the message was to detect."""
    found = practice_keeping.current()
    said = {
        "campaigns": [_said(one) for one in found[:MOST]],
        "trend": _trend(practice_trend.in_order(found)[-MOST:]),
        "ahead": [(LEVELS[one.level], one, _share(one.share)) for one in practice_trend.ahead(found)],
        "more": max(0, len(found) - MOST),
        "rules": machine_clicks.RULES,
        "floor": site.program().settings.privacy.group_floor,
    }
    return render(request, "measures/practice.html", said)


@access.page(may_see_own_practice)
def mine(request: Request) -> HttpResponse:
    """Say a kind word about each practice message that somebody got, to them alone, whatever they did with it."""
    told = practice_keeping.own(request.viewer.person_id)
    words = [(one, *kind_word(did, campaign=one.name).text.split("\n\n")) for one, did in told[:MOST]]
    return render(request, "measures/my_practice.html", {"words": words})


def _trend(campaigns: list[Campaign]) -> dict[str, object]:
    """Campaign by campaign, the oldest first; one alone is no trend."""
    if len(campaigns) <= 1:
        return {}
    rows = [
        {
            "campaign": one,
            "level": LEVELS[one.rating.level] if one.rating else "",
            "reported": cell(one.whole.reported),
            "first": _first(one) or _("withheld"),
        }
        for one in campaigns
    ]
    return {"rows": rows, "picture": practice_drawing.trend(campaigns)}


def _said(one: Campaign) -> dict[str, object]:
    taken = [(rule, one.machines.taken[rule.id]) for rule in machine_clicks.RULES if rule.id in one.machines.taken]
    return {
        "campaign": one,
        "level": LEVELS[one.rating.level] if one.rating else None,
        "cues": CUES[one.rating.cue_category] if one.rating else None,
        "premise": PREMISES[one.rating.premise] if one.rating else None,
        "reported": _sentence(one.whole.reported, told=True),
        "clicked": _sentence(one.whole.clicked, told=False),
        "speed": _speed(one),
        "first": _first(one),
        "shares": practice_drawing.shares(one),
        "curve": practice_drawing.curve(one),
        "points": [(lasting(at), percent(share)) for at, share in one.curve[1:]],
        "groups": [_group(group) for group in (one.whole, *one.departments)],
        "taken": taken,
        "machine_clicks": sum(count for _rule, count in taken),
    }


def _group(group: Group) -> dict[str, object]:
    half = lasting(group.half) if group.half is not None else None
    if half is None and group.reported.said == "shown" and group.timed:
        half = _("fewer than half have")
    return {"group": group, "reported": cell(group.reported), "clicked": cell(group.clicked), "half": half or "–"}


def cell(rate: Rate) -> str:
    """Say a share in a cell of a table, with its interval; what is withheld is said as that."""
    if rate.share is None:
        return {"few": _("only a few"), "nearly-all": _("nearly all")}.get(rate.said, _("withheld"))
    return _("%(count)d of %(of)d: %(share)s (%(low)s to %(high)s)") % _numbers(rate)


def _numbers(rate: Rate) -> dict[str, object]:
    return {"count": rate.count, "of": rate.of, **(_ends(rate.share) if rate.share else {})}


def _share(one: Share) -> str:
    return _("%(share)s (%(low)s to %(high)s)") % _ends(one)


def _ends(one: Share) -> dict[str, str]:
    return {"share": percent(one.value), "low": percent(one.low), "high": percent(one.high)}


def _sentence(rate: Rate, *, told: bool) -> str:
    if rate.said == "unrated":
        return ""
    if rate.share is not None:
        words = (
            _(
                "%(count)d of %(of)d people reported it: %(share)s. With this many people, it could be %(low)s to"
                " %(high)s by chance alone."
            )
            if told
            else _(
                "%(count)d of %(of)d people clicked: %(share)s. With this many people, it could be %(low)s to"
                " %(high)s by chance alone."
            )
        )
        return words % _numbers(rate)
    if rate.said == "few":
        return _("Only a few people reported it.") if told else _("Hardly anybody clicked.")
    if rate.said == "nearly-all":
        return _("Nearly everybody reported it.") if told else _("Nearly everybody clicked.")
    return (
        _("How many reported it is withheld: too few people are behind it.")
        if told
        else _("How many clicked is withheld: too few people are behind it.")
    )


def _speed(one: Campaign) -> str:
    if one.whole.reported.said != "shown":
        return ""
    if not one.whole.timed:
        return _("When is not known of all of them.")
    if one.whole.half is None:
        return _("Fewer than half have reported it.")
    return _("Half of all had reported it within %(time)s.") % {"time": lasting(one.whole.half)}


def _first(one: Campaign) -> str:
    if one.first is None:
        return ""
    if one.first.seconds is None:
        return (
            _("The first report came before any click.")
            if one.first.report_first
            else _("The first click came before the first report.")
        )
    words = (
        _("The first report came %(time)s before the first click.")
        if one.first.report_first
        else _("The first click came %(time)s before the first report.")
    )
    return words % {"time": lasting(one.first.seconds)}
