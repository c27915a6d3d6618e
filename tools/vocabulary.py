"""Write docs/vocabulary.md: every table and column, from the one place where they are declared."""

from __future__ import annotations

import sys
from pathlib import Path

from drystone.program.vocabulary import TABLES, Column, Table

ROOT = Path(__file__).parent.parent
HEAD = """# The vocabulary

Every table that sources may feed and checks may read. Written by `python -m tools.vocabulary` from
`src/drystone/program/vocabulary.py`; a test holds the two together. Times are naive UTC.
"""
ROLES = {
    "thing": "Things: each row is one thing that somebody owns",
    "fact": "Facts: rows that belong to a thing",
    "reference": "References: what the world knows",
    "made": "Made by a run: read by checks, never fed",
}


def page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    for role, title in ROLES.items():
        parts.append(f"## {title}\n")
        parts.extend(_section(table) for table in TABLES.values() if table.role == role)
    return "\n".join(parts)


def _section(table: Table) -> str:
    seen = f" Seen only by: {', '.join(table.seen_by)}." if table.seen_by else ""
    seen += " No check may read it." if table.closed else ""
    columns = "\n".join(f"| `{column.name}` | {column.type} | {_remark(column)} |" for column in table.columns)
    meaning = f"{table.meaning}{seen}\n\n" if table.meaning or seen else ""
    return f"### {table.name}\n\n{meaning}| column | type | |\n|---|---|---|\n{columns}\n"


def _remark(column: Column) -> str:
    if column.refers:
        return f"refers to {column.refers}"
    if column.seen_by:
        return "seen only by the person"
    return ", ".join(f"`{value}`" for value in column.values)


def main() -> int:
    """Write the page."""
    (ROOT / "docs" / "vocabulary.md").write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
