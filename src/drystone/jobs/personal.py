"""What this room keeps about people."""

from __future__ import annotations

from drystone.audit.personal import NOT_PERSONAL, Declared

_PAYLOAD = Declared(
    what="what a piece of background work is about; it may name a person by id",
    why="so that it is done although the process that was asked ends",
    seen_by="whoever runs the server",
    keep="14 days after it is done",
)
_ERROR = Declared(
    what="why a piece of background work failed; a system's own words may name someone",
    why="so that it can be mended",
    seen_by="administrators",
    keep="14 days after it is done",
)
_LEASE = (
    "name", "fence", "token", "purpose", "host", "machine", "boot", "pid", "process_started", "acquired_at",
    "expires_at",
)  # fmt: skip
_JOB = (
    "id", "name", "unique", "slot", "status", "created_at", "run_at", "attempts", "started_at", "finished_at", "token",
    "host", "machine", "boot", "pid", "process_started", "expires_at",
)  # fmt: skip

DECLARED: dict[str, Declared] = {
    **{f"Lease.{field}": NOT_PERSONAL for field in _LEASE},
    **{f"Job.{field}": NOT_PERSONAL for field in _JOB},
    "Job.payload": _PAYLOAD,
    "Job.error": _ERROR,
}
