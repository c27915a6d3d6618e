"""The fixture of this room."""

from __future__ import annotations

from small_world import world

__all__ = ["world"]
