"""Activity × thing → who holds R, A, C and I, by which step."""

from __future__ import annotations

from drystone.responsibility.evidence import LetterLine, doers, superior, who
from drystone.responsibility.page import write as write_pages
from drystone.responsibility.population import letters_sql
from drystone.responsibility.quiet_start import CheckReach, Decided, reach
from drystone.responsibility.resolution import ResponsibilitySummary, resolve

__all__ = [
    "CheckReach",
    "Decided",
    "LetterLine",
    "ResponsibilitySummary",
    "doers",
    "letters_sql",
    "reach",
    "resolve",
    "superior",
    "who",
    "write_pages",
]
