"""Reports from chat tools: only what was signed a moment ago, once, and what only the sender may read goes to them."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import http.server
import json
import re
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from served import NOW, Served

# Worked examples of the two that publish one.
SLACK_SECRET, SLACK_MOMENT = "8f742231b10e8888abcd99yyyzzz85a5", 1531420618
SLACK_BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
    b"&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
    b"%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121"
    b".803a0bc887a14d10d2c447fce8b6703c"
)
SLACK_SIGNED = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
SIGNED_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SIGNED_HEAD = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
TEAMS_SECRET = base64.b64encode(b"teams says so" * 2).decode()
HOOKS = """
[reports.chat.slack]
tool = "slack"
secret_env = "SLACK_SIGNING"
answers = "{answers}"
[reports.chat.teams]
tool = "teams"
secret_env = "TEAMS_TOKEN"
[reports.chat.own]
tool = "signed"
secret_env = "OWN_SECRET"
"""


@pytest.fixture
def answers() -> Iterator[tuple[str, list[Any]]]:
    """A server where Slack would take answers; what it was given."""
    given: list[Any] = []

    class Takes(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            """Say nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Takes)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"127.0.0.1:{server.server_port}", given
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def hooked(served: Served, answers: tuple[str, list[Any]]) -> Any:
    """A browser that speaks to a site with three chat tools."""
    from dataclasses import replace

    from drystone.shell import site

    with (served.root / "drystone.toml").open("a") as settings:
        settings.write(HOOKS.replace("{answers}", answers[0]))
    environ = {"SLACK_SIGNING": f"old {SLACK_SECRET}", "TEAMS_TOKEN": TEAMS_SECRET, "OWN_SECRET": SIGNED_SECRET}
    site.serve(replace(site.served(), environ={**site.served().environ, **environ}))
    assert site.problems() == ()
    return served.client("anonymous")


def _account_of(served: Served, kind: str) -> str:
    """The id that a tool calls somebody by, as a source lists it."""
    from drystone.shell import site

    sql = """select m.key from member m join account a on m.asset_kind = 'account' and a.account_id = m.asset_id
        where a.person_id = $me and (select count(*) from member n where lower(n.key) = lower(m.key)) = 1 limit 1"""
    with site.reading() as engine:
        return str(engine.value(sql, {"me": served.people[kind]}))


def _slack(client: Any, fields: dict[str, str], *, at: dt.datetime = NOW, secret: str = SLACK_SECRET) -> Any:
    body, moment = urlencode(fields).encode(), str(int(at.timestamp()))
    signed = "v0=" + hmac.new(secret.encode(), f"v0:{moment}:".encode() + body, hashlib.sha256).hexdigest()
    head = {"X-Slack-Request-Timestamp": moment, "X-Slack-Signature": signed}
    return client.post("/report/hooks/slack", body, content_type="application/x-www-form-urlencoded", headers=head)


def _teams(client: Any, text: str, account: str, *, at: dt.datetime = NOW) -> Any:
    activity = {
        "type": "message", "id": "1485983408511", "timestamp": at.strftime("%Y-%m-%dT%H:%M:%S.1234567Z"), "text": text,
        "from": {"id": "29:1XJKJMvc5GBtc2JwZq0oj8tHZmzrQgFmB", "name": "Somebody", "aadObjectId": account},
        "conversation": {"id": "19:253b1f341670408fb6fe51050b6e5ceb@thread.skype;messageid=1485983194839"},
    }  # fmt: skip
    body = json.dumps(activity).encode()
    key = base64.b64decode(TEAMS_SECRET)
    signed = base64.b64encode(hmac.new(key, body, hashlib.sha256).digest()).decode()
    head = {"Authorization": f"HMAC {signed}"}
    return client.post("/report/hooks/teams", body, content_type="application/json", headers=head)


def _own(client: Any, told: dict[str, Any], *, number: str = "msg_1") -> Any:
    body, moment = json.dumps(told).encode(), str(int(NOW.timestamp()))
    key = base64.b64decode(SIGNED_SECRET.removeprefix("whsec_"))
    made = base64.b64encode(hmac.new(key, f"{number}.{moment}.".encode() + body, hashlib.sha256).digest()).decode()
    head = {"webhook-id": number, "webhook-timestamp": moment, "webhook-signature": f"v1,{made}"}
    return client.post("/report/hooks/own", body, content_type="application/json", headers=head)


def _reports() -> list[Any]:
    from drystone.reports.models import Report

    return list(Report.objects.order_by("reported_at", "report_id"))


def test_the_worked_examples_of_slack_and_standard_webhooks_hold_for_five_minutes_and_unchanged() -> None:
    from drystone.program.chat_model import ChatTool
    from drystone.reports import chat_signatures

    slack, own = ChatTool("a", "slack", "X"), ChatTool("b", "signed", "X")
    head = {"X-Slack-Request-Timestamp": str(SLACK_MOMENT), "X-Slack-Signature": SLACK_SIGNED}
    at = dt.datetime.fromtimestamp(SLACK_MOMENT, tz=dt.UTC)
    for late, body, fits in (
        (0, SLACK_BODY, True), (299, SLACK_BODY, True), (301, SLACK_BODY, False), (-301, SLACK_BODY, False),
        (0, SLACK_BODY + b"&", False),
    ):  # fmt: skip
        now = at + dt.timedelta(seconds=late)
        assert chat_signatures.holds(slack, head, body, secrets=SLACK_SECRET, now=now) == fits
    at = dt.datetime.fromtimestamp(1614265330, tz=dt.UTC)
    for secrets, fits in (
        (SIGNED_SECRET, True),
        (f"whsec_b3RoZXI= {SIGNED_SECRET}", True),
        ("whsec_", False),
        ("", False),
    ):
        body = b'{"test": 2432232314}'
        assert chat_signatures.holds(own, SIGNED_HEAD, body, secrets=secrets, now=at) == fits


def test_a_slash_command_is_a_report_under_its_senders_name_once_and_only_they_see_the_answer(
    served: Served, hooked: Any
) -> None:
    from drystone.reports import asking

    fields = {
        "team_id": "T1", "channel_id": "C1", "user_id": _account_of(served, "employee"), "command": "/report",
        "text": "I typed my password on a <https://login.example|page>", "trigger_id": "1.2.3",
    }  # fmt: skip
    answer = _slack(hooked, fields).json()
    assert _slack(hooked, fields).json() == answer
    (report,) = _reports()
    assert (report.kind, report.way, report.known) == ("typed-password", "chat", "named")
    assert asking.person_of(report) == served.people["employee"]
    assert [word.text for word in report.words.all()] == ["I typed my password on a page (https://login.example)"]
    assert answer["response_type"] == "ephemeral"
    for words in ("Thank you", "Please do this now", "1. ", "You hear from us by", f"/report/mine/{report.pk}"):
        assert words in answer["text"]


def test_whoever_the_people_data_do_not_know_is_taken_without_a_name_and_gets_a_code(hooked: Any) -> None:
    from drystone.reports import queries

    answer = _slack(
        hooked, {"user_id": "U0NOBODY", "command": "/report", "text": "lost-device on the train", "trigger_id": "1"}
    )
    (report,) = _reports()
    assert (report.kind, report.known, report.messages.count()) == ("lost-device", "none", 0)
    code = re.search(r"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}", answer.json()["text"])
    assert code
    found = queries.by_code(code[0])
    assert found is not None
    assert found.pk == report.pk
    assert "U0NOBODY" not in json.dumps(answer.json())


def test_a_message_that_is_handed_on_is_answered_where_slack_shows_it_to_nobody_else(
    served: Served, hooked: Any, answers: tuple[str, list[Any]]
) -> None:
    from drystone.reports import chat_views

    payload = {
        "type": "message_action", "callback_id": "report", "trigger_id": "1.2", "message_ts": "1583636382.000300",
        "action_ts": "1583637157.207593", "team": {"id": "T111", "domain": "fenwick"},
        "user": {"id": _account_of(served, "employee"), "name": "somebody"}, "channel": {"id": "C111", "name": "all"},
        "message": {"type": "message", "user": "W222", "ts": "1583636382.000300", "text": "Win &lt;now&gt; <http://a.example>"},
        "response_url": f"http://{answers[0]}/app/T111/1/x",
    }  # fmt: skip
    for where in (payload["response_url"], "https://elsewhere.example/x"):
        told = _slack(hooked, {"payload": json.dumps({**payload, "response_url": where})})
        assert (told.status_code, told.content) == (200, b"")
    chat_views._answering.submit(int).result(20)
    chat_views._answering.submit(int).result(20)
    for _ in range(200):
        if answers[1]:
            break
        threading.Event().wait(0.02)
    ((given),) = answers[1]
    assert (given["response_type"], given["replace_original"]) == ("ephemeral", False)
    (report,) = _reports()
    assert [word.text for word in report.words.all()] == ["Win <now> http://a.example"]


def test_teams_shows_its_channel_thanks_and_a_link_and_nothing_of_what_was_told(served: Served, hooked: Any) -> None:
    account = _account_of(served, "employee")
    answer = _teams(hooked, "<at>Report</at>&nbsp;I <b>paid</b> an invoice", account).json()
    stranger = _teams(hooked, "<at>Report</at> hello", "nobody").json()
    named = next(one for one in _reports() if one.known == "named")
    assert named.kind == "paid"
    assert answer["type"] == stranger["type"] == "message"
    assert f"/report/mine/{named.pk}" in answer["text"]
    for one in (answer, stranger):
        assert len(one["text"].split("\n")) == 3
        assert "invoice" not in one["text"]
    assert _teams(hooked, "again", account, at=NOW - dt.timedelta(minutes=6)).status_code == 401


def test_anything_that_signs_json_gets_the_first_words_with_findings_and_reports_by_address(
    served: Served, hooked: Any
) -> None:
    from drystone.demo import mails

    mail = next(one.data for one in mails.corpus(ways=("itself",)) if one.name.startswith("other-text/"))
    told = {"kind": "clicked", "when": "today", "text": "from the lobby", "email": served.person("employee").email}
    answer = _own(hooked, {**told, "message": base64.b64encode(mail).decode()})
    assert answer.status_code == 200
    assert answer.json()["findings"][0]["reasons"]
    assert answer.json()["named"]
    assert not answer.json()["code"]
    (report,) = _reports()
    assert (report.kind, report.when, report.messages.count()) == ("clicked", "today", 1)
    wrong = _own(hooked, {"text": "My boss told me to cover up the loss.", "email": told["email"]}, number="msg_2")
    assert (wrong.status_code, len(_reports())) == (409, 1)
    assert _own(hooked, {"text": "sure"}, number="msg_3").status_code == 200
    assert _own(hooked, {}, number="msg_4").status_code == 400


def test_what_is_not_signed_or_is_nothing_that_a_tool_sends_is_refused_and_nothing_is_kept(
    served: Served, hooked: Any, caplog: pytest.LogCaptureFixture
) -> None:
    from drystone.shell import site

    fields = {"user_id": "U1", "command": "/report", "text": "hello", "trigger_id": "1"}
    assert _slack(hooked, fields, secret="another").status_code == 401
    assert _slack(hooked, fields, at=NOW - dt.timedelta(minutes=6)).status_code == 401
    assert _slack(hooked, {"payload": "[" * 100_000}).status_code == 400
    assert _slack(hooked, {"ssl_check": "1"}).content == b""
    assert _own(hooked, {"text": "x" * 2_100_000}).status_code in {400, 413}
    form = hooked.post("/report/hooks/slack", {"text": "a form with parts"})
    assert form.status_code == 413
    assert hooked.post("/report/hooks/nothing").status_code == 404
    assert hooked.get("/report/hooks/slack").status_code == 405
    site.served().environ.pop("OWN_SECRET")  # type: ignore[attr-defined]
    assert _own(hooked, {"text": "hello"}).status_code == 503
    assert _reports() == []
    assert "hello" not in caplog.text
    assert served.root.is_dir()
