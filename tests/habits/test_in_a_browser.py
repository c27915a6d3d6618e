"""A new joiner's first week on a phone, and a lesson taken with the keyboard alone; axe looks at every page of both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from browser import Visit
from served import NOW, Served

pytestmark = pytest.mark.chromium

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "java_script_enabled": False}


def lesson_of(person_id: str) -> Any:
    from drystone.habits import queries
    from drystone.shell import site

    due = queries.mine(person_id, NOW, site.program())
    assert due is not None
    return site.program().lessons[due.lesson_id]


def feedback(person_id: str) -> str:
    """Return what was said to somebody's latest answer."""
    from drystone.habits.models import Answer
    from drystone.habits.queries import told
    from drystone.shell import site

    given = Answer.objects.filter(person_id=person_id).order_by("-number", "-at").latest("at", "pk")
    said = told(given, "en", site.program())
    assert said is not None
    return said.chosen[0].feedback


def test_a_new_joiners_first_week_on_a_phone_without_javascript(served: Served, visit: Callable[..., Visit]) -> None:
    from drystone.habits.models import Learner, Taken

    me = served.people["colleague"]
    Learner.objects.filter(person_id=me).update(joined_on=NOW.date() - dt.timedelta(days=4), audiences="developers")
    lesson = lesson_of(me)
    assert "developers" in lesson.audience
    phone = visit("colleague", **PHONE)
    phone.go("/")
    phone.press(lesson.text("en").title)
    phone.reads("One thing to do today")
    phone.press("On to the questions")
    for step in range(2):
        options = phone.page.get_by_role("radio")
        # A finger needs room: each answer is a target of its own.
        assert all(one.bounding_box()["height"] >= 44 for one in phone.page.locator("label.option").all())
        assert phone.page.evaluate("document.documentElement.scrollWidth") <= 360
        options.nth(step).check()
        phone.press("Answer")
        if step == 0:
            phone.press("Next question")
    phone.reads("That was the lesson: it is done. Thank you.", "That was all for this week.")
    assert Taken.objects.get(person_id=me).done_at == NOW
    phone.press("Done for now")
    assert phone.page.get_by_text("Two minutes, if you like").count() == 0
    phone.go("/lessons")
    phone.reads("Nothing this week", lesson.text("en").title)


def test_a_lesson_by_keyboard_alone_and_axe_finds_nothing(served: Served, visit: Callable[..., Visit]) -> None:
    from journeys.test_in_a_browser import Keyboard

    me = served.people["employee"]
    lesson = lesson_of(me)
    window = visit("employee")
    keys = Keyboard(window)
    window.go("/lessons")
    window.check()
    keys.press("Read it")
    window.check()
    keys.press("On to the questions")
    window.check()
    # A screen reader says what is asked together with the group of answers.
    group = window.page.get_by_role("group")
    assert group.get_attribute("aria-describedby") == "stem"
    stem = window.page.locator("#stem").inner_text().strip()
    asked = next(way for item in lesson.items for way in item.variants if way.stem == stem)
    heard = " ".join(window.page.locator("main").aria_snapshot().split())
    assert heard.count("heading ") == heard.count("[level=1]") == 1
    for option in asked.options:
        # Each answer is a button to choose, called by its words, and nothing says beforehand which is best.
        assert window.page.get_by_role("radio", name=option.text, exact=True).count() == 1
        assert option.feedback not in heard
    for _ in range(40):
        window.page.keyboard.press("Tab")
        if window.page.evaluate("document.activeElement.type") == "radio":
            break
    window.page.keyboard.press("ArrowDown")
    assert window.page.locator("input:checked").count() == 1
    keys.press("Answer")
    window.check()
    told = " ".join(window.page.locator("main").aria_snapshot().split())
    chosen = " ".join(feedback(me).split())
    assert window.page.locator("main").get_by_text(chosen).count() == 1, told
    assert "Your answer" in window.page.title(), "the first thing that is read out"
    keys.press("Next question")
    keys.press("Skip")
    window.reads("All right, it is skipped.")
    window.go(f"/lessons/{lesson.id}")
    window.reads("Go on with the questions")
