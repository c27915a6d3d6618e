"""What a run tells: the documented JSON object, the same whether printed, stored or read back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from drystone.lib import clock


@dataclass(frozen=True, slots=True)
class Judged:
    """What the engine rooms tell of a run, in the shapes of the contract.

    ``sources``: id, status, rows, quarantined, error. ``inventory``: rows per table. ``merges``: records, things,
    conflicts, rejected_keys. ``responsibility``: pairs, resolved, by_fallback, holes. ``checks``: id, pass, fail,
    unknown, not_applicable, error. ``problems``: what of the program could not be used, in words.
    """

    sources: Sequence[Mapping[str, Any]] = ()
    inventory: Mapping[str, int] = field(default_factory=dict)
    merges: Mapping[str, int] = field(default_factory=dict)
    responsibility: Mapping[str, int] = field(default_factory=dict)
    checks: Sequence[Mapping[str, Any]] = ()
    problems: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run from start to end. ``gaps`` has opened, closed, reopened, open, excepted and unowned, and what moved.

    ``timings``: seconds per step.
    """

    run_id: str
    started_at: dt.datetime
    finished_at: dt.datetime
    as_of: dt.datetime
    program_digest: str
    judged: Judged
    gaps: Mapping[str, int]
    dry_run: bool = False
    timings: Mapping[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the object that ``drystone run --json`` prints."""
        judged = self.judged
        return {
            "run_id": self.run_id,
            "started_at": clock.iso(self.started_at),
            "finished_at": clock.iso(self.finished_at),
            "as_of": clock.iso(self.as_of),
            "sources": [dict(one) for one in judged.sources],
            "inventory": dict(judged.inventory),
            "merges": dict(judged.merges),
            "responsibility": dict(judged.responsibility),
            "checks": [dict(one) for one in judged.checks],
            "gaps": dict(self.gaps),
            "program_digest": self.program_digest,
            "dry_run": self.dry_run,
            "problems": list(judged.problems),
            "timings": dict(self.timings),
        }
