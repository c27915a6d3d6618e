"""Every rule, in the order in which reports list them."""

from __future__ import annotations

from drystone.responsibility.matrices.rules import cells, columns, coverage, driving, hands, profiled, rows, whole
from drystone.responsibility.matrices.rules.rule import Rule

RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        *rows.RULES,
        *columns.RULES,
        *cells.RULES,
        *whole.RULES,
        *hands.RULES,
        *driving.RULES,
        *coverage.RULES,
        *profiled.RULES,
    )
}
