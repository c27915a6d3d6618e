"""Records become people, accounts, devices and other things; merges, conflicts, claims and owners."""

from __future__ import annotations

from drystone.inventory.building import InventorySummary, build
from drystone.inventory.explaining import Explanation, find_thing, why

__all__ = ["Explanation", "InventorySummary", "build", "find_thing", "why"]
