"""A badge and a PIN on a shared screen: for those who have one, there and nowhere else, and never for long."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest

from directory.conftest import badge, shown
from served import NOW, Served

PIN = "739146"


def at(monkeypatch: pytest.MonkeyPatch, moment: dt.datetime) -> None:
    monkeypatch.setattr("drystone.lib.clock.now", lambda: moment)


def enter(browser: Any, code: str, pin: str = PIN, again: str = PIN) -> Any:
    """Show a badge and type a PIN; returns the last answer."""
    assert browser.post("/badge/", {"code": code}).headers["Location"] == "/badge/pin"
    return browser.post("/badge/pin", {"pin": pin, "again": again})


def test_the_badge_way_does_not_exist_elsewhere(served: Served, ways: Callable[..., None]) -> None:
    anywhere = served.client("anonymous")
    assert anywhere.get("/badge/enrolment").status_code == 404
    ways("badge")
    assert anywhere.get("/badge/").status_code == 404
    assert anywhere.post("/badge/", {"code": badge(served)}).status_code == 404
    assert anywhere.get("/badge/pin").status_code == 404
    assert anywhere.get("/badge/enrolment").status_code == 200


def test_a_first_use_chooses_the_pin_and_opens_a_session_without_powers(served: Served, screen: Any) -> None:
    code = badge(served, "colleague")
    screen.post("/badge/", {"code": f" {code.lower()}\n"})
    assert b"Choose a PIN" in screen.get("/badge/pin").content
    answer = screen.post("/badge/pin", {"pin": PIN, "again": PIN})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    page = screen.get("/account/badge")
    assert page.status_code == 200
    assert b"done</button>" in page.content
    assert page.wsgi_request.viewer.person_id == served.people["colleague"]
    assert (page.wsgi_request.viewer.shared, page.wsgi_request.viewer.powers) == (True, frozenset())
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Refresh"] == "3601; url=/badge/"


def test_a_shared_session_is_listed_from_its_first_moment(served: Served, screen: Any) -> None:
    from allauth.usersessions.models import UserSession

    enter(screen, badge(served))
    row = UserSession.objects.get(user__person_id=served.people["colleague"])
    assert (row.session_key, row.data) == (screen.session.session_key, {"way": "badge"})
    own = served.client("colleague")
    assert "shared screen" in own.get("/account/").content.decode()
    own.post(f"/account/sessions/{row.pk}/end")
    assert screen.get("/account/").status_code == 302


def test_the_second_time_the_pin_is_asked_for(served: Served, screen: Any) -> None:
    code = badge(served)
    assert enter(screen, code).status_code == 302
    screen.post("/badge/done")
    wrong = enter(screen, code, "111222")
    assert (wrong.status_code, b"not the PIN" in wrong.content) == (422, True)
    assert screen.get("/account/badge").status_code == 302
    assert enter(screen, code).status_code == 302
    assert screen.get("/account/badge").status_code == 200


def test_done_leaves_nothing_for_the_next_person(served: Served, screen: Any) -> None:
    enter(screen, badge(served))
    before = screen.session.session_key
    answer = screen.post("/badge/done")
    assert answer.headers["Location"] == "/badge/"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert screen.get("/account/badge").headers["Location"].startswith("/sign-in/")
    assert screen.session.session_key != before
    # Scanning the next badge without "I'm done" ends the session just as well.
    enter(screen, badge(served))
    screen.post("/badge/", {"code": badge(served, "employee")})
    assert screen.get("/account/badge").status_code == 302


def test_a_session_that_nobody_uses_ends_and_one_in_use_goes_on(
    served: Served, screen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(screen, badge(served))
    at(monkeypatch, NOW + dt.timedelta(minutes=50))
    assert screen.get("/account/badge").status_code == 200
    at(monkeypatch, NOW + dt.timedelta(minutes=100))
    assert screen.get("/account/badge").status_code == 200
    at(monkeypatch, NOW + dt.timedelta(minutes=161))
    assert screen.get("/account/badge").headers["Location"] == "/badge/"
    assert screen.get("/account/badge").headers["Location"].startswith("/sign-in/")


def test_a_pin_that_would_be_tried_first_is_refused_with_its_reason(served: Served) -> None:
    from drystone.directory import pins
    from drystone.lib.errors import UsageError

    refused = {
        "6 to 12 digits": "12345 1234567890123 12a456 ١٢٣٤٥٦",
        "first that anybody": "123456 987654 000000 246802 121212 123123 112211",
        "reads like a day": "240388 880324 032488 24031988 19880324",
    }
    for words, those in refused.items():
        for pin in those.split():
            with pytest.raises(UsageError, match=words):
                pins.check(pin)
    for pin in ("739146", "582913", "4096157328"):
        pins.check(pin)


def test_a_refused_pin_is_told_and_opens_nothing(served: Served, screen: Any) -> None:
    answer = enter(screen, badge(served), "123456", "123456")
    assert (answer.status_code, b"first that anybody" in answer.content) == (422, True)
    assert screen.get("/account/badge").status_code == 302


def test_two_pins_that_differ_are_told(served: Served, screen: Any) -> None:
    assert b"The two PINs differ." in enter(screen, badge(served), PIN, "739147").content


def test_five_wrong_pins_let_a_badge_rest_even_with_the_right_one(
    served: Served, screen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = badge(served)
    enter(screen, code)
    for _ in range(5):
        assert enter(screen, code, "111222").status_code == 422
    assert b"rests for a while" in enter(screen, code).content
    at(monkeypatch, NOW + dt.timedelta(minutes=16))
    assert enter(screen, code).status_code == 302


def test_tries_at_the_same_moment_are_counted_one_after_the_other(served: Served, screen: Any) -> None:
    from drystone.directory import badges
    from drystone.directory.models import Badge
    from drystone.lib.errors import UsageError

    enter(screen, badge(served))
    one = Badge.objects.get(person_id=served.people["colleague"])
    other = Badge.objects.get(person_id=served.people["colleague"])
    with pytest.raises(UsageError, match="not the PIN"):
        badges.open_with(one, "111222", now=NOW)
    with pytest.raises(UsageError, match="Somebody else tries"):
        badges.open_with(other, PIN, now=NOW)
    assert Badge.objects.get(pk=one.pk).fails == 1


def test_a_screen_that_sees_many_unknown_badges_waits(served: Served, screen: Any) -> None:
    for _ in range(20):
        assert screen.post("/badge/", {"code": "0000 0000 0000"}).status_code == 422
    assert screen.post("/badge/", {"code": "0000 0000 0000"}).status_code == 429


def test_a_new_badge_ends_the_old_one_and_an_unused_one_ends_by_itself(
    served: Served, screen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, unused = badge(served), badge(served)
    assert screen.post("/badge/", {"code": old}).status_code == 422
    assert enter(screen, unused).status_code == 302
    new = badge(served)
    assert enter(screen, unused).status_code == 302, "whoever has not got the new one yet comes in with the old one"
    assert enter(screen, new).status_code == 302
    assert screen.post("/badge/", {"code": unused}).status_code == 422
    newest = badge(served)
    screen.post("/badge/done")
    at(monkeypatch, NOW + dt.timedelta(days=15))
    assert screen.post("/badge/", {"code": newest}).status_code == 422
    assert enter(screen, new).status_code == 302


def test_a_leaver_and_a_blocked_user_do_not_come_in(served: Served, screen: Any) -> None:
    from drystone.directory import badges
    from drystone.directory.models import Badge, Person, User

    code = badge(served)
    enter(screen, code)
    screen.post("/badge/done")
    User.objects.filter(person_id=served.people["colleague"]).update(is_active=False)
    assert b"This way in is closed." in enter(screen, code).content
    Person.objects.filter(person_id=served.people["colleague"]).update(status="left")
    assert screen.post("/badge/", {"code": code}).status_code == 422
    assert badges.forget_leavers() == 1
    assert not Badge.objects.exists()


def test_neither_the_code_nor_the_pin_nor_the_screens_token_is_kept(served: Served, screen: Any) -> None:
    code = badge(served)
    enter(screen, code)
    kept = (served.root / "var" / "state.sqlite3").read_bytes()
    wal = served.root / "var" / "state.sqlite3-wal"
    kept += wal.read_bytes() if wal.exists() else b""
    for secret in (code, PIN, screen.cookies["drystone-screen"].value):
        assert secret.encode() not in kept


def test_whoever_leads_people_reads_how_many_of_theirs_have_neither_a_mailbox_nor_a_badge(
    served: Served, ways: Callable[..., None]
) -> None:
    from drystone.directory import badges
    from drystone.directory.models import Person

    ways("badge")
    lead = served.client("department-head")

    def said() -> list[str]:
        page = lead.get("/teams/badges?department=Sales").content.decode()
        return re.findall(r"<p>(\d+ p\w+ here ha\w+ neither a mailbox nor a badge)", page)

    ours = Person.objects.filter(department="Sales", status="active")
    ours = ours.exclude(person_id=served.people["department-head"]).order_by("person_id")
    first, second, third, left = list(ours[:4])
    assert said() == []
    Person.objects.filter(pk__in=[first.pk, second.pk, third.pk, left.pk]).update(email="")
    Person.objects.filter(pk=left.pk).update(status="left")
    Person.objects.exclude(department="Sales").update(email="")  # Somebody else's.
    badges.make(first.person_id, by="x", now=NOW)
    assert said() == ["2 people here have neither a mailbox nor a badge"]
    badges.make(second.person_id, by="x", now=NOW)
    assert said() == ["1 person here has neither a mailbox nor a badge"]
    badges.make(third.person_id, by="x", now=NOW)
    assert said() == []
    badges.forget_unused(now=NOW + badges.FIRST_USE)
    assert said() == []
    badges.forget_unused(now=NOW + badges.FIRST_USE + dt.timedelta(hours=1))  # They open nothing any more.
    assert said() == ["3 people here have neither a mailbox nor a badge"]


def test_a_person_sees_who_made_their_badge_and_can_switch_it_off(served: Served, screen: Any) -> None:
    from drystone.audit import queries as audit
    from drystone.directory.models import User

    code = badge(served)
    enter(screen, code)
    User.objects.filter(person_id=served.people["colleague"]).update(language="en")
    assert b"Switch my badge off" in screen.get("/account/badge").content
    screen.post("/account/badge/revocation")
    screen.post("/badge/done")
    assert screen.post("/badge/", {"code": code}).status_code == 422
    looks = audit.about("person", served.people["colleague"])
    assert [(look.action, look.actor) for look in looks if look.action != "user-made"] == [
        ("badge-made", served.people["administrator"]),
        ("badge-first-used", served.people["colleague"]),
        ("badge-switched-off", served.people["colleague"]),
    ]


def test_an_enrolment_code_works_once_and_for_a_quarter_of_an_hour(
    served: Served, ways: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ways("badge")
    admin = served.client("administrator")
    first = shown(admin.post("/administration/screens", {"name": "Ward 3"}))
    second = shown(admin.post("/administration/screens", {"name": "Ward 4"}))
    browser, other = served.client("anonymous"), served.client("anonymous")
    assert browser.post("/badge/enrolment", {"code": first}).status_code == 302
    assert other.post("/badge/enrolment", {"code": first}).status_code == 422
    at(monkeypatch, NOW + dt.timedelta(minutes=16))
    assert other.post("/badge/enrolment", {"code": second}).status_code == 422


def test_an_empty_code_enrols_nothing(served: Served, screen: Any) -> None:
    other = served.client("anonymous")
    assert other.post("/badge/enrolment", {"code": ""}).status_code == 422
    other.cookies["drystone-screen"] = ""
    assert other.get("/badge/").status_code == 404


def test_enrolling_a_screen_signs_out_whoever_did_it(served: Served, ways: Callable[..., None]) -> None:
    ways("badge")
    admin = served.client("administrator")
    code = shown(admin.post("/administration/screens", {"name": "Kitchen"}))
    admin.post("/badge/enrolment", {"code": code})
    assert admin.get("/administration/screens").status_code == 302


def test_a_screen_that_is_switched_off_takes_no_badges(served: Served, screen: Any) -> None:
    from drystone.directory.models import SharedScreen

    admin = served.client("administrator")
    assert b"Loading bay 2" in admin.get("/administration/screens").content
    number = SharedScreen.objects.get().pk
    assert admin.post(f"/administration/screens/{number}/revocation").status_code == 302
    assert screen.get("/badge/").status_code == 404
    assert served.client("employee").post(f"/administration/screens/{number}/revocation").status_code in {403, 404}


def test_codes_survive_a_new_secret_key_while_the_old_one_is_a_fallback(served: Served, screen: Any) -> None:
    from django.conf import settings
    from django.test import override_settings

    code = badge(served)
    enter(screen, code)
    screen.post("/badge/done")
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert enter(screen, code).status_code == 302
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[]):
        assert screen.get("/badge/").status_code == 404


def test_what_is_over_is_forgotten(served: Served, screen: Any) -> None:
    from drystone.directory import screens, throttling
    from drystone.directory.models import CountedTry, SharedScreen

    screen.post("/badge/", {"code": "0000 0000 0000"})
    served.client("administrator").post("/administration/screens", {"name": "Never used"})
    assert throttling.forget_old(NOW) == 0
    assert throttling.forget_old(NOW + dt.timedelta(days=2)) == 2
    assert not CountedTry.objects.exists()
    assert screens.forget_old(NOW + dt.timedelta(days=1)) == 1
    assert SharedScreen.objects.count() == 1
