"""Whoever decides about screenings says why before they look, and the person sees it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from served import NOW, Served


def looks(person_id: str) -> list[Any]:
    from drystone.audit import queries as audit

    return [one for one in audit.about("person", person_id) if one.action == "looked-at-person"]


@pytest.fixture
def hr(served: Served) -> str:
    from drystone.directory.models import Holding

    return str(Holding.objects.filter(role_id="hr-head", step="holder").values_list("person_id", flat=True)[0])


def test_a_reason_comes_first_and_is_in_the_persons_log(served: Served, some: Any, hr: str) -> None:
    client = served.client(hr)
    url = f"/things/screening/{some.screening}"
    first = client.get(url)
    assert first.status_code == 200
    assert b"Why do you look?" in first.content
    assert some.screened.encode() not in first.content
    answer = client.post(f"/looks/screening/{some.screening}", {"reason": "The check runs out next week"})
    assert (answer.status_code, answer["Location"]) == (302, url)
    assert b"Why do you look?" not in client.get(url).content
    (look,) = looks(some.screened)
    assert look.actor == hr
    assert look.payload is not None
    assert look.payload["reason"] == "The check runs out next week"


def test_a_reason_is_good_for_a_quarter_of_an_hour_and_for_one_thing(
    served: Served, some: Any, hr: str, monkeypatch: Any
) -> None:
    client = served.client(hr)
    url = f"/things/screening/{some.screening}"
    client.post(f"/looks/screening/{some.screening}", {"reason": "The check runs out next week"})
    later = NOW + dt.timedelta(minutes=16)
    monkeypatch.setattr("drystone.lib.clock.now", lambda: later)
    assert b"Why do you look?" in client.get(url).content


def test_no_reason_is_asked_for_again_and_what_was_typed_stays(served: Served, some: Any, hr: str) -> None:
    client = served.client(hr)
    answer = client.post(f"/looks/screening/{some.screening}", {"reason": "hm"})
    assert answer.status_code == 400
    assert b'value="hm"' in answer.content
    assert looks(some.screened) == []


def test_without_the_power_or_the_second_factor_there_is_nothing_to_ask_for(served: Served, some: Any, hr: str) -> None:
    url, body = f"/looks/screening/{some.screening}", {"reason": "The check runs out next week"}
    assert served.client("manager").post(url, body).status_code == 404
    assert served.client("auditor").post(url, body).status_code == 404
    weak = served.client(hr, strong=False).get(f"/things/screening/{some.screening}")
    assert weak.status_code == 302
    assert weak["Location"].startswith("/account/second-factor")
    assert served.client(hr).post(f"/looks/device/{some.laptop}", body).status_code == 404


def test_the_person_looks_at_their_own_without_a_reason(served: Served, some: Any) -> None:
    answer = served.client(some.screened).get(f"/things/screening/{some.screening}")
    assert answer.status_code == 200
    assert b"Why do you look?" not in answer.content
