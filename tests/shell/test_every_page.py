"""Every page in a real Chromium: axe finds nothing, nothing is wider than the screen, the console stays silent.

The pages are those of the table of access: whatever answers 200 to a GET for some kind of person, opened by the one of
them who may most. Each is looked at in both themes and at both widths in English, and on a phone in the dark in German,
whose words are the longest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from access import tables
from access.arranged import Arranged, arrange
from browser import LOOKS, Visit
from served import KINDS, Served

pytestmark = pytest.mark.chromium

_SOURCE = Path(__file__).parent.parent.parent / "src" / "drystone"
#: Whoever may most first: their pages have the most on them.
_MOST = ("editor", "administrator", "approver", "responder", "department-head", "auditor", "manager", "employee",
         "colleague", "leaver", "anonymous")  # fmt: skip
_TWO_LOOKS = ((1440, "light"), (360, "dark"))
#: Files, not pages.
_FILES = {"shell:health", "measures:wall-file", "people:data-json", "gaps:csv", "gaps:json", "accountability:key",
          "accountability:evidence", "directory:sign-in-passkey", "messages:feed"}  # fmt: skip
#: Whose these are has more on them than whoever may most.
_THEIRS = {"people:home": "employee", "people:data": "employee", "gaps:gap": "employee", "catalogue:thing": "employee",
           "gaps:waiting": "approver", "accountability:answer-for": "approver"}  # fmt: skip


def _pages(arranged: Arranged) -> Iterator[tuple[str, str, str]]:
    """Yield every row of what somebody reads, who opens it, and its address."""
    for name, row in tables.TABLE.items():
        whose = [kind for kind in _MOST if row[kind] == 200]
        if whose and ":" in name and name not in _FILES and "GET" in tables.methods(name):
            yield name, _THEIRS.get(name, whose[0]), tables.url(name, arranged)


def test_the_kinds_are_those_of_the_tables() -> None:
    assert sorted(_MOST) == sorted(KINDS)


def test_a_theme_changes_colours_alone() -> None:
    sheets = [path.read_text(encoding="utf-8") for path in _SOURCE.glob("*/static/**/*.css")]
    themes = [
        declared
        for sheet in sheets
        for block in re.findall(r"@media[^{]*prefers-color-scheme[^{]*{((?:[^{}]*{[^{}]*})*)\s*}", sheet)
        for rules in re.findall(r"{([^{}]*)}", block)
        for declared in re.findall(r"(?:^|;|\*/)\s*([-\w]+)\s*:", rules)
    ]
    assert len(themes) > 50
    assert [name for name in themes if not name.startswith("--") and name not in {"color-scheme", "filter"}] == []
    assert not [path for path in _SOURCE.rglob("*.js") if "prefers-color-scheme" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize(
    ("language", "looks"),
    [pytest.param("en", LOOKS, id="both-themes-and-widths"), pytest.param("de", LOOKS[1:2], id="in-german")],
)
def test_every_page_is_sound(
    served: Served, visit: Callable[..., Visit], language: str, looks: tuple[tuple[int, str], ...]
) -> None:
    from drystone.directory.models import Person, User

    windows: dict[str, Visit] = {}
    wrong, seen = [], set()
    for name, who, path in _pages(arrange(served)):
        if who not in windows:
            windows[who] = visit(who, locale=language)
            Person.objects.update(language=language)
            User.objects.update(language=language)
        window = windows[who]
        window.go(path)
        assert window.page.locator("html").get_attribute("lang") == language
        seen.add(name)
        wrong += [f"{name} as {who}: {one}" for one in window.faults(looks)]
    assert len(seen) > 45
    assert not wrong, "\n".join(wrong)


def test_pages_in_their_other_states_are_sound_too(served: Served, visit: Callable[..., Visit]) -> None:
    from access.gaps import gap_of_the_employee
    from drystone.gaps.models import GapResponsible

    me, gap = served.people["employee"], gap_of_the_employee(served).gap_id
    window = visit("employee")
    wrong = []

    def look(state: str) -> None:
        wrong.extend(f"{state}: {one}" for one in window.faults(_TWO_LOOKS))

    # What a person did not write is said beside the form; the browser's own check must not come first.
    for act in ("help", "exception", "not-mine", "not-now"):
        window.go(f"/gaps/{gap}/{act}")
        window.page.evaluate("document.querySelector('main form').noValidate = true")
        window.page.locator("main form input[type=date], main form textarea, main form input:not([type])").evaluate_all(
            "all => all.forEach(one => { one.value = one.name === 'owner' ? 'nobody@nowhere.example' : '' })"
        )
        with window.page.expect_navigation() as waits:
            window.page.locator("main form button").first.click()
        assert waits.value.status in {409, 422}, act
        assert window.page.get_by_role("alert").count() == 1, act
        look(f"{act}, not done")
    window.go(f"/gaps/{gap}/done")
    window.page.locator("main form button").click()
    window.reads("Thank you.")
    look("done, thanked for")
    for path in ("/threads", "/exceptions", "/questions", "/answer-for"):
        window.go(path)
        look(f"{path}, empty")
    GapResponsible.objects.filter(person_id=me).delete()
    window.go("/")
    window.reads("Nothing to do")
    look("nothing to do")
    for path in ("/nothing-of-that-name", "/administration/"):
        assert window.page.goto(window.address + path).status in {403, 404}
        look(path)
    assert not wrong, "\n".join(wrong)


def test_pages_that_the_table_opens_to_nobody_or_only_with_words_after_the_question_mark_are_sound_too(
    served: Served, visit: Callable[..., Visit]
) -> None:
    from accountability.test_answer_for import trial_check

    activity, check, accountable = trial_check(served)
    wrong = []
    for who, path in ((accountable, f"/answer-for/{activity}/checks/{check}"), ("manager", "/teams/card"),
                      ("administrator", "/administration/tokens"), ("employee", "/account/tokens")):  # fmt: skip
        window = visit(who)
        window.go(path)
        if path == "/teams/card":
            window.page.locator("main ul.rows a").first.click()
            window.reads("A few things that keep us all safe")
        wrong += [f"{path}: {one}" for one in window.faults(_TWO_LOOKS)]
    assert not wrong, "\n".join(wrong)
