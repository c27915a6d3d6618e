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
from access.arranged import WALKED, Arranged, arrange
from browser import LOOKS, Visit
from served import Served

pytestmark = pytest.mark.chromium

_SOURCE = Path(__file__).parent.parent.parent / "src" / "drystone"
#: Whoever may most first: their pages have the most on them.
_MOST = ("editor", "administrator", "approver", "responder", "department-head", "auditor", "manager", "employee",
         "colleague", "screener", "looker", "head-on-a-screen", "approver-on-a-screen", "owing", "leaver",
         "anonymous")  # fmt: skip
_TWO_LOOKS = ((1440, "light"), (360, "dark"))
#: Files, not pages.
_FILES = {"shell:health", "measures:wall-file", "openapi", "people:data-json", "gaps:csv", "gaps:json",
          "accountability:key", "accountability:evidence", "accountability:evidence of-a-seat",
          "directory:sign-in-passkey", "messages:feed", "incidents:pack", "incidents:file",
          "reports:desk-live", "reports:desk-message"}  # fmt: skip
#: Whose these are has more on them than whoever may most.
_THEIRS = {"people:home": "employee", "people:data": "employee", "gaps:gap": "employee", "catalogue:thing": "employee",
           "gaps:waiting": "approver", "accountability:answer-for": "approver"}  # fmt: skip


#: A team's screen speaks the team's language, whoever stands before it.
_IN_ITS_OWN_LANGUAGE = {"displays:display"}
#: Who else is shown another page there: whoever must say why they look, first.
_OTHERS = {"catalogue:thing of-a-screening": "screener"}
#: What is no page for anybody of the table: a provider of sign-ins is elsewhere, whoever is on a shared screen is led
#: on from where others show their badge (looked at below), and nothing of an API that is not there is read by people.
_NO_PAGE = {"directory:openid-start", "directory:openid-back", "directory:badge", "no-api"}


def _pages(arranged: Arranged) -> Iterator[tuple[str, str, str]]:
    """Yield every row of what somebody reads, who opens it, and its address."""
    for name, row in tables.TABLE.items():
        whose = [kind for kind in _MOST if row[kind] == 200]
        if whose and name not in _FILES and "GET" in tables.methods(name):
            yield name, _THEIRS.get(name, whose[0]), tables.url(name, arranged)
            if name in _OTHERS:
                yield name, _OTHERS[name], tables.url(name, arranged)


def test_the_kinds_are_those_of_the_tables() -> None:
    assert sorted(_MOST) == sorted(WALKED)


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

    wrong: list[str] = []
    seen, sits = set(), ""
    arranged = arrange(served)
    window = visit("anonymous", locale=language)
    window.look_at_every_page()
    for name, who, path in sorted(_pages(arranged), key=lambda page: page[1]):
        if who != sits:
            window.become(arranged.client(who))
            Person.objects.update(language=language)
            User.objects.update(language=language)
            sits = who
        window.go(path)
        assert window.page.url == window.address + path, "led elsewhere: that page is not seen"
        spoken = window.page.evaluate("document.documentElement.lang")
        assert spoken == language or name in _IN_ITS_OWN_LANGUAGE, name
        seen.add(name)
        wrong += [f"{name} as {who}: {one}" for one in window.faults(looks)]
    read = {name for name in tables.TABLE if "GET" in tables.methods(name)} - _FILES
    assert read - seen == _NO_PAGE
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


def test_pages_that_follow_a_badge_or_a_reason_or_ask_for_one_again_are_sound_too(
    served: Served, visit: Callable[..., Visit]
) -> None:
    arranged = arrange(served)
    screen = served.client("anonymous")
    screen.cookies["drystone-screen"] = arranged.made["screen_token"]
    window = visit("anonymous", client=screen)
    window.go("/badge/")
    assert window.page.url == f"{window.address}/badge/"
    wrong = [f"badge: {one}" for one in window.faults(_TWO_LOOKS)]
    for who, name in (("looker", "people:person"), ("screener", "catalogue:thing of-a-screening")):
        window = visit(who, client=arranged.client(who))
        window.go(tables.url(name, arranged))
        for reason, status in (("so", {400, 422}), ("a laptop was lost and I look for its accounts", {200})):
            window.page.locator("main form [name=reason]").fill(reason)
            window.page.evaluate("document.querySelector('main form').noValidate = true")
            with window.page.expect_navigation() as waits:
                window.page.locator("main form:has([name=reason]) button").click()
            assert waits.value.status in status
            wrong += [f"{name}, after “{reason}”: {one}" for one in window.faults(_TWO_LOOKS)]
    assert not wrong, "\n".join(wrong)
