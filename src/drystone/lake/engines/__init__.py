"""Engines run SQL over the lake; nothing outside this package knows which engine it is."""

from __future__ import annotations

from drystone.lake.engines.base import Engine, EngineError, EngineSpaceError, EngineTimeoutError, Parsed
from drystone.lake.engines.duck import DuckEngine

__all__ = ["DuckEngine", "Engine", "EngineError", "EngineSpaceError", "EngineTimeoutError", "Parsed"]
