"""Signing in through a real provider: npm's oidc-provider, which is certified, run beside the test."""

from __future__ import annotations

import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from directory.signing import audited, code, later, settings, with_app
from npm import installed
from served import Served

HERE = Path(__file__).parent / "provider"
BACK = "http://127.0.0.1/sign-in/openid/corporate/back"
pytestmark = pytest.mark.node


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """A provider on a port of its own; yields its issuer."""
    folder = installed(HERE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["node", str(HERE / "provider.mjs"), str(port), BACK]
    with subprocess.Popen(
        words, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        line = next((line for line in process.stdout if line.startswith("ready")), None)
        assert line is not None, "the provider did not start"
        yield f"http://127.0.0.1:{port}"
        process.kill()


@pytest.fixture
def corporate(served: Served, provider: str, monkeypatch: pytest.MonkeyPatch) -> Served:
    """The organisation, whose people may come from the provider."""
    monkeypatch.setenv("CORPORATE_SECRET", "a-secret-of-the-tests")
    settings(
        served,
        "[[sign_in.providers]]",
        'id = "corporate"',
        'name = "Corporate sign-in"',
        f'issuer = "{provider}"',
        'client_id = "drystone"',
        'secret_env = "CORPORATE_SECRET"',
    )
    return served


def _through(start: str, login: str) -> str:
    """Go through the provider's pages as somebody, and return where it sends them back to."""
    with httpx.Client() as browser:
        answer = browser.get(start)
        for _ in range(12):
            if answer.is_redirect:
                to = str(answer.headers["location"])
                if to.startswith(BACK):
                    return to
                answer = browser.get(str(answer.url.join(to)))
                continue
            action = re.search(r'action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            assert action, answer.text
            assert prompt, answer.text
            if prompt[1] == "login" and login.startswith("mfa:"):
                answer = browser.get(str(answer.url.join(action[1])) + "/strong", params={"login": login[4:]})
                continue
            form = {"prompt": prompt[1], "login": login, "password": "any"}
            answer = browser.post(str(answer.url.join(action[1])), data=form)
    raise AssertionError("the provider does not come to an end")


def _start(client: Any, next_url: str = "/account/") -> str:
    answer = client.get("/sign-in/openid/corporate/", {"next": next_url})
    assert answer.status_code == 302
    return str(answer["Location"])


def _sign_in(client: Any, login: str, next_url: str = "/account/") -> Any:
    return client.get(_through(_start(client, next_url), login).removeprefix("http://127.0.0.1"))


def test_somebody_the_directory_knows_gets_a_way_in_at_their_first_sign_in(corporate: Served) -> None:
    from allauth.socialaccount.models import SocialAccount, SocialToken

    from drystone.directory.models import User

    person, client = corporate.person("colleague"), corporate.client("anonymous")
    type(person).objects.filter(person_id=person.person_id).update(language="en")
    assert not User.objects.filter(person_id=person.person_id).exists()
    asked = parse_qs(urlsplit(_start(client)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["nonce"] != asked["state"]
    answer = _sign_in(client, person.email)
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert "through the organisation" in client.get("/account/").content.decode()
    user = User.objects.get(person_id=person.person_id)
    assert not user.has_usable_password()
    assert audited(user)[0] == "user-made"
    kept = SocialAccount.objects.get(user=user)
    assert kept.extra_data == {"strong": False}
    assert person.email not in kept.uid
    assert SocialToken.objects.count() == 0
    client.post("/sign-out")
    assert _sign_in(client, person.email).status_code == 302
    assert User.objects.filter(person_id=person.person_id).count() == 1


def test_a_stranger_is_told_whom_to_ask_and_nothing_is_kept(corporate: Served) -> None:
    from allauth.socialaccount.models import SocialAccount

    client = corporate.client("anonymous")
    answer = _sign_in(client, "stranger@elsewhere.example")
    assert answer.status_code == 403
    assert "stranger@elsewhere.example" in answer.content.decode()
    assert client.get("/account/").status_code == 302
    assert SocialAccount.objects.count() == 0


def test_an_address_that_the_provider_does_not_vouch_for_opens_nothing(corporate: Served) -> None:
    person, client = corporate.person("colleague"), corporate.client("anonymous")
    answer = _sign_in(client, f"unverified:{person.email}")
    assert answer.status_code == 403
    assert "vouch" in answer.content.decode()
    assert client.get("/account/").status_code == 302


def test_a_leaver_cannot_come_back_through_the_provider(corporate: Served) -> None:
    from drystone.directory.models import Person

    person, client = corporate.person("colleague"), corporate.client("anonymous")
    assert _sign_in(client, person.email).status_code == 302
    Person.objects.filter(person_id=person.person_id).update(status="left")
    assert client.get("/account/")["Location"].startswith("/sign-in/")
    answer = _sign_in(client, person.email)
    assert answer.status_code == 403
    assert client.get("/account/").status_code == 302
    # Nor at a first sign-in.
    leaver = corporate.person("leaver")
    assert _sign_in(corporate.client("anonymous"), leaver.email or "leaver@demo.example").status_code == 403


def test_an_answer_to_somebody_elses_question_opens_nothing(corporate: Served) -> None:
    person = corporate.person("colleague")
    mine, victim = corporate.client("anonymous"), corporate.client("anonymous")
    back = _through(_start(mine), person.email).removeprefix("http://127.0.0.1")
    _start(victim)
    for attack in (back, re.sub(r"state=[^&]+", "state=x", back), re.sub(r"&?state=[^&]+", "", back)):
        assert victim.get(attack).status_code == 400
    assert victim.get("/account/").status_code == 302
    wrong_issuer = re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Fevil.example", back)
    assert wrong_issuer != back
    assert mine.get(wrong_issuer).status_code == 400
    assert mine.get(back).status_code == 400, "the state was used up"


def test_a_code_of_another_session_fails_for_its_verifier_and_its_nonce(corporate: Served) -> None:
    person = corporate.person("colleague")
    mine, victim = corporate.client("anonymous"), corporate.client("anonymous")
    stolen = parse_qs(urlsplit(_through(_start(mine), person.email)).query)
    own = parse_qs(urlsplit(_start(victim)).query)
    answer = victim.get(
        "/sign-in/openid/corporate/back",
        {"code": stolen["code"][0], "state": own["state"][0], "iss": stolen["iss"][0]},
    )
    assert answer.status_code == 400
    assert victim.get("/account/").status_code == 302


def test_an_id_token_with_another_nonce_is_refused(corporate: Served) -> None:
    person, client = corporate.person("colleague"), corporate.client("anonymous")
    back = _through(_start(client), person.email)
    session = client.session
    for state in session["socialaccount_states"].values():
        state[0]["nonce"] = "another"
    session.save()
    assert client.get(back.removeprefix("http://127.0.0.1")).status_code == 400
    assert client.get("/account/").status_code == 302


def test_a_provider_that_asked_for_a_second_factor_makes_the_session_strong(corporate: Served) -> None:
    administrator = corporate.person("administrator")
    client = corporate.client("anonymous")
    assert _sign_in(client, f"mfa:{administrator.email}").status_code == 302
    assert client.get("/administration/").status_code == 200
    weak = corporate.client("anonymous")
    assert _sign_in(weak, administrator.email).status_code == 302
    assert weak.get("/administration/")["Location"].startswith("/account/second-factor")


def test_ones_own_second_factor_is_asked_unless_the_provider_did(corporate: Served) -> None:
    person, client = corporate.person("colleague"), corporate.client("anonymous")
    secret = with_app(corporate.user("colleague"))
    assert _sign_in(client, person.email)["Location"] == "/sign-in/second-factor"
    assert client.post("/sign-in/second-factor", {"code": code(secret)})["Location"] == "/account/"
    assert _sign_in(corporate.client("anonymous"), f"mfa:{person.email}")["Location"] == "/account/"


def test_whoever_has_only_the_provider_proves_it_there_again(
    corporate: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, client = corporate.person("colleague"), corporate.client("anonymous")
    _sign_in(client, person.email)
    later(monkeypatch, minutes=11)
    page = client.get(client.get("/account/app")["Location"]).content.decode()
    again = re.search(r'href="(/sign-in/openid/corporate/\?again=1[^"]+)"', page)
    assert again
    start = client.get(again[1].replace("&amp;", "&"))["Location"]
    assert parse_qs(urlsplit(start).query)["prompt"] == ["login"]
    answer = client.get(_through(start, person.email).removeprefix("http://127.0.0.1"))
    assert answer["Location"] == "/account/app"
    assert client.get("/account/app").status_code == 200


def test_signing_in_again_elsewhere_leads_only_to_our_pages(corporate: Served) -> None:
    person, client = corporate.person("colleague"), corporate.client("anonymous")
    assert _sign_in(client, person.email, "https://evil.example/")["Location"] == "/"


def test_a_provider_that_does_not_answer_is_said_kindly(corporate: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from drystone.shell import site

    toml = corporate.root / "drystone.toml"
    toml.write_text(re.sub(r'issuer = "[^"]+"', 'issuer = "http://127.0.0.1:9"', toml.read_text()))
    site.reread()
    answer = corporate.client("anonymous").get("/sign-in/openid/corporate/")
    assert answer.status_code == 503
    assert "Corporate sign-in" in answer.content.decode()


def test_a_description_of_another_issuer_is_refused(corporate: Served) -> None:
    from drystone.shell import site

    toml = corporate.root / "drystone.toml"
    toml.write_text(re.sub(r'issuer = "http://127.0.0.1', 'issuer = "http://localhost', toml.read_text()))
    site.reread()
    assert corporate.client("anonymous").get("/sign-in/openid/corporate/").status_code == 503
    assert corporate.client("anonymous").get("/sign-in/openid/another/").status_code == 404
