"""Whom the identity provider shuts out comes in no way at all, known by whatever the provider knows them by."""

from __future__ import annotations

from typing import Any

import pytest

from directory.conftest import badge
from directory.signing import PASSWORD, sign_in, with_password
from directory.test_badges import enter
from directory.test_scim import Call, make, patch, scim
from directory.test_text_codes import CHANNEL, NUMBER, ask, codes, make_codes
from served import NOW, Served

__all__ = ["scim"]


def native_key(person_id: str) -> str:
    """Return the number under which HR knows somebody."""
    from drystone.shell import site

    with site.reading() as engine:
        asked = "select key from member where asset_kind = 'person' and asset_id = $id and source = 'hr'"
        return str(engine.value(asked, {"id": person_id}))


def known_by(served: Served, how: str) -> dict[str, Any]:
    """Return what the provider pushes about the colleague."""
    person = served.person("colleague")
    pushed: dict[str, dict[str, Any]] = {
        "address": {"userName": person.email.upper()},
        "second address": {"emails": [{"value": "c@else.example", "primary": True}, {"value": person.email}]},
        "person id": {"externalId": person.person_id},
        "number": {"externalId": native_key(person.person_id)},
    }
    return {"userName": "colleague-at-the-provider", **pushed[how]}


def shut_out(scim: Call, told: dict[str, Any], how: str) -> None:
    login = told.pop("userName")
    made = make(scim, login, **told)
    if how == "delete":
        assert scim("DELETE", f"/Users/{made['id']}").status_code == 204
    else:
        patch(scim, f"/Users/{made['id']}", {"op": "replace", "path": "active", "value": False})


def phone_of_the_colleague(served: Served) -> str:
    from drystone.directory.models import Person
    from drystone.shell import site

    path = served.root / "drystone.toml"
    written = path.read_text(encoding="utf-8").replace('"badge"', '"badge", "text-message"')
    path.write_text(f"{written}\n{CHANNEL}\n", encoding="utf-8")
    site.reread()
    assert site.problems() == ()
    Person.objects.filter(person_id=served.people["colleague"]).update(phone=NUMBER)
    return NUMBER


@pytest.mark.parametrize("how", ["address", "second address", "person id", "number"])
@pytest.mark.parametrize("act", ["inactive", "delete"])
def test_somebody_shut_out_before_their_first_visit_comes_in_no_way(
    served: Served, screen: Any, scim: Call, how: str, act: str
) -> None:
    from drystone.directory import admitting
    from drystone.directory.models import User

    User.objects.filter(person_id=served.people["colleague"]).delete()
    number, code = phone_of_the_colleague(served), badge(served)
    shut_out(scim, known_by(served, how), act)
    assert b"This way in is closed." in enter(screen, code).content
    ask(served, number)
    make_codes()
    assert codes() == []
    user = admitting.admit(admitting.Newcomer(served.people["colleague"]), now=NOW, by="openid:x")
    assert user is None or not admitting.may_sign_in(user)
    with_password(served, "colleague")
    assert sign_in(served.client("anonymous"), served.user("colleague").login).status_code in {400, 403}


@pytest.mark.parametrize("how", ["address", "number"])
def test_somebody_shut_out_while_signed_in_is_out_with_the_next_request(
    served: Served, screen: Any, scim: Call, how: str
) -> None:
    number = phone_of_the_colleague(served)
    with_password(served, "colleague")
    code = badge(served)
    own = served.client("colleague")
    own.post("/account/badge/confirmation")
    enter(screen, code)
    browser = ask(served, number)
    make_codes()
    browser.post("/sign-in/text/code", {"code": codes()[-1]})
    sessions = (screen, browser, own)
    assert [one.get("/account/").status_code for one in sessions] == [200, 200, 200]
    shut_out(scim, known_by(served, how), "inactive")
    assert [one.get("/account/").status_code for one in sessions] == [302, 302, 302]
    assert sign_in(served.client("anonymous"), served.user("colleague").login, PASSWORD).status_code in {400, 403}


def test_somebody_whom_only_the_provider_knew_is_closed_when_the_people_data_name_them(
    served: Served, scim: Call
) -> None:
    from drystone.directory import admitting
    from drystone.directory.models import Person

    told = make(scim, "new.colleague@fenwick.example", externalId="N-1", active=False)
    Person.objects.create(person_id="person-new", email="", name="New")
    Person.objects.filter(person_id="person-new").update(email="new.colleague@fenwick.example")
    assert admitting.admit(admitting.Newcomer("person-new"), now=NOW, by="badge") is None
    make(scim, "new.name@fenwick.example", emails=[{"value": "new.colleague@fenwick.example"}])
    assert admitting.admit(admitting.Newcomer("person-new"), now=NOW, by="badge") is not None, told["id"]


def test_an_old_entry_of_somebody_who_has_a_new_one_shuts_nobody_out(served: Served, scim: Call) -> None:
    person = served.person("colleague")
    client = served.client("colleague")
    old = make(scim, "old.name@fenwick.example", externalId=native_key(person.person_id))
    make(scim, person.email)
    patch(scim, f"/Users/{old['id']}", {"op": "replace", "path": "active", "value": False})
    assert client.get("/account/").status_code == 200
