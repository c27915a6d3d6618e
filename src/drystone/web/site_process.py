"""The process that serves pages: granian over ``drystone.web.wsgi``. ``drystone.web.serving`` starts it.

python -P -m drystone.web.site_process HOST PORT WORKERS
"""

from __future__ import annotations

import atexit
import logging
import multiprocessing
import os
import sys
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels, logger
from granian.server import Server

from drystone.shell import streams
from drystone.web import gate, lifeline

#: Threads of each worker: those that make pages, and one more for each page that may listen to a stream, which holds it
#: for as long as it listens (``gate``).
THREADS = gate.PAGES + streams.MOST
#: Seconds after which a thread without work ends, with its connection and its reader: the longest that granian allows.
IDLE = 600
#: Seconds that requests under way have when the site stops.
GRACE = 5


def application() -> Any:
    """Return the site. Called in the worker; an import, so that granian adds no folder to where modules are sought."""
    from drystone.web import wsgi  # noqa: PLC0415 # Importing it sets Django up, which only a worker should do.

    atexit.register(_end)
    return wsgi.application


def _end() -> None:
    """End a worker without taking its interpreter apart.

    The server's threads keep hold of what they used, and DuckDB would list each of these objects as leaked to whoever
    pressed Ctrl-C. Nothing is lost by it: a kill -9 loses nothing either.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def main(host: str, port: int, workers: int) -> None:
    """Serve until told to stop, or until the parent is gone."""
    multiprocessing.set_start_method("spawn")
    lifeline.hold_to_pipe()
    # It takes all of them for threads that work at once; most wait for something to tell (docs/decisions/0023).
    logger.addFilter(lambda record: "quite high compared to the number of CPU" not in str(record.msg))
    Server(
        "drystone",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=workers,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=IDLE,
        # A connection that a browser keeps open counts too: these are visitors, not requests at work.
        backpressure=2_048,
        backlog=2_048,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve(target_loader=application, wrap_loader=False)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
