"""Nobody notes whether somebody opens a message or follows a link: no letter asks it, no field could keep it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from served import Served

Decide = Callable[..., list[Any]]
Leave = Callable[..., int]
#: Words by which products count what their readers do.
_TRACKS = re.compile(
    r"(?<!re)open(s|ed)?_?(at|count)?$|click|view(s|ed)?_?(at|count)?$|pixel|track|impression", re.IGNORECASE
)
#: Fields that are called so for another reason.
_OTHERWISE = {
    **dict.fromkeys(("Gap.opened_at", "Foretelling.opened_at", "Restriction.opened_at"), "when a run found a gap"),
    "Week.opened": "how many gaps a week's runs found",
    "Thread.opened_at": "when somebody asked",
}
_ROOMS = ("reminders", "messages", "measures", "gaps", "people", "directory", "consequences")


class _Loads(HTMLParser):
    """What reading a letter loads from anywhere, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"src", "srcset", "background", "poster", "data"} or (tag == "link" and name == "href"):
                self.loaded.append(f"{tag} {value}")
            elif name == "href":
                self.links.append(value or "")


def state() -> dict[str, Any]:
    """Return everything that the state holds, but for sessions, which a browser without one does not get."""
    from django.apps import apps

    return {model.__name__: sorted(map(repr, model._default_manager.values_list())) for model in apps.get_models()}


def letters_of(leave: Leave, decide: Decide) -> list[tuple[str, str]]:
    from drystone.messages import parcels
    from drystone.messages.carriers import letters
    from drystone.messages.models import Message

    decide()
    leave()
    sent = Message.objects.filter(purpose="reminder").order_by("pk")[:3]
    return [letters.parts(parcels.parcel(one, "")) for one in sent]


def test_a_letter_loads_nothing_and_its_links_lead_straight_where_they_say(
    switched_on: Served, decide: Decide, leave: Leave
) -> None:
    told = letters_of(leave, decide)
    assert told
    for text, html in told:
        read = _Loads()
        read.feed(html)
        assert read.loaded == []
        assert "url(" not in html
        assert read.links
        for link in read.links:
            parts = urlsplit(link)
            # One address a page, the same for everybody, or the signed link of an act: no numbers to know a reader by.
            assert parts.query in {"", "step=1"}, link
            assert not re.search(r"utm|redirect|/go/|/c/|/o/", link), link
        assert "utm_" not in text


def test_following_a_link_leaves_nothing_anywhere(switched_on: Served, decide: Decide, leave: Leave) -> None:
    (first, *_others) = letters_of(leave, decide)
    read = _Loads()
    read.feed(first[1])
    taps = [urlsplit(link).path for link in read.links if "/r/" in link]
    assert taps
    browser = switched_on.browser(None)
    before = state()
    for path in {urlsplit(link).path for link in read.links}:
        for _again in range(2):
            browser.get(path)
            browser.head(path)
    assert state() == before


def test_no_field_of_the_state_could_hold_it(served: Served) -> None:
    from django.apps import apps

    named = [
        f"{model.__name__}.{field.name}"
        for room in _ROOMS
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.concrete_fields
        if _TRACKS.search(field.name)
    ]
    assert [name for name in named if name not in _OTHERWISE] == []
