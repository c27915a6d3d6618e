"""Every page in a real Chromium: axe finds nothing, nothing is wider than the screen, the console stays silent.

The pages are those of the table of access: whatever answers 200 to a GET for some kind of person, opened by the one of
them who may most. Ten main pages are looked at in both themes and at both widths; the others on a phone in the dark and
on a desk in the light, which is both of each: all four of every page would take axe a minute more and found nothing
that these two did not.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from browser import LOOKS, Visit
from served import KINDS, Served

pytestmark = pytest.mark.chromium

_TABLES = Path(__file__).parent.parent / "access"
#: Whoever may most first: their pages have the most on them.
_MOST = ("editor", "administrator", "approver", "responder", "department-head", "auditor", "manager", "employee",
         "colleague", "leaver", "anonymous")  # fmt: skip
_TWO_LOOKS = ((1440, "light"), (360, "dark"))
_MAIN = {
    "people:home", "people:data", "gaps:gap", "gaps:waiting", "catalogue:thing", "catalogue:activity", "measures:wall",
    "accountability:answer-for", "accountability:activity", "directory:sign-in",
}  # fmt: skip
#: Whose these are has more on them than whoever may most.
_THEIRS = {"people:home": "employee", "people:data": "employee", "gaps:gap": "employee", "catalogue:thing": "employee",
           "gaps:waiting": "approver", "accountability:answer-for": "approver"}  # fmt: skip


def _pages() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every route that somebody reads, who opens it, and the tables of its room."""
    for path in sorted(_TABLES.glob("*.py")):
        room = importlib.import_module(f"access.{path.stem}") if not path.stem.startswith(("_", "test_")) else None
        for name, row in getattr(room, "TABLE", {}).items():
            whose = [kind for kind in _MOST if row.get(kind) == 200]
            if ":" in name and whose and name not in getattr(room, "POSTS", {}):
                yield name, _THEIRS.get(name, whose[0]), getattr(room, "ARGUMENTS", {})


def test_the_kinds_are_those_of_the_tables() -> None:
    assert sorted(_MOST) == sorted(KINDS)


def test_every_page_is_sound_in_both_themes_and_at_both_widths(
    served: Served, visit: Callable[..., Visit], chromium: Any
) -> None:
    from django.urls import reverse

    windows: dict[str, Visit] = {}
    wrong, seen = [], set()
    for name, who, arguments in _pages():
        path = reverse(name, kwargs=arguments[name](served) if name in arguments else {})
        if not served.client(who).get(path).headers["Content-Type"].startswith("text/html"):
            continue
        window = windows.setdefault(who, visit(who)) if who not in windows else windows[who]
        window.go(path)
        seen.add(name)
        faults = window.faults(LOOKS if name in _MAIN else _TWO_LOOKS)
        wrong += [f"{name} as {who}: {one}" for one in faults]
    assert seen >= _MAIN
    assert len(seen) > 40
    assert wrong == []
