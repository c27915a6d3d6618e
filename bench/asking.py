"""The second process of ``bench.web``: asks for a page at fixed moments, and tells how long each answer took.

A request's time counts from when it was due, so a server that falls behind cannot hide it.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

import httpx

#: Due (seconds since the epoch), milliseconds, status (0: no answer), bytes.
Answer = tuple[float, float, int, int]
_WARM_UP = 4.0
_AT_ONCE = 64


async def ask(told: dict[str, Any], *, rate: float, seconds: float) -> list[Answer]:
    """Ask ``rate`` times a second for so long, or until the file ``told["until"]`` is there."""
    found: list[Answer] = []
    until = Path(told["until"]) if told.get("until") else None
    cookies, url = told["cookies"], told["url"]
    epoch = time.time() - time.perf_counter()

    async def one(client: httpx.AsyncClient, due: float, cookie: str) -> None:
        try:
            async with free:
                answer = await client.get(url, headers={"Cookie": f"drystone={cookie}"})
            status, size = answer.status_code, len(answer.content)
        except httpx.HTTPError:
            status, size = 0, 0
        found.append((epoch + due, (time.perf_counter() - due) * 1000, status, size))

    # Whoever waits for a connection waits here: a long line inside the client would slow the client itself.
    free = asyncio.Semaphore(_AT_ONCE)
    limits = httpx.Limits(max_connections=_AT_ONCE, max_keepalive_connections=_AT_ONCE)
    async with httpx.AsyncClient(limits=limits, timeout=30) as client:
        began = time.perf_counter()
        tasks = []
        for number in range(int(rate * seconds)):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            if until and number % 10 == 0 and until.exists():
                break
            tasks.append(asyncio.create_task(one(client, due, cookies[number % len(cookies)])))
        await asyncio.gather(*tasks)
    return found


def main() -> int:
    """Read what to ask from standard input; write the answers of warming up and of the measurement."""
    told = json.load(sys.stdin)
    rate = float(told["rate"])
    # The server is warm once every thread has made some pages; cookies from the end, which the measurement hardly uses.
    warm = {**told, "cookies": told["cookies"][::-1], "until": None}
    asyncio.run(ask(warm, rate=rate / 2, seconds=_WARM_UP))
    Path(told["warm"]).touch()
    found = asyncio.run(ask(told, rate=rate, seconds=float(told["seconds"])))
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
