"""What this room keeps about people: nothing. It counts groups, and keeps no count of a small one."""

from __future__ import annotations

from drystone.audit.personal import NOT_PERSONAL, Declared

_FIELDS = (
    "id week_start activity_id check_id asset_kind reach passed failed unknown not_applicable open_gaps overdue "
    "excepted opened closed closed_by_owner_in_time people_affected people_unheard few run_id"
)

_KEPT = "id since subject key floor figures run_id"
_PRACTICE = "id source campaign began floor figures run_id"

DECLARED: dict[str, Declared] = {
    **{f"Week.{name}": NOT_PERSONAL for name in _FIELDS.split()},
    **{f"PracticeFigures.{name}": NOT_PERSONAL for name in _PRACTICE.split()},
    **{f"KeptFigures.{name}": NOT_PERSONAL for name in _KEPT.split()},
}
