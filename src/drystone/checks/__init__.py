"""Questions over the inventory, parsed and safe, with four honest outcomes."""

from __future__ import annotations

from drystone.checks.evaluation import HOLE_CHECK, evaluate, needs, prepare
from drystone.checks.population import applies
from drystone.checks.session import CheckResult

__all__ = ["HOLE_CHECK", "CheckResult", "applies", "evaluate", "needs", "prepare"]
