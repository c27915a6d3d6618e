"""Counts what became of practice messages, by campaign and department, with the clicks of machines told apart.

Never by person: what leaves the engine are counts, and times without anybody beside them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from drystone.lake.engines import Engine
from drystone.lib.clock import naive_utc
from drystone.lib.survival import Observation
from drystone.measures import machine_clicks

#: A campaign by its source and its id there.
Key = tuple[str, str]


@dataclass(slots=True)
class Group:
    """How many were sent the message, told of it, clicked themselves; and how long each took to tell, or did not."""

    sent: int = 0
    reported: int = 0
    clicked: int = 0
    times: list[Observation] = field(default_factory=list)


@dataclass(slots=True)
class Campaign:
    """A campaign before anything is withheld. Moments are UTC. ``clicks`` counts clicks by the rule that took them.

    ``groups`` are by department, "" where none is known.
    """

    source: str
    id: str
    name: str
    began: dt.datetime | None
    first_report: dt.datetime | None
    first_click: dt.datetime | None
    groups: dict[str, Group] = field(default_factory=dict)
    clicks: dict[str, int] = field(default_factory=dict)


def counted(engine: Engine, as_of: dt.datetime) -> list[Campaign]:
    """Count every campaign, the newest first, in four look-ups; who has not reported is watched up to ``as_of``."""
    if not engine.columns("practice"):
        return []
    found = {
        (source, campaign): Campaign(source, campaign, name or "", _aware(began), _aware(report), _aware(click))
        for source, campaign, name, began, report, click in engine.rows(f"{_PEOPLE} {_CAMPAIGNS}")
    }
    groups: defaultdict[Key, defaultdict[str, Group]] = defaultdict(lambda: defaultdict(Group))
    for source, campaign, department, sent, reported, clicked in engine.rows(f"{_PEOPLE} {_GROUPS}"):
        groups[source, campaign][department] = Group(sent, reported, clicked)
    for source, campaign, department, seconds, happened, count in engine.rows(
        f"{_PEOPLE} {_TIMES}", {"now": naive_utc(as_of)}
    ):
        groups[source, campaign][department].times.append(Observation(seconds, happened, count))
    for source, campaign, rule, count in engine.rows(f"{_PEOPLE} {_CLICKS}"):
        found[source, campaign].clicks[rule] = count
    for key, one in found.items():
        one.groups = dict(groups[key])
    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    return sorted(found.values(), key=lambda one: (one.began or never, one.source, one.id), reverse=True)


def own(engine: Engine, person_id: str) -> dict[Key, str]:
    """Return what one person did with each campaign's message, for that person: reported, clicked, both, or nothing.

    A click that a rule takes for a machine's is not theirs. One look-up.
    """
    if not person_id or not engine.columns("practice"):
        return {}
    rows = engine.rows(f"{_PEOPLE} {_OWN}", {"person": person_id})
    return {(source, campaign): did for source, campaign, did in rows}


def campaigns(engine: Engine) -> list[tuple[str, str, str, dt.datetime | None]]:
    """Return source, id, name and beginning of every campaign, in one look-up."""
    if not engine.columns("practice"):
        return []
    return [(source, campaign, name or "", _aware(began)) for source, campaign, name, began in engine.rows(_NAMED)]


def _aware(moment: dt.datetime | None) -> dt.datetime | None:
    return moment.replace(tzinfo=dt.UTC) if moment else None


_RULES = " ".join(f"when {rule.where} then '{rule.id}'" for rule in machine_clicks.RULES)
_TYPED = "act = 'submitted' and coalesce(agent, 'browser') not in ('scanner', 'preview', 'tool')"

#: GoPhish's two files say the same twice, one of them without a time and a trace: such an act adds nothing where the
#: other is there, or every click of a machine would come back as its person's.
_PEOPLE = f"""
with told as (
  select _source as source, * exclude (_source, _stale) from practice where campaign is not null
  qualify acted_at is not null
    or not bool_or(acted_at is not null) over (partition by _source, campaign, person_id, act)),
campaign as (select source, campaign, min(acted_at) filter (where act = 'sent') as began from told group by all),
each as (
  select source, campaign, person_id,
         coalesce(min(acted_at) filter (where act = 'sent'), any_value(began)) as sent_at,
         min(acted_at) filter (where act = 'opened') as opened_at, bool_or(act = 'opened') as opened,
         min(acted_at) filter (where act = 'reported') as reported_at, bool_or(act = 'reported') as reported,
         min(acted_at) filter (where {_TYPED}) as typed_at, bool_or({_TYPED}) as typed,
         bool_or(act = 'clicked') as followed
  from told join campaign using (source, campaign) group by all
), watched as (
  select source, campaign, count(*) filter (where opened) >= {machine_clicks.OPENING_SEEN} * count(*) as opening_seen
  from each where followed group by all
), home as (select distinct source, campaign, origin, true as lived_in from told where {_TYPED} and origin is not null),
click as (
  select t.source, t.campaign, t.person_id, t.acted_at, t.agent, t.address, t.method, t.origin,
         e.sent_at, e.opened_at, e.opened, e.reported_at, w.opening_seen, coalesce(h.lived_in, false) as lived_in,
         count(distinct t.person_id) over (
           partition by t.source, t.campaign, t.origin order by t.acted_at
           range between interval {machine_clicks.TOGETHER_SECONDS} seconds preceding
             and interval {machine_clicks.TOGETHER_SECONDS} seconds following) as together
  from told t join each e using (source, campaign, person_id) join watched w using (source, campaign)
  left join home h on h.source = t.source and h.campaign = t.campaign and h.origin = t.origin
  where t.act = 'clicked'
), judged as (select *, case {_RULES} else '' end as rule from click),
own as (
  select source, campaign, person_id, min(acted_at) as clicked_at, true as clicked
  from judged where rule = '' group by all
), person_of as (
  select e.source, e.campaign, coalesce(p.department, '') as department, e.sent_at, e.reported, e.reported_at,
         coalesce(o.clicked, false) or e.typed as clicked, least(o.clicked_at, e.typed_at) as clicked_at
  from each e left join own o using (source, campaign, person_id) left join person p on p.person_id = e.person_id
)
"""
_CAMPAIGNS = """
select source, campaign, any_value(n.name), min(sent_at), min(reported_at), min(clicked_at)
from person_of join (
  select source, campaign, min(campaign_name) as name from told group by all) n using (source, campaign)
group by source, campaign
"""
_GROUPS = """
select source, campaign, department, count(*), count(*) filter (where reported), count(*) filter (where clicked)
from person_of group by all
"""
#: To the minute: nobody is to be found by the second at which they told.
_TIMES = """
select source, campaign, department,
       greatest(0, 60 * ceil(epoch(if(reported, reported_at, $now) - sent_at) / 60)) as seconds, reported, count(*)
from person_of where sent_at is not null and (not reported or reported_at is not null) group by all
"""
_OWN = """
select e.source, e.campaign, case
    when e.reported and (coalesce(o.clicked, false) or e.typed) then 'clicked-and-reported'
    when e.reported then 'reported' when coalesce(o.clicked, false) or e.typed then 'clicked' else 'nothing' end
from each e left join own o using (source, campaign, person_id) where e.person_id = $person
"""
_CLICKS = "select source, campaign, rule, count(*) from judged group by all"
_NAMED = """
select _source, campaign, min(campaign_name), min(acted_at) filter (where act = 'sent')
from practice where campaign is not null group by all
"""
