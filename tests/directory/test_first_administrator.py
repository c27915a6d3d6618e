"""The first administrator: one link, made while nobody administers, good once and for one person."""

from __future__ import annotations

import datetime as dt

import pytest

from directory.signing import (
    PASSWORD,
    audited,
    code,
    grants_of,
    later,
    nobody_administers,
    sign_in,
    with_app,
    with_password,
)
from drystone.shell.viewer import ADMINISTER, EDIT_PROGRAM
from served import NOW, Served


def _first(served: Served) -> str:
    from drystone.directory import first

    return first.link(now=NOW)


def test_there_is_no_first_link_where_somebody_administers(served: Served) -> None:
    from allauth.mfa.models import Authenticator

    user = with_password(served, "administrator")
    user.last_login = NOW
    user.save()
    assert _first(served) != "", "a password alone does not set up the second factor that their power asks for"
    with_app(user)
    assert _first(served) == ""
    user.set_unusable_password()
    user.save()
    assert _first(served) != "", "an app for codes opens nothing by itself"
    Authenticator.objects.create(user=user, type="webauthn", data={})
    assert _first(served) == "", "a passkey does"


def test_a_first_administrator_who_was_cut_off_is_given_another_link(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.directory import arrival, first
    from drystone.directory.models import User

    nobody_administers(served)
    form = {"name": "Ada", "email": "ada@elsewhere.example", "password": PASSWORD, "way": "password"}

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    # Killed before the transaction ends: nothing happened, and the link is still good.
    path = _first(served)
    with monkeypatch.context() as cut:
        cut.setattr(first.links, "void", killed)
        with pytest.raises(KeyboardInterrupt):
            served.client("anonymous").post(path, form)
    assert not User.objects.filter(login="ada@elsewhere.example").exists()
    # Killed right after it: the password holds, and the next start gives a link to the second factor.
    with monkeypatch.context() as cut:
        cut.setattr(arrival._Chosen, "sign_in", killed)
        with pytest.raises(KeyboardInterrupt):
            served.client("anonymous").post(path, form)
    assert sign_in(served.client("anonymous"), "ada@elsewhere.example").status_code == 302
    again, client = _first(served), served.client("anonymous")
    assert again not in {"", path}
    assert client.post(again, form).status_code == 302
    assert client.get("/account/app").status_code == 200
    client.post("/account/app", {"code": code(client.session["mfa.totp.secret"])})
    assert client.get("/administration/").status_code == 200
    assert _first(served) == ""


def test_where_no_administrator_gets_in_the_server_makes_another_and_tells_them(served: Served) -> None:
    from drystone.directory import first
    from drystone.directory.models import User

    user = with_password(served, "administrator")
    with_app(user)
    assert _first(served) == ""
    path = first.link(now=NOW, anyway=True)
    form = {"name": "Ada", "email": "ada@elsewhere.example", "password": PASSWORD, "way": "password"}
    assert served.client("anonymous").post(path, form).status_code == 302
    assert grants_of(User.objects.get(login="ada@elsewhere.example")) == {ADMINISTER, EDIT_PROGRAM}
    assert served.client("anonymous").post(path, form).status_code == 404


def test_the_first_link_makes_an_administrator_who_owes_a_second_factor(served: Served) -> None:
    from drystone.directory.models import User

    nobody_administers(served)
    path, client = _first(served), served.client("anonymous")
    form = {"name": "Ada", "email": "Ada@Elsewhere.example", "password": PASSWORD, "way": "password"}
    assert client.get(path).status_code == 200
    assert client.post(path, form | {"email": "no"}).status_code == 400
    assert client.post(path, form).status_code == 302
    user = User.objects.get(login="ada@elsewhere.example")
    assert (user.name, user.person_id, grants_of(user)) == ("Ada", "", {ADMINISTER, EDIT_PROGRAM})
    assert client.get("/administration/")["Location"].startswith("/account/second-factor")
    assert "first-administrator" in audited(user)
    assert _first(served) != "", "until the second factor is there"
    with_app(user)
    assert _first(served) == ""


def test_the_first_administrator_is_joined_to_their_person(served: Served) -> None:
    from drystone.directory.models import User

    nobody_administers(served)
    person = served.person("colleague")
    form = {"name": "Ada", "email": person.email.upper(), "password": PASSWORD}
    assert served.client("anonymous").post(_first(served), form).status_code == 302
    assert grants_of(User.objects.get(person_id=person.person_id)) == {ADMINISTER, EDIT_PROGRAM}


def test_the_first_link_works_once_ends_and_is_void_after_a_newer_one(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.directory.models import User

    nobody_administers(served)
    older, path = _first(served), _first(served)
    anonymous = served.client("anonymous")
    assert anonymous.get(older).status_code == 404
    later(monkeypatch, hours=24, seconds=1)
    assert anonymous.get(path).status_code == 404
    later(monkeypatch, hours=1)
    form = {"name": "Ada", "email": "ada@elsewhere.example", "password": PASSWORD}
    assert anonymous.post(path, form).status_code == 302
    assert served.client("anonymous").post(path, form | {"email": "eve@evil.example"}).status_code == 404
    assert not User.objects.filter(login="eve@evil.example").exists()


def test_of_two_at_once_one_becomes_the_first_administrator(served: Served) -> None:
    from drystone.directory import first, links
    from drystone.directory.models import Grant

    nobody_administers(served)
    token = _first(served).split("/")[-1]
    seen = [links.find(links.FIRST, token, now=NOW) for _ in range(2)]
    assert all(seen)
    made = [
        first.administrator(link, name=name, email=f"{name}@elsewhere.example", password="", now=NOW)
        for link, name in zip(seen, ("ada", "eve"), strict=True)
        if link
    ]
    assert [one is not None for one in made] == [True, False]
    assert Grant.objects.filter(power=ADMINISTER).count() == 1


def test_links_are_forgotten_a_day_after_their_end(served: Served) -> None:
    from drystone.directory import links
    from drystone.directory.models import OneTimeLink

    nobody_administers(served)
    _first(served)
    assert links.forget(before=NOW) == 0
    assert links.forget(before=NOW + dt.timedelta(hours=25)) == 1
    assert not OneTimeLink.objects.exists()
