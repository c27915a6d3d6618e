"""Administration: powers by hand, ways in for others, and the demo's picker."""

from __future__ import annotations

import re
from typing import Any

import pytest

from directory.signing import (
    PASSWORD,
    audited,
    grants_of,
    later,
    nobody_administers,
    settings,
    sign_in,
    with_password,
    with_token,
)
from drystone.shell.viewer import ADMINISTER, EDIT_PROGRAM
from served import NOW, Served

_PROVIDER = (
    'ways = ["password", "passkey", "openid"]',
    '[[sign_in.providers]]\nid = "id"\nname = "ID"\nissuer = "https://id.demo.example"\nclient_id = "x"',
)


def _tokens_alive(user: Any) -> bool:
    return bool(user.tokens.filter(revoked_at=None).exists())


def _link(path: str) -> re.Match[str] | None:
    return re.search(r"http://127.0.0.1(/invitation/[\w-]+)", path)


def test_a_power_is_given_and_taken_with_a_reason_that_stands_in_the_log(served: Served) -> None:
    from drystone.directory.models import Grant

    user, client = served.user("employee"), served.client("administrator")
    form = {"who": user.email, "power": EDIT_PROGRAM, "reason": ""}
    assert client.post("/administration/powers", form).status_code == 422
    assert client.post("/administration/powers", form | {"reason": "a holiday"}).status_code == 302
    assert grants_of(user) == {EDIT_PROGRAM}
    assert served.client("employee", strong=False).get("/account/").status_code == 302
    path = f"/administration/powers/{Grant.objects.get(user=user).pk}/take"
    assert client.post(path, {"reason": " "}).status_code == 422
    assert client.post(path, {"reason": "it is over"}).status_code == 302
    assert client.post(path, {"reason": "it is over"}).status_code == 422
    assert grants_of(user) == set()
    assert audited(user)[-2:] == ["power-given", "power-taken"]


def test_only_what_keeps_the_site_running_is_given_by_hand(served: Served) -> None:
    user, client = served.user("employee"), served.client("administrator")
    for power in ("accept-exceptions", "look-at-evidence", "anything"):
        form = {"who": user.email, "power": power, "reason": "why not"}
        assert client.post("/administration/powers", form).status_code == 422
    assert grants_of(user) == set()


def test_nobody_gives_powers_to_themselves_or_takes_their_own(served: Served) -> None:
    from drystone.directory.models import Grant

    user, client = served.user("administrator"), served.client("administrator")
    form = {"who": user.email, "power": EDIT_PROGRAM, "reason": "I want to"}
    assert client.post("/administration/powers", form).status_code == 422
    row = Grant.objects.create(user=user, power=ADMINISTER, granted_by="x", granted_at=NOW)
    assert client.post(f"/administration/powers/{row.pk}/take", {"reason": "x"}).status_code == 422
    assert grants_of(user) == {ADMINISTER}


def test_the_last_administrator_stays(served: Served) -> None:
    from drystone.directory import grants
    from drystone.directory.models import Grant
    from drystone.lib.errors import UsageError
    from drystone.shell import site
    from drystone.shell.viewer import Viewer

    nobody_administers(served)
    user = served.user("employee")
    row = Grant.objects.create(user=user, power=ADMINISTER, granted_by="x", granted_at=NOW)
    other = Viewer(user_id=10_000, person_id="x")
    with pytest.raises(UsageError, match="last administrator"):
        grants.take(row.pk, by=other, reason="x", now=NOW, program=site.program())


def test_administration_belongs_to_administrators(served: Served) -> None:
    for who in ("employee", "manager", "auditor", "editor"):
        client = served.client(who)
        assert client.get("/administration/").status_code == 403, who
        assert client.post("/administration/invite", {"who": "x"}).status_code == 403
        assert client.post("/administration/powers/1/take").status_code == 404


def test_sessions_are_ended_by_an_administrator_with_a_reason_the_person_sees(served: Served) -> None:
    from drystone.audit import queries as audit

    user, client = with_password(served), served.client("anonymous")
    with_token(user)
    sign_in(client, user.login)
    form = {"who": user.email, "reason": "a lost phone"}
    assert served.client("administrator").post("/administration/sessions", form).status_code == 302
    assert client.get("/account/").status_code == 302
    look = audit.about("person", user.person_id)[-1]
    assert (look.action, look.actor) == ("sessions-ended", served.people["administrator"])
    assert look.payload == {"count": 1, "tokens": 1, "reason": "a lost phone"}
    assert not _tokens_alive(user)


def test_a_link_lets_one_person_in_once(served: Served) -> None:
    from drystone.directory.models import OneTimeLink, User

    person = served.person("colleague")
    page = (
        served.client("administrator")
        .post("/administration/invite", {"who": person.email, "reason": "new"})
        .content.decode()
    )
    found = _link(page)
    assert found is not None
    assert found[1].split("/")[-1] not in str(OneTimeLink.objects.values_list("token_hash", flat=True))
    client = served.client("anonymous")
    assert person.name in client.get(found[1]).content.decode()
    assert client.post(found[1], {"way": "password", "password": "short"}).status_code == 400
    assert client.post(found[1], {"way": "password", "password": PASSWORD}).status_code == 302
    assert client.get("/account/").status_code == 200
    user = User.objects.get(person_id=person.person_id)
    assert sign_in(served.client("anonymous"), user.login).status_code == 302
    for method in ("get", "post"):
        answer = getattr(served.client("anonymous"), method)(found[1], {"way": "password", "password": PASSWORD})
        assert answer.status_code == 404
    assert {"person-link-made", "person-link-used", "user-made"} <= set(audited(user))


def test_a_link_leads_to_a_passkey_where_that_is_chosen(served: Served) -> None:
    person = served.person("colleague")
    page = (
        served.client("administrator")
        .post("/administration/invite", {"who": person.person_id, "reason": "new"})
        .content.decode()
    )
    found, client = _link(page), served.client("anonymous")
    assert found is not None
    answer = client.post(found[1], {"way": "passkey"})
    assert answer["Location"] == "/account/passkeys/new?next=%2F"
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("who", ["colleague", "approver"])
@pytest.mark.parametrize("way", ["app", "passkey", "openid"])
def test_a_link_replaces_no_way_in_that_somebody_has(served: Served, way: str, who: str) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialAccount

    from drystone.directory import links

    settings(served, *_PROVIDER)
    user, admin = with_password(served, who), served.client("administrator")
    token = links.make(links.PERSON, now=NOW, by="x", person_id=user.person_id)
    if way == "openid":
        SocialAccount.objects.create(user=user, provider="id", uid="1")
    else:
        Authenticator.objects.create(user=user, type={"app": "totp", "passkey": "webauthn"}[way], data={})
    assert admin.post("/administration/invite", {"who": user.email, "reason": "new"}).status_code == 422
    earlier = served.client("anonymous").post(f"/invitation/{token}", {"password": "another four words here"})
    assert earlier.status_code == 404
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_link_for_somebody_with_a_password_needs_it_and_leaves_it(served: Served) -> None:
    user, admin = with_password(served, "approver"), served.client("administrator")
    weak = served.client("anonymous")
    sign_in(weak, user.login)
    assert weak.get("/account/app")["Location"].startswith("/account/second-factor")
    page = admin.post("/administration/invite", {"who": user.email, "reason": "a new head"}).content.decode()
    found, client = _link(page), served.client("anonymous")
    assert found is not None
    assert "it stays" in client.get(found[1]).content.decode()
    for wrong in ({"password": "another four words here", "way": "password"}, {"way": "passkey"}):
        assert client.post(found[1], wrong).status_code == 400
    assert client.get("/account/app")["Location"].startswith("/sign-in/")
    assert client.post(found[1], {"password": PASSWORD}).status_code == 302
    assert client.get("/account/app").status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert served.client("anonymous").post(found[1], {"password": PASSWORD}).status_code == 404


def test_an_invitation_has_a_reason_that_its_person_reads(served: Served) -> None:
    from drystone.audit import queries as audit

    person, admin = served.person("colleague"), served.client("administrator")
    assert admin.post("/administration/invite", {"who": person.email, "reason": " "}).status_code == 422
    assert admin.post("/administration/invite", {"who": person.email, "reason": "their first day"}).status_code == 200
    look = audit.about("person", person.person_id)[-1]
    assert (look.action, look.actor) == ("person-link-made", served.people["administrator"])
    assert look.payload == {"reason": "their first day"}
    assert "their first day" in served.client("colleague").get("/me/data").content.decode()


def test_links_end_by_themselves_and_by_newer_ones(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    client, person = served.client("administrator"), served.person("colleague")
    pages = [
        client.post("/administration/invite", {"who": person.email, "reason": "new"}).content.decode() for _ in range(2)
    ]
    first, second = (_link(page) for page in pages)
    assert first is not None
    assert second is not None
    anonymous = served.client("anonymous")
    assert anonymous.get(first[1]).status_code == 404
    assert anonymous.get(second[1]).status_code == 200
    later(monkeypatch, days=3, seconds=1)
    assert anonymous.get(second[1]).status_code == 404


def test_nobody_makes_a_link_for_a_leaver(served: Served) -> None:
    client = served.client("administrator")
    assert client.post("/administration/invite", {"who": served.people["leaver"], "reason": "new"}).status_code == 422
    assert client.post("/administration/invite", {"who": "nobody@demo.example", "reason": "new"}).status_code == 422


def test_a_link_of_somebody_who_left_meanwhile_is_dead(served: Served) -> None:
    from drystone.directory.models import Person

    person = served.person("colleague")
    page = (
        served.client("administrator")
        .post("/administration/invite", {"who": person.email, "reason": "new"})
        .content.decode()
    )
    found = _link(page)
    assert found is not None
    Person.objects.filter(person_id=person.person_id).update(status="left")
    assert served.client("anonymous").post(found[1], {"password": PASSWORD}).status_code == 404


# The demo's picker.


def test_in_the_demo_one_can_be_any_kind_of_person(served: Served) -> None:
    from drystone.directory import picker

    page = served.client("anonymous").get("/sign-in/").content.decode()
    kinds = picker.kinds()
    assert {kind.name for kind in kinds} >= {"employee", "manager", "department-head", "ciso", "auditor", "floor"}
    for kind in kinds:
        assert f'value="{kind.name}"' in page
        client = served.client("anonymous")
        answer = client.post("/sign-in/as", {"kind": kind.name, "next": "/account/"})
        assert answer["Location"] == "/account/"
        assert client.get("/account/").status_code == 200, kind.name
    assert served.client("anonymous").post("/sign-in/as", {"kind": "emperor"}).status_code == 404


def test_on_a_real_site_there_is_no_picker(served: Served) -> None:
    settings(served, 'ways = ["password"]', demo=False)
    client = served.client("anonymous")
    assert "Sign in as" not in client.get("/sign-in/").content.decode()
    assert client.post("/sign-in/as", {"kind": "employee"}).status_code == 404


def test_a_session_of_the_demo_is_not_strong_on_a_real_site(served: Served) -> None:
    from drystone.web import setup

    client = served.client("anonymous")
    client.post("/sign-in/as", {"kind": "administrator"})
    assert client.get("/administration/").status_code == 200
    setup.site(served.root, demo=False)
    assert client.get("/administration/")["Location"].startswith("/account/second-factor")


def test_every_route_of_the_room_says_who_may_open_it() -> None:
    from drystone.directory.urls import urlpatterns

    assert all(hasattr(pattern.callback, "access") for pattern in urlpatterns)


def test_the_demos_employee_has_something_to_do_at_first_and_stays_who_they_are(served: Served) -> None:
    from drystone.directory import picker
    from drystone.directory.models import Person
    from drystone.gaps.models import Gap, GapResponsible

    def chosen() -> str:
        return next(one.person_id for one in picker.kinds() if one.name == "employee")

    first = chosen()
    held = GapResponsible.objects.filter(person_id=first, gap__reach="live", gap__status="open", gap__outcome="fail")
    assert held.exists()
    Gap.objects.filter(responsible__person_id=first).update(reach="trial")
    assert chosen() == first
    Person.objects.filter(person_id=first).update(status="left")
    assert chosen() not in {"", first}


def test_numbers_of_too_few_people_are_withheld(served: Served) -> None:
    from allauth.mfa.models import Authenticator

    from drystone.directory.models import User

    User.objects.all().delete()
    served.user("administrator")
    assert _numbers() == (None, None)
    page = served.client("administrator").get("/administration/").content.decode()
    assert "Not shown: the numbers are of too few people." in page
    assert "With a second factor here" not in page
    users = [User.objects.create_user(login=f"u{number}", created_at=NOW) for number in range(9)]
    assert _numbers() == (10, 0)
    for user in users[:4]:
        Authenticator.objects.create(user=user, type="totp", data={})
        assert _numbers() == (None, None)
    Authenticator.objects.create(user=users[4], type="totp", data={})
    assert _numbers() == (10, 5)


def _numbers() -> tuple[int | None, int | None]:
    from drystone.directory import administering

    told = administering.numbers()
    return told.users, told.with_factor
