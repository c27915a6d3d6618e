"""Coming back: a new password by mail, lost factors, and providers that say nothing of verified addresses."""

from __future__ import annotations

import re
from typing import Any

import pytest

from directory.signing import PASSWORD, audited, code, later, settings, sign_in, with_app, with_password, with_token
from served import NOW, Served

NEW = "another four words here"


@pytest.fixture
def by_mail(served: Served) -> None:
    """A program with a mail channel; nothing leaves here, so messages wait."""
    path = served.root / "drystone.toml"
    lines = '[channels.email]\nhost = "127.0.0.1"\nport = 1\nfrom = "wall@demo.example"\nstarttls = false\n'
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{lines}", encoding="utf-8")
    settings(served)


def asked(served: Served, address: str) -> Any:
    """Ask for a link and return the page; then do what waits in the queue but the sending itself."""
    from drystone.directory import forgetting
    from drystone.jobs import queries as jobs
    from drystone.jobs.models import Job

    answer = served.client("anonymous").post("/sign-in/forgotten", {"address": address})
    for job in Job.objects.filter(name=forgetting.JOB, status="waiting"):
        forgetting.deliver(job.payload["person"], now=NOW)
        job.delete()
    assert jobs.latest(forgetting.JOB) is None
    return answer


def links() -> list[str]:
    """Return the paths of the links that wait to leave, the oldest first."""
    from drystone.messages.models import Message

    texts = Message.objects.filter(purpose="sign-in-link").order_by("pk").values_list("text", flat=True)
    return [found[0] for text in texts if (found := re.search(r"/sign-in/forgotten/[\w-]+", text))]


def test_a_link_replaces_the_password_once_and_ends_every_session(served: Served, by_mail: None) -> None:
    user, elsewhere = with_password(served), served.client("employee")
    with_token(user)
    asked(served, user.email.upper())
    [link] = links()
    anew = served.client("anonymous")
    assert user.login in anew.get(link).content.decode()
    assert anew.post(link, {"password": "short"}).status_code == 400
    assert anew.post(link, {"password": NEW})["Location"] == "/sign-in/"
    assert anew.post(link, {"password": PASSWORD}).status_code == 404
    assert sign_in(anew, user.login).status_code == 400
    assert sign_in(anew, user.login, NEW).status_code == 302
    assert elsewhere.get("/account/").status_code == 302
    assert "password-replaced" in audited(user)
    assert not user.tokens.filter(revoked_at=None).exists(), "whoever had the old password may have made them"


def test_known_and_unknown_addresses_get_the_same_answer(served: Served, by_mail: None) -> None:
    user = with_password(served)
    pages = [asked(served, address) for address in (user.email, "nobody@demo.example", served.person("leaver").email)]
    plain = [re.sub(r"csrf\S+|nonce\S+", "", page.content.decode()) for page in pages]
    assert len(set(plain)) == 1
    assert len(links()) == 1


def test_whoever_has_no_way_in_yet_gets_none_by_mail(served: Served, by_mail: None) -> None:
    from drystone.directory.models import User

    User.objects.filter(person_id=served.people["colleague"]).delete()
    asked(served, served.person("colleague").email)
    assert links() == []


def test_a_link_can_be_asked_for_only_so_often(served: Served, by_mail: None) -> None:
    user = with_password(served)
    for _ in range(5):
        assert asked(served, user.email).status_code == 200
    assert len(links()) == 3
    for number in range(15):
        asked(served, f"nobody{number}@demo.example")
    assert asked(served, "nobody@demo.example").status_code == 429


def test_a_link_is_over_after_an_hour(served: Served, by_mail: None, monkeypatch: pytest.MonkeyPatch) -> None:
    user = with_password(served)
    asked(served, user.email)
    later(monkeypatch, hours=1, seconds=1)
    assert served.client("anonymous").post(links()[0], {"password": NEW}).status_code == 404


def test_a_new_password_does_not_replace_the_second_factor(served: Served, by_mail: None) -> None:
    user = with_password(served)
    secret = with_app(user)
    asked(served, user.email)
    client = served.client("anonymous")
    client.post(links()[0], {"password": NEW})
    assert sign_in(client, user.login, NEW)["Location"] == "/sign-in/second-factor"
    assert client.get("/account/").status_code == 302
    assert client.post("/sign-in/second-factor", {"code": code(secret)}).status_code == 302
    assert client.get("/account/").status_code == 200


def test_without_mail_there_is_no_such_page(served: Served) -> None:
    client = served.client("anonymous")
    assert client.get("/sign-in/forgotten").status_code == 404
    assert "forgotten" not in client.get("/sign-in/").content.decode()


def test_lost_factors_are_forgotten_with_a_reason_and_only_a_new_link_leads_in(served: Served) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialAccount

    user, admin, elsewhere = with_password(served), served.client("administrator"), served.client("employee")
    with_app(user)
    with_token(user)
    SocialAccount.objects.create(user=user, provider="id", uid="1")
    form = {"who": user.login, "reason": ""}
    assert admin.post("/administration/factors", form).status_code == 422
    page = admin.post("/administration/factors", form | {"reason": "their phone fell into the sea"})
    assert not Authenticator.objects.filter(user=user).exists()
    assert not SocialAccount.objects.filter(user=user).exists()
    assert not user.tokens.filter(revoked_at=None).exists()
    assert elsewhere.get("/account/").status_code == 302
    assert sign_in(served.client("anonymous"), user.login).status_code == 400
    link = re.search(r"http://127.0.0.1(/invitation/[\w-]+)", page.content.decode())
    assert link is not None
    anew = served.client("anonymous")
    assert anew.post(link[1], {"password": NEW, "way": "password"}).status_code == 302
    assert anew.get("/account/").status_code == 200
    assert "their phone fell into the sea" in anew.get("/me/data").content.decode()


def test_nobody_forgets_their_own_factors(served: Served) -> None:
    user, admin = served.user("administrator"), served.client("administrator")
    with_app(user)
    assert admin.post("/administration/factors", {"who": user.login, "reason": "mine"}).status_code == 422
    assert "factors-forgotten" not in audited(user)


@pytest.mark.parametrize(
    ("trust", "told", "verified"),
    [(False, {}, False), (True, {}, True), (True, {"email_verified": False}, False), (False, {"email_verified": 1}, 1)],
)
def test_an_address_without_a_word_about_it_counts_only_where_the_program_trusts_it(
    sqlite_state: Any, trust: bool, told: dict[str, bool], verified: bool
) -> None:
    from allauth.socialaccount.models import SocialApp

    from drystone.directory.openid import Provider

    settings_of = {"trust_addresses": trust, "strong": False, "server_url": "https://entra.example"}
    app = SocialApp(provider="openid_connect", provider_id="entra", name="Entra", settings=settings_of)
    provider = Provider(None, app=app)
    [found] = provider.extract_email_addresses({"email": "ada@demo.example", **told})
    assert found.verified == verified
