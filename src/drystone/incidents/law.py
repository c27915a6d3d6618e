"""What the laws ask in an incident: which clocks there are, when each begins and ends, and what is to be told.

Facts of the laws in our own words; the law's own text decides. Checked against Directive (EU) 2022/2555 (NIS2),
Regulation (EU) 2016/679 (GDPR), Regulation (EU) 2022/2554 (DORA) and Delegated Regulation (EU) 2025/301, Article 5.
Nothing here starts a clock: a recorded decision does (``deciding``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from drystone.incidents import periods
from drystone.incidents.periods import Days, End
from drystone.lib import hours as working
from drystone.program.incident_model import Incidents
from drystone.program.model import Program

Words = str | Promise
#: From what a clock's time counts: being aware, classifying as major, an earlier step that was sent, being asked, or
#: the incident having been handled.
AWARE, CLASSIFIED, ASKED, HANDLED, SENT = "aware", "classified", "asked", "handled", "sent:"


@dataclass(frozen=True, slots=True)
class Notification:
    """One thing to send: by which article, from when its time counts (``begins``) and how long, and what it tells.

    ``article`` is as programs read it; pages cite it in their own language.
    Neither ``hours`` nor ``months``: without undue delay, or when it is asked for; no end is set.
    """

    id: str
    article: str
    name: Words
    tells: tuple[Words, ...]
    begins: str
    hours: int = 0
    months: int = 0


@dataclass(frozen=True, slots=True)
class Regime:
    """A law's duty to tell: ``asks`` is what somebody has to decide, and ``applies`` helps them."""

    id: str
    name: Words
    asks: Words
    applies: Words
    steps: tuple[Notification, ...]
    classified: bool = False

    def step(self, step_id: str) -> Notification:
        """Return one of its notifications. Raises KeyError."""
        return {one.id: one for one in self.steps}[step_id]


_NIS2 = Regime(
    "nis2",
    _("NIS2: a significant incident"),
    _("Is this incident significant (NIS2, Art. 23(3))?"),
    _("It is where it caused or can cause a severe disruption of your services or a loss of money, or where it affected"
      " or can affect others by considerable damage. For some services Regulation (EU) 2024/2690 says when."),
    (
        Notification(
            "early-warning", gettext_noop("NIS2, Art. 23(4)(a)"), _("Early warning"),
            (_("that there is a significant incident"),
             _("whether unlawful or malicious acts are suspected to be behind it"),
             _("whether it could have an effect in other countries")),
            AWARE, hours=24,
        ),
        Notification(
            "notification", gettext_noop("NIS2, Art. 23(4)(b)"), _("Incident notification"),
            (_("what has become known since the early warning"),
             _("a first assessment: how severe it is, and what it affects"),
             _("signs by which others could recognise it, where you have some")),
            AWARE, hours=72,
        ),
        Notification(
            "intermediate", gettext_noop("NIS2, Art. 23(4)(c)"), _("Intermediate report, where it is asked for"),
            (_("how it stands now, as far as the authority asks"),), ASKED,
        ),
        Notification(
            "final", gettext_noop("NIS2, Art. 23(4)(d)"),
            _("Final report, or a progress report where it still goes on (Art. 23(4)(e))"),
            (_("what happened, how severe it was and what it affected"),
             _("what kind of threat or root cause is likely to have set it off"),
             _("what was done and is still being done against it"),
             _("what effect it had in other countries, where it had one")),
            SENT + "notification", months=1,
        ),
        Notification(
            "final-after", gettext_noop("NIS2, Art. 23(4)(e)"), _("Final report, after a progress report"),
            (_("what a final report tells; it is due a month after the incident was handled"),), HANDLED, months=1,
        ),
    ),
)  # fmt: skip
_GDPR = Regime(
    "gdpr",
    _("GDPR: a personal data breach, to the authority"),
    _("Is this a personal data breach that is likely to be a risk to people (GDPR, Art. 33(1))?"),
    _("A breach is any loss, change, disclosure of personal data or access to it that was not meant to be. Nothing is"
      " notified only where a risk to people is unlikely; the reasons for that are kept (Art. 33(5))."),
    (
        Notification(
            "authority", gettext_noop("GDPR, Art. 33(1)"), _("Notification to the supervisory authority"),
            (_("what kind of breach it is; of whose data and of which, and about how much of both"),
             _("the data protection officer, or who else can be asked"),
             _("what is likely to follow from it"),
             _("what was done or is proposed against it, also against what it may do to people"),
             _("why it is later than 72 hours, where it is; what is not known yet may follow in steps (Art. 33(4))")),
            AWARE, hours=72,
        ),
    ),
)  # fmt: skip
_PEOPLE = Regime(
    "gdpr-people",
    _("GDPR: a personal data breach, to the people concerned"),
    _("Is it likely to be a high risk to people (GDPR, Art. 34(1))?"),
    _("Nobody has to be told where the data cannot be read by whoever has them, where what was done since makes the"
      " risk unlikely, or where it would be out of all proportion: then it is made public (Art. 34(3))."),
    (
        Notification(
            "people", gettext_noop("GDPR, Art. 34(1)"), _("Word to the people concerned, without undue delay"),
            (_("in plain words what happened"), _("whom they can ask"), _("what is likely to follow from it"),
             _("what was done, and what they can do themselves")),
            AWARE,
        ),
    ),
)  # fmt: skip
_IF_LATE = _(
    "where its time will not do: that it will be late and why, before its time is over ((EU) 2025/301, Art. 5(3))"
)
_DORA = Regime(
    "dora",
    _("DORA: a major ICT-related incident"),
    _("Is this incident classified as major (DORA, Art. 18)?"),
    _("Delegated Regulation (EU) 2024/1772 says how to classify: critical services are affected, and thresholds are"
      " reached. Clients whose money is affected are told without undue delay (Art. 19(3))."),
    (
        Notification(
            "initial", gettext_noop("DORA, Art. 19(4)(a); (EU) 2025/301, Art. 5(1)(a)"), _("Initial notification"),
            (_("when it was noticed and classified, and why it is major"), _("what happened, and how it was found"),
             _("which countries and which other firms it may affect"),
             _("whether the plan for going on with business was set in motion"), _IF_LATE),
            CLASSIFIED, hours=4,
        ),
        Notification(
            "intermediate", gettext_noop("DORA, Art. 19(4)(b); (EU) 2025/301, Art. 5(1)(b)"), _("Intermediate report"),
            (_("since when it is, and when business went on as usual"),
             _("how many clients, firms and payments are affected"), _("what kind of incident it is, and its way in"),
             _("which parts of the business and which systems are affected"),
             _("what was done and is planned; the report is sent again once business goes on as usual"), _IF_LATE),
            SENT + "initial", hours=72,
        ),
        Notification(
            "final", gettext_noop("DORA, Art. 19(4)(c); (EU) 2025/301, Art. 5(1)(c)"), _("Final report"),
            (_("the root cause"), _("when it was settled for good, and how"), _("what it cost and what was got back"),
             _("which duties by law or contract it touched"), _IF_LATE),
            SENT + "intermediate", months=1,
        ),
    ),
    classified=True,
)  # fmt: skip
REGIMES: dict[str, Regime] = {one.id: one for one in (_NIS2, _GDPR, _PEOPLE, _DORA)}
#: In DORA an initial notification comes no later than so many hours after becoming aware, if it was classified by then.
_DORA_MOST = 24
_TRUST = 24


def regimes(told: Incidents) -> list[Regime]:
    """Return the laws that the program names, in its order; where personal data are, both duties of the GDPR."""
    found = []
    for name in told.clocks:
        found.append(REGIMES[name])
        if name == "gdpr":
            found.append(_PEOPLE)
    return found


def authority(regime_id: str) -> str:
    """Return the name under which the program says whom a regime's notifications go to; "" for people."""
    return "" if regime_id == "gdpr-people" else regime_id


def days(program: Program) -> Days:
    """Return whose clocks count and which days are free, as the program says it."""
    office = working.office(program.settings.work_days, program.settings.work_hours, (), program.settings.holidays)
    free = office.holidays.get("", frozenset[dt.date | tuple[int, int]]())
    place = program.settings.incidents.holidays_at.casefold()
    if place:
        free |= office.holidays.get(place, frozenset[dt.date | tuple[int, int]]())
    return Days(working.zone_of("", program.settings.organisation.time_zone), free)


def end(regime: Regime, step: Notification, moments: Mapping[str, dt.datetime], program: Program) -> End | None:
    """Return when a step's time is over; None where it has no end, or has not begun.

    ``moments`` are those from which it may count: aware, classified, handled, and ``sent:<step>``; all aware.
    """
    begun = moments.get(step.begins)
    if begun is None or not (step.hours or step.months):
        return None
    told, where = program.settings.incidents, days(program)
    if step.months:
        found = periods.months(begun, step.months, where)
    else:
        trusted = regime.id == "nis2" and step.id == "notification" and told.trust_services
        found = periods.hours(begun, _TRUST if trusted else step.hours, where)
    if regime.id == "dora" and step.id == "initial":
        found = _initial(found, moments[AWARE], begun, where)
    if regime.id == "dora" and step.id == "final":
        # Art. 5(4) of (EU) 2025/301 says otherwise than Regulation 1182/71, and 5(5) takes it from nobody here.
        return periods.noon_where_free(End(found.due, found.due), where)
    return periods.noon_where_free(found, where) if regime.id == "dora" and told.dora_weekend else found


def _initial(found: End, aware: dt.datetime, classified: dt.datetime, where: Days) -> End:
    """What was classified within 24 hours of becoming aware is told within these; what was later, within its 4."""
    most = periods.hours(aware, _DORA_MOST, where)
    if classified > most.due:
        return found
    return End(min(found.due, most.due), min(found.latest, most.latest))
