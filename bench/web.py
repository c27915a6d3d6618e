"""My page under load: 100k people, 200k devices and their gaps, 50 requests a second for half a minute.

``python -m bench.web [--scale 1] [--rate 50] [--seconds 30] [--keep DIR]`` makes the organisation by a real run, serves
it with granian (as many workers as cores) and asks from another process. A request's time counts from when it was due,
so a server that falls behind cannot hide it. ``--keep`` uses a folder again. ``DRYSTONE_STATE_URL`` names a PostgreSQL
state; else it is SQLite.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import run

AS_OF = dt.datetime(2026, 6, 30, tzinfo=dt.UTC)
VISITORS = 2_000
SECRET = "only for this bench, which serves nobody but itself on loopback"


def make(folder: Path, scale: float) -> None:
    """Make the organisation, every check started, and run over it."""
    folder.mkdir(parents=True)
    run.write(folder, scale, software=400_000)
    settings = folder / "drystone.toml"
    settings.write_text(settings.read_text() + "trial_days = 0\n")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-m", "bench.web", "--prepare", str(folder)], check=True, env=environment)
    words = ["run", "--program", str(folder), "--as-of", AS_OF.isoformat(), "--json"]
    began = time.perf_counter()
    made = subprocess.run(
        [sys.executable, "-m", "drystone.cli.main", *words], check=True, env=environment, capture_output=True, text=True
    )
    print(f"run: {time.perf_counter() - began:.1f} s, gaps {json.loads(made.stdout)['gaps']}", flush=True)


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
    """Bring the people into the state, sign some of them in, and return their cookies."""
    from drystone.web import setup

    setup.site(folder)
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from drystone.directory import projecting
    from drystone.directory.models import Person, User
    from drystone.gaps.models import Gap
    from drystone.shell import site

    began = time.perf_counter()
    with site.reading() as engine:
        projecting.project(engine)
    print(f"people: {Person.objects.count():,} in {time.perf_counter() - began:.1f} s; {Gap.objects.count():,} gaps")
    everyone = list(Person.objects.exclude(status="left").order_by("person_id").values_list("person_id", "email"))
    cookies = []
    for person_id, email in random.Random(1).sample(everyone, min(VISITORS, len(everyone))):
        user, _ = User.objects.get_or_create(person_id=person_id, defaults={"login": email, "created_at": AS_OF})
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session["strong"] = True
        session.create()
        cookies.append(str(session.session_key))
    return cookies


async def _ask(url: str, cookies: list[str], rate: float, seconds: float) -> list[tuple[float, int, int]]:
    """Ask at fixed moments; return for each request its time from when it was due, its status and its size."""
    import httpx

    found: list[tuple[float, int, int]] = []

    async def one(client: httpx.AsyncClient, due: float, cookie: str) -> None:
        answer = await client.get(url, headers={"Cookie": f"drystone={cookie}"})
        found.append((time.perf_counter() - due, answer.status_code, len(answer.content)))

    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    async with httpx.AsyncClient(limits=limits, timeout=30) as client:
        began = time.perf_counter()
        tasks = []
        for number in range(int(rate * seconds)):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(one(client, due, cookies[number % len(cookies)])))
        await asyncio.gather(*tasks)
    return found


def ask(told: dict[str, object]) -> None:
    """Be the second process: warm up, then measure and print."""
    url, cookies = str(told["url"]), [str(one) for one in told["cookies"]]  # type: ignore[attr-defined] # A list.
    rate, seconds = float(str(told["rate"])), float(str(told["seconds"]))
    asyncio.run(_ask(url, cookies[::-1], rate / 2, 4))
    found = asyncio.run(_ask(url, cookies, rate, seconds))
    times = sorted(spent * 1000 for spent, _, _ in found)
    cuts = statistics.quantiles(times, n=100)
    wrong = sum(1 for _, status, _ in found if status != 200)
    size = statistics.mean(length for _, _, length in found) / 1024
    print(
        f"{len(found):,} requests at {rate:g}/s: p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, p99 {cuts[98]:.0f} ms,"
        f" longest {times[-1]:.0f} ms; {wrong} not 200; {size:.0f} kB a page; load {os.getloadavg()[0]:.1f}"
    )


def serve(folder: Path, cookies: list[str], rate: float, seconds: float) -> None:
    """Serve the folder, and let another process ask."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"DRYSTONE_PROGRAM": str(folder), "PYTHONPATH": os.pathsep.join(sys.path)}
    words = ["--interface", "wsgi", "--port", str(port), "--workers", str(os.cpu_count() or 1)]
    words += ["--blocking-threads", "2", "--no-ws", "--log-level", "error", "drystone.web.wsgi:application"]
    server = subprocess.Popen([sys.executable, "-m", "granian", *words], env=environment)
    try:
        _wait(port)
        told = {"url": f"http://127.0.0.1:{port}/", "cookies": cookies, "rate": rate, "seconds": seconds}
        asked = [sys.executable, "-m", "bench.web", "--ask"]
        subprocess.run(asked, check=True, input=json.dumps(told), text=True, env=environment)
    finally:
        server.terminate()
        server.wait()


def _wait(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server does not answer")


def main() -> int:
    """Make, serve and ask."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--rate", type=float, default=50.0)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--prepare", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--ask", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    os.environ.setdefault("DRYSTONE_SECRET_KEY", SECRET)
    if given.prepare:
        prepare(given.prepare)
        return 0
    if given.ask:
        ask(json.load(sys.stdin))
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch) / "web"
        if not (folder / "drystone.toml").exists():
            make(folder, given.scale)
        serve(folder, sign_in(folder), given.rate, given.seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
