"""What runs keep about people: nothing; a run's report counts things."""

from __future__ import annotations

from drystone.audit.personal import NOT_PERSONAL, Declared

DECLARED: dict[str, Declared] = {
    **{
        f"Run.{name}": NOT_PERSONAL
        for name in (
            "run_id as_of parent program_digest status fence changes applied_upto counts report started_at finished_at"
            " error"
        ).split()
    },
    **{f"Head.{name}": NOT_PERSONAL for name in ("id", "applied", "applying")},
}
