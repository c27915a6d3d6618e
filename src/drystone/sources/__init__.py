"""Sources stage files and their declared dialect; the engine parses them."""

from __future__ import annotations

from drystone.sources.staging import stage_all, stage_one

__all__ = ["stage_all", "stage_one"]
