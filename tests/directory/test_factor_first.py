"""Whoever has a second factor and did not show it changes no way in, whichever way they came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from directory.signing import PASSWORD, code, sign_in, with_app, with_password
from directory.test_text_codes import CHANNEL, NUMBER, ask, codes, make_codes
from served import NOW, Served

_CHANGES = ("/account/passkeys/new", "/account/app", "/account/recovery-codes", "/account/password")


def by_text(served: Served, user: Any) -> Any:
    from drystone.directory.models import Person

    Person.objects.filter(person_id=user.person_id).update(phone=NUMBER)
    browser = ask(served, NUMBER)
    make_codes()
    answer = browser.post("/sign-in/text/code", {"code": codes()[-1]})
    assert answer["Location"] == "/sign-in/second-factor"
    return browser


def by_password(served: Served, user: Any) -> Any:
    browser = served.client("anonymous")
    assert sign_in(browser, user.login)["Location"] == "/sign-in/second-factor"
    return browser


def by_session_of_before(served: Served, user: Any) -> Any:
    """A session that began before the factor was set up elsewhere, or before the power came."""
    return served.browser(user, strong=False)


def by_link(served: Served, user: Any) -> Any:
    from drystone.directory import links

    user.set_unusable_password()
    user.save()
    browser = served.client("anonymous")
    token = links.make(links.PERSON, now=NOW, by="test", person_id=user.person_id)
    browser.post(f"/invitation/{token}", {"way": "password", "password": PASSWORD})
    return browser


_WAYS = {one.__name__: one for one in (by_text, by_password, by_session_of_before, by_link)}
#: Whoever holds a privileged power gets no code by text message in the first place (test_powers_and_ways).
_CASES = [
    (way, who) for way in _WAYS for who in ("employee", "administrator") if (way, who) != ("by_text", "administrator")
]


@pytest.mark.parametrize(("way", "who"), _CASES)
def test_a_factor_that_was_not_shown_keeps_every_change_closed(
    served: Served, ways: Callable[..., None], way: str, who: str
) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    ways("text-message", "passkey", more=CHANNEL)
    user = with_password(served, who)
    with_app(user)
    spare = RecoveryCodes.activate(user).get_unused_codes()
    before = sorted(Authenticator.objects.values_list("pk", "type"))
    browser = _WAYS[way](served, user)
    removal = f"/account/factors/{before[0][0]}/remove"
    for path in (*_CHANGES, removal):
        if path != removal:
            page = browser.get(path)
            assert page.status_code == 302, path
            assert page["Location"].startswith(("/account/confirm", "/sign-in/", "/account/second-factor")), path
        answer = browser.post(path, {"code": "000000", "password": "another four words here"})
        assert answer.status_code == 302, path
        assert answer["Location"].startswith(("/account/confirm", "/sign-in/", "/account/second-factor")), path
    assert browser.post("/account/confirm", {"password": PASSWORD}).status_code in {302, 404}
    assert browser.get("/account/app")["Location"].startswith(("/account/confirm", "/sign-in/"))
    assert sorted(Authenticator.objects.values_list("pk", "type")) == before
    assert Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes() == spare
    assert browser.get("/administration/").status_code in {302, 403}
    user.refresh_from_db()
    assert not user.check_password("another four words here")


def test_a_text_code_with_the_factor_after_it_opens_the_account(served: Served, ways: Callable[..., None]) -> None:
    ways("text-message", more=CHANNEL)
    user = served.user("colleague")
    secret = with_app(user)
    browser = by_text(served, user)
    assert browser.get("/account/").status_code == 302
    assert browser.post("/sign-in/second-factor", {"code": code(secret)})["Location"] == "/"
    assert browser.get("/account/recovery-codes").status_code == 200
