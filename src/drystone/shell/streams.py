"""Streams of events to pages that stand open (server-sent events, WHATWG HTML §9.2): that something changed, and what.

One watcher a process asks once a second what there is, and wakes every stream of the process: what they cost the
database does not grow with how many there are. Each holds a thread of the server for as long as it lives, so they are
bounded in number and in time; a page that gets none asks by itself, as it does without JavaScript's help.

An event holds ids and no more: the page asks again for what it shows, by the rule of its own route.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping

#: Streams of one process, and of one viewer: who opens another one ends their oldest, as a page that is loaded again.
MOST, EACH = 8, 2
#: Seconds until a stream ends by itself and its page asks for another one, with all its rights looked at anew.
LIFE = 60.0
#: Seconds between two signs of life. A page that hears none for two of them asks by itself, whatever stands between.
BEAT = 5.0
#: Seconds between two looks.
LOOK = 1.0
#: Milliseconds after which a browser asks for another stream.
_AGAIN = 500
#: Seconds after which a look that failed again and again is no sign of life any more.
_STALE = 2 * BEAT

#: What there is now, as id → a word that is another one when it changed; None where that cannot be told at this moment.
Look = Callable[[], Mapping[str, str] | None]


class Stream:
    """One stream, as an iterator over its bytes; ``close`` gives its place to another one."""

    def __init__(self, hub: Streams, whose: str, known: str, still: Callable[[], bool]) -> None:
        """Begin for a viewer (``whose``) who heard the event ``known`` last; ``still`` says whether they may listen."""
        self.whose = whose
        self.until = time.monotonic() + LIFE
        self._hub, self._known, self._still = hub, known, still
        self._seen: Mapping[str, str] | None = None
        self._number = -1
        self._ended = self._begun = False

    def __iter__(self) -> Iterator[bytes]:
        """Return itself."""
        return self

    def __next__(self) -> bytes:
        """Wait for what comes next: a change, a sign of life, or the end."""
        if not self._begun:
            self._begun = True
            self._hub.watch()
            return f"retry: {_AGAIN}\n\n".encode()
        while True:
            fresh = self._hub.await_news(self, self._number, min(BEAT, self.until - time.monotonic()))
            if self._ended or time.monotonic() >= self.until or not self._still():
                self.close()
                raise StopIteration
            if fresh is None:
                if self._hub.stale():
                    continue  # Nobody looks any more, so there is nothing to be said: the page then asks by itself.
                return b"event: beat\ndata:\n\n"
            self._number, now = fresh
            told = self._told(now)
            if told:
                return told

    def end(self) -> None:
        """Have it end as soon as it is next asked."""
        self._ended = True

    @property
    def ended(self) -> bool:
        """Whether it was told to end."""
        return self._ended

    def close(self) -> None:
        """End it, and give its place to another one."""
        self._ended = True
        self._hub.leave(self)

    def _told(self, now: Mapping[str, str]) -> bytes:
        before, self._seen = self._seen, now
        mark = _mark(now)
        if before is None:
            changed = [] if mark == self._known else sorted(now)
            if mark == self._known:
                return b"event: beat\ndata:\n\n"
        else:
            changed = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
            if not changed:
                return b""
        return f"id: {mark}\nevent: change\ndata: {json.dumps({'changed': changed})}\n\n".encode()


class Streams:
    """The streams of one process about one matter, and the watcher that wakes them."""

    def __init__(self, look: Look, *, rest: Callable[[], None] = lambda: None, most: int = MOST) -> None:
        """Be ready: nothing is asked before the first stream. ``rest`` is called in the watcher's thread at its end."""
        self._look, self._rest, self._most = look, rest, most
        self._news = threading.Condition()
        # Held weakly: a server that never asks for the first byte of a stream does not close it either.
        self._open: weakref.WeakSet[Stream] = weakref.WeakSet()
        self._now: Mapping[str, str] | None = None
        self._number = 0
        self._looked = 0.0
        self._watcher: threading.Thread | None = None

    def open(self, whose: str, *, known: str, still: Callable[[], bool]) -> Stream | None:
        """Return a new stream, or None where there are as many as there may be."""
        stream = Stream(self, whose, known, still)
        with self._news:
            mine = sorted(
                (one for one in self._open if one.whose == whose and not one.ended), key=lambda one: one.until
            )
            for old in mine[: max(0, len(mine) - EACH + 1)]:
                old.end()
            if len(self._open) >= self._most:
                self._news.notify_all()
                return None
            self._open.add(stream)
            self._news.notify_all()
        return stream

    def watch(self) -> None:
        """Begin to look, where nobody does yet."""
        with self._news:
            if self._watcher is None:
                self._now, self._looked = None, time.monotonic()
                self._watcher = threading.Thread(target=self._watch, name="watching for streams", daemon=True)
                self._watcher.start()

    def leave(self, stream: Stream) -> None:
        """Let another one have a stream's place."""
        with self._news:
            self._open.discard(stream)
            self._news.notify_all()

    def await_news(self, stream: Stream, number: int, seconds: float) -> tuple[int, Mapping[str, str]] | None:
        """Wait until there is another number than the one that a stream knows, for some seconds; None where not."""
        with self._news:
            self._news.wait_for(
                lambda: stream.ended or (self._now is not None and self._number != number), max(0.0, seconds)
            )
            if self._now is None or self._number == number:
                return None
            return self._number, self._now

    def stale(self) -> bool:
        """Whether nobody could look for so long that silence says nothing."""
        return time.monotonic() - self._looked > _STALE

    def count(self) -> int:
        """Return how many streams there are."""
        return len(self._open)

    def end_all(self, *, patience: float = 5.0) -> None:
        """End every stream and the watcher: the process stops, or a test is over."""
        with self._news:
            for stream in self._open:
                stream.end()
            self._open.clear()
            self._news.notify_all()
            watcher = self._watcher
        if watcher is not None:
            watcher.join(patience)

    def _watch(self) -> None:
        broken = True
        try:
            while self._wanted():
                self._ask()
                with self._news:
                    self._news.wait_for(lambda: not self._open, LOOK)
            broken = False
        finally:
            self._rest()
            if broken:
                self._break()

    def _break(self) -> None:
        """Where a look broke nobody would wake the streams any more: they end, and their pages ask for others."""
        with self._news:
            for stream in self._open:
                stream.end()
            self._watcher = None
            self._news.notify_all()

    def _wanted(self) -> bool:
        with self._news:
            if not self._open:
                self._watcher = None
            return bool(self._open)

    def _ask(self) -> None:
        now = self._look()
        if now is None:
            return
        with self._news:
            self._looked = time.monotonic()
            if now != self._now:
                self._now, self._number = now, self._number + 1
                self._news.notify_all()


def _mark(now: Mapping[str, str]) -> str:
    return hashlib.sha256(repr(sorted(now.items())).encode()).hexdigest()[:16]
