"""Signing in with a name, a password and a second factor, and what does not let anybody in."""

from __future__ import annotations

import pytest

from directory.signing import PASSWORD, audited, code, later, settings, sign_in, with_app, with_password
from served import Served


def test_a_name_and_a_password_lead_to_the_page_that_was_wanted(served: Served) -> None:
    user, client = with_password(served), served.client("anonymous")
    answer = sign_in(client, user.login.upper(), next="/account/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert client.get("/account/").status_code == 200


_ELSEWHERE = (
    "https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil.example",
    "http://localhost/", "\t//evil.example", "/\t/evil.example",
)  # fmt: skip


def test_nobody_is_sent_to_another_site(served: Served) -> None:
    user, signed_in = with_password(served), served.client("employee")
    for elsewhere in _ELSEWHERE:
        assert sign_in(served.client("anonymous"), user.login, next=elsewhere)["Location"] == "/", elsewhere
        assert signed_in.get("/sign-in/", {"next": elsewhere})["Location"] == "/", elsewhere


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(served: Served) -> None:
    user = with_password(served)
    known = sign_in(served.client("anonymous"), user.login, "wrong wrong wrong")
    unknown = sign_in(served.client("anonymous"), "nobody@demo.example", "wrong wrong wrong")
    assert known.status_code == unknown.status_code == 400
    plain = [
        answer.content.decode().replace(user.login, "X").replace("nobody@demo.example", "X")
        for answer in (known, unknown)
    ]
    assert len(plain[0]) == len(plain[1])
    assert "do not go together" in plain[0]


def test_an_unknown_name_costs_as_many_hashes_as_a_known_one(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    user, hashed = with_password(served), []
    encode = PBKDF2PasswordHasher.encode
    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", lambda *a, **k: hashed.append(1) or encode(*a, **k))
    costs = []
    for name in (user.login, "nobody@demo.example"):
        hashed.clear()
        sign_in(served.client("anonymous"), name, "wrong wrong wrong")
        costs.append(len(hashed))
    assert costs[0] == costs[1] == 1


def test_after_five_wrong_tries_the_right_one_waits_too_known_or_not(served: Served) -> None:
    user = with_password(served)
    for name in (user.login, "nobody@demo.example"):
        for _ in range(5):
            sign_in(served.client("anonymous"), name, "wrong wrong wrong")
        answer = sign_in(served.client("anonymous"), name)
        assert answer.status_code == 429
        assert "wait five minutes" in answer.content.decode()


def test_a_strangers_tries_do_not_keep_somebody_out_where_they_were_before(served: Served) -> None:
    user, mine, stranger = with_password(served), served.client("anonymous"), served.client("anonymous")
    assert sign_in(mine, user.login).status_code == 302
    mine.post("/sign-out")
    for _ in range(6):
        sign_in(stranger, user.login, "wrong wrong wrong")
    assert sign_in(stranger, user.login).status_code == 429
    assert sign_in(mine, user.login.upper()).status_code == 302
    mine.post("/sign-out")
    for _ in range(5):
        sign_in(mine, user.login, "wrong wrong wrong")
    assert "wait five minutes" in sign_in(mine, user.login).content.decode()
    # It is good for this person's name alone.
    assert "wait five minutes" not in sign_in(mine, "nobody@demo.example", "wrong wrong wrong").content.decode()


def test_what_comes_past_the_proxies_is_refused(served: Served) -> None:
    from django.test import override_settings

    user, client = with_password(served), served.client("anonymous")
    client.defaults["HTTP_X_FORWARDED_FOR"] = "192.0.2.7"
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=2):
        assert sign_in(client, user.login).status_code == 403
        assert client.get("/sign-in/").status_code == 200


def test_tries_are_counted_in_the_state_and_so_in_every_process(served: Served) -> None:
    from drystone.directory.models import Attempt

    sign_in(served.client("anonymous"), "nobody@demo.example", "wrong wrong wrong")
    assert Attempt.objects.filter(cache_key__contains="login_failed").exists()
    assert not Attempt.objects.filter(cache_key__contains="nobody").exists()


def test_the_session_gets_a_new_name_at_sign_in(served: Served) -> None:
    user, client = with_password(served), served.client("anonymous")
    client.get("/sign-in/passkey")
    before = client.cookies["drystone"].value
    sign_in(client, user.login)
    assert client.cookies["drystone"].value != before


def test_a_form_from_elsewhere_signs_nobody_in(served: Served) -> None:
    from django.test import Client

    user = with_password(served)
    client = Client(enforce_csrf_checks=True, headers={"host": "127.0.0.1"})
    assert sign_in(client, user.login).status_code == 403


def test_whoever_has_an_app_is_asked_for_its_code(served: Served) -> None:
    user, client = with_password(served), served.client("anonymous")
    secret = with_app(user)
    assert sign_in(client, user.login, next="/account/")["Location"] == "/sign-in/second-factor"
    assert client.get("/account/").status_code == 302
    assert client.post("/sign-in/second-factor", {"code": "000000"}).status_code == 400
    answer = client.post("/sign-in/second-factor", {"code": code(secret)})
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert client.get("/account/").status_code == 200


def test_a_code_works_once(served: Served) -> None:
    user, client = with_password(served), served.client("anonymous")
    shown = code(with_app(user))
    for expected in (302, 400):
        sign_in(client, user.login)
        assert client.post("/sign-in/second-factor", {"code": shown}).status_code == expected
        client.post("/sign-out")


def test_codes_cannot_be_tried_out(served: Served) -> None:
    user, client = with_password(served), served.client("anonymous")
    secret = with_app(user)
    sign_in(client, user.login)
    for _ in range(5):
        client.post("/sign-in/second-factor", {"code": "000000"})
    import time

    from allauth.mfa.totp.internal import auth as totp

    right = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    assert client.post("/sign-in/second-factor", {"code": right}).status_code == 400


def test_the_second_factor_alone_is_no_way_in(served: Served) -> None:
    assert served.client("anonymous").get("/sign-in/second-factor")["Location"] == "/sign-in/"
    assert served.client("anonymous").post("/sign-in/second-factor", {"code": "1"})["Location"] == "/sign-in/"


def test_a_way_that_is_not_open_does_not_exist(served: Served) -> None:
    user = with_password(served)
    settings(served, 'ways = ["openid"]')
    client = served.client("anonymous")
    assert sign_in(client, user.login).status_code == 404
    assert client.get("/sign-in/passkey").status_code == 404
    assert "password" not in client.get("/sign-in/").content.decode()
    signed_in = served.client("employee")
    assert signed_in.get("/account/password").status_code == 404
    assert signed_in.get("/account/passkeys/new").status_code == 404
    settings_ = served.client("anonymous").get("/sign-in/openid/none/")
    assert settings_.status_code == 404


def test_a_password_is_changed_after_a_fresh_proof_and_ends_other_sessions(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, here, there = with_password(served), served.client("anonymous"), served.client("anonymous")
    sign_in(here, user.login)
    sign_in(there, user.login)
    later(monkeypatch, minutes=11)
    answer = here.get("/account/password")
    assert answer["Location"] == "/account/confirm?next=%2Faccount%2Fpassword"
    assert here.post("/account/confirm", {"password": "wrong"}).status_code == 400
    answer = here.post("/account/confirm", {"password": PASSWORD, "next": "/account/password"})
    assert answer["Location"] == "/account/password"
    assert here.post("/account/password", {"password": "password1234"}).status_code == 400
    assert here.post("/account/password", {"password": "another four words here"}).status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert "password-changed" in audited(user)
