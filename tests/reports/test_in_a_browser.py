"""A typed password in three taps on a phone; a sealed name that talks on; ten reports answered by keys; axe looks."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from browser import Visit
from reports import officers
from reports.test_campaigns import seen, tell
from served import Served

__all__ = ["seen", "tell"]

pytestmark = pytest.mark.chromium

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "java_script_enabled": False}


def test_i_typed_my_password_is_three_taps_from_the_first_page_to_thanks(
    served: Served, visit: Callable[..., Visit]
) -> None:
    officers.name(served)
    phone = visit("employee", **PHONE)
    began = time.monotonic()
    phone.go("/report")
    taps = (
        phone.page.get_by_role("link", name="I typed my password"),
        phone.page.get_by_role("radio", name="Just now"),
        phone.page.get_by_role("button", name="Send"),
    )
    for tap in taps:
        # Under a thumb without scrolling or zooming, and large enough for it.
        assert (
            tap.locator("xpath=ancestor-or-self::*[self::label or self::a or self::button]").bounding_box()["height"]
            >= 44
        )
        tap.tap()
    assert len(taps) == 3
    phone.reads("Thank you. It has arrived.", "Please do this now", "Change the password of", "You hear from us by")
    # What is there to read takes a person most of the twenty seconds; the pages take next to nothing.
    assert time.monotonic() - began < 20
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 360
    phone.press("My report: read the answer, say more")
    phone.reads("The next word comes by", "Who was shown that it was you")


def by_key(window: Visit, key: str) -> None:
    """Press a key that leads to another page, and be there."""
    with window.page.expect_navigation():
        window.page.keyboard.press(key)


class Heard:
    """All that the site answers a browser with, word for word, but for the stream, which has no end."""

    def __init__(self, window: Visit) -> None:
        self._answers: list[str] = []
        self._context = window.page.context
        self._context.route("**/*", self._hand_on)

    def _hand_on(self, route: Any) -> None:
        if route.request.headers.get("accept") == "text/event-stream":
            route.continue_()
            return
        answer = route.fetch(max_redirects=0)
        self._answers.append(f"{answer.url}\n{answer.headers}\n{answer.text()}")
        route.fulfill(response=answer)

    def words(self) -> str:
        """Return what was answered until now, and hear no more: an answer may come while the window closes."""
        self._context.unroute_all(behavior="wait")
        assert len(self._answers) > 5
        return "\n".join(self._answers)


def test_somebody_who_sealed_their_name_talks_with_a_responder_whose_browser_is_never_told_it(
    served: Served, visit: Callable[..., Visit]
) -> None:
    officers.name(served)
    desk = visit("responder")
    heard = Heard(desk)
    desk.go("/desk")
    desk.reads("Nothing is open. Thank you.")
    phone = visit("employee")
    phone.go("/report/clicked")
    phone.check()
    phone.page.get_by_role("radio", name="Nobody: seal my name").check()
    phone.page.get_by_role("radio", name="Before today").check()
    phone.press("Send")
    phone.reads("Your code.")
    phone.check()
    code = phone.page.locator(".code").inner_text()
    # It comes up by itself, and keys do the rest.
    desk.page.get_by_role("link", name="I clicked a link").wait_for(timeout=4_000)
    desk.page.keyboard.press("j")
    by_key(desk, "c")
    by_key(desk, "o")
    desk.reads("Their name is sealed. You can write to each other here.")
    desk.page.get_by_label("Ask, or say how it stands").fill("Which link was it?")
    desk.press("Send")
    desk.reads("Which link was it?")
    desk.check()
    stranger = visit("anonymous")
    stranger.go("/report/answer")
    stranger.page.get_by_label("Your code").fill(code)
    stranger.press("Open")
    stranger.reads("Which link was it?")
    stranger.check()
    stranger.page.get_by_label("Say more").fill("The one about the parcel.")
    stranger.press("Send")
    stranger.reads("The one about the parcel.")
    desk.reads("The one about the parcel.")
    words, person = heard.words(), served.person("employee")
    assert "The one about the parcel." in words
    names = (person.person_id, person.email, person.name, served.user("employee").login, code)
    assert [one for one in names if one in words] == []


def test_ten_reports_of_one_wave_are_answered_by_keys_alone_in_under_a_minute(
    served: Served, visit: Callable[..., Visit], tell: Callable[..., str]
) -> None:
    from drystone.directory.models import Person
    from drystone.reports.models import Report, ReportWord

    desk = visit("responder")
    heard = Heard(desk)
    desk.go("/desk")
    busy = set(served.people.values())
    others = Person.objects.filter(status="active").exclude(email="").exclude(person_id__in=busy)
    people = list(others.order_by("person_id")[:10])
    wave = [tell("other-text", who=one.person_id) for one in people]
    began = time.monotonic()
    desk.page.get_by_text("10 reports").wait_for(timeout=5_000)
    desk.check()
    desk.page.keyboard.press("j")
    by_key(desk, "c")
    by_key(desk, "i")
    desk.reads("Declare an incident", "Take along all 10 reports of this wave")
    desk.go("/desk")
    desk.page.keyboard.press("j")
    by_key(desk, "o")
    desk.reads("Who else received it", "The usual words")
    desk.check()
    assert [one.name for one in people if one.name in heard.words()][1:] == [], "one has been taken, and is shown"
    desk.press("See who, to take it out of their mailboxes")
    desk.reads("Copy the addresses")
    desk.check()
    desk.go("/desk")
    desk.page.keyboard.press("1")
    desk.page.keyboard.press("j")
    by_key(desk, "1")
    desk.reads("10 reports answered.", "Nothing is open. Thank you.")
    assert time.monotonic() - began < 60
    assert set(Report.objects.values_list("status", flat=True)) == {"closed"}
    answers = ReportWord.objects.filter(report_id__in=wave, sort="answer").values_list("text", flat=True)
    assert len(answers) == 10
    assert len(set(answers)) == 1


@pytest.mark.parametrize("late", [True, False], ids=["comes late", "never comes"])
def test_a_desk_stands_whole_where_the_script_that_renews_it_is_slow(
    served: Served, visit: Callable[..., Visit], tell: Callable[..., str], *, late: bool
) -> None:
    window = visit("responder")
    window.go("/desk")
    window.reads("Nothing is open. Thank you.")
    held: list[Any] = []
    window.page.route("**/htmx.min.js", lambda route: held.append(route))
    window.page.goto(f"{window.address}/desk", wait_until="commit")
    window.page.get_by_text("Nothing is open. Thank you.").wait_for()
    # The stream of a page tells what there is as soon as it opens; that must wait, or be heard by nobody without harm.
    window.page.wait_for_timeout(1_500)
    tell("other-text", who=served.people["employee"])
    (script,) = held
    if late:
        script.continue_()
        window.page.locator("[data-line]").wait_for(timeout=4_000)
    else:
        script.fulfill(status=200, content_type="text/javascript", body="")
        window.page.evaluate("""() => document.dispatchEvent(new Event("visibilitychange"))""")
        window.page.wait_for_timeout(1_500)
        window.page.unroute("**/htmx.min.js")
        window.go("/desk")
        window.page.locator("[data-line]").wait_for()
