"""Speaking up under load: from pressing send to thanks with first findings, and a wave of five hundred in a minute.

``python -m bench.reports [--rate 20] [--seconds 60] [--people 200] [--by page] [--wave 500] [--keep DIR]`` makes an
organisation, serves it as ``drystone serve`` does (site, background work and mail server in processes of their own), and
sends reports with a made-up mail attached, each of them another, at fixed moments: a time counts from the moment that
was due. Then the wave: half by the page, half by SMTP, each taken once. ``DRYSTONE_STATE_URL`` names a PostgreSQL
state; else it is SQLite.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import itertools
import os
import platform
import random
import smtplib
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from bench.web import SECRET, _environment, _session, _spent
from drystone.demo.mails import corpus
from drystone.lib import clock

WAYS = ("itself", "outlook-attached", "gmail-inline", "apple-inline", "thunderbird-attached")
ADDRESS = "report@bench.example"
_SERVE = (
    "import os, sys; from pathlib import Path; from drystone.web import serving;"
    " port = int(sys.argv[2]); url = serving.address('127.0.0.1', port);"
    " what = serving.Serving(Path(sys.argv[1]), url, os.environ['DRYSTONE_SECRET_KEY'], port=port, demo=True,"
    " workers=serving.usual_workers(), receiver=True);"
    " serving.serve(what, say=print, ready=lambda: print('ready', flush=True))"
)
_PATIENCE = 60.0
#: How many are sent at once at most; as many people as press at one moment.
_AT_ONCE = 64
#: Due (seconds since the start), milliseconds, status (0: no answer), whether there were findings.
Answer = tuple[float, float, int, bool]


def free_port() -> int:
    """Return a port that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make(folder: Path, people: int, mail_port: int) -> None:
    """Make the organisation, with a mail server of its own."""
    words = ["demo", str(folder), "--people", str(people), "--no-serve"]
    subprocess.run([sys.executable, "-m", "drystone.cli.main", *words], check=True, env=_environment(), stdout=subprocess.DEVNULL)  # fmt: skip
    settings = folder / "drystone.toml"
    told = f'\n[receiver]\nlisten = "127.0.0.1:{mail_port}"\n[receiver.addresses]\n"{ADDRESS}" = "reports"\n'
    settings.write_text(settings.read_text() + told)


def people(folder: Path) -> tuple[list[str], list[str], list[str]]:
    """Sign everybody in; return their cookies, tokens for the API, and addresses."""
    from drystone.web import setup

    setup.site(folder, demo=True)
    from django.db import connection, transaction

    from drystone.directory.models import Person, User
    from drystone.jobs import queue
    from drystone.runs import state

    state.migrate(now=clock.now())
    if not Person.objects.exists():
        queue.drain(now=clock.now())
    Person.objects.update(language="en")
    living = Person.objects.exclude(status="left").exclude(email="").order_by("person_id")
    found = list(living.values_list("person_id", "email"))
    with transaction.atomic():
        User.objects.update(language="en")  # What is counted as findings is found by its words.
        cookies = [_session(*one) for one in found]
        made = [_token(User.objects.get(person_id=one[0])) for one in found]
    connection.close()
    return cookies, made, [email for _person, email in found]


def _token(user: Any) -> str:
    from drystone.directory import queries, tokens
    from drystone.shell import site

    viewer = queries.viewer_of(user, site.program(), strong=True)
    return tokens.make(tokens.Wish("bench", ("reports:write",), 1), viewer=viewer, at=clock.now())


def mails() -> Iterator[bytes]:
    """Yield made-up mails without end, each another one."""
    # What a list sends is no report, and would be missing afterwards.
    made = [one.data for one in corpus(ways=WAYS) if b"\nList-" not in one.data.partition(b"\n\n")[0]]
    random.Random(1).shuffle(made)
    for number, data in enumerate(itertools.cycle(made)):
        head, _blank, body = data.partition(b"\n\n")
        yield head + f"\nX-Number: {number}".encode() + b"\n\n" + body


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[tuple[int, int]]:
    """Serve; yields the port and the process."""
    port = free_port()
    command = [sys.executable, "-c", _SERVE, str(folder), str(port)]
    process = subprocess.Popen(command, env=_environment(DRYSTONE_SECRET_KEY=SECRET), stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(_PATIENCE)


async def press(port: int, who: list[str], *, rate: float, seconds: float, by: str) -> list[Answer]:
    """Have somebody press send ``rate`` times a second, and return what they got and when."""
    found: list[Answer] = []
    known, free = mails(), asyncio.Semaphore(_AT_ONCE)
    limits = httpx.Limits(max_connections=_AT_ONCE, max_keepalive_connections=_AT_ONCE)

    async def one(client: httpx.AsyncClient, due: float, number: int) -> None:
        mine, once, mail = who[number % len(who)], os.urandom(16).hex(), next(known)
        if by == "api":
            body = {"kind": "clicked", "when": "just-now", "once": once, "message": base64.b64encode(mail).decode()}
            asked: dict[str, Any] = {
                "url": "/api/v1/reports",
                "json": body,
                "headers": {"Authorization": f"Bearer {mine}"},
            }
        else:
            form = {"when": "just-now", "known": "named", "once": once}
            asked = {"url": "/report/clicked", "data": form, "files": {"file": ("odd.eml", mail)}}
            asked["headers"] = {"Cookie": f"drystone={mine}"}
        status, seen = 0, False
        with contextlib.suppress(httpx.HTTPError):
            async with free:
                answer = await client.post(**asked)
            status, seen = answer.status_code, b"first look" in answer.content or b'"reasons": ["' in answer.content
        found.append((due - began, (time.perf_counter() - due) * 1000, status, seen))

    base = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(limits=limits, timeout=_PATIENCE, base_url=base) as client:
        began = time.perf_counter()
        tasks = []
        for number in range(int(rate * seconds)):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(one(client, due, number)))
        await asyncio.gather(*tasks)
    return found


def say(words: str, found: list[Answer]) -> None:
    """Say how long it took."""
    cuts = statistics.quantiles(sorted(one[1] for one in found), n=100)
    wrong = [one[2] for one in found if one[2] != 200 or not one[3]]
    print(
        f"{words}: {len(found):,} reports; p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, p99 {cuts[98]:.0f} ms, longest"
        f" {max(one[1] for one in found):.0f} ms; {len(wrong)} without thanks or findings {sorted(set(wrong)) or ''}",
        flush=True,
    )


def send(port: int, senders: list[str], count: int, seconds: float) -> list[float]:
    """Send letters by SMTP, evenly; return how long each took until it was taken (250), in milliseconds."""
    known, began = mails(), time.perf_counter()

    def one(number: int, data: bytes) -> float:
        due = began + number * seconds / count
        time.sleep(max(0.0, due - time.perf_counter()))
        head, _blank, body = data.partition(b"\n\n")
        lines = [line for line in head.split(b"\n") if not line.lower().startswith((b"from:", b"x-number:"))]
        sender = senders[number % len(senders)]
        mail = b"\n".join([f"From: {sender}\nX-Wave: {number}".encode(), *lines]) + b"\n\n" + body
        for _ in range(20):  # What is asked to come back comes back, as mail servers do.
            with (
                contextlib.suppress(OSError, smtplib.SMTPException),
                smtplib.SMTP("127.0.0.1", port, timeout=60) as client,
            ):
                client.sendmail(sender, [ADDRESS], mail)
                return (time.perf_counter() - due) * 1000
            time.sleep(0.5)
        raise SystemExit("a letter was never taken")

    with ThreadPoolExecutor(16) as hands:
        return list(hands.map(one, range(count), itertools.islice(known, count)))


def counted(folder: Path) -> dict[str, int]:
    """Return how many reports are there, by way."""
    from django.db import connection
    from django.db.models import Count

    from drystone.reports.models import Report

    del folder
    try:
        return dict(Report.objects.values_list("way").annotate(n=Count("pk")).values_list("way", "n"))
    finally:
        connection.close()


def wave(port: int, mail_port: int, cookies: list[str], senders: list[str], given: argparse.Namespace) -> None:
    """Five hundred in a minute, by both ways at once; each is there once."""
    before, half = counted(given.folder), given.wave // 2
    with ThreadPoolExecutor(1) as beside:
        letters = beside.submit(send, mail_port, senders, half, 60.0)
        pages = asyncio.run(press(port, cookies, rate=half / 60.0, seconds=60.0, by="page"))
        times = sorted(letters.result())
    say(f"a wave of {2 * half} in a minute, its half by the page", pages)
    cuts = statistics.quantiles(times, n=100)
    print(
        f"its half by SMTP until it was taken: p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, longest {times[-1]:.0f} ms"
    )
    after = counted(given.folder)
    added = {way: after.get(way, 0) - before.get(way, 0) for way in ("page", "mail")}
    print(f"there once: {added['page']} of {half} by the page, {added['mail']} of {half} by mail")


def main() -> int:
    """Make, serve, press and send."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rate", type=float, default=20.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--by", default="page,api")
    parser.add_argument("--wave", type=int, default=500)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    os.environ.setdefault("DRYSTONE_SECRET_KEY", SECRET)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{clock.now():%Y-%m-%d %H:%M} UTC, {machine}, load {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        given.folder = given.keep or Path(scratch) / "org"
        mail_port = free_port()
        if not (given.folder / "drystone.toml").exists():
            make(given.folder, given.people, mail_port)
            (given.folder / "mail-port").write_text(str(mail_port))
        mail_port = int((given.folder / "mail-port").read_text())
        cookies, tokens, senders = people(given.folder)
        with serving(given.folder) as (port, pid):
            asyncio.run(press(port, cookies, rate=5, seconds=4, by="page"))  # Until everything has been opened once.
            for by in filter(None, given.by.split(",")):
                before, _memory = _spent(pid)
                who = tokens if by == "api" else cookies
                found = asyncio.run(press(port, who, rate=given.rate, seconds=given.seconds, by=by))
                after, memory = _spent(pid)
                say(f"{given.rate:g}/s by the {by}", found)
                print(
                    f"{(after - before) * 1000 / len(found):.0f} ms of CPU a report; all processes hold {memory:,.0f} MB"
                )
            if given.wave:
                wave(port, mail_port, cookies, senders, given)
    print(f"load {os.getloadavg()[0]:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
