"""The program folder: what an organisation expects, as text files, read into frozen objects."""

from __future__ import annotations

from drystone.program.loading import Loaded, load

__all__ = ["Loaded", "load"]
