"""One's account, administration and badges over the API: what the site does, as the log and those concerned see it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from directory.signing import audited, sign_in, with_password
from directory.test_tokens import token
from served import Served


def ask(method: str, path: str, secret: str, **body: Any) -> Any:
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1", "authorization": f"Bearer {secret}"})
    told = {"data": json.dumps(body), "content_type": "application/json"} if method == "post" else {}
    return getattr(client, method)(f"/api/v1{path}", **told)


def test_my_account_is_mine_to_change(served: Served) -> None:
    user, browser = with_password(served), served.client("anonymous")
    secret = token(served, "employee", "me:read", "me:write")
    assert ask("post", "/me/preferences", secret, language="de", time_zone="Mars/Base").json()["where"] == "time_zone"
    assert ask("post", "/me/preferences", secret, language="de", time_zone="Asia/Tokyo").status_code == 200
    user.refresh_from_db()
    assert (user.language, user.zone) == ("de", "Asia/Tokyo")

    assert sign_in(browser, user.login).status_code == 302
    (place,) = ask("get", "/me/sessions", secret).json()
    assert ask("delete", f"/me/sessions/{place['number']}", token(served, "colleague", "me:write")).status_code == 404
    assert ask("delete", f"/me/sessions/{place['number']}", secret).json() == {"ended": 1}
    assert browser.get("/account/").status_code == 302
    assert audited(user) == ["sessions-ended"]

    (key,) = ask("get", "/me/tokens", secret).json()
    assert key["prefix"] in secret
    assert secret.rsplit("_", 1)[1] not in str(key)
    other = token(served, "colleague", "me:write")
    assert ask("delete", f"/me/tokens/{key['token_id']}", other).status_code == 404
    assert ask("delete", f"/me/tokens/{key['token_id']}", secret).json() == {"ended": 1}
    assert ask("get", "/me/tokens", secret).status_code == 401


def test_no_operation_makes_a_token(served: Served) -> None:
    secret = token(served, "administrator", "me:write", "administration:write")
    for path in ("/me/tokens", "/administration/tokens", "/administration/tokens/1/take-over"):
        assert ask("post", path, secret, name="more", scopes=["me:read"], days=365).status_code in {404, 405}


def test_an_administrators_token_does_what_the_page_does_and_the_log_says_so(served: Served) -> None:
    from drystone.directory.models import Grant

    user = served.user("colleague")
    secret = token(served, "administrator", "administration:read", "administration:write")
    named = {"who": user.login, "reason": "a holiday"}
    for power in ("look-at-evidence", ""):
        assert ask("post", "/administration/powers", secret, power=power, **named).status_code == 400
    mine = {"who": served.user("administrator").login, "reason": "me", "power": "edit-the-program"}
    assert ask("post", "/administration/powers", secret, **mine).status_code == 400
    (given,) = ask("post", "/administration/powers", secret, power="edit-the-program", **named).json()
    assert (given["holder"], given["by"]) == (user.person_id, served.people["administrator"])
    assert ask("get", "/administration", secret).json()["powers"] == [given]
    assert ask("post", f"/administration/powers/{given['number']}/take", secret, reason="over").json() == []
    assert not Grant.objects.filter(user=user).exists()

    made = ask("post", "/administration/factors/forget", secret, **named).json()
    assert served.client("anonymous").get(made["address"].removeprefix("http://127.0.0.1")).status_code == 200
    assert ask("post", "/administration/sessions/end", secret, **named).json() == {"ended": 0}
    told = ["power-given", "power-taken", "factors-forgotten", "person-link-made", "sessions-ended"]
    assert audited(user) == told
    # What administers, reads nothing without that scope, and nobody gives it who does not administer.
    assert ask("get", "/administration", token(served, "administrator", "me:read")).status_code == 403


def test_badges_are_made_by_whoever_leads_those_people(served: Served, ways: Callable[..., None]) -> None:
    from drystone.directory.models import Badge

    ways("badge")
    secret = token(served, "department-head", "teams:badges")
    people = [one["person_id"] for one in ask("get", "/teams/people?department=Sales", secret).json()]
    assert served.people["employee"] in people
    assert ask("get", "/teams/people?department=Finance", secret).status_code == 404
    strangers = {"department": "Sales", "people": [served.people["colleague"]]}
    assert ask("post", "/teams/badges", secret, **strangers).status_code == 400
    wanted = {"department": "Sales", "people": [served.people["employee"]] * 2}
    (made,) = ask("post", "/teams/badges", secret, **wanted).json()
    assert made["code"].replace(" ", "") not in str(Badge.objects.values())
    assert ask("get", "/me/badge", token(served, "employee", "me:read")).status_code == 200
    assert ask("delete", f"/people/{served.people['employee']}/badge", secret).json() == {"ended": 1}
    assert audited(served.user("employee")) == ["badge-made", "badge-switched-off"]
