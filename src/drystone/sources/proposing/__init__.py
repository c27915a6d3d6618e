"""Proposing a source: what an export seems to hold, as a source file with reasons, for a person to review."""

from __future__ import annotations

from drystone.sources.proposing.proposal import Proposal, propose

__all__ = ["Proposal", "propose"]
