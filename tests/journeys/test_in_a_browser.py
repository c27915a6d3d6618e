"""Whole paths through the site in a real Chromium, as the people of the made-up organisation walk them.

Each journey is one test: what a person does in one sitting. The first and the approver's are walked three times: with a
mouse, with the keyboard alone, and with JavaScript switched off. How pages look is held by tests/shell/test_every_page.
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


def tab_to(page: Any, name: str, *, most: int = 60) -> None:
    """Press Tab until what has the focus bears this name; it must be in sight, with a ring around it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        told = page.evaluate(
            """() => { const one = document.activeElement;
              const style = getComputedStyle(one), box = one.getBoundingClientRect();
              const label = one.labels && one.labels[0] ? one.labels[0].textContent : "";
              return {name: (one.getAttribute("aria-label") || label || one.textContent).trim().replace(/\\s+/g, " "),
                ring: style.outlineStyle !== "none" || style.boxShadow !== "none",
                seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight}; }"""
        )
        if told["name"] == name:
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


class Keyboard(Mouse):
    """Whoever uses Tab, Enter and Space."""

    def press(self, name: str) -> None:
        tab_to(self.page, name)
        before = self.page.url
        self.page.keyboard.press("Enter")
        self.page.wait_for_function("was => location.href !== was || document.querySelector('.said')", arg=before)

    def write(self, label: str, words: str) -> None:
        field = self.page.get_by_label(label)
        tab_to(self.page, re.sub(r"\s+", " ", field.evaluate("one => one.labels[0].textContent")).strip())
        if field.get_attribute("type") == "date":
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
    gap = str(window.page.locator("#next-title a").get_attribute("href"))
    if way is Keyboard:
        window.page.keyboard.press("Tab")
        assert window.page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        window.page.keyboard.press("Enter")
        assert window.page.evaluate("document.activeElement.id") == "main"

    by.press(DONE)
    window.reads("Saying so does not close it")
    by.press("Check again")
    window.reads("Thank you.")

    window.go(f"{gap}/not-now")
    by.write("Until", LATER)
    by.press("Not now")
    window.reads("All right: not before")

    window.go(f"{gap}/help")
    by.write("What did you try", "The switch is grey.")
    by.press("Send")
    window.reads("Sent.", "The switch is grey.", "Only these people read this:")

    window.go(f"{gap}/exception")
    by.write("Until and including", LATER)
    by.write("Why can it not be mended now?", "A new laptop comes next week.")
    by.press("Ask")
    window.reads("Asked.", "A new laptop comes next week.")

    window.go(f"{gap}/not-mine")
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
    window.go("/exceptions")
    by.press("Refuse")
    by.write("Why not, and what to do instead?", "IT lends you one.")
    by.press("Refuse")
    window.reads("Refused. They read your reason")
    window.go("/exceptions")
    window.reads("Nothing waits for you.")

    by.press("Whose is it? 1")
    window.page.get_by_role("link", name=re.compile("lt-elsewhere is not mine")).click()
    by.write("Why? They will read this.", "It is on their desk.")
    by.press("It stays theirs")
    window.reads("Settled; it stays theirs")


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

    activity, check, accountable = trial_check(served)
    window = visit(accountable)
    window.go("/answer-for")
    window.go(f"/answer-for/{activity}/checks/{check}")
    window.reads("It watches and speaks to nobody yet", "It would reach", "Are these the right people?")
    window.press("The others are right")
    window.reads("The owners are right often enough")
    window.press("Start the check")
    window.reads("Started. It speaks to people from the next run")


def test_a_department_head_sees_how_it_stands_and_gives_their_word(visit: Visits, served: Served) -> None:
    window = visit("department-head")
    window.go("/")
    window.press("What I answer for")
    window.reads("The one to set straight first", "You do it")
    window.page.get_by_role("link", name="Rehearse the bad day").first.click()
    window.reads("It is due: no data shows whether this was done")
    window.page.get_by_label("It was done.").fill("We tried it on 2 June")
    window.press("I give my word")
    window.reads("Thank you. Your word stands until it is due again.", "Last said on")


def test_an_administrator_helps_people_in_and_out(visit: Visits, served: Served) -> None:
    someone = served.person("colleague").email
    window = visit("administrator")
    window.go("/")
    window.press("Administration")
    window.page.get_by_label("For whom?").fill(someone)
    window.page.locator("#invite-reason").fill("They are new.")
    window.press("Make a one-time link")
    window.reads("It works once, within three days")
    assert "/invitation/" in window.page.locator("code.link").inner_text()
    served.client("colleague").get("/")
    window.page.get_by_label("Whom? Their e-mail address", exact=True).fill(someone)
    window.page.locator("#end-reason").fill("Their phone was lost.")
    window.press("Sign out everywhere")
    window.reads("Signed out in")
    window.press("Tokens of services")
    window.page.get_by_label("What will use it?").fill("the ticket system")
    window.page.get_by_role("checkbox").first.check()
    window.press("Make the token")
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
    from access.catalogue import _laptop
    from drystone.cli.main import main

    window = visit("auditor")
    window.go("/wall")
    window.page.locator("summary", has_text="The same as a table").click()
    window.page.get_by_role("link", name="Encrypt laptops and phones").last.click()
    window.reads("Who", "What is checked")
    with window.page.expect_download() as waits:
        window.press("Download the evidence")
    waits.value.save_as(tmp_path / "pack.zip")
    assert main(["evidence", "verify", str(tmp_path / "pack.zip")]) == 0

    thing = _laptop(served)
    window.go(f"/things/{thing['kind']}/{thing['asset_id']}")
    window.reads("You see this as an auditor", served.people["employee"])
    assert served.person("employee").name not in window.page.inner_text("main")
    gap = gap_of_the_employee(served).gap_id
    window.go(f"/gaps/{gap}")
    assert window.page.get_by_role("main").get_by_role("button").count() == 0
    assert served.person("employee").name not in window.page.inner_text("main")


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
