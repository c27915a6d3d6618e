"""Slack, Teams, signed webhooks and Apprise: what real servers on this machine get, and what their answers mean."""

from __future__ import annotations

import base64
import datetime as dt
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from drystone.messages.document import Document, Item, Link
from served import NOW, Served

MINUTE = dt.timedelta(minutes=1)
WORDS = Document(
    "A stone is loose", ("Please look.",), (Item("Restart <@U1>", links=(Link("Done", "https://wall.example/a"),)),)
)


def tell(served: Served, **more: Any) -> int:
    from drystone.messages import actions

    return actions.tell_all([actions.Telling(served.people["colleague"], "digest", WORDS, **more)], now=NOW)


def deliver(now: dt.datetime = NOW) -> int:
    from drystone.messages import sending

    return sending.send_due(now=now)


def message() -> Any:
    from drystone.messages.models import Message

    return Message.objects.get(purpose="digest")


@dataclass
class Workspace:
    """A server that speaks as Slack's API is documented to: who is there, what stands in each conversation."""

    url: str = ""
    token: str = "xoxb-stone"
    people: dict[str, str] = field(default_factory=dict)
    rooms: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    answers: list[tuple[int, dict[str, str], dict[str, Any]]] = field(default_factory=list)
    dies_after_posting: bool = False

    def answer(
        self, path: str, query: dict[str, Any], body: dict[str, Any], headers: Any
    ) -> tuple[int, dict[str, str], Any]:
        if path.startswith("/services/"):
            self.rooms.setdefault("#wall", []).append(body)
            return 200, {}, {}
        if headers["Authorization"] != f"Bearer {self.token}":
            return 200, {}, {"ok": False, "error": "invalid_auth"}
        method = path.removeprefix("/api/")
        if method == "chat.postMessage" and self.answers:
            return self.answers.pop(0)
        return 200, {}, getattr(self, method.replace(".", "_"))(query | body)

    def users_lookupByEmail(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 # Slack calls it so.
        user = self.people.get(asked["email"])
        return {"ok": True, "user": {"id": user}} if user else {"ok": False, "error": "users_not_found"}

    def chat_postMessage(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 # The same.
        room = self.rooms.setdefault(f"D{asked['channel']}", [])
        room.append({**asked, "ts": f"{len(room)}.0"})
        if self.dies_after_posting:
            raise ConnectionError
        return {"ok": True, "channel": f"D{asked['channel']}", "ts": room[-1]["ts"]}

    def conversations_open(self, asked: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "channel": {"id": f"D{asked['users']}"}}

    def conversations_history(self, asked: dict[str, Any]) -> dict[str, Any]:
        assert asked["include_all_metadata"] == "true"
        return {"ok": True, "messages": self.rooms.get(asked["channel"], [])[::-1]}


@pytest.fixture
def workspace(served: Served) -> Iterator[Workspace]:
    made = Workspace(people={served.person("colleague").email: "U7"})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, body: dict[str, Any]) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            try:
                status, headers, said = made.answer(parts.path, query, body, self.headers)
            except ConnectionError:
                self.close_connection = True
                return
            raw = json.dumps(said).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def by_slack(set_up: Callable[..., None], workspace: Workspace) -> Workspace:
    keys = {"SLACK_TOKEN": workspace.token, "SLACK_ROOM": f"{workspace.url}/services/T/B/x"}
    set_up(
        f'[channels.slack]\ntoken_env = "SLACK_TOKEN"\nwebhook_env = "SLACK_ROOM"\nurl = "{workspace.url}/api"', keys
    )
    return workspace


def test_slack_brings_a_message_to_its_person_and_unfolds_no_address(served: Served, by_slack: Any) -> None:
    assert tell(served) == 1
    assert deliver() == 1
    [said] = by_slack.rooms["DU7"]
    assert (said["unfurl_links"], said["unfurl_media"]) == (False, False)
    assert said["blocks"][0]["text"]["text"] == "A stone is loose"
    assert message().receipt == "DU7/0.0"


def test_slack_gets_nothing_twice_where_we_never_heard_its_answer(served: Served, by_slack: Any) -> None:
    tell(served)
    by_slack.dies_after_posting = True
    assert deliver() == 0
    assert message().status == "waiting"
    by_slack.dies_after_posting = False
    assert deliver(NOW + MINUTE) == 1
    assert len(by_slack.rooms["DU7"]) == 1
    assert message().receipt == "DU7/0.0"


def test_slack_is_left_alone_for_as_long_as_it_asks(served: Served, by_slack: Any) -> None:
    tell(served)
    by_slack.answers.append((429, {"Retry-After": "300"}, {"ok": False, "error": "ratelimited"}))
    assert deliver() == 0
    assert deliver(NOW + 4 * MINUTE) == 0
    assert deliver(NOW + 5 * MINUTE) == 1


def test_a_room_hears_what_is_about_nobody_once(served: Served, by_slack: Any) -> None:
    from drystone.lib.errors import UsageError
    from drystone.messages import actions

    letter = {"purpose": "letter", "now": NOW, "key": "letter-2026-06"}
    assert actions.tell_room("slack", WORDS, **letter) is True
    assert actions.tell_room("slack", WORDS, **letter) is False
    assert deliver() == 1
    assert [one["text"] for one in by_slack.rooms["#wall"]] == ["A stone is loose"]
    with pytest.raises(UsageError):
        actions.tell_room("email", WORDS, **letter)


def test_teams_gets_a_card_for_the_person_named(served: Served, set_up: Any, gateway: Any) -> None:
    from drystone.directory import notices

    set_up('[channels.teams]\nwebhook_env = "TEAMS_FLOW"\npeople = true', {"TEAMS_FLOW": gateway.url})
    tell(served)
    assert deliver() == 1
    [body] = gateway.bodies
    assert body["to"] == served.person("colleague").email
    assert body["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert body["attachments"][0]["content"]["type"] == "AdaptiveCard"
    # A notice leads to its page as well.
    assert notices.tell(served.people["colleague"], notices.of("Look", "It is here:", "people:home"), now=NOW)
    assert deliver() == 1
    card = gateway.bodies[1]["attachments"][0]["content"]["body"]
    assert [one["actions"][0]["url"] for one in card if one["type"] == "ActionSet"] == ["http://127.0.0.1:8000/"]


SECRETS = [f"whsec_{base64.b64encode(bytes([number]) * 32).decode()}" for number in (1, 2)]


def test_a_webhook_is_signed_with_every_secret_and_has_the_same_id_at_every_try(
    served: Served, set_up: Any, gateway: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(f'[channels.webhook]\nurl = "{gateway.url}"\nsecret_env = "HOOK"', {"HOOK": " ".join(SECRETS)})
    tell(served)
    gateway.answers.append(503)
    assert deliver() == 0
    assert deliver(NOW + MINUTE) == 1
    ids = {headers["webhook-id"] for _method, headers, _body in gateway.requests}
    assert len(ids) == 1
    _method, headers, body = gateway.requests[1]
    assert headers["idempotency-key"] in ids
    monkeypatch.setattr("standardwebhooks.webhooks.datetime", _Clock)
    for secret in SECRETS:
        read = Webhook(secret).verify(body, headers)
        assert read["data"]["document"]["title"] == "A stone is loose"
        assert read["data"]["to"] == served.person("colleague").email
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRETS[0]).verify(body.replace("stone", "brick"), headers)


class _Clock(dt.datetime):
    """The verifier's clock, at the moment of the second try."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> _Clock:
        return cls.fromtimestamp((NOW + MINUTE).timestamp(), tz)


# Apprise asks for a module that Python 3.13 has no more, and goes on without it.
@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
def test_apprise_brings_a_message_to_what_it_speaks_to(served: Served, set_up: Any, gateway: Any) -> None:
    where = gateway.url.replace("http://", "json://") + "?of={to}"
    set_up('[channels.apprise]\nurl_env = "APPRISE"\nto = "email"', {"APPRISE": where})
    tell(served)
    assert deliver() == 1
    [body] = gateway.bodies
    assert body["title"] == "A stone is loose"
    assert "https://wall.example/a" in body["message"]


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
def test_a_bad_address_at_apprise_closes_it_for_nobody_and_a_dead_service_does(
    served: Served, set_up: Any, gateway: Any
) -> None:
    from drystone.messages import actions, breaker

    where = gateway.url.replace("http://", "json://") + "?of={to}"
    set_up('[channels.apprise]\nurl_env = "APPRISE"\nto = "email"', {"APPRISE": where})

    def fails(now: dt.datetime, *who: str) -> str:
        people = [served.people[one] for one in who]
        actions.tell_all([actions.Telling(one, "digest", WORDS) for one in people], now=now)
        gateway.answers[:] = [500] * 9
        deliver(now)
        (standing,) = breaker.standings(["apprise"], now=now)
        return standing.state

    assert fails(NOW, "colleague", "colleague") == "open"
    for minutes in (1, 4, 15, 76, 320):
        assert fails(NOW + minutes * MINUTE) == "open"
    gateway.answers.clear()
    actions.tell_all([actions.Telling(served.people["manager"], "digest", WORDS)], now=NOW + 321 * MINUTE)
    assert deliver(NOW + 321 * MINUTE) == 1
    assert fails(NOW + 322 * MINUTE, "manager", "employee", "department-head") == "closed"
