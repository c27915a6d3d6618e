"""Where the key that signs evidence lies: a variable says, else beside the state."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from drystone.program.model import Program

VARIABLE = "DRYSTONE_EVIDENCE_KEY"


def of(program: Program, environ: Mapping[str, str]) -> Path:
    """Return the key's file. Machines that sign for one organisation are given the same file by the variable."""
    told = environ.get(VARIABLE)
    return Path(told) if told else (program.root / program.settings.state.path).with_name("evidence-key.pem")
