"""One request to a server that takes messages: bounded in time and in what is read, never redirected."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from drystone.messages.carriers.parcel import UndeliveredError

#: Answers that may be another one later (RFC 9110 §15): time-out, too early, too many.
_LATER = frozenset({408, 425, 429})
#: Answers to everything that we would ask: our key is not taken, or there is nothing at this address.
_OURS = frozenset({401, 403, 404, 405, 407, 410})
_MOST_READ = 4_000_000
_LONGEST_WAIT = 3_600


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
    """Ask once. ``who`` is what errors call the server. Raises UndeliveredError where it cannot be spoken to."""
    try:
        with (
            httpx.Client(timeout=seconds, follow_redirects=False) as client,
            client.stream(method, url, **more) as answer,
        ):
            read = b""
            for part in answer.iter_bytes():
                read += part
                if len(read) > _MOST_READ:
                    break
            return Answer(answer.status_code, answer.headers, read)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise UndeliveredError(f"{who} cannot be spoken to: {type(error).__name__}", away=True) from None


def check(who: str, answer: Answer, *, ours: frozenset[int] = _OURS) -> None:
    """Raise UndeliveredError, which says whether to try again, unless the server took what it was handed."""
    status = answer.status
    if 200 <= status < 300:
        return
    away = status in ours or status in _LATER or status >= 500
    final = 400 <= status < 500 and not away
    raise UndeliveredError(f"{who} answered {status}", final=final, away=away, wait=answer.wait())
