"""What would be said is shown beforehand: to one person, and as counts to whoever keeps the program."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from html import escape
from typing import Any

import pytest

from served import NOW, Served

SCREENS = '[channels.screen]\n[sign_in]\nways = ["password", "badge"]'


def test_a_preview_is_what_is_sent_but_for_its_links(
    switched_on: Served, decide: Callable[..., Any], leave: Callable[..., int]
) -> None:
    from drystone.messages import parcels
    from drystone.messages.carriers import letters
    from drystone.messages.models import Message
    from drystone.reminders.models import Digest, Said
    from drystone.reminders.previewing import preview
    from drystone.shell import site

    with site.reading() as engine:
        found = preview(site.program(), engine, switched_on.people["employee"], now=NOW)
    assert found.document is not None
    assert not Digest.objects.exists()
    assert not Said.objects.exists()
    decide()
    leave()
    sent = Message.objects.get(purpose="reminder", person_id=switched_on.people["employee"])
    assert sent.subject == found.document.title

    def without_links(text: str) -> str:
        return re.sub(r"http[^\s\"<]*", "", text)

    text, html = letters.parts(parcels.parcel(sent, ""))
    handed = found.channels["email"]
    assert handed["text"] == found.text
    assert without_links(text) == without_links(handed["text"])
    assert without_links(html) == without_links(handed["html"])
    for words in (found.document.items[0].title, found.document.paragraphs[0]):
        assert escape(words) in found.html
    assert "<script" not in found.html


def test_the_command_shows_it_and_the_person_can_see_that_somebody_looked(
    switched_on: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    from drystone.audit import queries as audit
    from drystone.cli.main import main

    person = switched_on.person("employee")
    words = ["reminders", "preview", "--program", str(switched_on.root), "--person", person.email]
    assert main([*words, "--date", NOW.isoformat(), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["says"]
    assert told["day"] == "2026-06-15"
    assert told["message"]["items"][0]["title"]
    assert [entry.action for entry in audit.about("person", person.person_id, newest=5)] == ["looked-at-person"]


def test_the_outlook_counts_no_group_under_the_floor_and_names_nobody(switched_on: Served) -> None:
    from drystone.directory.models import Person
    from drystone.reminders import outlook
    from drystone.shell import site

    with site.reading() as engine:
        outlook.keep(site.program(), engine, now=NOW)
    found = outlook.latest()
    assert found is not None
    assert found.people is None or found.people >= 5
    assert all(one.people is None or one.people >= 5 for one in found.checks)
    assert found.year["days"] == 365
    assert not found.year["broken"]
    client = switched_on.client("editor")
    page = client.get("/program/reminders").content.decode()
    assert "What a year of it feels like" in page
    own = switched_on.people["editor"]
    listed = page.partition("What you yourself would get")[0]
    for name in Person.objects.exclude(person_id=own).values_list("name", flat=True):
        assert name not in listed


def test_whom_nothing_reaches_is_counted_by_department_from_the_floor_on_with_one_next_step(
    switched_on: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.directory import badges
    from drystone.directory.models import Person
    from drystone.reminders import outlook, unreached
    from drystone.reminders.models import Outlook
    from drystone.shell import site

    # The rest of an outlook lives a year, and is tested elsewhere.
    monkeypatch.setattr(outlook, "a_year", lambda *_words, **_more: {})

    def told() -> tuple[str, str]:
        with site.reading() as engine:
            outlook.keep(site.program(), engine, now=NOW)
        line = unreached.line(NOW)
        assert line is not None
        part = switched_on.client("editor").get("/program/reminders").content.decode().partition("Whom nothing")[2]
        return str(line.words), part.partition("What would be")[0]

    keys = list(Person.objects.filter(status="active").order_by("person_id").values_list("pk", flat=True)[:9])
    everybody = Person.objects.filter(pk__in=keys)
    Person.objects.exclude(pk__in=keys).update(email="one@fenwick.example")
    everybody.update(email="", department="Bakery")
    Person.objects.filter(pk__in=keys[7:]).update(department="Kitchen")
    Person.objects.filter(pk=keys[0]).update(status="leave")  # Whoever is away hears nothing anyway.
    words, page = told()
    # Two in the kitchen are too few to say, so that neither the whole nor the bakery gives them away.
    assert words.endswith("would reach them")
    assert (words.partition(";")[0], "Bakery" in page, "Kitchen" in page) == (
        "8 people have no address and no badge, and hear nothing",
        False,
        False,
    )
    Person.objects.filter(pk__in=keys[7:]).update(department="Bakery")
    words, page = told()
    assert "<dt>Bakery</dt><dd>8</dd>" in page
    assert "[channels.screen]" in page
    path = switched_on.root / "drystone.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{SCREENS}\n", encoding="utf-8")
    site.reread()
    for key in keys[1:5]:
        badges.make(Person.objects.get(pk=key).person_id, by="x", now=NOW)
    words, page = told()
    assert words == "a few people have no address and no badge: they hear nothing"
    assert "too few to say" not in page
    assert "Bakery" not in page
    assert "whoever leads them makes it" in page or "/teams/badges" in page  # Editors may lead people.
    Person.objects.filter(pk__in=keys).update(email="two@fenwick.example")
    assert told()[0] == "everybody can be reached"
    assert Outlook.objects.get().body["unreached"] == {"people": 0, "departments": {}}


def test_the_first_outlook_is_said_to_be_made_and_comes_by_itself(
    switched_on: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.reminders import outlook
    from drystone.reminders.models import Outlook
    from drystone.shell import site

    Outlook.objects.all().delete()
    client = switched_on.client("editor")
    page = client.get("/program/reminders").content.decode()
    assert "Just being worked out" in page
    asks = re.search(r'hx-get="(/program/reminders\?live=\w+)"', page)
    assert asks
    by_itself = {"HX-Request": "true"}
    assert client.get(asks[1], headers=by_itself).status_code == 204
    with site.reading() as engine:
        outlook.keep(site.program(), engine, now=NOW)
    part = client.get(asks[1], headers=by_itself).content.decode()
    assert "What a year of it feels like" in part
    assert "hx-get" not in part, "it asks no more"
    Outlook.objects.all().delete()
    monkeypatch.setattr(site, "snapshot", lambda: None)
    assert "Nothing has run yet" in client.get("/program/reminders").content.decode()


def test_a_holiday_of_somebodys_location_is_kept(switched_on: Served) -> None:
    from drystone.directory.models import Person
    from drystone.reminders.previewing import preview
    from drystone.shell import site

    employee = switched_on.people["employee"]
    Person.objects.filter(person_id=employee).update(location="Hamburg")
    path = switched_on.root / "drystone.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("[work]", '[work]\nholidays_at = {Hamburg = ["06-15", "2026-06-16"]}'), encoding="utf-8"
    )
    site.reread()
    with site.reading() as engine:
        found = preview(site.program(), engine, employee, now=NOW)
    assert found.slot is not None
    assert found.slot.on == dt.date(2026, 6, 17)


def test_whoever_is_told_reads_a_line_of_counts_that_enough_people_are_behind(
    switched_on: Served, decide: Callable[..., Any], leave: Callable[..., int]
) -> None:
    from drystone.directory.models import Duty
    from drystone.gaps import everyone
    from drystone.gaps.models import Gap
    from drystone.messages.models import Message
    from drystone.reminders.models import Digest, Said
    from drystone.shell import site

    since = NOW - dt.timedelta(days=7)
    me = switched_on.people["auditor"]
    Gap.objects.filter(responsible__person_id=me).update(status="closed")
    Gap.objects.filter(accountable=me).update(accountable="")
    Gap.objects.filter(status="open", reach="live").update(opened_at=NOW)
    told, few = everyone.news(since=since, floor=5), everyone.news(since=since, floor=10_000)
    (activity_id, one), *_others = sorted(told.items())
    assert one.opened
    assert few == {}
    Duty.objects.create(activity_id=activity_id, letter="I", position_id="internal-audit", person_id=me, step="holder")
    digest = next(one for one in decide() if one.person_id == me)
    assert (digest.informed, digest.keys, digest.answers) == (True, [], False)
    Digest.objects.exclude(pk=digest.pk).delete()
    Digest.objects.update(at=NOW)
    assert leave() == 1
    sent = Message.objects.get(purpose="reminder", person_id=me)
    body = json.dumps(sent.document)
    assert f"{site.program().activities[activity_id].name}: {told[activity_id].opened} new" in body
    assert list(Said.objects.filter(person_id=me).values_list("key", flat=True)) == ["informed"]
