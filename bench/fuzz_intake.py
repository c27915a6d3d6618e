"""What ``bench.fuzz`` does to what comes in as a report: letters to the report address, chat tools' bodies, forms.

Each is read as the site reads it, up to where it would be kept. Anything raised but what a reader says it raises is a
defect; so is a text that no database keeps.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.fuzz import changed
from drystone.demo.mails import corpus
from drystone.program.chat_model import ChatTool

_WORDS = (
    "typed-password", "sure", "fraud", "I clicked", "kein Passwort", "<https://a.example|b>", "<at>Report</at>", "&lt;",
    "\u202e", "\0", "\ud800", "😀", "x" * 20_000, "<" * 3_000, "https://hooks.slack.com/a", "0x", "", " ", "\n",
)  # fmt: skip
_NAMES = (
    "type", "text", "user", "id", "team", "channel", "message", "message_ts", "response_url", "command", "trigger_id",
    "from", "aadObjectId", "conversation", "timestamp", "kind", "when", "email", "account", "sure", "language", "payload",
    "known", "contact", "device", "answer-elsewhere", "once", "show", "file",
)  # fmt: skip
_SLACK = {
    "type": "message_action", "team": {"id": "T1"}, "user": {"id": "U1"}, "channel": {"id": "C1"}, "message_ts": "1.2",
    "message": {"text": "Win <https://a.example|now>", "ts": "1.2"}, "response_url": "https://hooks.slack.com/a",
}  # fmt: skip
_TEAMS = {
    "type": "message", "id": "1", "timestamp": "2026-06-15T09:00:00.1234567Z", "text": "<at>R</at> hello",
    "from": {"id": "29:1", "aadObjectId": "a"}, "conversation": {"id": "19:a"},
}  # fmt: skip
_OWN = {"kind": "clicked", "when": "today", "text": "hello", "email": "a@fenwick.example", "message": "eA=="}


def seeds() -> list[bytes]:
    """Return what is changed: letters as people forward them, and bodies as tools send them."""
    letters = [one.data for one in corpus(ways=("outlook-attached", "gmail-inline", "outlook-saved"))]
    slash = {"command": "/report", "user_id": "U1", "team_id": "T1", "text": "paid an invoice", "trigger_id": "1"}
    forms = [urlencode(slash), urlencode({"payload": json.dumps(_SLACK)}), json.dumps(_TEAMS), json.dumps(_OWN)]
    return letters + 30 * [one.encode() for one in forms]


def _value(random_: random.Random, depth: int) -> Any:
    what = random_.randrange(8 if depth < 4 else 6)
    if what < 3:
        return random_.choice(_WORDS)
    if what < 6:
        return random_.choice((None, True, 0, -1, 1e400, 10**30, "text"))
    if what == 6:
        return [_value(random_, depth + 1) for _ in range(random_.randrange(3))]
    return {random_.choice(_NAMES): _value(random_, depth + 1) for _ in range(random_.randrange(6))}


def made(random_: random.Random) -> bytes:
    """Return a body with the names that tools use and values that none sends."""
    told = dict(random_.choice((_SLACK, _TEAMS, _OWN)))
    for _ in range(random_.randrange(1, 5)):
        told[random_.choice(_NAMES)] = _value(random_, 0)
    body = json.dumps(told)
    if random_.randrange(2):
        body = urlencode({random_.choice(("payload", "text", "command")): body, "command": "/r"}, errors="replace")
    return body.encode("utf-8", "replace")


def reader() -> Callable[[bytes], None]:
    """Return what reads one body in every way, and raises where something is wrong. Django must be set up."""
    from django.http import QueryDict

    from drystone.reports import chat_payloads, forms, heads, signals, slips, words
    from drystone.triage import telling
    from drystone.triage.looking import Looker
    from drystone.triage.options import Options

    looker = Looker.make(Options(report=True))
    tools = [ChatTool("a", "slack", "A"), ChatTool("b", "teams", "B"), ChatTool("c", "signed", "C")]
    teller = forms.Teller("person-1", "en")

    def chat(data: bytes) -> None:
        for tool in tools:
            try:
                handed = chat_payloads.read(tool, data, number="msg_1")
            except chat_payloads.UnreadableError:
                continue
            if handed is not None:
                _kept(handed.event, handed.account, handed.email, handed.kind, handed.text, handed.answer_at)
                assert len(handed.text) <= chat_payloads.LONGEST_TEXT, "longer than anything keeps"
                assert not handed.answer_at or handed.answer_at.startswith("https://hooks.slack.com/"), (
                    "leads elsewhere"
                )
                words.sounds_like_wrongdoing(handed.text)

    def one(data: bytes) -> None:
        head = heads.read(data, "a@fenwick.example")
        _kept(head.sender)
        document = telling.document(looker.look(data), "en")
        original = document.get("original")
        cover = str(original.get("cover", "")) if isinstance(original, dict) else ""
        slips.kind_of(cover)
        json.dumps(signals.of(document))
        chat(data)
        try:
            entered = forms.read(QueryDict(data[:100_000]), None, teller)
        except ValueError:  # Django refuses more fields than a form has.
            return
        assert len(entered.once) == 32, "a form that cannot be told from another"

    return one


def _kept(*texts: str) -> None:
    for text in texts:
        assert "\0" not in text, "NUL, which no database keeps"
        text.encode()  # Halves of characters raise.


def again(random_: random.Random, known: list[bytes]) -> bytes:
    """Return the next body to read."""
    return made(random_) if random_.randrange(3) == 0 else changed(random_.choice(known), known, random_)


def set_up(folder: Path) -> None:
    """Set Django up, over a state that is never opened."""
    from drystone.web import setup

    setup.configure(None, folder / "never-opened.sqlite3")
