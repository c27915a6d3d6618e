"""A round of six parties in a real Chromium at a phone's width, from the invitation to rows that everybody accepted.

Most of a ballot is filled in by the first party's thumbs; the others' ballots are sent without a browser, since one
form is like another. Every kind of page on the way is looked at by axe.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from browser import Visit
from charting.rounds_made import CLOSES, PARTIES, activities, answer, holder
from served import Served

pytestmark = pytest.mark.chromium

Visits = Callable[..., Visit]
_PHONE = {"viewport": {"width": 360, "height": 800}}
_LOOKS = ((360, "light"),)  # The other themes and widths of every page: tests/shell/test_every_page.py.


def test_a_round_of_six_parties_from_the_invitation_to_rows_that_all_accepted(visit: Visits, served: Served) -> None:
    from drystone.charting.models import Round
    from drystone.shell import site

    wrong: list[str] = []
    pictures = os.environ.get("DRYSTONE_PICTURES", "")

    def look(window: Visit, name: str) -> None:
        wrong.extend(f"{name}: {one}" for one in window.faults(_LOOKS))
        if pictures:
            window.picture(Path(pictures), name)
            window.page.set_viewport_size(_PHONE["viewport"])

    lead = visit("editor", **_PHONE)
    lead.go("/rounds")
    lead.press("A new round")
    lead.page.get_by_label("What the round is called").fill("Who holds what")
    lead.page.locator("details summary").first.click()
    lead.page.locator("input[name=activity]:checked").evaluate_all("all => all.forEach(one => one.checked = false)")
    for one in activities():
        lead.page.locator(f"input[value={one}]").check()
    look(lead, "new")
    lead.press("Next: who takes part")
    for key in PARTIES:
        lead.page.locator(f"input[name=party][value={key}]").check()
    look(lead, "parties")
    lead.press("Invite these")
    lead.page.get_by_label("It closes on").fill(CLOSES.isoformat())
    look(lead, "draft")
    lead.press("Begin")
    lead.reads("It has begun.", "0 of 6 parties had answered")
    look(lead, "asking")

    made = Round.objects.get()
    party = made.parties.get(key="it")
    phone = visit(party.person_id, **_PHONE)
    phone.go("/")
    phone.reads("Who does what", "about ten minutes, alone")
    phone.go("/rounds")
    look(phone, "waiting")
    phone.page.get_by_role("link", name="Who holds what").first.click()
    for number in range(len(activities())):
        phone.page.get_by_label("Who answers for it?").select_option("it-head")
        phone.page.get_by_label("We answer for it").check()
        if not number:
            phone.page.get_by_text("Say more, if you like").click()
            phone.page.get_by_label("A line about it").fill("We hold the keys.")
            look(phone, "ballot")
        phone.press("Keep, and go on")
    phone.reads("All my answers", "We hold the keys.")
    look(phone, "send")
    phone.press("Send")
    phone.reads("Nobody sees it before all are revealed together", "This is what you sent.")
    look(phone, "sent")
    for key in set(PARTIES) - {"it"}:
        answer(made, key, "ciso" if key in {"security", "hr"} else "it-head", "A" if key == "security" else "I")

    lead.go(f"/rounds/{made.round_id}")
    lead.reads("0 of 6 parties had answered")
    lead.press("Close and reveal")
    lead.reads("6 of 6 parties answered, each alone", "several claim it", "Gwet's AC1")
    look(lead, "agenda")
    lead.press("Begin with the first")
    lead.reads("1 of 8")
    first = made.topics.order_by("ordinal").first()
    assert first is not None
    lead.go(f"/rounds/{made.round_id}/agenda/{first.activity_id}")
    lead.reads("We hold the keys.")
    lead.press("Take it up now")
    lead.reads("5 minutes are meant for it")
    if not lead.page.get_by_label("Answers for it").is_visible():
        lead.page.get_by_text("Propose", exact=True).click()
    lead.page.get_by_label("Answers for it").select_option("it-head")
    lead.page.get_by_label("Does it").select_option(["it-operations"])
    lead.page.get_by_label("Is asked").select_option(["ciso"])
    lead.page.get_by_label("Is told").select_option([])
    lead.press("Put it on the table")
    look(lead, "topic")
    lead.press("Vote privately")
    phone.page.goto(lead.page.url)
    phone.press("Vote")
    look(phone, "vote")
    phone.press("Yes")
    phone.reads("You said: yes.")
    lead.page.reload()
    lead.press("End the vote and count")
    lead.reads("Fewer than three voted")
    lead.press("Decide")
    lead.reads("Decided. It is written down")
    topic = re.sub(r".*/agenda/", "", lead.page.url)
    lead.go(f"/rounds/{made.round_id}/minutes")
    look(lead, "minutes")
    lead.go(f"/rounds/{made.round_id}")
    lead.press("Publish")
    lead.reads("Published.")

    _accepted(visit, topic, look)
    served.drain()
    assert site.program().activities[topic].standing == "agreed"
    assert not wrong, "\n".join(wrong)


def _accepted(visit: Visits, topic: str, look: Callable[[Visit, str], None]) -> None:
    """Both who do it or answer for it accept what was published."""
    for who in {holder("it-head"), holder("it-operations")}:
        phone = visit(who, **_PHONE)
        phone.go("/rows")
        look(phone, "rows")
        phone.page.get_by_role("checkbox").first.check()
        phone.press("I accept what is ticked")
        phone.reads("It counts once everybody whose part it is has said so", "accepted")
    phone.go(f"/rows/{topic}")
    look(phone, "row")
    phone.go(f"/rows/{topic}/words")
    look(phone, "words")
