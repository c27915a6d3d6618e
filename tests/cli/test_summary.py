"""A run's report in words leaves nothing out that somebody should mend."""

from __future__ import annotations

from typing import Any

import pytest

from drystone.cli.summary import say_report

REPORT: dict[str, Any] = {
    "sources": [{"id": "hr", "status": "failed", "rows": None, "quarantined": 0, "error": "no such file"}],
    "inventory": {"person": 1},
    "merges": {"records": 1, "things": 1, "conflicts": 0, "rejected_keys": 0},
    "responsibility": {"pairs": 2, "resolved": 1, "by_fallback": 1, "holes": 1},
    "checks": [{"id": "odd", "pass": 0, "fail": 0, "unknown": 1, "not_applicable": 0, "error": "took too long"}],
    "gaps": {"opened": 1, "closed": 0, "reopened": 0, "open": 1, "excepted": 0, "unowned": 1},
    "problems": ["activity encrypt-laptops: its where cannot be run"],
}


@pytest.mark.parametrize("told", ["no such file", "took too long", "its where cannot be run", "1 hole", "1 nobody's"])
def test_what_could_not_be_read_asked_or_held_is_said(told: str, capsys: pytest.CaptureFixture[str]) -> None:
    say_report(REPORT)
    assert told in capsys.readouterr().out
