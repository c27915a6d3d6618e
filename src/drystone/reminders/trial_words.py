"""How trials are said: what each arm changes, and what came of it, in plain sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from drystone.lib.text import listing
from drystone.measures.trials import Effect, Outcome
from drystone.program.model import Program
from drystone.program.trial_model import WEEKDAYS
from drystone.reminders.trial_answers import Told

#: A Monday, to name weekdays by.
_MONDAY = dt.date(2024, 1, 1)

STATES = {
    "running": gettext_lazy("goes on"),
    "over": gettext_lazy("over"),
    "waiting": gettext_lazy("declared"),
    "off": gettext_lazy("declared, but trials are off"),
    "stopped": gettext_lazy("stopped"),
    "missed": gettext_lazy("never began"),
}
_WHY = {
    "off": gettext_lazy("Trials or reminders were switched off before it was over, so nothing is said of it."),
    "changed": gettext_lazy(
        "The program changed what it compares before it was over, so nothing is said of it: what stands there now is"
        " another trial."
    ),
    "late": gettext_lazy("Nothing ran when it should have been judged, so nothing is said of it."),
}


def changes(arm: Mapping[str, Any], language: str, written_in: str) -> list[str]:
    """Say what an arm changes, in the words that a reader of a language would read."""
    words = arm["words"].get(language.partition("-")[0]) or arm["words"].get(written_in) or {}
    found = []
    if words.get("title"):
        found.append(_("It says: “%(words)s”.") % {"words": words["title"].rstrip(".")})
    if words.get("why"):
        found.append(_("It says why: “%(words)s”.") % {"words": words["why"].rstrip(".")})
    if arm["after"]:
        found.append(_("The first notice comes %(time)s later.") % {"time": _days(arm["after"])})
    if arm["days"]:
        named = [formats.date_format(_MONDAY + dt.timedelta(days=WEEKDAYS.index(day)), "l") for day in arm["days"]]
        found.append(_("The first notice waits for the next of these days: %(days)s.") % {"days": ", ".join(named)})
    if arm["hours"]:
        found.append(_("The message leaves at %(hours)s on its reader's clock.") % {"hours": arm["hours"]})
    if arm["channels"]:
        found.append(_("It is sent by %(channel)s first.") % {"channel": listing(arm["channels"], _("or"))})
    return found or [_("As always: nothing is changed.")]


def standing(one: Told) -> list[str]:
    """Say where a trial stands; of one that goes on, how many are in it, and nothing of what they do."""
    day = formats.date_format(one.ends, "DATE_FORMAT")
    if one.state == "running":
        if one.people is None or one.things is None:
            in_it = _("So far hardly anybody is in it.")
        else:
            in_it = _("So far about %(people)d people are in it, with about %(things)d things.") % {
                "people": one.people,
                "things": one.things,
            }
        return [in_it, _("What came of it is said once, after %(day)s; nobody sees any of it before.") % {"day": day}]
    if one.state == "stopped":
        return [str(_WHY.get(one.why, _WHY["changed"]))]
    if one.state == "missed":
        return [_("Its last day went by before trials were allowed. Give it new days.")]
    if one.state == "off":
        return [_("It begins on its first day once drystone.toml says [reminders] trials = true.")]
    return [_("It has not begun.")] if one.state == "waiting" else []


def terms(one: Told) -> str:
    """Say what was declared beforehand: how long each thing is watched, and what would matter."""
    told = {"watch": _days(one.declared["watch"]), "matters": _days(one.declared["matters"])}
    return (
        _("Each thing is watched for %(watch)s. Declared beforehand: a difference of %(matters)s would matter.") % told
    )


def outcome(one: Outcome, matters: float) -> list[str]:
    """Say what came of a trial: the whole of it first, then each arm beside the usual one."""
    if one.kept == "few":
        return [
            _("Too few people were in it, or set something straight in it, to say anything without pointing at them.")
        ]
    if one.kept == "uneven":
        return [
            _(
                "People were spread over the arms as even lots hardly ever spread them. Something went wrong with the"
                " draw, so no effect is said."
            )
        ]
    found = []
    if one.unsure:
        found.append(_("Fewer than fifty people were in an arm: this says little."))
    for effect in one.effects:
        found += sentences(effect, matters)
    return found


def sentences(one: Effect, matters: float) -> list[str]:
    """Say one arm beside the usual one: what was found, and what could not have been."""
    told = {
        "arm": one.arm,
        "days": _days(abs(one.days)),
        "low": _apart(one.low),
        "high": _apart(one.high),
        "least": _days(min(abs(one.low), abs(one.high))),
        "most": _days(max(abs(one.low), abs(one.high))),
        "size": _days(one.detectable),
        "matters": _days(matters),
    }
    if one.verdict != "none":
        lines = [_FOUND[one.days < 0] % told]
        if one.verdict.endswith("a-little"):
            lines.append(_("That is less than the %(matters)s that would matter.") % told)
        return lines
    lines = [
        _("“%(arm)s”: no detectable effect. The truth lies between %(low)s and %(high)s than the usual way.") % told,
        _("Had the difference been %(size)s, four of five trials like this would have seen it.") % told,
    ]
    if one.rules_out:
        lines.append(_("A difference of %(matters)s, which would matter, is ruled out.") % told)
    else:
        lines.append(_("A difference of %(matters)s, which would matter, cannot be ruled out.") % told)
    return lines


def could_see(figures: Mapping[str, Any] | None) -> str:
    """Say how small a difference a trial could see, by a made-up year; "" where that is not known."""
    found = Outcome.of_figures(figures).effects if figures else ()
    if not found:
        return ""
    size = {"size": _days(max(one.detectable for one in found))}
    return _("With people like yours it would see a difference of %(size)s or more, four times of five.") % size


_FOUND = {
    True: gettext_lazy("“%(arm)s”: things were set straight %(days)s sooner (between %(least)s and %(most)s)."),
    False: gettext_lazy("“%(arm)s”: things were set straight %(days)s later (between %(least)s and %(most)s)."),
}


def _days(count: float) -> str:
    whole = round(count, 1)
    if whole == int(whole):
        return ngettext("%(n)s day", "%(n)s days", int(whole)) % {"n": int(whole)}
    return _("%(n)s days") % {"n": formats.number_format(whole, 1)}


def _apart(days: float) -> str:
    """Say a difference with its direction."""
    return (_("%(time)s sooner") if days < 0 else _("%(time)s later")) % {"time": _days(abs(days))}


def titles(one: Told) -> Sequence[str]:
    """Return what people are reminded of in it, as the checks were called when it began."""
    return [str(said[0]) for said in one.declared["said"].values()]


def as_json(one: Told, program: Program, language: str) -> dict[str, Any]:
    """Return a trial as plain values, with its sentences in the active language: for the API and the command."""
    declared, home = one.declared, program.settings.organisation.written_in
    figures = {figure.arm: figure for figure in one.outcome.arms} if one.outcome else {}
    arms = []
    for arm in declared["arms"]:
        found = figures.get(arm["id"])
        counts = {name: getattr(found, name, None) for name in ("people", "things", "days")}
        usual = arm["id"] == declared["usual"]
        arms.append({"arm": arm["id"], "usual": usual, "changes": changes(arm, language, home), **counts})
    effects = [
        {**asdict(effect), "said": sentences(effect, declared["matters"])}
        for effect in (one.outcome.effects if one.outcome else ())
    ]
    said = [*standing(one), *(outcome(one.outcome, declared["matters"]) if one.outcome else [])]
    return {
        "id": one.id, "question": declared["question"], "state": one.state, "checks": declared["checks"],
        "since": one.since, "until": one.until, "ends": one.ends, "watch_days": declared["watch"],
        "matters_days": declared["matters"], "people": one.people, "things": one.things,
        "kept": one.outcome.kept if one.outcome else "", "unsure": bool(one.outcome and one.outcome.unsure),
        "arms": arms, "effects": effects, "said": said,
    }  # fmt: skip
