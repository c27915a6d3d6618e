"""Whole paths through the site in a real Chromium, as the people of the made-up organisation walk them.

Each journey is one test: what a person does in one sitting, from their own page on and by what the pages offer. The
first and the approver's are walked three times: with a mouse, with the keyboard alone, and with JavaScript switched
off; those of a head, an administrator and an auditor with the keyboard alone, and none types an address after the
first. How pages look is held by tests/shell/test_every_page.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from access.gaps import gap_of_the_employee
from browser import Visit
from served import NOW, Served

pytestmark = pytest.mark.chromium

Visits = Callable[..., Visit]

DONE = "I've done it: check again"
LATER = (NOW + dt.timedelta(days=5)).date().isoformat()


def tab_to(page: Any, name: str, *, most: int = 90, key: str = "Tab") -> None:
    """Press Tab until what has the focus bears this name; it must be in sight, with a ring around it.

    A name that ends in … is that of the first which begins so.
    """
    for _ in range(most):
        page.keyboard.press(key)
        told = page.evaluate(
            """() => { const one = document.activeElement;
              const style = getComputedStyle(one), box = one.getBoundingClientRect();
              const label = one.labels && one.labels[0] ? one.labels[0].textContent : "";
              return {name: (one.getAttribute("aria-label") || label || one.textContent).trim().replace(/\\s+/g, " "),
                ring: style.outlineStyle !== "none" || style.boxShadow !== "none",
                seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight}; }"""
        )
        if told["name"] == name or (name.endswith("…") and told["name"].startswith(name[:-1])):
            assert told["ring"], f"{name}: nothing shows where the focus is"
            assert told["seen"], f"{name}: the focus is out of sight"
            return
    raise AssertionError(f"no Tab leads to {name!r}")


class Mouse:
    """Whoever points and clicks."""

    def __init__(self, window: Visit) -> None:
        self.window, self.page = window, window.page

    def press(self, name: str) -> None:
        self.window.press(name)

    def write(self, label: str, words: str) -> None:
        self.page.get_by_label(label).fill(words)

    def tick(self, label: str) -> None:
        self.page.get_by_label(label).check()

    def follow(self, name: str) -> None:
        """Follow the link that begins with a name."""
        self.page.get_by_role("link", name=re.compile(f"^{re.escape(name)}")).first.click()


class Keyboard(Mouse):
    """Whoever uses Tab, Enter and Space."""

    def press(self, name: str) -> None:
        tab_to(self.page, name)
        self.page.evaluate("document.documentElement.dataset.before = ''")
        self.page.keyboard.press("Enter")
        self.page.locator("html:not([data-before]), .answer:not(:empty)").first.wait_for(state="attached")
        self.page.wait_for_load_state()

    def follow(self, name: str) -> None:
        self.press(f"{name}…")

    def here(self) -> None:
        """Follow the link that has the focus."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, label: str, words: str) -> None:
        tab_to(self.page, f"{label}…")
        if self.page.evaluate("document.activeElement.type") == "date":
            year, month, day = words.split("-")
            self.page.keyboard.type(f"{month}{day}{year}")
        else:
            self.page.keyboard.type(words)

    def tick(self, label: str) -> None:
        tab_to(self.page, label)
        self.page.keyboard.press("Space")


WAYS = [
    pytest.param(Mouse, {}, id="by-mouse"),
    pytest.param(Keyboard, {}, id="by-keyboard"),
    pytest.param(Mouse, {"java_script_enabled": False}, id="without-javascript"),
]


@pytest.mark.parametrize(("way", "options"), WAYS)
def test_a_first_time_employee_sees_the_one_thing_and_can_say_everything_about_it(
    visit: Visits, served: Served, way: type[Mouse], options: dict[str, Any]
) -> None:
    from drystone.directory.models import Person

    Person.objects.update(language="en")  # Whoever the picker takes reads the words below.
    window = visit("anonymous", **options)
    by = way(window)
    window.go("/")
    kind = window.page.get_by_role("button", name=re.compile("^An employee"))
    if way is Keyboard:
        tab_to(window.page, re.sub(r"\s+", " ", kind.inner_text()))
        window.page.keyboard.press("Enter")
        window.page.wait_for_url("**/")
    else:
        kind.click()
    window.reads("Hello,", "One thing worth doing now", "It protects:")
    if way is Keyboard:
        window.page.keyboard.press("Tab")
        assert window.page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        window.page.keyboard.press("Enter")
        assert window.page.evaluate("document.activeElement.id") == "main"

    by.press(DONE)
    window.reads("Thank you.")

    by.press("Not now")
    by.write("Until", LATER)
    by.press("Not now")
    window.reads("All right: not before")

    by.press("I need help")
    by.write("What did you try", "The switch is grey.")
    by.press("Send")
    window.reads("Sent.", "The switch is grey.", "Only these people read this:")
    by.press("What this is about")

    by.press("Ask for an exception")
    by.write("Until and including", LATER)
    by.write("Why can it not be mended now?", "A new laptop comes next week.")
    by.press("Ask")
    window.reads("Asked.", "A new laptop comes next week.")

    by.press("Not mine")
    by.tick("I don't know")
    by.press("It is not mine")
    window.reads("It has been asked")

    by.press("What is known about me")
    window.reads("Everything that Drystone holds about you", "A new laptop comes next week.")


def _asked(served: Served) -> dict[str, str]:
    """What waits: two wishes of the employee, and their question; the accountable of the first gap decides."""
    from drystone.decisions import questions
    from drystone.gaps import acts, exceptions
    from drystone.gaps.models import Gap

    me = served.people["employee"]
    first = gap_of_the_employee(served)
    second = (
        Gap.objects.filter(status="open", reach="live", responsible__person_id=me, accountable=first.accountable)
        .exclude(gap_id=first.gap_id).first()
    )  # fmt: skip
    assert second is not None
    for gap, reason in ((first, "It comes next week."), (second, "I would rather not.")):
        acts.ask_exception(exceptions.Wish(gap.gap_id, reason, (NOW + dt.timedelta(days=20)).date()), by=me, at=NOW,
                           superior=None)  # fmt: skip
    said = questions.NotMine("device", "device-of-a-journey", "lt-elsewhere")
    questions.ask(said, by=me, holder=first.accountable, at=NOW)
    return {"decider": first.accountable}


@pytest.mark.parametrize(("way", "options"), WAYS)
def test_an_approver_decides_what_waits_and_settles_whose_it_is(
    visit: Visits, served: Served, way: type[Mouse], options: dict[str, Any]
) -> None:
    from drystone.decisions.models import Question
    from drystone.gaps.models import ExceptionRequest

    told = _asked(served)
    window = visit(told["decider"], **options)
    by = way(window)
    window.go("/")
    window.page.get_by_role("navigation", name="Main").get_by_role("link", name="Exceptions 2").wait_for()
    by.press("Exceptions 2")
    window.reads("It comes next week.", "I would rather not.")
    by.press("Approve")
    by.write("Why, if you like", "Fine until then.")
    by.press("Approve")
    window.reads("Approved. It is shown as accepted")
    by.press("Refuse")
    by.write("Why not, and what to do instead?", "IT lends you one.")
    by.press("Refuse")
    window.reads("Refused. They read your reason")
    window.reads("Nothing waits for you.")

    by.press("Whose is it? 1")
    window.reads("lt-elsewhere is not mine")
    by.follow(served.person("employee").name)
    by.write("Why? They will read this.", "It is on their desk.")
    by.press("It stays theirs")
    window.reads("Settled; it stays theirs")
    decided = ExceptionRequest.objects.filter(decided_by=told["decider"]).values_list("status", "decision_reason")
    assert sorted(decided) == [("approved", "Fine until then."), ("refused", "IT lends you one.")]
    assert [one.status for one in Question.objects.filter(asset_id="device-of-a-journey")] == ["refused"]


def test_nobody_is_offered_to_decide_on_their_own_wish(visit: Visits, served: Served) -> None:
    from drystone.gaps.models import ExceptionRequest

    _asked(served)
    window = visit("employee")
    window.go("/exceptions")
    window.reads("Nothing waits for you.", "What you asked for")
    assert window.page.get_by_role("button", name="Approve").count() == 0
    one = ExceptionRequest.objects.filter(requested_by=served.people["employee"]).first()
    assert one is not None
    assert window.page.goto(f"{window.address}/exceptions/{one.exception_id}/approve").status == 404


def test_an_accountable_starts_a_check_after_a_sample(visit: Visits, served: Served) -> None:
    from accountability.test_answer_for import trial_check
    from drystone.decisions import queries as decisions

    activity, check, accountable = trial_check(served)
    window = visit(accountable)
    window.go("/answer-for")
    window.go(f"/answer-for/{activity}/checks/{check}")
    window.reads("It watches and speaks to nobody yet", "It would reach", "Are these the right people?")
    window.press("The others are right")
    window.reads("The owners are right often enough")
    window.press("Start the check")
    window.reads("Started. It speaks to people from the next run")
    assert decisions.marks(check).keys() == {"sampled", "started"}


def test_a_department_head_sees_how_it_stands_and_gives_their_word(visit: Visits, served: Served) -> None:
    window = visit("department-head")
    by = Keyboard(window)
    window.go("/")
    by.press("What I answer for")
    window.reads("The one to set straight first", "You do it")
    by.follow("Rehearse the bad day")
    window.reads("It is due: no data shows whether this was done")
    by.write("It was done.", "We tried it on 2 June")
    by.press("I give my word")
    window.reads("Thank you. Your word stands until it is due again.", "Last said on")


def test_an_administrator_helps_people_in_and_out(visit: Visits, served: Served) -> None:
    someone = served.person("colleague").email
    window = visit("administrator")
    by = Keyboard(window)
    window.go("/")
    by.press("Administration")
    by.write("For whom?", someone)
    by.write("Why? They see it.", "They are new.")
    by.press("Make a one-time link")
    window.reads("It works once, within three days")
    assert "/invitation/" in window.page.locator("code.link").inner_text()
    served.client("colleague").get("/")
    by.write("Whom? Their e-mail address", someone)
    by.write("Why? They see it.", "Their phone was lost.")
    by.press("Sign out everywhere")
    window.reads("Signed out in")
    by.press("Tokens of services")
    by.write("What will use it?", "the ticket system")
    window.page.keyboard.press("Tab")
    window.page.keyboard.press("Space")
    by.press("Make the token")
    window.reads("Copy it now")
    assert window.page.get_by_label("Token", exact=True).input_value().startswith("dry_")


def test_the_keeper_of_the_program_changes_who_holds_a_position(visit: Visits, served: Served) -> None:
    colleague = served.person("colleague").email
    window = visit("editor")
    window.go("/")
    window.press("Program")
    window.page.get_by_role("link", name="Senior administrator").click()
    window.page.get_by_label("Address or HR key").first.fill(colleague)
    window.page.get_by_label("From").first.fill("2026-06-01")
    window.page.get_by_label("Why? It is kept with the change.").fill("They came back from leave.")
    window.press("Save")
    window.reads("Saved. It counts from the next run.")
    window.go("/program/")
    window.reads("They came back from leave.")
    assert colleague in (served.root / "roles.yaml").read_text()


def test_an_auditor_takes_evidence_with_them_and_can_change_nothing(
    visit: Visits, served: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from drystone.cli.main import main
    from drystone.directory.models import Person
    from drystone.shell import site

    window = visit("auditor")
    by = Keyboard(window)
    window.go("/")
    by.press("Evidence")
    tab_to(window.page, site.program().activities["keep-logs"].name, most=200)
    by.here()
    window.reads("Who", "What is checked", "What stands longest")
    tab_to(window.page, "Download the evidence")
    with window.page.expect_download() as waits:
        window.page.keyboard.press("Enter")
    waits.value.save_as(tmp_path / "pack.zip")
    assert main(["evidence", "verify", str(tmp_path / "pack.zip")]) == 0

    names = set(Person.objects.exclude(person_id=served.people["auditor"]).values_list("name", flat=True))
    tab_to(window.page, site.program().checks["log-source-silent"].title.failed, key="Shift+Tab")
    by.here()
    for reads in ("What happened so far", "You see this as an auditor"):
        window.reads(reads)
        shown = window.page.inner_text("main")
        assert window.page.get_by_role("main").get_by_role("button").count() == 0
        assert not [name for name in names if name in shown]
        if reads == "What happened so far":
            tab_to(window.page, window.page.locator("main h1 + p a").inner_text())
            by.here()


def test_every_stone_of_the_wall_is_a_link_that_the_keyboard_reaches(visit: Visits, served: Served) -> None:
    from drystone.shell import site

    activities = site.program().activities
    window = visit("employee")
    for width, drawn in ((1440, ".wall-wide"), (360, ".wall-narrow")):
        window.page.set_viewport_size({"width": width, "height": 900})
        window.go("/wall")
        stones = window.page.locator(f"{drawn} a:visible")
        addresses = stones.evaluate_all("all => all.map(one => one.getAttribute('href'))")
        assert sorted(addresses) == sorted(f"/activities/{one}" for one in activities)
        names = stones.evaluate_all("all => all.map(one => one.getAttribute('aria-label') || one.textContent.trim())")
        assert all(names)
        window.page.locator("h1").click()
        reached = set()
        for _ in range(len(activities) + 12):
            window.page.keyboard.press("Tab")
            reached.add(window.page.evaluate("document.activeElement.getAttribute('href')"))
        assert reached >= set(addresses)
    window.page.locator("summary", has_text="The same as a table").click()
    rows = window.page.locator("#rows tbody th a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert sorted(rows) == sorted(addresses)
