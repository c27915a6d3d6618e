"""The hands: loops that take jobs and do them, as threads of a process of their own.

``work`` runs until it is told to stop and finishes the job in hand first; ``give_back`` is for the process that cannot
wait that long.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from drystone.jobs import claims, queue
from drystone.jobs.claims import Claim

log = logging.getLogger("drystone.jobs")

Clock = Callable[[], dt.datetime]

#: Seconds between two signs of life of a job: many to a lease.
BEAT = 30.0
#: Seconds until a worker looks again whether the database answers.
_PATIENCE = 5.0

_in_hand: dict[str, Claim] = {}


def work(*, stop: threading.Event, now: Clock, poll: float = 0.5, long: bool | None = None) -> None:
    """Do jobs until ``stop`` is set; look for new ones every ``poll`` seconds.

    ``long`` says which: those that take long, the others, or both (None). A database that does not answer is waited
    for. Call it in a thread or process of its own: it keeps a connection open and closes it at the end.
    """
    asked: dict[str, str] = {}
    try:
        while not stop.is_set():
            try:
                close_old_connections()
                queue.ask_periodic(now=now(), asked=asked)
                claims.recover(_limits(), now=now())
                worked = _one(now, long)
            except (DatabaseError, InterfaceError) as error:
                log.warning("the state does not answer, trying again soon: %s", error)
                connection.close()
                stop.wait(_PATIENCE)
                continue
            if not worked:
                stop.wait(poll)
    finally:
        connection.close()


def once(*, now: Clock) -> int:
    """Do what is due now and return how many jobs were tried; failures are kept with their jobs."""
    claims.recover(_limits(), now=now())
    tried = 0
    while _one(now, None):
        tried += 1
    return tried


def give_back(*, now: Clock) -> int:
    """Let other processes have the jobs in hand at once, and return how many. Only before this process ends."""
    return sum(claims.put_off(claim, until=now(), now=now()) for claim in list(_in_hand.values()))


def _limits() -> dict[str, int]:
    return {name: known.attempts for name, known in queue.registered().items()}


def _one(now: Clock, long: bool | None) -> bool:
    names = [name for name, known in queue.registered().items() if long is None or known.long == long]
    claim = claims.take(names, now=now())
    if claim is None:
        return False
    with _kept(claim, now):
        queue.attempt(claim, now=now)
    return True


@contextmanager
def _kept(claim: Claim, now: Clock) -> Iterator[None]:
    """Give a sign of life now and then, from a thread of its own, while the job is done."""
    done = threading.Event()
    beats = threading.Thread(target=_beat, args=(claim, now, done), name=f"beat-{claim.job_id}", daemon=True)
    _in_hand[claim.token] = claim
    beats.start()
    try:
        yield
    finally:
        done.set()
        beats.join()
        del _in_hand[claim.token]


def _beat(claim: Claim, now: Clock, done: threading.Event) -> None:
    try:
        while not done.wait(BEAT):
            try:
                if not claims.renew(claim, now=now()):
                    log.warning("job %s (%s) was taken over by another process", claim.job_id, claim.name)
                    return
            except (DatabaseError, InterfaceError) as error:
                log.warning("job %s could give no sign of life: %s", claim.job_id, error)
                connection.close()
    finally:
        connection.close()
