"""Keeps the number of pages that are made at one moment, however many threads the server has for pages that listen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

#: Pages that a worker makes at one moment. Each keeps a connection to the state and a reader of the lake, so they are
#: few; pages wait for the processor more than for anything else, and more at once would only make all of them slower.
PAGES = 4
#: A WSGI application (PEP 3333).
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def at_most(most: int, application: Application) -> Application:
    """Return the application with no more than ``most`` calls at one moment; others wait for their turn.

    What an answer yields after that, such as a stream of events, holds no place.
    """
    places = threading.BoundedSemaphore(most)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with places:
            return application(environ, start_response)

    return answer
