"""The made-up organisation with a check that restricts, and hooks that are real: a server here, a script here."""

from __future__ import annotations

import base64
import datetime as dt
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from served import NOW, Served

SECRET = "whsec_" + base64.b64encode(b"a stone among stones, dry").decode()
DAY = dt.timedelta(days=1)


@dataclass
class Hook:
    """A server that takes what a hook is asked, and what it answers to the next requests (else 200)."""

    port: int = 0
    asked: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)


@pytest.fixture
def hook() -> Iterator[Hook]:
    """A hook on this machine."""
    took = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # http.server calls it so.
            body = self.rfile.read(int(self.headers["content-length"]))
            took.asked.append(({name.lower(): value for name, value in self.headers.items()}, json.loads(body)))
            self.send_response(took.answers.pop(0) if took.answers else 200)
            self.end_headers()
            self.wfile.write(b"done, thank you")

        def log_message(self, *_words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    took.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield took
    server.shutdown()
    server.server_close()


@dataclass
class Someone:
    """Somebody with one gap that may be restricted for, as the state has it."""

    person_id: str
    gap_id: str
    served: Served

    @property
    def gap(self) -> Any:
        from drystone.gaps.models import Gap

        return Gap.objects.get(pk=self.gap_id)

    def close(self, reason: str = "fixed") -> None:
        from drystone.gaps.models import Gap

        Gap.objects.filter(pk=self.gap_id).update(status="closed", closed_at=NOW, close_reason=reason)

    @property
    def limits(self) -> list[str]:
        from drystone.consequences.models import Restriction

        return list(Restriction.objects.filter(gap_id=self.gap_id).order_by("pk").values_list("status", flat=True))


def environment(**more: str) -> None:
    """Let the site's environment hold more."""
    from drystone.shell import site

    site.serve(replace(site.served(), environ={**site.served().environ, **more}))


TOML = """
[reminders]
on = true

[channels.email]
host = "127.0.0.1"
port = 9
from = "wall@fenwick.example"
starttls = false

[hooks.limit]
words = "Mail and files open in the browser only."
{hook}
dry_run = {dry}
most_share = {share}
a_minute = {a_minute}
"""


@pytest.fixture
def restricting(served: Served) -> Callable[..., Someone]:
    """Write a program whose check restricts by a hook, and return the one whom it concerns."""

    def made(hook: str, *, dry: str = "false", share: float = 0.5, a_minute: int = 100, strategy: str = "") -> Someone:
        from drystone.directory.models import Person
        from drystone.gaps.models import Gap
        from drystone.shell import site

        employee = served.people["employee"]
        gap = Gap.objects.filter(
            status="open", reach="live", outcome="fail", responsible__person_id=employee, asset_kind="device",
            responsible__via="assigned",
        ).order_by("gap_id").first()  # fmt: skip
        assert gap is not None
        path = served.root / "drystone.toml"
        text = TOML.format(hook=hook, dry=dry, share=share, a_minute=a_minute)
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}", encoding="utf-8")
        _restrict(served.root, gap.check_id, strategy)
        (served.root / "trials.yaml").unlink(missing_ok=True)  # Nothing is tried on what restricts.
        Person.objects.update(language="en", zone="Europe/Berlin")
        # Nobody else has anything of this check, so that a test sees its own.
        Gap.objects.filter(check_id=gap.check_id).exclude(pk=gap.pk).update(reach="trial")
        Gap.objects.filter(pk=gap.pk).update(severity="high", due=NOW - DAY)
        site.reread()
        assert site.problems() == ()
        return Someone(employee, gap.gap_id, served)

    return made


def _restrict(root: Path, check_id: str, strategy: str) -> None:
    """Let one check restrict; whatever it restricted by before is left out."""
    from ruamel.yaml import YAML

    yaml = YAML()
    for path in (root / "checks").glob("*.yaml"):
        listed = yaml.load(path)
        for check in listed:
            check.pop("consequence", None)
            if check["id"] == check_id:
                told = {"strategy": strategy or "remind-then-restrict", "hook": "limit", "after": "7d", "warn": "3d"}
                check |= {"severity": "critical" if strategy else "high", "consequence": told}
        with path.open("w", encoding="utf-8") as file:
            yaml.dump(listed, file)


@pytest.fixture
def remind() -> Callable[[dt.datetime], list[Any]]:
    """Decide and let leave at a moment, have their channel take it, and return all messages so far."""

    def reminded(now: dt.datetime) -> list[Any]:
        from drystone.messages.models import Message
        from drystone.reminders import leaving, planning
        from drystone.shell import site

        with site.reading() as engine:
            planning.decide(site.program(), engine, now=now)
            leaving.leave(site.program(), engine, now=now + dt.timedelta(hours=2))
        Message.objects.filter(purpose="reminder", status="waiting").update(status="sent", sent_at=now)
        leaving.confirm(now=now + dt.timedelta(hours=2))
        return list(Message.objects.order_by("pk"))

    return reminded


@pytest.fixture
def follow() -> Callable[[dt.datetime], None]:
    """Do one round of consequences at a moment."""

    def followed(now: dt.datetime) -> None:
        from drystone.consequences import handlers
        from drystone.shell import site

        handlers.follow_now(site.program(), now=now)

    return followed


@pytest.fixture
def web(hook: Hook, served: Served) -> str:
    """The lines of a program for the hook that is a server, whose secret the site knows."""
    assert served
    environment(HOOK_SECRET=SECRET)
    return f'url = "http://127.0.0.1:{hook.port}/hook"\nsecret_env = "HOOK_SECRET"'
