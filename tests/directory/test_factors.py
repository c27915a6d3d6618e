"""The second factor: of whom it is asked, that nothing goes before it, and how it is set up and taken away."""

from __future__ import annotations

import dataclasses

import pytest

from directory.signing import audited, by_link, code, later, settings, with_app, with_password
from drystone.shell.viewer import (
    ACCEPT_EXCEPTIONS,
    ADMINISTER,
    AUDIT,
    EDIT_PROGRAM,
    LOOK_AT_PEOPLE,
    PRIVILEGED,
    RESPOND,
    SEE_SCREENING,
)
from served import Served

_OPEN_BEFORE = {"/account/second-factor", "/account/confirm", "/account/passkeys/new", "/account/app"}


def test_whoever_holds_a_privileged_power_owes_a_second_factor(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from drystone.shell import site

    holder = served.person("auditor")
    program = site.program()
    roles = {key: dataclasses.replace(role, may=()) for key, role in program.roles.items()}
    client = by_link(served.client(holder.person_id, strong=False))
    monkeypatch.setattr(site, "program", lambda: dataclasses.replace(program, roles=roles))
    assert client.get("/account/").status_code == 200
    for power in PRIVILEGED:
        roles["internal-audit"] = dataclasses.replace(roles["internal-audit"], may=(power,))
        answer = client.get("/account/")
        assert answer["Location"] == "/account/second-factor?next=%2Faccount%2F", power
    page = client.get("/account/second-factor?next=%2Faccount%2F").content.decode()
    assert "/account/passkeys/new?next=/account/" in page


def test_the_powers_that_are_privileged_are_these() -> None:
    assert {ADMINISTER, EDIT_PROGRAM, ACCEPT_EXCEPTIONS, AUDIT, SEE_SCREENING, RESPOND, LOOK_AT_PEOPLE} == PRIVILEGED


def test_nothing_but_the_way_to_the_second_factor_is_reachable_before_it(served: Served) -> None:
    client = by_link(served.client("administrator", strong=False))
    for path in ("/", "/account/", "/administration/", "/account/password", "/wall"):
        assert client.get(path)["Location"].startswith("/account/second-factor"), path
    for path in _OPEN_BEFORE:
        assert client.get(path).status_code == 200, path
    assert client.post("/administration/invite", {"who": "x"})["Location"].startswith("/account/second-factor")


def test_the_program_can_ask_everyone(served: Served) -> None:
    settings(served, 'second_factor = "everyone"')
    assert served.client("employee", strong=False).get("/account/")["Location"].startswith("/account/second-factor")
    assert served.client("employee").get("/account/").status_code == 200


def test_an_employee_without_powers_owes_nothing(served: Served) -> None:
    assert served.client("employee", strong=False).get("/account/").status_code == 200


def test_an_app_is_set_up_with_its_first_code_and_makes_the_session_strong(served: Served) -> None:
    client, user = by_link(served.client("administrator", strong=False)), served.user("administrator")
    page = client.get("/account/app", {"next": "/administration/"})
    assert "data:image/svg+xml;base64," in page.content.decode()
    secret = client.session["mfa.totp.secret"]
    assert secret in page.content.decode()
    assert client.post("/account/app", {"code": "123"}).status_code == 400
    answer = client.post("/account/app", {"code": code(secret), "next": "/administration/"})
    assert answer["Location"] == "/account/recovery-codes?next=%2Fadministration%2F"
    shown = client.get(answer["Location"]).content.decode()
    assert shown.count("<li><code>") == 10
    assert "cannot be shown again" in client.get(answer["Location"]).content.decode()
    assert client.get("/administration/").status_code == 200
    assert audited(user)[-2:] == ["factor-added", "factor-added"]


def test_secrets_do_not_lie_open_in_the_database(served: Served) -> None:
    from allauth.mfa.models import Authenticator

    client = by_link(served.client("administrator", strong=False))
    client.get("/account/app")
    secret = client.session["mfa.totp.secret"]
    client.post("/account/app", {"code": code(secret)})
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert Authenticator.objects.count() == 2
    assert "gAAAA" in kept


def test_a_recovery_code_opens_once(served: Served) -> None:
    from allauth.mfa.models import Authenticator

    from directory.signing import sign_in

    user = with_password(served)
    client = served.client("employee")
    client.get("/account/app")
    client.post("/account/app", {"code": code(client.session["mfa.totp.secret"])})
    spare = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    for expected in (302, 400):
        other = served.client("anonymous")
        sign_in(other, user.login)
        assert other.post("/sign-in/second-factor", {"code": spare}).status_code == expected


def test_setting_up_a_factor_asks_for_a_fresh_proof(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    client = served.client("employee")
    later(monkeypatch, minutes=11)
    for path in ("/account/app", "/account/passkeys/new", "/account/recovery-codes", "/account/password"):
        assert client.get(path)["Location"].startswith("/account/confirm?next="), path


def test_the_last_factor_of_somebody_it_is_asked_of_stays(served: Served) -> None:
    from allauth.mfa.models import Authenticator

    user = served.user("administrator")
    with_app(user)
    factor = Authenticator.objects.get(user=user)
    path = f"/account/factors/{factor.pk}/remove"
    assert served.client("administrator").post(path, follow=True).status_code == 200
    assert Authenticator.objects.filter(pk=factor.pk).exists()


def test_a_factor_is_removed_by_its_owner_alone(served: Served) -> None:
    from allauth.mfa.models import Authenticator

    user = served.user("employee")
    with_app(user)
    factor = Authenticator.objects.get(user=user)
    path = f"/account/factors/{factor.pk}/remove"
    assert served.client("colleague").post(path).status_code == 404
    assert served.client("employee").get(path).status_code == 405
    assert served.client("employee").post(path).status_code == 302
    assert not Authenticator.objects.filter(user=user).exists()
    assert "factor-removed" in audited(user)


def test_a_factor_can_be_confirmed_by_whoever_has_one(served: Served) -> None:
    user = with_password(served, "administrator")
    secret = with_app(user)
    client = served.client("administrator", strong=False)
    page = client.get("/account/second-factor", {"next": "/administration/"})
    assert page["Location"] == "/account/confirm?next=%2Fadministration%2F"
    assert 'name="password"' not in client.get(page["Location"]).content.decode()
    assert client.post("/account/confirm", {"password": "x"}).status_code == 404
    answer = client.post("/account/confirm", {"code": code(secret), "next": "/administration/"})
    assert answer["Location"] == "/administration/"
    assert client.get("/administration/").status_code == 200


def test_a_strong_session_of_one_does_not_make_another_strong(served: Served) -> None:
    from directory.signing import sign_in

    user = with_password(served, "administrator")
    client = served.client("employee")
    client.post("/sign-out")
    sign_in(client, user.login)
    assert client.get("/administration/")["Location"].startswith("/account/second-factor")


def test_a_forged_mark_in_the_session_of_earlier_versions_means_nothing(served: Served) -> None:
    client = served.client("administrator", strong=False)
    session = client.session
    session["strong"] = True
    session.save()
    assert client.get("/administration/").status_code == 302
