"""People choose how they are written to, on the page and over the API; administrators see how the channels stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from served import NOW, Served


@pytest.fixture(autouse=True)
def _thanks() -> Iterator[None]:
    from drystone.messages import kinds

    before = dict(kinds._optional)
    kinds._optional.clear()
    kinds.register_optional("thanks", "A thank-you now and then")
    yield
    kinds._optional.clear()
    kinds._optional.update(before)


def test_what_is_chosen_on_the_page_holds_and_what_is_not_offered_is_told(
    served: Served, set_up: Callable[..., None], by_mail: Any
) -> None:
    from drystone.messages import queries

    me = served.people["colleague"]
    client = served.client("colleague")
    page = client.get("/account/messages").content.decode()
    assert 'value="email"' in page
    assert 'value="slack"' not in page
    assert "How you are written to" in client.get("/account/").content.decode()
    assert client.post("/account/messages", {"channel": "email", "rhythm": "daily"}).status_code == 302
    told = queries.ways([me])[me]
    assert (told.channels, told.rhythm, told.off) == (("email",), "daily", {"thanks"})
    client.post("/account/messages", {"channel": "", "rhythm": "", "kind": "thanks"})
    told = queries.ways([me])[me]
    assert (told.rhythm, told.off) == ("weekly", frozenset())
    refused = client.post("/account/messages", {"channel": "slack"})
    assert refused.status_code == 422
    assert b"is not offered here" in refused.content


def test_administrators_see_a_channel_that_cannot_be_used(served: Served, by_mail: Any) -> None:
    from drystone.messages import breaker

    client = served.client("administrator")
    assert b"every channel can be used" in client.get("/administration/").content
    for _ in range(3):
        breaker.failed("email", "the mail server answered 454", now=NOW)
    assert b"1 channel cannot be used" in client.get("/administration/").content
    page = client.get("/administration/channels").content.decode()
    assert "the mail server answered 454" in page


def test_choices_of_leavers_are_forgotten(served: Served, by_mail: Any) -> None:
    from drystone.messages import choosing
    from drystone.messages.models import Preference

    for who in ("colleague", "leaver"):
        choosing.choose(served.people[who], channel="email", rhythm="", off=frozenset())
    choosing.make_calendar(served.people["leaver"], named=False, now=NOW)
    assert choosing.forget_gone() == 1
    assert list(Preference.objects.values_list("person_id", flat=True)) == [served.people["colleague"]]
