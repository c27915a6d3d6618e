"""What a badge and a text code open: nothing for whoever holds a power, and nothing that outlives a shared session."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from directory.conftest import badge
from directory.signing import PASSWORD, by_link, settings, sign_in, with_app, with_password
from directory.test_badges import PIN, enter
from directory.test_team_paper import TEAM, sheet
from directory.test_text_codes import CHANNEL, NUMBER, ask, codes, make_codes
from drystone.shell.viewer import ADMINISTER
from served import NOW, Served

_KEPT_CLOSED = {
    "/account/password": 403, "/account/app": 403, "/account/passkeys/new": 403, "/account/recovery-codes": 403,
    "/account/confirm": 403, "/account/second-factor": 403, "/account/factors/1/remove": 404, "/account/tokens": 403,
    "/account/sessions/1/end": 404, "/account/sessions/end-others": 403, "/account/badge/confirmation": 403,
    "/me/data.json": 403, "/teams/badges": 403,
}  # fmt: skip
_ONLY_READ = {"/me/data.json"}


def give(user: Any) -> None:
    from drystone.directory.models import Grant

    Grant.objects.create(user=user, power=ADMINISTER, granted_by="x", granted_at=NOW)


def test_a_shared_session_reads_its_own_page_and_leaves_nothing_behind(served: Served, screen: Any) -> None:
    enter(screen, badge(served))
    for path, status in _KEPT_CLOSED.items():
        for ask_ in (screen.get, screen.post) if path not in _ONLY_READ else (screen.get,):
            assert ask_(path).status_code in {status, 405}, path
    for path in ("/", "/account/", "/account/badge", "/me/data"):
        page = screen.get(path)
        assert page.status_code == 200, path
        assert "/account/password" not in page.content.decode()
        assert "/account/app" not in page.content.decode()


def test_a_badge_is_neither_made_nor_good_for_whoever_holds_a_power(served: Served, screen: Any) -> None:
    from drystone.directory import badges
    from drystone.directory.models import Badge
    from drystone.lib.errors import UsageError

    for who in ("administrator", "approver", "editor", "auditor"):
        with pytest.raises(UsageError, match="a badge opens nothing"):
            badge(served, who)
    used, unused = badge(served), badge(served, "employee")
    enter(screen, used)
    screen.post("/badge/done")
    give(served.user("colleague"))
    give(served.user("employee"))
    for code in (used, unused):
        answer = enter(screen, code)
        assert (answer.status_code, b"not enough for you" in answer.content) == (422, True)
        assert screen.get("/account/badge").status_code == 302
    assert Badge.objects.get(person_id=served.people["employee"]).pin == ""
    with pytest.raises(UsageError):
        badges.make(served.people["colleague"], by="x", now=NOW)


def test_a_head_cannot_become_an_administrator_by_a_badge_and_a_password(served: Served, screen: Any) -> None:
    from drystone.directory.models import User

    code = badge(served)
    enter(screen, code)
    answer = screen.post("/account/password", {"password": PASSWORD})
    assert answer.status_code == 403
    user = User.objects.get(person_id=served.people["colleague"])
    assert not user.has_usable_password()
    give(user)
    assert enter(screen, code).status_code == 422
    elsewhere = served.client("anonymous")
    with_password(served, "colleague")
    sign_in(elsewhere, user.login)
    assert elsewhere.get("/account/app")["Location"].startswith("/account/second-factor")
    assert b"Ask for a one-time link" in elsewhere.get("/account/second-factor").content


def test_a_first_factor_of_a_power_takes_a_link_a_provider_or_a_passkey(served: Served) -> None:
    weak = served.client("administrator", strong=False)
    assert weak.get("/account/app")["Location"].startswith("/account/second-factor")
    assert weak.post("/account/app", {"code": "000000"})["Location"].startswith("/account/second-factor")
    assert by_link(weak).get("/account/app").status_code == 200
    settings(served, 'second_factor = "everyone"')
    asked = served.client("employee", strong=False)
    assert asked.get("/account/app").status_code == 200, "no power comes with it"


def test_no_text_code_leaves_for_whoever_holds_a_power_nor_opens_anything_for_them(
    served: Served, ways: Callable[..., None]
) -> None:
    from drystone.directory.models import Person

    ways("text-message", more=CHANNEL)
    Person.objects.filter(person_id=served.people["administrator"]).update(phone=NUMBER)
    ask(served, NUMBER)
    make_codes()
    assert codes() == []
    Person.objects.filter(person_id=served.people["colleague"]).update(phone="+447700900124")
    browser = ask(served, "+447700900124")
    make_codes()
    give(served.user("colleague"))
    assert browser.post("/sign-in/text/code", {"code": codes()[-1]}).status_code == 422
    assert browser.get("/account/").status_code == 302


def test_whoever_has_another_way_says_there_that_they_have_the_badge(served: Served, screen: Any) -> None:
    user, code = with_password(served, "colleague"), badge(served)
    for digits in (PIN, ""):
        answer = enter(screen, code, digits, digits)
        assert answer.status_code == 422
    assert b"waits for its person" in screen.get("/badge/pin").content
    enter(screen, badge(served, "employee"))
    assert screen.post("/account/badge/confirmation").status_code == 403
    screen.post("/badge/done")
    own = served.client("anonymous")
    sign_in(own, user.login)
    assert b"I have it" in own.get("/account/badge").content
    own.post("/account/badge/confirmation")
    assert enter(screen, code).status_code == 302


def test_a_first_use_is_told_by_mail_and_by_text_message(
    served: Served, screen: Any, ways: Callable[..., None]
) -> None:
    from drystone.directory.models import Person
    from drystone.messages.models import Message

    mail = '[channels.email]\nhost = "127.0.0.1"\nport = 1\nfrom = "wall@demo.example"\nstarttls = false\n'
    path = served.root / "drystone.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{CHANNEL}\n{mail}", encoding="utf-8")
    from drystone.shell import site

    site.reread()
    assert site.problems() == ()
    Person.objects.filter(person_id=served.people["colleague"]).update(phone=NUMBER, email="c@demo.example")
    enter(screen, badge(served))
    sent = Message.objects.filter(person_id=served.people["colleague"], text__contains="first time")
    assert set(sent.values_list("channel", flat=True)) == {"email", "text"}


def test_a_sheet_is_made_whole_or_not_at_all(
    served: Served, ways: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.directory import badges
    from drystone.directory.models import Badge, Person

    ways("badge")
    team = list(Person.objects.filter(department="Sales").exclude(status="left").values_list("person_id", flat=True))
    chosen = [one for one in team if one != served.people["department-head"]][:3]
    head = served.client("department-head")
    sheet(head, chosen)
    before = sorted(Badge.objects.values_list("person_id", "code_hash"))
    assert len(before) >= 2
    real, made = badges.make, []

    def killed(person_id: str, **more: Any) -> str:
        if made:
            raise KeyboardInterrupt
        made.append(person_id)
        return real(person_id, **more)

    monkeypatch.setattr(badges, "make", killed)
    with pytest.raises(KeyboardInterrupt):
        sheet(head, chosen)
    assert sorted(Badge.objects.values_list("person_id", "code_hash")) == before
    assert head.get("/teams/badges", TEAM).status_code == 200


def test_a_badge_waits_two_weeks_on_its_persons_page(served: Served) -> None:
    from drystone.directory import badges

    badge(served)
    who = served.people["colleague"]
    assert badges.waiting(who, now=NOW) is not None
    assert badges.waiting(who, now=NOW + dt.timedelta(days=15)) is None
    assert with_app(served.user("colleague"))
    waits = badges.of(who)
    assert waits is not None
    assert badges.waits_for_a_word(waits)
