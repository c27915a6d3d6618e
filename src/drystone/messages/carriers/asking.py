"""One request to a server that takes messages: bounded in time and in what is read, never redirected."""

from __future__ import annotations

import datetime as dt
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import Any

import httpx

from drystone.messages.carriers.parcel import UndeliveredError

#: Answers that may be another one later (RFC 9110 §15): time-out, too early, too many.
_LATER = frozenset({408, 425, 429})
#: Answers to everything that we would ask: our key is not taken, or there is nothing at this address.
_OURS = frozenset({401, 403, 404, 405, 407, 410})
_MOST_READ = 4_000_000
_LONGEST_WAIT = 3_600
#: Whoever answers a letter at a time keeps no time-out of a single wait: this many of them, all in all.
_WAITS = 2
#: With these nothing of the request has reached anybody.
_UNHEARD = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """Return the answer as a mapping, an empty one where it is none."""
        try:
            read = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return read if isinstance(read, dict) else {}

    def listed(self) -> list[Any]:
        """Return the answer as a list, an empty one where it is none."""
        try:
            read = json.loads(self.body)
        except (ValueError, RecursionError):
            return []
        return read if isinstance(read, list) else []

    def wait(self) -> dt.timedelta:
        """Return how long the server asks us to wait: seconds, at most an hour; nothing where it does not say."""
        said = self.headers.get("retry-after", "")
        return (
            dt.timedelta(seconds=min(int(said), _LONGEST_WAIT)) if said.isascii() and said.isdigit() else dt.timedelta()
        )


def ask(who: str, method: str, url: str, *, seconds: int, **more: Any) -> Answer:
    """Ask once. ``who`` is what errors call the server; ``seconds`` may pass with nothing heard, twice as many in all.

    Raises UndeliveredError where it cannot be spoken to.
    """
    try:
        with (
            _Line(seconds * _WAITS) as line,
            httpx.Client(timeout=seconds, follow_redirects=False, verify=_trust()) as client,
            client.stream(method, url, extensions={"trace": line.trace}, **more) as answer,
        ):
            read = b""
            for part in answer.iter_bytes():
                read += part
                if len(read) > _MOST_READ:
                    break
            return Answer(answer.status_code, answer.headers, read)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        unheard = isinstance(error, _UNHEARD)
        raise UndeliveredError(
            f"{who} cannot be spoken to: {type(error).__name__}", away=True, unheard=unheard
        ) from None


@cache
def _trust() -> ssl.SSLContext:
    """Whom a process trusts is read once: it takes longer than all else that a message needs."""
    return httpx.create_ssl_context()


class _Line:
    """The connection of one request, cut when its time is over: a server that drips keeps every single time-out."""

    def __init__(self, seconds: float) -> None:
        self._stream: Any = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> _Line:
        self._timer.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def trace(self, event: str, told: Mapping[str, Any]) -> None:
        """Remember the connection when it stands, plain or encrypted."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self._stream = told["return_value"]

    def _cut(self) -> None:
        line = self._stream.get_extra_info("socket") if self._stream is not None else None
        if line is None:
            return
        try:
            line.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # It ended by itself at this moment.


def check(who: str, answer: Answer, *, ours: frozenset[int] = _OURS) -> None:
    """Raise UndeliveredError, which says whether to try again, unless the server took what it was handed."""
    status = answer.status
    if 200 <= status < 300:
        return
    away = status in ours or status in _LATER or status >= 500
    refused = 400 <= status < 500
    raise UndeliveredError(
        f"{who} answered {status}", final=refused and not away, away=away, wait=answer.wait(), unheard=refused
    )
