"""Write docs/triage.md: what triage does, its contract, and every kind of sign, from where they are declared."""

from __future__ import annotations

import sys
from pathlib import Path

from drystone.triage.catalogue import FAMILIES
from drystone.triage.judging import RULES
from drystone.triage.signs import Kind
from drystone.triage.telling import SCHEMA

ROOT = Path(__file__).parent.parent
TITLES = {
    "building": "How the message is built",
    "headers": "What its headers say",
    "sender": "Who it says it is from",
    "links": "Where its links lead",
    "page": "What its HTML does",
    "words": "What it says",
    "files": "What it carries",
}


def page() -> str:
    """Return the whole page."""
    head = (ROOT / "tools" / "triage_head.md").read_text(encoding="utf-8").replace("{schema}", str(SCHEMA))
    rules = "\n".join(f"| `{name}` | {said['en']} |" for name, said in RULES.items())
    families = "\n".join(_family(name) for name in FAMILIES)
    hints = f"## The rules of the hint\n\n| rule | says |\n|---|---|\n{rules}\n"
    return f"{head}\n{hints}\n## Every kind of sign\n\n{families}"


def _family(name: str) -> str:
    rows = "\n".join(_row(key, kind) for key, kind in FAMILIES[name].items())
    return f"### {TITLES[name]}\n\n| kind | severity | says | why | source |\n|---|---|---|---|---|\n{rows}\n"


def _row(key: str, kind: Kind) -> str:
    cells = (f"`{key}`", kind.severity.value, kind.says["en"], kind.why["en"], kind.source)
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main() -> int:
    """Write the page."""
    (ROOT / "docs" / "triage.md").write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
