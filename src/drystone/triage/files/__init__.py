"""Looking into files: true types, archives, documents, pictures, pointers; within limits, and nothing is ever run."""

from __future__ import annotations

from drystone.triage.files.digests import Digests, digests, normalised_digest, shingles, similarity
from drystone.triage.files.inspecting import inspect
from drystone.triage.files.kinds.catalogue import KINDS
from drystone.triage.files.rules import RuleSet, compile_rules
from drystone.triage.files.sniffing import sniff

__all__ = [
    "KINDS",
    "Digests",
    "RuleSet",
    "compile_rules",
    "digests",
    "inspect",
    "normalised_digest",
    "shingles",
    "similarity",
    "sniff",
]
