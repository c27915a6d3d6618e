"""Hold the budgets: about 400 lines a file, 50 a function, five arguments; and nothing left for later.

When one outgrows its budget it is telling us something. ``ALLOWED`` lists the few that we looked at and keep, with why.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILE_LINES = 420
FUNCTION_LINES = 52
ARGUMENTS = 7  # five, and the two that most of our public functions take first (an engine or build, a program)
ALLOWED: dict[str, str] = {
    "src/drystone/program/vocabulary.py": "One declaration of every table; splitting it would hide the whole.",
}


def findings(path: Path) -> list[str]:
    """Return what outgrew its budget in one file, a sentence each."""
    name = path.relative_to(ROOT).as_posix()
    if name in ALLOWED or "migrations" in path.parts:
        return []
    text = path.read_text(encoding="utf-8")
    found = []
    lines = text.count("\n")
    if lines > FILE_LINES:
        found.append(f"{name}: {lines} lines; this file may be two")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                found.append(f"{name}:{node.lineno}: {node.name} has {length} lines; this function may be two")
            names = [argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)]
            count = len(set(names) - {"self", "cls"})
            if count > ARGUMENTS and "cli" not in path.parts:  # a command's options are its arguments
                found.append(f"{name}:{node.lineno}: {node.name} takes {count} arguments")
    return found


def main() -> int:
    """Print every finding; 1 where there is one."""
    found = [line for path in sorted((ROOT / "src").rglob("*.py")) for line in findings(path)]
    print("\n".join(found) or "budgets: every file and function within its bounds")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
