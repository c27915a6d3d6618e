"""A round of six parties in the made-up organisation, and what each of them does."""

from __future__ import annotations

import datetime as dt
from typing import Any

from served import NOW, Served

#: Key of the party → the role whose first holder answers for it.
PARTIES = {
    "security": "ciso", "it": "it-head", "hr": "hr-head", "engineering": "engineering-head", "finance": "finance-head",
    "legal": "legal-and-privacy",
}  # fmt: skip
TODAY = NOW.date()
CLOSES = TODAY + dt.timedelta(days=7)


def activities() -> list[str]:
    """Eight activities whose letters positions hold: the suggested ones first, then the program's last."""
    from drystone.shell import site

    program = site.program()
    held = [one for one in program.activities.values() if {one.accountable, *one.responsible} <= program.roles.keys()]
    suggested = [one.id for one in held if one.standing == "suggested"]
    return [*suggested, *(one.id for one in reversed(held) if one.standing == "agreed")][:8]


def holder(role: str) -> str:
    """The person who fills a role first."""
    from drystone.directory import filling

    return filling.filled([role])[role][0].person_id


def made(served: Served, *, begun: bool = True) -> Any:
    """A round of eight activities that asks six parties, led by the editor."""
    from drystone.charting import rounds
    from drystone.charting.models import Round
    from drystone.shell import site

    lead = served.people["editor"]
    round_id = rounds.make("Who holds what", activities(), program=site.program(), by=lead, at=NOW)
    people = {key: holder(role) for key, role in PARTIES.items()}
    rounds.invite(round_id, people, program=site.program(), by=lead, at=NOW)
    if begun:
        rounds.begin(round_id, CLOSES, today=TODAY, by=lead, at=NOW)
    return Round.objects.get(round_id=round_id)


def answer(one: Any, key: str, whom: str, mine: str = "-", *, send: bool = True, **more: Any) -> Any:
    """Let a party say the same of every activity, and send it."""
    from drystone.charting import ballots
    from drystone.charting.ballots import Said
    from drystone.charting.models import Topic
    from drystone.shell import site

    party = one.parties.get(key=key)
    asked = Topic.objects.filter(round=one)
    if one.state == "second":
        asked = asked.filter(contested=True)
    for activity in asked.values_list("activity_id", flat=True):
        said = Said(whom, mine, **more)
        ballots.save(party.pk, activity, said, person_id=party.person_id, program=site.program())
    if send:
        ballots.send(party.pk, person_id=party.person_id, today=TODAY)
    return party


def decided(served: Served) -> Any:
    """The revealed round with its first activity decided: IT answers for it, operations does it."""
    from drystone.charting import meeting
    from drystone.shell import site

    one, program = revealed(served), site.program()
    topic = one.topics.order_by("ordinal").first()
    letters = {"A": "it-head", "R": ["it-operations"], "C": ["ciso"], "I": []}
    meeting.propose(topic, letters, program=program)
    by = served.people["editor"]
    meeting.decide(topic, "consent", tie_breaker="", program=program, by=by, at=NOW)
    topic.refresh_from_db()
    return topic


def published(served: Served) -> Any:
    """The version that comes of it."""
    from drystone.charting import publishing
    from drystone.charting.models import Version

    topic = decided(served)
    publishing.publish(topic.round_id, viewer(served, "editor"), now=NOW)
    return Version.objects.get(activity_id=topic.activity_id, newest=True)


def viewer(served: Served, who: str) -> Any:
    """Who somebody is to the rules, with a second factor."""
    from drystone.directory import queries
    from drystone.shell import site

    return queries.viewer_of(served.user(who), site.program(), strong=True)


def revealed(served: Served) -> Any:
    """The round after all six have answered: IT and security each say it is theirs."""
    from drystone.charting import rounds
    from drystone.charting.models import Round

    one = made(served)
    for key in PARTIES:
        mine = {"it": "RA", "security": "A"}.get(key, "I")
        answer(one, key, "ciso" if key in {"security", "hr"} else "it-head", mine, line=f"so says {key}")
    rounds.reveal(one.round_id, by=served.people["editor"], at=NOW)
    return Round.objects.get(round_id=one.round_id)


def token(served: Served, who: str) -> dict[str, str]:
    """The header of a token that somebody made, with every scope that they may give."""
    from drystone.directory import tokens

    by = viewer(served, who)
    secret = tokens.make(tokens.Wish("test", tokens.offered(by)), viewer=by, at=NOW)
    return {"authorization": f"Bearer {secret}"}
