"""Records become people, accounts, devices and other things; merges, conflicts, claims and owners."""

from __future__ import annotations

from drystone.inventory.building import InventorySummary, build
from drystone.inventory.comparing import Said, side_by_side
from drystone.inventory.explaining import Candidate, Explanation, find_thing, one_thing, why

__all__ = [
    "Candidate",
    "Explanation",
    "InventorySummary",
    "Said",
    "build",
    "find_thing",
    "one_thing",
    "side_by_side",
    "why",
]
