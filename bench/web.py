"""My page under load: 100k people, 200k devices and 300k gaps, 50 requests a second for half a minute.

``python -m bench.web [--scale 1] [--rate 50] [--seconds 30] [--keep DIR] [--while-applying]`` makes the organisation by
a real run, serves it as ``drystone serve`` does, and asks from another process (``bench.asking``). ``--while-applying``
asks while a second run closes those gaps (and with ``--keep``, the next time, opens them again). ``--keep`` uses a folder
and its state again. ``DRYSTONE_STATE_URL`` names a PostgreSQL state; else it is SQLite.

Visitors are 500 people who were signed in yesterday, so a third of the requests of half a minute are the first of a
visit and write that down.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import run
from bench.asking import Answer
from drystone.lib import clock
from drystone.web.serving import usual_workers

AS_OF = dt.datetime(2026, 6, 30, tzinfo=dt.UTC)
VISITORS = 500
SECRET = "only for this bench, which serves nobody but itself on loopback"
#: The columns of the device export that the five failing checks read: nothing fails in the second.
MENDED = "select * replace ('true' as enc, true as fw, true as lock, false as restart, 0 as updates)"


def _environment(**more: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | more


def _run(folder: Path, as_of: dt.datetime, *, behind: int = 0) -> subprocess.Popen[str]:
    """Start a run; ``behind`` is how far it steps back for pages, as the background work does."""
    words = ["run", "--program", str(folder), "--as-of", as_of.isoformat(), "--json"]
    command = ["nice", "-n", str(behind), sys.executable, "-m", "drystone.cli.main", *words]
    return subprocess.Popen(command, env=_environment(), stdout=subprocess.PIPE, text=True)


def _report(running: subprocess.Popen[str], began: float) -> None:
    told, _ = running.communicate()
    if running.returncode:
        raise SystemExit(f"the run failed with status {running.returncode}")
    gaps = json.loads(told)["gaps"]
    print(
        f"run: {time.perf_counter() - began:.1f} s, {gaps['opened']:,} gaps opened, {gaps['reopened']:,} reopened,",
        end=" ",
    )
    print(f"{gaps['closed']:,} closed, {gaps['open']:,} open", flush=True)


def make(folder: Path, scale: float) -> None:
    """Make the organisation, every check started, and run over it."""
    folder.mkdir(parents=True)
    run.write(folder, scale, software=400_000)
    settings = folder / "drystone.toml"
    settings.write_text(settings.read_text() + "trial_days = 0\n")
    command = [sys.executable, "-m", "bench.web", "--prepare", str(folder)]
    subprocess.run(command, check=True, env=_environment())
    began = time.perf_counter()
    _report(_run(folder, AS_OF), began)


def prepare(folder: Path) -> None:
    """Make the state, and in it the decisions that start every check."""
    from drystone.web import setup

    setup.site(folder)
    from drystone.decisions import actions
    from drystone.runs import state
    from drystone.shell import site

    at = AS_OF - dt.timedelta(days=1)
    state.migrate(now=at)
    for check in site.program().checks:
        for kind in ("sampled", "started"):
            actions.record(actions.Settled(kind, check_id=check), by="bench", at=at, reason="bench")


def sign_in(folder: Path) -> list[str]:
    """Bring the people into the state, sign some of them in, say what there is, and return their cookies."""
    from drystone.web import setup

    setup.site(folder)
    from django.db import connection, transaction

    from drystone.directory import projecting
    from drystone.directory.models import Person
    from drystone.gaps.models import Gap
    from drystone.runs import state
    from drystone.shell import site

    state.migrate(now=clock.now())  # A folder that is used again may be an earlier version's.
    with site.reading() as engine:
        if not Person.objects.exists():
            projecting.project(engine)
        devices = engine.value("select count(*) from device")
    counted = f"{Person.objects.count():,} people, {devices:,} devices, {Gap.objects.filter(status='open').count():,}"
    print(f"{connection.vendor}: {counted} open gaps of {Gap.objects.count():,}", flush=True)
    living = Person.objects.exclude(status="left").order_by("person_id").values_list("person_id", "email")
    with transaction.atomic():
        cookies = [_session(*one) for one in random.Random(1).sample(list(living), VISITORS)]
    connection.close()
    return cookies


def _session(person_id: str, email: str) -> str:
    """Sign somebody in yesterday, as signing in does it, and return the cookie."""
    from allauth.usersessions.models import UserSession
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from drystone.directory.models import User

    yesterday = clock.now() - dt.timedelta(days=1)
    user, _ = User.objects.get_or_create(person_id=person_id, defaults={"login": email, "created_at": AS_OF})
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0.0}]
    session["account_authentication_methods_user"] = str(user.pk)
    session["proved_at"] = session["seen_at"] = yesterday.isoformat()
    session.create()
    key = str(session.session_key)
    moments = {"created_at": yesterday, "last_seen_at": yesterday}
    UserSession.objects.create(user=user, session_key=key, ip="127.0.0.0", user_agent="", data={}, **moments)
    return key


@contextmanager
def serving(folder: Path, workers: int) -> Iterator[tuple[int, int]]:
    """Serve the folder as ``drystone serve`` does; yield the port and the process's id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-P", "-m", "drystone.web.site_process", "127.0.0.1", str(port), str(workers)]
    server = subprocess.Popen(words, env=_environment(DRYSTONE_PROGRAM=str(folder)), stdin=subprocess.PIPE)
    try:
        _wait(port)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait()


def _wait(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server does not answer")


def _asking(port: int, cookies: list[str], scratch: Path, *, rate: float, seconds: float) -> subprocess.Popen[str]:
    """Start the second process and return when the server is warm."""
    until, warm = scratch / "until", scratch / "warm"
    told: dict[str, Any] = {"url": f"http://127.0.0.1:{port}/", "cookies": cookies, "rate": rate, "seconds": seconds}
    command = [sys.executable, "-m", "bench.asking"]
    asker = subprocess.Popen(
        command, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1 << 20
    )
    assert asker.stdin is not None
    asker.stdin.write(json.dumps(told | {"until": str(until), "warm": str(warm)}))
    asker.stdin.close()
    asker.stdin = None
    while not warm.exists() and asker.poll() is None:
        time.sleep(0.02)
    return asker


def _spent(pid: int) -> tuple[float, float]:
    """Return the CPU seconds and the resident MB of a process and its children (Linux)."""
    family, seconds, memory = {pid}, 0.0, 0.0
    told = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            told[int(path.parent.name)] = path.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
    for _ in range(3):
        family |= {one for one, words in told.items() if int(words[1]) in family}
    for one in family & told.keys():
        seconds += (int(told[one][11]) + int(told[one][12])) / os.sysconf("SC_CLK_TCK")
        memory += int(told[one][21]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    return seconds, memory


def _say(words: str, found: list[Answer]) -> None:
    if len(found) < 2:
        print(f"{words}: nothing was asked")
        return
    cuts = statistics.quantiles(sorted(one[1] for one in found), n=100)
    spread = max(one[0] for one in found) - min(one[0] for one in found)
    wrong = sum(1 for one in found if one[2] != 200)
    size = statistics.mean(one[3] for one in found) / 1024
    print(
        f"{words}: {len(found):,} requests, {(len(found) - 1) / max(spread, 0.001):.1f}/s; p50 {cuts[49]:.0f} ms,"
        f" p95 {cuts[94]:.0f} ms, p99 {cuts[98]:.0f} ms, longest {max(one[1] for one in found):.0f} ms;"
        f" {wrong} errors; {size:.0f} kB a page",
        flush=True,
    )


def measure(folder: Path, cookies: list[str], given: argparse.Namespace) -> None:
    """Serve, ask from another process, and say how it went."""
    with serving(folder, given.workers) as (port, pid), tempfile.TemporaryDirectory() as scratch:
        seconds = 3_600.0 if given.while_applying else given.seconds
        asker = _asking(port, cookies, Path(scratch), rate=given.rate, seconds=seconds)
        before, _ = _spent(pid)
        phases = _run_on(folder, Path(scratch)) if given.while_applying else []
        told, _ = asker.communicate()
        found: list[Answer] = [tuple(one) for one in json.loads(told)]
        after, memory = _spent(pid)
        per = (after - before) * 1000 / max(len(found), 1)
        print(f"asked for {given.rate:g}/s; {per:.1f} ms of CPU a request; the site holds {memory:,.0f} MB")
        _say("all", found)
        for name, start, end in phases:
            _say(f"while {name} ({end - start:.1f} s)", [one for one in found if start <= one[0] < end])


def _run_on(folder: Path, scratch: Path) -> list[tuple[str, float, float]]:
    """Run over other devices while pages are asked for; return what the run did from when to when."""
    import duckdb

    from drystone.runs import protocol
    from drystone.runs.models import Run
    from drystone.web import background

    exports = folder / "exports"
    kept = exports / "mdm-as-found.csv"
    if kept.exists():
        kept.replace(exports / "mdm.csv")
    else:
        (exports / "mdm.csv").replace(kept)
        duckdb.execute(
            f"copy ({MENDED} from read_csv('{kept}', all_varchar = true)) to '{exports / 'mdm.csv'}' (header)"
        )
    as_of = AS_OF + dt.timedelta(hours=Run.objects.count())
    began, counted = time.time(), time.perf_counter()
    running, applying = _run(folder, as_of, behind=background.NICE), None
    while running.poll() is None:
        if applying is None and protocol.pending():
            applying = time.time()
        time.sleep(0.05)
    ended = time.time()
    time.sleep(2)
    (scratch / "until").touch()
    _report(running, counted)
    middle = applying or ended
    return [
        ("the run reads and judges", began, middle),
        ("it applies", middle, ended),
        ("it is over", ended, ended + 2),
    ]


def main() -> int:
    """Make, serve and ask."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--rate", type=float, default=50.0)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--workers", type=int, default=usual_workers())
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--while-applying", action="store_true", dest="while_applying")
    parser.add_argument("--prepare", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    os.environ.setdefault("DRYSTONE_SECRET_KEY", SECRET)
    if given.prepare:
        prepare(given.prepare)
        return 0
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{clock.now():%Y-%m-%d %H:%M} UTC, {machine}, load {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch) / "web"
        if not (folder / "drystone.toml").exists():
            make(folder, given.scale)
        measure(folder, sign_in(folder), given)
    print(f"load {os.getloadavg()[0]:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
