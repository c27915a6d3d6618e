"""The links of a message: nothing happens by opening one; a press of its button does it, once, and only for a while."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from served import NOW, Served


@pytest.fixture
def links(switched_on: Served, decide: Callable[..., Any], leave: Callable[..., int]) -> dict[str, str]:
    """The paths of the first two links of the employee's message, by act."""
    from drystone.messages.models import Message

    decide()
    leave()
    said = json.dumps(Message.objects.get(purpose="reminder", person_id=switched_on.people["employee"]).document)
    paths = re.findall(r":8000(/r/[^\"]+)", said)
    return dict(zip(("done", "not-now"), paths, strict=False))


def events(served: Served) -> list[str]:
    from drystone.gaps.models import GapEvent

    return list(GapEvent.objects.filter(by=served.people["employee"]).order_by("pk").values_list("event", flat=True))


def test_opening_a_link_does_nothing_and_pressing_its_button_does_it_once(
    switched_on: Served, links: dict[str, str]
) -> None:
    stranger = switched_on.client("anonymous")
    for _ in range(3):
        page = stranger.get(links["done"])
        assert page.status_code == 200
        assert "<button>Check again</button>" in page.content.decode()
        assert stranger.head(links["done"]).status_code == 200
    assert events(switched_on) == []
    for _ in range(3):
        assert stranger.post(links["done"]).status_code in {200, 302}
    assert set(events(switched_on)) == {"said-done"}
    said = len(events(switched_on))
    assert "Thank you, noted" in stranger.get(links["done"]).content.decode()
    stranger.post(links["done"])
    assert len(events(switched_on)) == said


def test_whoever_has_a_link_reads_no_name_of_what_is_called_after_others(
    switched_on: Served, links: dict[str, str]
) -> None:
    from drystone.gaps.models import Gap, GapResponsible
    from drystone.reminders.models import Digest

    mine = Digest.objects.get(person_id=(me := switched_on.people["employee"]))
    gaps = Gap.objects.filter(gap_id__in=mine.gaps[mine.keys[0]])
    gaps.update(asset_kind="device", asset_name="lt-somebody-007")
    rows = GapResponsible.objects.filter(gap__in=gaps, person_id=me)
    stranger, myself = switched_on.client("anonymous"), switched_on.client("employee")
    for via, seen in (("assigned", True), ("holder", False)):
        rows.update(via=via)
        pages = [one.get(links["done"]).content.decode() for one in (stranger, myself)]
        assert ["lt-somebody-007" in page for page in pages] == [seen, True]


def test_it_can_be_put_off_within_the_programs_limit_and_that_is_remembered(
    switched_on: Served, links: dict[str, str]
) -> None:
    from drystone.directory.models import Person, User
    from drystone.gaps.models import PutOff

    stranger = switched_on.client("anonymous")
    me = switched_on.people["employee"]
    User.objects.filter(person_id=me).update(zone="")
    Person.objects.filter(person_id=me).update(zone="Pacific/Pago_Pago")  # Where it is Sunday still.
    assert 'min="2026-06-15"' in stranger.get(links["not-now"]).content.decode()
    refused = stranger.post(links["not-now"], {"until": "2027-01-01"})
    assert refused.status_code == 422
    assert not PutOff.objects.exists()
    assert stranger.post(links["not-now"], {"until": "2026-06-20"}).status_code == 302
    assert set(PutOff.objects.values_list("person_id", "until")) == {
        (switched_on.people["employee"], dt.date(2026, 6, 20))
    }


def test_a_form_needs_its_token_so_that_no_other_site_presses_the_button(
    switched_on: Served, links: dict[str, str]
) -> None:
    from django.test import Client

    elsewhere = Client(enforce_csrf_checks=True, headers={"host": "127.0.0.1"})
    assert elsewhere.post(links["done"]).status_code == 403
    assert events(switched_on) == []


@pytest.mark.parametrize("spoil", ["changed", "old", "left", "nonsense"])
def test_a_link_that_is_not_ours_or_no_longer_good_opens_nothing(
    spoil: str, switched_on: Served, links: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.directory.models import Person

    path = links["done"]
    if spoil == "changed":
        path = path.replace("~done~", "~not-now~")
    if spoil == "old":
        monkeypatch.setattr("drystone.lib.clock.now", lambda: NOW + dt.timedelta(days=15))
    if spoil == "left":
        Person.objects.filter(person_id=switched_on.people["employee"]).update(status="left")
    if spoil == "nonsense":
        path = "/r/%F0%9F%98%80~~.x"
    answer = switched_on.client("anonymous").post(path)
    assert answer.status_code == 404
    assert events(switched_on) == []


def test_of_what_closed_meanwhile_it_says_so(switched_on: Served, links: dict[str, str]) -> None:
    from drystone.gaps.models import Gap

    Gap.objects.update(status="closed", closed_at=NOW, close_reason="fixed")
    answer = switched_on.client("anonymous").post(links["done"])
    assert "Nothing left to do here" in answer.content.decode()
    assert events(switched_on) == []
