"""Who else received a message: for whoever has a report of it, by what the mail log says, and never who reported."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from drystone.inventory.deliveries import subject_words
from reports.test_campaigns import seen, tell
from served import NOW, Served

__all__ = ["seen", "tell"]


def _wave(served: Served) -> list[tuple[str, str]]:
    """The addresses and people whom the mail log of the made-up organisation says that the trap went to."""
    from drystone.shell import site

    with site.reading() as engine:
        rows = engine.rows(
            "select recipient, coalesce(person_id, '') from delivery where sender = 'it@evil.test' order by 1"
        )
    return [(str(address), str(person)) for address, person in rows]


def _want(served: Served) -> None:
    """Have those who received something told."""
    from drystone.shell import site

    path = served.root / "drystone.toml"
    text = path.read_text(encoding="utf-8").replace("\n[reports]", "\n[reports]\ntell_recipients = true\n#", 1)
    assert "tell_recipients" in text
    mail = '\n[channels.email]\nhost = "127.0.0.1"\nport = 1\nfrom = "a@demo.example"\nstarttls = false\n'
    path.write_text(text + mail, encoding="utf-8")
    site.reread()


def test_whoever_has_the_report_sees_the_addresses_and_the_log_says_that_they_looked(served: Served, tell: Any) -> None:
    from drystone.audit.models import Entry
    from drystone.reports import actions

    wave = _wave(served)
    assert len(wave) > 10
    report_id = tell("other-text")
    client = served.client("responder")
    page = client.get(f"/desk/{report_id}").content.decode()
    assert "Who else received it" not in page
    assert client.get(f"/desk/{report_id}/receivers").status_code == 404
    actions.claim(report_id, by=served.people["responder"], now=NOW)
    page = client.get(f"/desk/{report_id}").content.decode()
    assert f"It went to {len(wave)} addresses" in page
    assert "held back by the filter" in page
    assert wave[0][0] not in page
    before = Entry.objects.filter(action="receivers-shown").count()
    listed = client.get(f"/desk/{report_id}/receivers").content.decode()
    assert [address for address, _person in wave if address not in listed] == []
    assert Entry.objects.filter(action="receivers-shown").count() == before + 1
    assert served.client("approver").get(f"/desk/{report_id}/receivers").status_code == 404


def test_the_log_keeps_no_subject_and_nothing_of_other_peoples_mail(served: Served) -> None:
    from drystone.shell import site

    domains = site.program().settings.organisation.domains
    with site.reading() as engine:
        rows = engine.rows("select subject, recipient, delivered_at from delivery")
    assert rows
    assert subject_words("AW: Fwd:  Your Password\texpires today") in {subject for subject, *_rest in rows}
    assert all(len(subject) == 32 and " " not in subject for subject, *_rest in rows)
    assert {address.partition("@")[2] for _subject, address, _at in rows} <= set(domains)
    first = (NOW - site.program().settings.reports.keep_deliveries).replace(tzinfo=None).date()
    assert all(first <= at.date() <= NOW.date() for _subject, _address, at in rows)


def test_another_responders_report_of_the_same_wave_adds_nothing_to_the_list(served: Served) -> None:
    from drystone.reports import actions, campaigns, queries, received
    from drystone.shell import site

    with site.reading() as engine:
        ids = [
            row[0] for row in engine.rows("select message_id from delivery where sender = 'canteen@fenwick.example'")
        ]
    mine, theirs = (
        actions.take(actions.Told("looks-odd", known="named", person_id=served.people[who], when="today",
                                  messages=(actions.Carried(b"x", _document(ids[at])),)), now=NOW).report_id
        for at, who in enumerate(("employee", "colleague"))
    )  # fmt: skip
    me = served.people["responder"]
    campaigns.split([mine, theirs], by=me, now=NOW)
    actions.claim(mine, by=me, now=NOW)
    report = queries.report(mine)
    assert report is not None

    def count() -> int:
        found = received.of_report(report, by=me, now=NOW)
        assert found is not None
        return found.count

    assert count() == 1
    actions.claim(theirs, by=me, now=NOW)
    assert count() == 2


def _document(message_id: str) -> dict[str, Any]:
    return {"hint": "unsure", "message": {"message_id": message_id.replace(".", "[.]").replace("@", "[@]")}}


def test_all_who_received_it_get_the_same_word_once_also_whoever_reported(served: Served, tell: Any) -> None:
    from drystone.jobs import queue
    from drystone.messages.models import Message
    from drystone.reports import actions, campaigns
    from drystone.reports.campaigns import Verdict
    from drystone.shell import site

    _want(served)
    floor = site.program().settings.privacy.group_floor
    people = {person for _address, person in _wave(served) if person}
    me = served.people["responder"]
    report_id = tell("other-text", who=sorted(people)[0])
    sealed = actions.take(actions.Told("clicked", person_id=sorted(people)[1], when="today"), now=NOW).report_id
    campaigns.split([report_id, sealed], by=me, now=NOW)
    campaigns.judge(report_id, Verdict("harmful"), by=me, now=NOW)
    queue.drain(now=NOW)
    told = Message.objects.filter(purpose="received")
    reached = set(told.values_list("person_id", flat=True))
    assert len(reached) >= floor
    assert sorted(people)[0] in reached
    assert sorted(people)[1] in reached
    assert reached <= people
    texts = {json.dumps(one.document, sort_keys=True) for one in told}
    assert len(texts) <= 2, "one in each language"
    assert all("evil[.]test" in text and "{" not in text.replace('{"', "").replace(": {", "") for text in texts)
    campaigns.judge(report_id, Verdict("harmful"), by=me, now=NOW + dt.timedelta(minutes=1))
    queue.drain(now=NOW + dt.timedelta(minutes=2))
    assert Message.objects.filter(purpose="received").count() == len(reached)
    assert not [one for one in (report_id, sealed) if any(one in text for text in texts)]


@pytest.mark.parametrize("verdict", ["junk", "practice"])
def test_nobody_is_told_of_what_the_program_says_nothing_of(served: Served, tell: Any, verdict: str) -> None:
    from drystone.jobs import queue
    from drystone.messages.models import Message
    from drystone.reports import campaigns
    from drystone.reports.campaigns import Verdict

    _want(served)
    campaigns.judge(tell("other-text"), Verdict(verdict), by=served.people["responder"], now=NOW)
    queue.drain(now=NOW)
    assert not Message.objects.filter(purpose="received").exists()


def test_a_message_that_one_person_alone_received_tells_nobody_anything(served: Served) -> None:
    """Else those who were told would be those who reported."""
    from drystone.reports import received
    from drystone.shell import site

    with site.reading() as engine:
        ids = [row[0] for row in engine.rows("select message_id from delivery where sender = 'it@evil.test'")]
    each = [_document(one) for one in ids]
    assert len(each) > 10
    assert received.people(each, floor=5, now=NOW) == []
