"""Keys to the API: what they open, for whom, and when they stop."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from served import NOW, Served


def viewer(served: Served, who: str, *, strong: bool = True) -> Any:
    from drystone.directory import queries
    from drystone.shell import site

    return queries.viewer_of(served.user(who), site.program(), strong=strong)


def token(served: Served, who: str, *scopes: str, days: int = 90, service: bool = False) -> str:
    from drystone.directory import tokens

    return tokens.make(tokens.Wish("a script", scopes, days, service), viewer=viewer(served, who), at=NOW)


def get(path: str, secret: str, **headers: str) -> Any:
    from django.test import Client

    return Client(headers={"host": "127.0.0.1", "authorization": f"Bearer {secret}", **headers}).get(path)


def shown(answer: Any) -> str:
    found = re.search(r"dry_[0-9a-f]{12}_[0-9a-f]{64}", answer.text)
    assert found, answer.text
    return found[0]


def test_a_token_says_whom_it_stands_for(served: Served) -> None:
    answer = get("/api/v1/me", token(served, "employee", "me:read", "gaps:read"))
    assert answer.status_code == 200
    told = answer.json()
    assert told["person_id"] == served.people["employee"]
    assert told["scopes"] == ["gaps:read", "me:read"]


def test_only_a_digest_is_kept(served: Served) -> None:
    from drystone.directory.models import Token

    secret = token(served, "employee", "me:read").rsplit("_", 1)[1]
    assert len(secret) == 64
    kept = Token.objects.get()
    assert secret not in str(vars(kept))


@pytest.mark.parametrize("wrong", ["", "x", "dry_000000000000_" + "0" * 64, "dry_" + "é" * 12 + "_" + "0" * 64])
def test_what_is_no_token_opens_nothing(served: Served, wrong: str) -> None:
    answer = get("/api/v1/me", wrong)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.json()["detail"]


def test_another_secret_opens_nothing(served: Served) -> None:
    right = token(served, "employee", "me:read")
    other = right[:-1] + ("0" if right[-1] != "0" else "1")
    assert get("/api/v1/me", other).status_code == 401


def test_a_token_ends_on_its_day(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = token(served, "employee", "me:read", days=7)
    for days, status in ((6, 200), (7, 401)):
        monkeypatch.setattr("drystone.lib.clock.now", lambda days=days: NOW + dt.timedelta(days=days))
        assert get("/api/v1/me", secret).status_code == status


def test_a_revoked_token_opens_nothing_and_the_log_says_who(served: Served) -> None:
    from drystone.audit import queries as audit
    from drystone.directory import tokens
    from drystone.directory.models import Token

    secret = token(served, "employee", "me:read")
    kept = Token.objects.get()
    assert not tokens.revoke(kept.pk, viewer=viewer(served, "administrator"), at=NOW)
    assert tokens.revoke(kept.pk, viewer=viewer(served, "employee"), at=NOW)
    assert get("/api/v1/me", secret).status_code == 401
    looks = audit.about("token", kept.prefix)
    assert [look.action for look in looks] == ["token-made", "token-revoked"]
    assert {look.actor for look in looks} == {served.people["employee"]}


def test_a_leavers_token_is_dead(served: Served) -> None:
    from drystone.directory.models import Person

    secret = token(served, "employee", "me:read")
    Person.objects.filter(person_id=served.people["employee"]).update(status="left")
    assert get("/api/v1/me", secret).status_code == 401


def test_nobody_gives_a_token_what_they_may_not_do(served: Served) -> None:
    from drystone.directory import tokens
    from drystone.lib.errors import UsageError

    for scope in ("audit:read", "gaps:people", "directory:scim", "program:write"):
        assert scope not in tokens.offered(viewer(served, "employee"))
        with pytest.raises(UsageError, match=scope):
            token(served, "employee", scope)
    with pytest.raises(UsageError, match="directory:scim"):
        token(served, "employee", "directory:scim", service=True)


def test_a_power_that_is_gone_is_gone_from_tokens(served: Served) -> None:
    from drystone.directory.models import Holding

    secret = token(served, "auditor", "me:read", "audit:read")
    assert get("/api/v1/me", secret).json()["scopes"] == ["audit:read", "me:read"]
    Holding.objects.filter(person_id=served.people["auditor"]).delete()
    assert get("/api/v1/me", secret).json()["scopes"] == ["me:read"]


def test_a_token_made_without_a_second_factor_opens_nothing_once_one_is_asked(served: Served) -> None:
    from drystone.directory import tokens
    from drystone.directory.models import Token
    from drystone.lib.errors import UsageError

    with pytest.raises(UsageError):
        tokens.make(tokens.Wish("weak", ["me:read"]), viewer=viewer(served, "auditor", strong=False), at=NOW)
    secret = token(served, "auditor", "me:read", "audit:read")
    Token.objects.update(strong=False)
    refused = get("/api/v1/me", secret)
    assert (refused.status_code, "second factor" in refused.json()["detail"]) == (403, True)
    assert get("/api/v1/gaps", secret).status_code == 403


def test_a_session_is_nothing_in_the_api_and_a_token_nothing_on_the_site(served: Served) -> None:
    assert served.client("employee").get("/api/v1/me").status_code == 401
    assert served.client("administrator").get("/scim/v2/Users").status_code == 401
    answer = get("/account/", token(served, "employee", "me:read"))
    assert answer.status_code == 302


def test_a_scope_that_is_missing_is_said(served: Served) -> None:
    answer = get("/api/v1/gaps", token(served, "employee", "me:read"))
    assert answer.status_code == 403
    assert "gaps:read" in answer.json()["detail"]


def test_a_services_token_stands_on_an_administrator_until_another_takes_over(served: Served) -> None:
    from drystone.directory import tokens
    from drystone.directory.models import Grant, Holding, Token

    secret = token(served, "administrator", "directory:scim", service=True)
    assert get("/scim/v2/Users", secret).status_code == 200
    Holding.objects.filter(person_id=served.people["administrator"]).delete()
    assert get("/scim/v2/Users", secret).status_code == 401
    other = served.user("colleague")
    Grant.objects.create(user=other, power="administer-drystone", granted_by="test", granted_at=NOW)
    assert tokens.take_over(Token.objects.get().pk, viewer=viewer(served, "colleague"), at=NOW)
    assert get("/scim/v2/Users", secret).status_code == 200


def test_a_personal_token_pushes_nobody(served: Served) -> None:
    assert get("/scim/v2/Users", token(served, "administrator", "me:read")).status_code == 403


def test_a_token_that_asks_too_often_is_told_when_to_come_back_by_every_process(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from drystone.directory import allowances

    secret = token(served, "employee", "me:read")
    # Two processes: each lets one pass by itself, and both share two blocks of two.
    processes = [allowances.Allowances(free=1, block=2, blocks=2) for _ in range(2)]

    def ask(process: allowances.Allowances) -> Any:
        monkeypatch.setattr(allowances, "TOKENS", process)
        return get("/api/v1/me", secret)

    assert [ask(processes[0]).status_code for _ in range(6)] == [200] * 5 + [429]
    assert [ask(processes[1]).status_code for _ in range(2)] == [200, 429]
    with CaptureQueriesContext(connection) as told:
        assert ask(processes[0])["Retry-After"] == "60"
    assert not [one["sql"] for one in told if "directory_countedtry" in one["sql"]]
    assert get("/api/v1/me", token(served, "colleague", "me:read")).status_code == 200
    monkeypatch.setattr("drystone.lib.clock.now", lambda: NOW + dt.timedelta(minutes=1))
    assert ask(processes[0]).status_code == 200


def test_a_block_of_requests_costs_one_row(served: Served) -> None:
    from drystone.directory import allowances
    from drystone.directory.models import CountedTry

    asked = allowances.Allowances()
    assert {asked.wait("a-token", now=NOW) for _ in range(allowances.FREE)} == {0}
    assert CountedTry.objects.count() == 0
    assert {asked.wait("a-token", now=NOW) for _ in range(2 * allowances.BLOCK)} == {0}
    assert CountedTry.objects.count() == 2
    assert {asked.wait("a-token", now=NOW) for _ in range(8 * allowances.BLOCK)} == {0}
    assert asked.wait("a-token", now=NOW) == 60
    assert CountedTry.objects.count() == allowances.BLOCKS


def test_the_page_shows_a_new_token_once(served: Served) -> None:
    client = served.client("employee")
    made = client.post("/account/tokens", {"name": "my script", "scopes": ["me:read"], "days": "30"})
    assert made.status_code == 200
    secret = shown(made)
    assert secret in made.text
    again = client.get("/account/tokens")
    assert "my script" in again.text
    assert secret not in again.text
    assert get("/api/v1/me", secret).status_code == 200


def test_what_was_typed_is_not_lost_where_a_wish_cannot_be_met(served: Served) -> None:
    answer = served.client("employee").post("/account/tokens", {"name": "my script", "days": "9000"})
    assert answer.status_code == 400
    assert 'value="my script"' in answer.text
    assert 'role="alert"' in answer.text


def test_administrators_make_and_end_tokens_of_services(served: Served) -> None:
    from drystone.directory.models import Token

    client = served.client("administrator")
    made = client.post("/administration/tokens", {"name": "Okta", "scopes": ["directory:scim"], "days": "365"})
    assert get("/scim/v2/Users", shown(made)).status_code == 200
    row = Token.objects.get()
    assert client.post(f"/account/tokens/{row.pk}/revoke").status_code == 404
    assert served.client("employee").post(f"/administration/tokens/{row.pk}/revoke").status_code in {403, 404}
    assert client.post(f"/administration/tokens/{row.pk}/revoke").status_code == 302
    assert get("/scim/v2/Users", shown(made)).status_code == 401


def test_the_number_of_queries_does_not_grow_with_the_number_of_tokens(served: Served) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = served.client("administrator")
    counts = []
    for _ in range(2):
        for _ in range(3):
            token(served, "administrator", "gaps:read", service=True)
        with CaptureQueriesContext(connection) as told:
            assert client.get("/administration/tokens").status_code == 200
        counts.append(len(told))
    assert counts[0] == counts[1]
