"""Taking, keeping and giving back a lease.

A lease is a row, so it works across machines. Its fence number grows with every holder: whoever lost the lease without
noticing (a sleeping machine, a long pause) is refused at the next ``guard``, inside the transaction that would have
written. A holder that died on this machine is replaced at once; one elsewhere when its lease expires.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import transaction

from drystone.jobs import processes
from drystone.jobs.models import Job, Lease
from drystone.lib import clock
from drystone.lib.errors import BusyError

LIFETIME = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Held:
    """A lease that this process holds, as long as ``guard`` agrees."""

    name: str
    fence: int
    token: str


class LeaseLostError(BusyError):
    """The lease went to somebody else in the meantime; nothing more may be written under it."""


def acquire(name: str, *, now: dt.datetime, purpose: str = "", lifetime: dt.timedelta = LIFETIME) -> Held:
    """Take the lease. Raises BusyError that says who holds it and since when."""
    here = processes.current()
    token = secrets.token_hex(16)
    with transaction.atomic():
        Lease.objects.get_or_create(name=name)
        lease = Lease.objects.select_for_update().get(name=name)
        if lease.token and not _abandoned(lease, now):
            raise _busy(lease)
        lease.fence += 1
        lease.token, lease.purpose = token, purpose
        lease.host, lease.machine, lease.boot = here.host, here.machine, here.boot
        lease.pid, lease.process_started = here.pid, here.started
        lease.acquired_at, lease.expires_at = now, now + lifetime
        lease.save()
    return Held(name, lease.fence, token)


def renew(held: Held, *, now: dt.datetime, lifetime: dt.timedelta = LIFETIME) -> None:
    """Keep the lease for longer. Raises LeaseLostError."""
    with transaction.atomic():
        guard(held)
        Lease.objects.filter(name=held.name).update(expires_at=now + lifetime)


def guard(held: Held) -> None:
    """Hold the lease's row until the surrounding transaction ends. Raises LeaseLostError where it is no longer ours."""
    lease = Lease.objects.select_for_update().filter(name=held.name).first()
    if lease is None or (lease.fence, lease.token) != (held.fence, held.token):
        raise LeaseLostError(
            f"the lease {held.name!r} (number {held.fence}) went to somebody else",
            do="nothing was lost; look at the other one's result, then start again if it is still needed",
        )


def release(held: Held) -> None:
    """Give the lease back; nothing happens where it already went to somebody else."""
    Lease.objects.filter(name=held.name, fence=held.fence, token=held.token).update(token="", expires_at=None)


def _abandoned(lease: Lease, now: dt.datetime) -> bool:
    holder = processes.Process(lease.host, lease.machine, lease.boot, lease.pid, lease.process_started)
    dead = processes.is_dead(holder)
    if dead is not None:
        return dead
    return lease.expires_at is None or lease.expires_at <= now


def _busy(lease: Lease) -> BusyError:
    since = clock.iso(lease.acquired_at) if lease.acquired_at else "an unknown moment"
    return BusyError(
        f"{lease.purpose or lease.name} is already under way: process {lease.pid} on {lease.host}, since {since}",
        do="wait until it has finished; if that process is gone, its lease is free "
        + (f"after {clock.iso(lease.expires_at)}" if lease.expires_at else "now"),
    )


def forget_holders() -> None:
    """Free every lease and every job under way: after a restore, whoever held one does so no longer.

    Fence numbers still grow.
    """
    Lease.objects.exclude(token="").update(token="", expires_at=None)
    Job.objects.filter(status="running").update(token="", expires_at=None)
