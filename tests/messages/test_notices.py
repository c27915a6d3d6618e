"""Whoever waits for somebody, or is answered, or was looked at, is told once, by mail, without anybody's name in it."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

import pytest

from served import NOW, Served

REASON = {"reason": "They asked me to look after their laptop."}


def told() -> list[tuple[str, str, str]]:
    """Return to whom, with which subject and text messages wait to leave."""
    from drystone.messages.models import Message

    waiting = Message.objects.filter(channel="email", purpose__in=["notice", "alert"]).order_by("pk")
    return list(waiting.values_list("person_id", "subject", "text"))


def gap(served: Served) -> Any:
    from drystone.gaps.models import Gap

    mine = Gap.objects.filter(status="open", asset_kind="device", responsible__person_id=served.people["employee"])
    found = mine.exclude(accountable="").order_by("gap_id").first()
    assert found is not None
    return found


def ask_exception(served: Served) -> Any:
    from drystone.gaps import doing
    from drystone.gaps.exceptions import Wish
    from drystone.gaps.models import ExceptionRequest

    wish = Wish(gap(served).gap_id, "The new laptop comes in July.", NOW.date() + dt.timedelta(days=30))
    asked = [doing.ask_exception(wish, by=served.people["employee"], now=NOW) for _ in range(2)]
    return ExceptionRequest.objects.get(exception_id=asked[0])


def test_an_exception_is_told_to_its_decider_once_and_its_answer_to_who_asked(served: Served, by_mail: Any) -> None:
    asked = ask_exception(served)
    assert [(to, subject) for to, subject, _ in told()] == [(asked.decider, "Somebody asks you for an exception")]
    decider = served.client(asked.decider)
    url = f"/exceptions/{asked.exception_id}/approve"
    for _ in range(2):
        decider.post(url, {"reason": ""})
    assert [to for to, _, _ in told()] == [asked.decider, served.people["employee"]]
    assert told()[1][2].endswith("/exceptions")


def test_a_question_is_told_to_who_settles_it_and_settling_to_who_asked(served: Served, by_mail: Any) -> None:
    from drystone.decisions import questions

    said = questions.NotMine("device", gap(served).asset_id, "a laptop")
    holder, asker = served.people["administrator"], served.people["employee"]
    for _ in range(2):
        question = questions.ask(said, by=asker, holder=holder, at=NOW)
    questions.accept(question, by=holder, at=NOW, owner=served.people["colleague"])
    assert [to for to, _, _ in told()] == [holder, asker]
    assert f"/questions/{question}" in told()[0][2]


def test_a_new_owner_is_told_in_their_language(served: Served, by_mail: Any) -> None:
    from drystone.decisions import questions
    from drystone.messages.models import Message

    said = questions.NotMine("device", gap(served).asset_id, "a laptop")
    holder, asker, owner = (served.people[one] for one in ("administrator", "employee", "colleague"))
    question = questions.ask(said, by=asker, holder=holder, at=NOW)
    questions.accept(question, by=holder, at=NOW, owner=owner)
    assert Message.objects.filter(person_id=owner, purpose="thread").count() == 1


def test_a_look_a_badge_an_ended_session_and_a_power_are_told_to_their_person(served: Served, by_mail: Any) -> None:
    from drystone.directory import badges, grants
    from drystone.people import looking
    from drystone.shell.viewer import ADMINISTER, Viewer

    by = Viewer(user_id=0, person_id=served.people["administrator"])
    user = served.user("colleague")
    looking.look(user.person_id, reason=REASON["reason"], by=by, now=NOW)
    badges.make(user.person_id, by=by.person_id, now=NOW)
    grants.give(user, ADMINISTER, by=by, reason="on call", now=NOW)
    grants.give(user, ADMINISTER, by=by, reason="twice", now=NOW)
    served.client("administrator").post("/administration/sessions", {"who": user.login, "reason": "a lost phone"})
    assert [to for to, _, _ in told()] == [user.person_id] * 4
    names = {served.person(one).name for one in ("administrator", "colleague")}
    assert not [name for name in names for _, _, text in told() if name in text]


def test_a_notice_speaks_the_language_that_its_reader_chose(served: Served, by_mail: Any) -> None:
    from drystone.directory import addresses
    from drystone.directory.models import Person, User
    from drystone.people import looking
    from drystone.shell.viewer import Viewer

    by, user = Viewer(user_id=0, person_id=served.people["administrator"]), served.user("colleague")
    Person.objects.filter(person_id=user.person_id).update(language="fr")
    User.objects.filter(pk=user.pk).update(language="de")
    assert addresses.reach([user.person_id])[user.person_id].language == "de"
    looking.look(user.person_id, reason=REASON["reason"], by=by, now=NOW)
    assert [subject for _, subject, _ in told()] == ["Jemand hat deine Seite angesehen"]
    User.objects.filter(pk=user.pk).update(language="")
    assert addresses.reach([user.person_id])[user.person_id].language == "fr"


@pytest.mark.parametrize("who", ["leaver", "nobody"])
def test_nobody_is_told_who_left_or_is_not_known(served: Served, by_mail: Any, who: str) -> None:
    from drystone.directory import notices

    person_id = served.people.get(who, who)
    assert notices.tell(person_id, notices.Notice("a", "b", "/"), now=NOW) is False
    assert told() == []


def test_without_a_channel_only_pages_show_it(served: Served) -> None:
    asked = ask_exception(served)
    assert asked.status == "requested"
    assert told() == []


def test_without_mail_people_are_told_by_what_reaches_them_and_at_a_screen_it_is_shown(
    served: Served, set_up: Any, gateway: Any
) -> None:
    from drystone.directory import badges, notices
    from drystone.directory.models import Person
    from drystone.messages import actions, on_screens, sending
    from drystone.messages.models import Message

    secret = f"whsec_{base64.b64encode(bytes(32)).decode()}"
    set_up(f'[channels.webhook]\nurl = "{gateway.url}"\nsecret_env = "HOOK"\n[channels.screen]', {"HOOK": secret})
    with_mail, with_badge, nobody = (served.people[one] for one in ("employee", "colleague", "manager"))
    badges.make(with_badge, by="x", now=NOW)
    Message.objects.all().delete()
    Person.objects.filter(person_id__in=[with_badge, nobody]).update(email="")
    Person.objects.update(language="en", zone="Europe/Berlin", status="active")
    notice = notices.of("Somebody waits for you", "It is about a thing:", "people:home")
    assert [notices.tell(one, notice, now=NOW) for one in (with_mail, with_badge, nobody)] == [True, True, False]
    actions.open_thread(("", ""), by=nobody, to=[with_badge], text="Is it open?", now=NOW)
    sending.send_due(now=NOW)
    assert [body["data"]["subject"] for body in gateway.bodies] == ["Somebody waits for you"]
    assert sorted(one.title for one in on_screens.shown(with_badge, now=NOW)) == [
        "A colleague wrote to you",
        "Somebody waits for you",
    ]
    page = served.client("colleague").get("/").content.decode()
    assert "It is about a thing:" in page
    assert page.count(">Open it</a>") == 2


def test_a_notice_waits_for_its_readers_hours_and_return_and_an_alert_does_not(served: Served, by_mail: Any) -> None:
    from drystone.directory import notices
    from drystone.directory.models import Person
    from drystone.messages import sending
    from drystone.messages.models import Message

    here, far, away = (served.people[one] for one in ("employee", "colleague", "manager"))
    Person.objects.update(zone="Europe/Berlin", status="active", location="")
    Person.objects.filter(person_id=far).update(zone="Pacific/Kiritimati")  # 23:00 at NOW, a Monday.
    Person.objects.filter(person_id=away).update(status="leave")
    notice = notices.of("Somebody waits for you", "It is about a thing:", "people:home")
    for one in (here, far, away):
        notices.tell(one, notice, now=NOW)
    notices.tell(far, notice, now=NOW, purpose=notices.ALERT)

    def left() -> list[tuple[str, str]]:
        rows = Message.objects.filter(status="sent").order_by("person_id", "purpose")
        return list(rows.values_list("person_id", "purpose"))

    sending.send_due(now=NOW)
    assert left() == sorted([(here, "notice"), (far, "alert")])
    # Nine o'clock on Tuesday is nineteen o'clock of UTC's Monday there.
    for hours, count in ((9, 2), (10, 3), (24, 3)):
        sending.send_due(now=NOW + dt.timedelta(hours=hours))
        assert len(left()) == count
    assert Message.objects.get(person_id=far, purpose="notice").tries == 1
    Person.objects.filter(person_id=away).update(status="active")
    sending.send_due(now=NOW + dt.timedelta(hours=48))
    assert (away, "notice") in left()
    Person.objects.filter(person_id=away).update(status="leave")
    notices.tell(away, notice, now=NOW)
    for days in range(0, 22, 7):
        sending.send_due(now=NOW + dt.timedelta(days=days))
    assert Message.objects.get(person_id=away, status="expired").error == "its person was away for two weeks"
