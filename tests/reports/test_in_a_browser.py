"""On a phone without JavaScript: a typed password in three taps, a sealed name that talks on; axe looks on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from browser import Visit
from reports import officers
from served import NOW, Served

pytestmark = pytest.mark.chromium

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "java_script_enabled": False}


def test_i_typed_my_password_is_three_taps_from_the_first_page_to_thanks(
    served: Served, visit: Callable[..., Visit]
) -> None:
    officers.name(served)
    phone = visit("employee", **PHONE)
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
    phone.reads("Thank you. It has arrived.", "Please do this now", "Change the password of", "You hear from us by")
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 360
    phone.press("My report: read the answer, say more")
    phone.reads("The next word comes by", "Who was shown that it was you")


def test_somebody_who_sealed_their_name_talks_with_a_responder_who_is_shown_none(
    served: Served, visit: Callable[..., Visit]
) -> None:
    from drystone.reports import actions, asking
    from drystone.reports.models import Report

    officers.name(served)
    phone = visit("employee")
    phone.go("/report/clicked")
    phone.check()
    phone.page.get_by_role("radio", name="Nobody: seal my name").check()
    phone.page.get_by_role("radio", name="Before today").check()
    phone.press("Send")
    phone.reads("Your code.")
    phone.check()
    code = phone.page.locator(".code").inner_text()
    responder = served.people["responder"]
    report = Report.objects.get()
    actions.claim(report.report_id, by=responder, now=NOW)
    actions.say(report.report_id, by=responder, text="Which link was it?", now=NOW)
    report.refresh_from_db()
    assert asking.shown(report, by=responder, now=NOW) is None
    stranger = visit("anonymous")
    stranger.go("/report/answer")
    stranger.page.get_by_label("Your code").fill(code)
    stranger.press("Open")
    stranger.reads("Which link was it?")
    stranger.check()
    stranger.page.get_by_label("Say more").fill("The one about the parcel.")
    stranger.press("Send")
    stranger.reads("The one about the parcel.")
    assert list(report.words.values_list("by", flat=True).order_by("pk")) == ["responder", "reporter"]
