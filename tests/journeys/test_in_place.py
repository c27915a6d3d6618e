"""What pages do in place where there is JavaScript, in a real Chromium: nothing typed is lost and the focus stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from access.gaps import gap_of_the_employee
from browser import Visit
from gaps.served_gap import close
from served import NOW, Served

pytestmark = pytest.mark.chromium


def _asks(page: Any) -> None:
    """Let the page ask now what it asks every few seconds."""
    page.evaluate(
        """() => document.querySelectorAll('[hx-trigger*="every"]').forEach(one => htmx.trigger(one, "seen"))"""
    )


def _focus(page: Any) -> Any:
    return page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")


def test_pages_answer_in_place_and_keep_what_somebody_is_at(visit: Callable[..., Visit], served: Served) -> None:
    from drystone.messages import actions

    me, other, gap = served.people["employee"], served.people["colleague"], gap_of_the_employee(served)
    window = visit("employee")
    page = window.page

    # Done: thanked for on the spot, and told how it went once a run has looked.
    window.go(f"/gaps/{gap.gap_id}")
    window.press("I've done it: check again")
    window.reads("Thank you. We look again now")
    assert page.url.endswith(f"/gaps/{gap.gap_id}")
    assert _focus(page) == "I've done it: check again"
    close(gap)
    _asks(page)
    window.reads("We looked again, and this is settled.")
    assert page.locator(".answer [hx-get]").count() == 0

    # A conversation goes on while somebody writes.
    thread = actions.open_thread(("", ""), by=me, to=[other], text="How do I turn this on?", now=NOW)
    window.go(f"/threads/{thread}")
    page.get_by_label("Your answer").fill("Half a sen")
    for words in ("Settings, then Privacy.", "Does it work?"):
        actions.post(thread, by=other, text=words, now=NOW)
        _asks(page)
        window.reads(words)
    assert page.locator("#talk > li").count() == 3
    assert (page.get_by_label("Your answer").input_value(), _focus(page)) == ("Half a sen", "text")

    # A list grows, and says so to whoever only hears it.
    window.go("/threads")
    page.locator(f"#{thread}").focus()
    actions.open_thread(("", ""), by=other, to=[me], text="Is this lamp yours?", now=NOW)
    _asks(page)
    window.reads("Is this lamp yours?")
    page.get_by_role("status").get_by_text("has changed just now").wait_for(state="attached")
    assert _focus(page) == thread
    assert page.get_by_role("navigation", name="Main").locator(".count").inner_text() == "1"

    # A page that nobody sees asks nothing; whoever was signed out meanwhile is led to sign in.
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    _asks(page)
    assert page.evaluate("new Promise(told => setTimeout(() => told('waited'), 50))") == "waited"
    assert asked == []
    page.evaluate("Object.defineProperty(document, 'hidden', {value: false, configurable: true})")
    page.context.clear_cookies()
    _asks(page)
    page.wait_for_url("**/sign-in/?next=%2Fthreads")


def test_a_change_of_the_program_is_checked_while_somebody_writes(visit: Callable[..., Visit], served: Served) -> None:
    from drystone.authoring import turns

    window = visit("editor")
    window.go("/program/files/objectives.yaml")
    text = window.page.get_by_label("The file as text")
    was = text.input_value()
    text.press_sequentially("no yaml: [")
    window.reads("Saved like this, the program would have errors:")
    window.check([(360, "dark")])
    with turns.taken(served.user("editor").pk):
        text.fill(was + "\n# A note.\n")
        window.reads("Still checking what you wrote before.")
    window.reads("Checked: the program would be whole with this.")
    assert _focus(window.page) == "text"
    assert (served.root / "objectives.yaml").read_text() == was
