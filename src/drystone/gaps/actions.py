"""Everything that writes to this room's tables, in one place."""

from __future__ import annotations

from drystone.gaps.answering import ask, decide, finish
from drystone.gaps.applying import BATCH, Stamp, apply
from drystone.gaps.attestations import Word, attest
from drystone.gaps.exceptions import Verdict, Wish, approve, end, expire, refuse, request

__all__ = [
    "BATCH",
    "Stamp",
    "Verdict",
    "Wish",
    "Word",
    "apply",
    "approve",
    "ask",
    "attest",
    "decide",
    "end",
    "expire",
    "finish",
    "refuse",
    "request",
]
