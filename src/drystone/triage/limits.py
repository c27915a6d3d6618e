"""How much one message may cost: everything that looks into it spends from the same budgets, however it is nested."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Limits:
    """What is left to spend on one message: bytes unpacked, members looked at, characters of text kept.

    ``depth`` is how deep contents may lie in each other and ``ratio`` how far a packed content may grow; both are
    bounds and not spent. ``passwords`` are tried on what is encrypted, in this order.
    """

    bytes_left: int = 50_000_000
    members_left: int = 200
    depth: int = 3
    ratio: int = 100
    text_left: int = 2_000_000
    passwords: tuple[str, ...] = ("VelvetSweatshop",)

    def spend(self, bytes_: int) -> bool:
        """Take ``bytes_`` from what is left; False, and nothing taken, where that much is not left."""
        if bytes_ < 0 or bytes_ > self.bytes_left:
            return False
        self.bytes_left -= bytes_
        return True

    def member(self) -> bool:
        """Take one member from what is left; False where none is left."""
        if self.members_left < 1:
            return False
        self.members_left -= 1
        return True
