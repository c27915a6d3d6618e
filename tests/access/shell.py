"""Who may open what of this room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from served import KINDS, Served

TABLE: dict[str, dict[str, int]] = {"shell:health": dict.fromkeys(KINDS, 200)}
ARGUMENTS: dict[str, Callable[[Served], dict[str, Any]]] = {}
POSTS: dict[str, dict[str, Any]] = {}
