"""What other processes do in the tests of the queue."""

from __future__ import annotations

import datetime as dt
import os
import signal
import threading
import time
from pathlib import Path

from drystone.web.setup import configure

configure(None, Path(os.devnull))

from drystone.jobs import queue, worker  # noqa: E402 - Django has to be set up first

NOW = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)


def _clock() -> dt.datetime:
    return NOW


def ask(url: str | None, path: str, times: int) -> None:
    """Ask for one job many times under one word, and for the jobs of this moment's periods."""
    configure(url, Path(path))
    for number in range(times):
        queue.enqueue("write", {"line": f"{number}"}, unique="one", now=NOW)
    queue.ask_periodic(now=NOW, asked={})


def work(url: str | None, path: str, told: str) -> None:
    """Do what is due, each job a line in a file, as a worker process among others does."""
    configure(url, Path(path))

    @queue.handler("write")
    def write(task: queue.Task) -> None:
        with Path(told).open("a") as file:
            file.write(f"{task.payload['line']}\n")

    worker.once(now=_clock)


def die_in_the_middle(url: str | None, path: str) -> None:
    configure(url, Path(path))

    @queue.handler("write")
    def write(_task: queue.Task) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    worker.once(now=_clock)


def be_killed_while_working(url: str | None, path: str, told: str) -> None:
    """Work in a thread, as the background process does, until somebody kills it in the middle of a job."""
    configure(url, Path(path))

    @queue.handler("write")
    def write(_task: queue.Task) -> None:
        Path(told).touch()
        time.sleep(60)

    worker.work(stop=threading.Event(), now=_clock, poll=0.02)
