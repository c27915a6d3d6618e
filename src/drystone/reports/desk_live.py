"""The desk as it happens: a stream that says which reports changed, by their ids and nothing else of them.

The page then asks for the queue again, as it does every five seconds where no stream reaches it.
"""

from __future__ import annotations

import logging

from django.db import DatabaseError, connection
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from drystone.directory.middleware import as_it_stands
from drystone.reports import desk
from drystone.shell import access, streams
from drystone.shell.viewer import RESPOND, Request

log = logging.getLogger("drystone.reports")


def _look() -> dict[str, str] | None:
    try:
        return desk.marks()
    except DatabaseError:
        log.warning("the desk's watcher could not read the state; it tries again")
        _rest()
        return None


def _rest() -> None:
    """Let go of this thread's connection to the state: a stream that waits needs none."""
    if not connection.in_atomic_block:
        connection.close()


hub = streams.Streams(_look, rest=_rest)


@access.page(access.power(RESPOND))
def live(request: Request) -> HttpResponseBase:
    """Tell of changes for a minute, while whoever asks is signed in and may respond; 204 where too many listen."""

    def still() -> bool:
        try:
            return as_it_stands(request).may(RESPOND)
        except DatabaseError:
            return False  # Whether they still may cannot be told.
        finally:
            _rest()

    # What a page heard last: a browser says it by itself, a page that begins anew by its address.
    known = request.headers.get("Last-Event-ID") or request.GET.get("known", "")
    stream = hub.open(request.viewer.actor, known=known, still=still)
    if stream is None:
        return HttpResponse(status=204)  # Anything else would have browsers ask again and again.
    answer = StreamingHttpResponse(stream, content_type="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"  # nginx would hand it on in pieces of some kilobytes.
    return answer
