"""Questions over the inventory, parsed and safe, with four honest outcomes."""

from __future__ import annotations

from drystone.checks.compile import kind_of_check
from drystone.checks.evaluation import HOLE_CHECK, evaluate, needs, prepare
from drystone.checks.outcomes import Finding, Outcome, counts, outcomes_of, reaches
from drystone.checks.population import applies, outcomes_sql
from drystone.checks.session import CheckResult
from drystone.checks.standing import needs as page_needs
from drystone.checks.standing import write as write_page_outcomes

__all__ = [
    "HOLE_CHECK",
    "CheckResult",
    "Finding",
    "Outcome",
    "applies",
    "counts",
    "evaluate",
    "kind_of_check",
    "needs",
    "outcomes_of",
    "outcomes_sql",
    "page_needs",
    "prepare",
    "reaches",
    "write_page_outcomes",
]
