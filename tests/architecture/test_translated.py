"""What people read from the code of the site is marked for translation: errors, and what the log says was done."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import translation

SOURCE = Path(__file__).parents[2] / "src" / "drystone"
ROOMS = (
    "shell", "directory", "messages", "decisions", "authoring", "gaps", "charting", "reviews", "measures", "catalogue",
    "accountability", "people", "runs", "web",
)  # fmt: skip
#: Where errors stay English, as the command line is, and why nobody reads them on a page or from the API.
ENGLISH = {
    "gaps/step_api.py": "what the API says to programs",
    "messages/api.py": "what the API says to programs",
    "shell/headings.py": "what the API says to programs",
    "runs/": "a run is started from the command line or in the background; whoever runs the server reads its log",
    "web/": "the site does not start; whoever runs the server reads it in a terminal",
    "messages/carriers/": "kept with a message that did not leave, for whoever runs the server",
    "messages/tellings.py": "a room that writes to a room of the program's asks wrongly: a defect, told to its author",
    "messages/bounces.py": "kept with a message that came back, for whoever runs the server",
    "messages/sending.py": "kept with a message that did not leave, for whoever runs the server",
}
_MARKS = {"_", "_later", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
#: Who writes to the log by way of others; where an entry's name is made up of parts, the names that come of it.
_WRITERS = {"record", "_note", "_log", "_record", "_tell"}
_MADE_UP = {
    "audit/actions.py": {"payloads-shredded"},
    "directory/links.py": {f"{one}-link-made" for one in ("first", "person", "reset", "rescue")},
    "directory/admitting.py": {"user-made", "user-joined-to-person"},
    "directory/scim/storing.py": {
        f"scim-{of}-{did}" for of in ("user", "group") for did in ("made", "changed", "removed")
    },
    "decisions/questions.py": {f"question-{one}" for one in ("accepted", "refused", "withdrawn")},
    "gaps/exceptions.py": {"excepted", "exception-refused"},
    "reminders/trials.py": {"trial-over", "trial-stopped"},
    "gaps/acts.py": set[str](),
    "gaps/tasks.py": set[str](),
    "directory/tokens.py": set[str](),
    "directory/noticing.py": set[str](),
}


@cache
def trees() -> dict[str, ast.Module]:
    """Return every file of the source, parsed when the first test asks."""
    return {
        path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(SOURCE.rglob("*.py"))
    }


def _name(node: ast.expr) -> str:
    return str(getattr(node, "id", None) or getattr(node, "attr", ""))


def _errors() -> set[str]:
    """The names of DrystoneError and all that is one, wherever it is written."""
    found, before = {"DrystoneError"}, set[str]()
    while found != before:
        before = set(found)
        classes = (node for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
        found |= {one.name for one in classes if any(_name(base) in found for base in one.bases)}
    return found


def _unmarked(node: ast.expr) -> bool:
    """Whether words stand in an expression that no function marks for translation; a command is no words."""
    inner = list(ast.walk(node))
    words = [one.value for one in inner if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    marked = any(isinstance(one, ast.Call) and _name(one.func) in _MARKS for one in inner)
    return any(not word.startswith("drystone ") and word.strip() for word in words) and not marked


def _english() -> Iterator[tuple[str, int, str]]:
    errors = _errors()
    for path, tree in trees().items():
        if path.partition("/")[0] not in ROOMS:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in errors:
                told = [*node.args[:1], *(one.value for one in node.keywords if one.arg in {"what", "do"})]
                yield from ((path, node.lineno, ast.unparse(one)) for one in told if _unmarked(one))


def test_errors_that_people_may_read_on_pages_are_marked_for_translation() -> None:
    found = list(_english())
    assert [one for one in found if not one[0].startswith(tuple(ENGLISH))] == []
    assert {place for place in ENGLISH if not any(one[0].startswith(place) for one in found)} == set(), "needless"


def _acts() -> tuple[set[str], set[str]]:
    """Return the names of the log's entries as code writes them, and where names are made of parts."""
    names, made_up = set[str](), set[str]()
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or _name(node.func) not in _WRITERS or not node.args:
                continue
            if _name(node.func) == "record" and "audit" not in ast.unparse(node.func) and path != "audit/actions.py":
                continue
            literal = {
                one.value
                for one in node.args
                if isinstance(one, ast.Constant) and isinstance(one.value, str) and "-" in one.value
            }
            simple = isinstance(node.args[0], ast.Constant)
            names |= literal
            if _name(node.func) == "record" and not simple:
                made_up.add(path)
            elif simple:
                names.add(str(node.args[0].value))  # type: ignore[attr-defined] # A constant, as just asked.
    return names, made_up


def test_everything_that_the_log_may_say_is_said_in_words_in_every_language(sqlite_state: Any) -> None:
    from drystone.people.templatetags import mine

    names, made_up = _acts()
    assert made_up == set(_MADE_UP)
    names |= {name for known in _MADE_UP.values() for name in known}
    names -= {"made", "changed", "removed"}  # The middle of a name; _MADE_UP has them whole.
    assert {"looked-at-person", "attested", "user-made", "token-made", "factor-added", "question-asked"} <= names
    assert names - set(mine._ACTIONS) == set()
    for name in names:
        said = mine.action(name)
        with translation.override("de"):
            assert mine.action(name) != said, name
    assert names >= mine.LOOKS
    assert "user-made" not in mine.LOOKS
