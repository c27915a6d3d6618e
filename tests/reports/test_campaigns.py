"""Reports that belong together find each other, say why, and can be parted and joined again; others never do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import pytest

from drystone.demo import mails
from served import NOW, Served

WAYS = ("outlook-attached", "gmail-inline", "apple-inline-german", "thunderbird-attached", "outlook-saved")


@cache
def seen(name: str, way: str) -> tuple[bytes, dict[str, Any]]:
    """A mail of the corpus in one way of handing on, and what triage says of it."""
    from drystone.triage.looking import Looker
    from drystone.triage.options import Options
    from drystone.triage.telling import document

    (made,) = [one for one in mails.corpus(ways=(way,)) if one.name == f"{name}/{way}"]
    return made.data, document(Looker(Options(domains=(mails.OURS,), report=True)).look(made.data))


@pytest.fixture
def tell(served: Served) -> Callable[..., str]:
    """Report a mail of the corpus, and have it placed."""
    from drystone.reports import actions, books, campaigns
    from drystone.shell import site

    def report(
        name: str, way: str = "outlook-attached", *, who: str = "employee", hours: int = 0, kind: str = "looks-odd"
    ) -> str:
        data, document = seen(name, way)
        at = NOW + dt.timedelta(hours=hours)
        told = actions.Told(
            kind,
            way="mail",
            urgency=books.urgency(kind, site.program()),
            known="named",
            person_id=served.people.get(who, who),
            language="en",
        )
        from dataclasses import replace

        from drystone.reports.taking import Carried

        taken = actions.take(replace(told, messages=(Carried(data, document),)), now=at)
        campaigns.place(taken.report_id, now=at)
        return taken.report_id

    return report


def where(report_ids: Iterable[str]) -> list[str]:
    """Return the campaign of each report; "" where it has none."""
    from drystone.reports.models import CampaignMember

    now = dict(CampaignMember.objects.filter(left_at=None).values_list("report_id", "campaign_id"))
    return [now.get(one, "") for one in report_ids]


def test_one_wave_handed_on_in_many_ways_is_one_campaign_and_says_why(tell: Callable[..., str]) -> None:
    from drystone.reports.models import CampaignMember

    wave = [tell("other-text", way) for way in WAYS]
    alone = [tell(name) for name in ("boss", "bank", "locked", "newsletter", "password-reset")]
    assert set(where(wave)) != {""}
    assert len(set(where(wave))) == 1
    assert where(alone) == [""] * len(alone)
    why = CampaignMember.objects.get(report_id=wave[-1]).why
    assert len({family for family, _by in why}) >= 2


def test_what_everybody_uses_joins_nothing() -> None:
    from drystone.reports import alike

    one = {"alike": [], "hosts": ["forms.example"], "senders": ["freemail.test"], "files": []}
    assert [why.family for why in alike.agreeing(one, one, set())] == ["links", "sender"]
    assert alike.agreeing(one, one, {"forms.example", "freemail.test"}) == []
    assert alike.best(one, [one], {"forms.example"}) == (-1, [])


def test_messages_that_agree_enough_share_a_key() -> None:
    """Whatever is found by comparing all with all is found by the keys too."""
    from drystone.reports import alike, signals

    found = [
        signals.of(seen(name, way)[1])
        for name in ("other-text", "boss", "short", "invitation", "newsletter")
        for way in WAYS[:3]
    ]
    missed = [
        (left, right)
        for at, left in enumerate(found)
        for right in found[:at]
        if len(alike.agreeing(left, right, set())) >= alike.ENOUGH
        and not set(alike.keys(left, set())) & set(alike.keys(right, set()))
    ]
    assert missed == []


def test_a_split_and_a_join_lose_nothing(served: Served, tell: Callable[..., str]) -> None:
    from drystone.reports import campaigns
    from drystone.reports.models import CampaignMember

    me = served.people["responder"]
    wave = [tell("other-text", way) for way in WAYS[:3]]
    before = where(wave)
    apart = campaigns.split(wave[1:], by=me, now=NOW)
    assert where(wave) == [before[0], apart, apart]
    campaigns.join(before[0], wave[1:], by=me, now=NOW)
    assert where(wave) == before
    rows = CampaignMember.objects.filter(report_id=wave[1]).order_by("pk")
    assert [(row.campaign_id, row.left_by) for row in rows] == [(before[0], me), (apart, me), (before[0], "")]


def test_a_report_of_a_campaign_that_is_decided_is_answered_at_once(served: Served, tell: Callable[..., str]) -> None:
    from drystone.reports import campaigns, queries
    from drystone.reports.campaigns import Verdict
    from drystone.reports.models import Report

    me = served.people["responder"]
    wave = [tell("other-text", way) for way in WAYS[:2]]
    told = campaigns.decide(where(wave)[0], Verdict("harmful", "It was a trap. Thank you!"), by=me, now=NOW)
    late = tell("other-text", WAYS[2], who="colleague", hours=2)
    assert told == 2
    for report_id in (*wave, late):
        (answer,) = [one for one in queries.words(report_id) if one.sort == "answer"]
        assert (answer.text, answer.author) == ("It was a trap. Thank you!", me)
    assert set(Report.objects.filter(pk__in=[*wave, late]).values_list("status", flat=True)) == {"closed"}


def test_a_letter_that_was_all_right_and_leads_elsewhere_now_is_not_said_to_be_all_right(
    served: Served, tell: Callable[..., str]
) -> None:
    from drystone.reports import actions, campaigns, queries
    from drystone.reports.taking import Carried

    first = tell("other-text")
    campaigns.judge(first, campaigns.Verdict("harmless"), by=served.people["responder"], now=NOW)
    data, document = seen("other-text", WAYS[0])
    for hosts, at in (([*document["hosts"], "elsewhere[.]test"], ""), (document["hosts"], where([first])[0])):
        carried = Carried(data, {**document, "hosts": hosts})
        told = actions.Told("looks-odd", known="named", person_id=served.people["colleague"], messages=(carried,))
        late = actions.take(told, now=NOW).report_id
        assert campaigns.place(late, now=NOW) == at
        assert [one.sort for one in queries.words(late) if one.sort == "answer"] == (["answer"] if at else [])


def test_a_report_without_a_name_is_found_by_nobody_through_another(served: Served, tell: Callable[..., str]) -> None:
    from drystone.lib.errors import UsageError
    from drystone.reports import actions, campaigns
    from drystone.reports.models import CampaignKey
    from drystone.reports.taking import Carried

    wave = tell("other-text")
    data, document = seen("other-text", WAYS[1])
    with pytest.raises(UsageError):
        actions.take(actions.Told("looks-odd", messages=(Carried(data, document),)), now=NOW)
    hidden = actions.take(actions.Told("looks-odd", text="the same as others got: " + document["text"]), now=NOW)
    assert campaigns.place(hidden.report_id, now=NOW) == ""
    assert where([wave, hidden.report_id]) == ["", ""]
    assert not CampaignKey.objects.filter(message__report_id=hidden.report_id).exists()
    assert served.root.is_dir()


def test_a_senders_name_is_compared_as_it_is_and_not_as_it_is_shown(tell: Callable[..., str]) -> None:
    from drystone.reports.models import ReportedMessage

    tell("other-text")
    assert ReportedMessage.objects.get().signals["senders"] == ["evil.test"]
