"""A mail server and a gateway for text messages: real ones, on this machine."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from served import Served

SetUp = Callable[..., None]


@dataclass
class Mail:
    """A mail server, what it took, and what it answers to the next recipients (250 where nothing is left)."""

    port: int = 0
    letters: list[tuple[list[str], bytes]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    greetings: int = 0

    async def handle_EHLO(self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: Any) -> Any:  # noqa: N802 # aiosmtpd calls it so.
        self.greetings += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 # The same.
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 # The same.
        self.letters.append((envelope.rcpt_tos, envelope.content))
        return "250 taken"

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"stone")


@pytest.fixture
def mail() -> Iterator[Mail]:
    """A mail server on this machine, which offers to sign in without encryption."""
    took = Mail()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        took.port = free.getsockname()[1]
    controller = Controller(
        took, hostname="127.0.0.1", port=took.port, authenticator=took.authenticate, auth_require_tls=False
    )
    controller.start()
    yield took
    controller.stop()


@dataclass
class Gateway:
    """A gateway, what it was sent, and the statuses of its next answers (202 where nothing is left)."""

    url: str = ""
    requests: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    @property
    def bodies(self) -> list[Any]:
        """What was sent, as JSON says it."""
        return [json.loads(body) for _method, _headers, body in self.requests]


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """A gateway for text messages on this machine."""
    took = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            took.requests.append((self.command, dict(self.headers), body))
            self.send_response(took.answers.pop(0) if took.answers else 202)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    took.url = f"http://127.0.0.1:{server.server_address[1]}/messages"
    yield took
    server.shutdown()
    server.server_close()


@pytest.fixture
def set_up(served: Served) -> SetUp:
    """Add lines to drystone.toml."""

    def add(text: str, environ: dict[str, str] | None = None) -> None:
        from dataclasses import replace

        from drystone.shell import site

        path = served.root / "drystone.toml"
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}\n", encoding="utf-8")
        site.serve(replace(site.served(), environ={**site.served().environ, **(environ or {})}))
        assert site.problems() == ()

    return add


@pytest.fixture
def by_mail(set_up: SetUp, mail: Mail) -> Mail:
    """The program's mail channel, which leads to the mail server here."""
    from drystone.directory.models import Person

    Person.objects.update(language="en")  # Whom tests choose differs from time to time, and with them their language.
    set_up(f'[channels.email]\nhost = "127.0.0.1"\nport = {mail.port}\nfrom = "wall@fenwick.example"\nstarttls = false')
    return mail
