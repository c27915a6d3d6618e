"""Everything that writes to this room's tables, in one place."""

from __future__ import annotations

from drystone.gaps.applying import BATCH, Stamp, apply
from drystone.gaps.attestations import Word, attest
from drystone.gaps.exceptions import Wish, approve, end, expire, refuse, request

__all__ = ["BATCH", "Stamp", "Wish", "Word", "apply", "approve", "attest", "end", "expire", "refuse", "request"]
