"""Reading leases."""

from __future__ import annotations

from drystone.jobs.models import Lease


def is_held(name: str) -> bool:
    """Say whether somebody holds the lease, dead or alive."""
    return Lease.objects.filter(name=name).exclude(token="").exists()
