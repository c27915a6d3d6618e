"""The parent of the site and its background work: starts both, starts again what dies, stops both when told to.

It holds no page, no job and no connection to the state, so it has little to die of; where it dies nevertheless, its
children end (``lifeline``).
"""

from __future__ import annotations

import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from drystone.lib.errors import DrystoneError, UsageError

#: Seconds until the site must have answered for the first time.
PATIENCE = 60.0
#: Seconds that children have to stop by themselves.
GRACE = 8.0
#: Seconds before a child that died is started again: at once after a long life, then slower and slower.
WAITS = (0.0, 0.5, 1.0, 2.0, 5.0, 15.0, 30.0)
_LONG_LIFE = 60.0
_LOOK = 0.1
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def usual_workers() -> int:
    """Return how many processes make pages where nobody says: two, or one where this process may use one core alone.

    A page waits for its database several times, and each time again for the threads that compute in its own process; a
    second process halves that (docs/benchmarks.md). More than two is for whoever has the memory and the visitors.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(2, cores)


@dataclass(frozen=True, slots=True)
class Serving:
    """What is served, and where. ``url`` is the address that people type; ``secret`` signs cookies and links.

    ``receiver``: a mail server of our own runs too.
    """

    root: Path
    url: str
    secret: str
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    background: bool = True
    demo: bool = False
    receiver: bool = False

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in _LOOPBACK

    @property
    def environ(self) -> dict[str, str]:
        """What its processes have to know, beside this process's own environment."""
        known = {"DRYSTONE_PROGRAM": str(self.root.resolve()), "DRYSTONE_URL": self.url}
        return known | {"DRYSTONE_SECRET_KEY": self.secret, "DRYSTONE_DEMO": "1" if self.demo else "0"}


@dataclass(slots=True)
class _Child:
    name: str
    words: list[str]
    environ: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    deaths: int = 0
    again_at: float = 0.0

    def tend(self, at: float, say: Callable[[str], None]) -> None:
        """Start it where it does not run and it is time."""
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return
            self._bury(at, code, say)
        if at >= self.again_at:
            # In a group of its own, so that Ctrl-C reaches the parent only, which then stops its children in order. All
            # stay in one session: Linux may weigh sessions against each other, and then the background work would not
            # step back for pages, however nice it is.
            self.process = subprocess.Popen(  # noqa: S603 # Our own modules, run by our own interpreter.
                [sys.executable, "-P", "-m", *self.words],
                env={**os.environ, **self.environ},
                stdin=subprocess.PIPE,
                process_group=0,
            )
            self.began = at

    def _bury(self, at: float, code: int, say: Callable[[str], None]) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None
        self.deaths = 1 if at - self.began >= _LONG_LIFE else self.deaths + 1
        self.again_at = at + WAITS[min(self.deaths, len(WAITS)) - 1]
        say(f"{self.name} ended ({_ending(code)}); it is started again.")

    def stop(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None


def address(host: str, port: int) -> str:
    """Return the address of a host and port as a browser takes it; a host that stands for all is this machine."""
    name = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname()}.get(host, host)  # noqa: S104 # Compared only.
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def listening_at(host: str, port: int) -> str:
    """Return the number of the address that a name stands for; DrystoneError where nothing can listen there."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise UsageError(f"{host!r} is no address of this machine", do="use --host 127.0.0.1 or 0.0.0.0") from error
    # Whoever names localhost reaches it by either number; programs that know one only know the older one.
    family, kind, protocol, _, place = min(found, key=lambda one: one[0] != socket.AF_INET)
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
        except OSError as error:
            raise DrystoneError(_refusal(host, port, error.errno), do="stop it, or choose another --port") from error
    return str(place[0])


def _refusal(host: str, port: int, number: int | None) -> str:
    if number == errno.EADDRINUSE:
        return f"port {port} is in use: something else answers at {host}:{port} already"
    if number == errno.EACCES:
        return f"this user may not listen at port {port}"
    return f"nothing can listen at {host}:{port}: {os.strerror(number or 0)}"


def serve(what: Serving, *, say: Callable[[str], None], ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT. ``say`` is told what goes wrong, ``ready`` called once when the site answers.

    Must be called in the main thread. Raises DrystoneError where the site does not answer within a minute.
    """

    def tell(text: str) -> None:
        # Where there is no room for what is said, what it is about goes on all the same.
        with suppress(OSError):
            say(text)

    children = [_site(what)]
    if what.background:
        children.append(_background(what))
    if what.receiver:
        children.append(_Child("the mail server", ["drystone.web.receiver_process"], what.environ))
    try:
        with _signals() as stopping:
            _tend(what, children, stopping, tell, ready)
    finally:
        _stop(children)


def _site(what: Serving) -> _Child:
    words = ["drystone.web.site_process", what.host, str(what.port), str(what.workers)]
    return _Child("the site", words, what.environ)


def _background(what: Serving) -> _Child:
    return _Child("the background work", ["drystone.web.background"], what.environ)


def _tend(
    what: Serving,
    children: list[_Child],
    stopping: list[int],
    say: Callable[[str], None],
    ready: Callable[[], None],
) -> None:
    began, answered = time.monotonic(), False
    while not stopping:
        at = time.monotonic()
        for child in children:
            child.tend(at, say)
        if not answered and _answers(what):
            answered = True
            ready()
        if not answered and at - began > PATIENCE:
            raise DrystoneError(
                f"the site did not answer within {PATIENCE:.0f} seconds",
                where=f"{what.host}:{what.port}",
                do="read what it wrote above",
            )
        time.sleep(_LOOK)


def _answers(what: Serving) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(what.host, what.host)  # noqa: S104 # Compared only.
    connection = http.client.HTTPConnection(host, what.port, timeout=2)
    try:
        connection.request("GET", "/health", headers={"Host": "127.0.0.1"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _stop(children: list[_Child]) -> None:
    for child in children:
        child.stop(signal.SIGTERM)
    until = time.monotonic() + GRACE
    while time.monotonic() < until and not all(child.ended() for child in children):
        time.sleep(0.05)
    for child in children:
        child.stop(signal.SIGKILL)
        if child.process is not None:
            child.process.wait()
            if child.process.stdin is not None:
                child.process.stdin.close()


@contextmanager
def _signals() -> Iterator[list[int]]:
    """Collect the signals that ask this process to stop. A list and no event: a handler must not wait for a lock."""
    stopping: list[int] = []
    names = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {name: signal.signal(name, lambda number, _frame: stopping.append(number)) for name in names}
    try:
        yield stopping
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _ending(code: int) -> str:
    return f"killed by signal {-code}" if code < 0 else f"exit code {code}"
