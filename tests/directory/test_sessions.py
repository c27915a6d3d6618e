"""Sessions: who is nobody any more, how long one lasts, and ending them."""

from __future__ import annotations

import datetime as dt

import pytest

from directory.signing import audited, later, settings, sign_in, with_password
from served import NOW, Served


def _rows(user: object) -> int:
    from allauth.usersessions.models import UserSession

    return UserSession.objects.filter(user=user).count()


def test_a_leaver_cannot_sign_in(served: Served) -> None:
    from drystone.directory.models import Person

    user = with_password(served)
    Person.objects.filter(person_id=user.person_id).update(status="left")
    answer = sign_in(served.client("anonymous"), user.login)
    assert answer.status_code == 403
    assert "tell HR" in answer.content.decode()


@pytest.mark.parametrize("how", ["left", "gone", "inactive"])
def test_the_session_of_a_leaver_ends_with_their_next_request(served: Served, how: str) -> None:
    from django.contrib.sessions.models import Session

    from drystone.directory.models import Person, User

    user, client = with_password(served), served.client("anonymous")
    sign_in(client, user.login)
    assert client.get("/account/").status_code == 200
    key = client.session.session_key
    person = Person.objects.filter(person_id=user.person_id)
    if how == "left":
        person.update(status="left")
    elif how == "gone":
        person.delete()
    else:
        User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/account/")["Location"].startswith("/sign-in/")
    if how != "inactive":  # Django itself knows inactive users no longer, and leaves the useless row.
        assert not Session.objects.filter(session_key=key).exists()


def test_a_run_that_says_somebody_left_ends_their_sessions_and_keeps_the_way_in_only_so_long(served: Served) -> None:
    from drystone.directory import leaving
    from drystone.directory.models import Person, User

    user, client = with_password(served), served.client("anonymous")
    sign_in(client, user.login)
    assert leaving.see_out(now=NOW) == 0
    Person.objects.filter(person_id=user.person_id).update(status="left")
    assert leaving.see_out(now=NOW) == 1
    assert leaving.see_out(now=NOW) == 0
    assert _rows(user) == 0
    assert "way-in-closed" in audited(user)
    assert leaving.forget(before=NOW) == 0
    assert leaving.forget(before=NOW + dt.timedelta(seconds=1)) == 1
    assert not User.objects.filter(pk=user.pk).exists()


def test_somebody_who_comes_back_keeps_their_way_in(served: Served) -> None:
    from drystone.directory import leaving
    from drystone.directory.models import Person, User

    user = with_password(served)
    Person.objects.filter(person_id=user.person_id).update(status="left")
    leaving.see_out(now=NOW)
    Person.objects.filter(person_id=user.person_id).update(status="active")
    leaving.see_out(now=NOW)
    assert User.objects.get(pk=user.pk).left_at is None
    assert sign_in(served.client("anonymous"), user.login).status_code == 302


def test_whoever_stays_away_longer_than_the_program_allows_is_signed_out(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(served, 'idle = "2h"')
    client = served.client("employee")
    later(monkeypatch, hours=1, minutes=59)
    assert client.get("/account/").status_code == 200
    later(monkeypatch, hours=3, minutes=58)
    assert client.get("/account/").status_code == 200
    later(monkeypatch, hours=5, minutes=59)
    assert client.get("/account/")["Location"].startswith("/sign-in/")


def test_a_shared_screen_waits_less(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    settings(served, 'idle = "4h"', 'shared_idle = "1h"')
    client = served.client("employee")
    session = client.session
    session["shared"] = True
    session.save()
    later(monkeypatch, minutes=59)
    assert client.get("/account/").status_code == 200
    later(monkeypatch, minutes=120)
    assert client.get("/account/")["Location"] == "/badge/"


def test_one_sees_where_one_is_signed_in_and_ends_one_or_all_others(served: Served) -> None:
    from allauth.usersessions.models import UserSession

    user = with_password(served)
    windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    here, there, third = (served.client("anonymous") for _ in range(3))
    sign_in(here, user.login)
    there.defaults["HTTP_USER_AGENT"] = windows
    sign_in(there, user.login)
    sign_in(third, user.login)
    page = here.get("/account/").content.decode()
    assert page.count("Sign out there") == 2
    assert "Firefox on Windows" in page
    assert "by password" in page
    row = UserSession.objects.get(session_key=there.session.session_key)
    assert str(row.ip) == "127.0.0.0", "the exact address is not kept"
    assert served.client("colleague").post(f"/account/sessions/{row.pk}/end").status_code == 404
    assert here.post(f"/account/sessions/{row.pk}/end").status_code == 302
    assert there.get("/account/").status_code == 302
    assert here.post("/account/sessions/end-others").status_code == 302
    assert third.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200
    assert _rows(user) == 1
    assert audited(user).count("sessions-ended") == 2


def test_the_network_of_a_session_is_the_visitors_and_not_the_proxys(served: Served) -> None:
    from allauth.usersessions.models import UserSession
    from django.test import override_settings

    user, client = served.user("employee"), served.client("employee")
    session = client.session
    del session["seen_at"]
    session.save()
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        client.get("/account/", headers={"x-forwarded-for": "203.0.113.9, 198.51.100.7"})
    assert str(UserSession.objects.get(user=user).ip) == "198.51.100.0"


def test_signing_out_is_a_post_and_ends_the_session(served: Served) -> None:
    user, client = with_password(served), served.client("anonymous")
    sign_in(client, user.login)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out")["Location"] == "/sign-in/"
    assert client.get("/account/").status_code == 302
    assert _rows(user) == 0


def test_a_visit_is_written_down_at_most_once_a_minute(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = served.client("employee")
    client.get("/account/")
    for seconds, written in ((30, False), (90, True)):
        later(monkeypatch, seconds=seconds)
        with CaptureQueriesContext(connection) as seen:
            client.get("/account/")
        assert any("UPDATE" in query["sql"] for query in seen.captured_queries) is written


def test_ones_own_language_and_zone_hold_everywhere(served: Served) -> None:
    client = served.client("employee")
    assert client.post("/account/", {"language": "de", "zone": "Nowhere/Land"}).status_code == 400
    assert client.post("/account/", {"language": "xx", "zone": ""}).status_code == 400
    assert client.post("/account/", {"language": "de", "zone": "Pacific/Auckland"}).status_code == 302
    page = client.get("/account/")
    assert page["Content-Language"] == "de"
    assert '<html lang="de">' in page.content.decode()
    assert "9:00" not in page.content.decode()


def test_a_language_the_site_does_not_speak_gives_way(served: Served) -> None:
    from drystone.directory import queries

    for given, spoken in (("de-AT", "de"), ("fr", "en"), ("DE", "de"), ("", "en")):
        assert queries._language("", given, "en") == spoken
