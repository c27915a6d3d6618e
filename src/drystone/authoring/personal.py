"""This room keeps nothing but files; who edited what is in the audit log and the repository."""

from __future__ import annotations

from drystone.audit.personal import Declared

DECLARED: dict[str, Declared] = {}
