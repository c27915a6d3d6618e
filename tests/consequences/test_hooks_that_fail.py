"""Hooks that are slow, away, or drip: nobody stays limited, and nobody is limited at a wrong time because of it."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from consequences.conftest import Hook, Someone
from consequences.test_consequences import FRIDAY, TUESDAY, actions, limited, texts
from served import NOW

Made = Callable[..., Someone]
Remind = Callable[[dt.datetime], list[Any]]
Follow = Callable[[dt.datetime], None]
MINUTE = dt.timedelta(minutes=1)


def kinds(hook: Hook) -> list[str]:
    return [body["type"].partition(".")[2] for _headers, body in hook.asked]


def test_a_hook_that_is_still_limiting_is_not_asked_to_lift_before_it_has_answered(
    restricting: Made, web: str, hook: Hook, follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.consequences import calling

    one, real = restricting(web, strategy="restrict-at-once"), calling.hooks.call

    def slow(*args: Any, **more: Any) -> str:
        if not hook.asked and one.gap.status == "open":
            one.close()
            follow(NOW + MINUTE)  # Another process, while this one waits for its answer.
        return real(*args, **more)

    monkeypatch.setattr(calling.hooks, "call", slow)
    follow(NOW)
    assert (kinds(hook), one.limits) == (["limit"], ["lifting"])
    follow(NOW + 5 * MINUTE)
    assert (kinds(hook), one.limits) == (["limit", "lift"], ["lifted"])


def test_whoever_leaves_before_a_hook_can_be_asked_is_not_limited_when_it_is_back_and_is_told_anew(
    restricting: Made, web: str, hook: Hook, remind: Remind, follow: Follow
) -> None:
    from django.db import transaction

    from drystone.directory.models import Person
    from drystone.reminders.models import Foretelling
    from drystone.shell import site

    one = restricting(web)
    remind(NOW)
    remind(FRIDAY)
    path = one.served.root / "drystone.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f":{hook.port}/", ":9/"), encoding="utf-8")  # Nobody listens there.
    site.reread()
    follow(TUESDAY)
    path.write_text(text, encoding="utf-8")
    site.reread()
    follow(TUESDAY + 10 * dt.timedelta(hours=1))  # It is back, at night.
    assert (hook.asked, one.limits) == ([], ["calling"])
    with transaction.atomic():
        Person.objects.filter(person_id=one.person_id).update(status="leave")
        follow(TUESDAY + 24 * dt.timedelta(hours=1))
        assert (hook.asked, one.limits) == ([], ["dropped"])
        assert Foretelling.objects.get(gap_id=one.gap_id).warned_at is None
        transaction.set_rollback(True)
    hook.answers = [500]  # It may have limited all the same.
    follow(TUESDAY + 24 * dt.timedelta(hours=1))
    Person.objects.filter(person_id=one.person_id).update(status="leave")
    for minutes in (5, 10):
        follow(TUESDAY + 24 * dt.timedelta(hours=1) + minutes * MINUTE)
    assert (kinds(hook), one.limits) == (["limit", "lift"], ["lifted"])
    assert "limited" not in actions(one.person_id)


def test_where_the_hook_limits_them_for_something_else_too_it_is_told_and_so_are_they(
    restricting: Made, web: str, hook: Hook, remind: Remind, follow: Follow
) -> None:
    from drystone.consequences import calling, deciding
    from drystone.consequences.models import Restriction
    from drystone.shell import site

    one = restricting(web, strategy="restrict-at-once")
    follow(NOW)
    first = Restriction.objects.get()
    Restriction.objects.create(
        key="other", hook="limit", gap_id="gap-other", person_id=one.person_id, check_id=first.check_id,
        asset_kind="device", asset_id="x", opened_at=NOW, status="limited", decided_at=NOW, not_before=NOW,
        limited_at=NOW,
    )  # fmt: skip
    one.close()
    with site.reading() as engine:  # Without looking at the other one, whose gap nobody knows.
        deciding.end(first, "passed", NOW)
        calling.call_due(site.program(), engine, now=NOW + MINUTE)
    assert hook.asked[-1][1]["data"]["still"] == 1
    (word,) = (text for text in texts(remind(NOW), one.person_id) if "It is in order now. Thank you!" in text)
    assert "Access stays limited because of this" in word


def test_whoever_left_is_freed_by_the_address_that_was_limited(
    restricting: Made, web: str, hook: Hook, remind: Remind, follow: Follow
) -> None:
    from drystone.directory.models import Person

    one = restricting(web)
    limited(one, remind, follow)
    Person.objects.filter(person_id=one.person_id).update(status="left")
    follow(TUESDAY + MINUTE)
    assert (kinds(hook), one.limits) == (["limit", "lift"], ["lifted"])
    assert hook.asked[1][1]["data"]["email"] == hook.asked[0][1]["data"]["email"] != ""
    assert not any("open again" in text for text in texts(remind(TUESDAY), one.person_id))


def test_those_whose_night_it_is_hold_up_nobody_and_what_is_too_much_for_a_minute_has_the_next(
    restricting: Made, web: str, hook: Hook, follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.forms.models import model_to_dict

    from drystone.consequences import calling, handlers
    from drystone.consequences.models import Restriction
    from drystone.directory.models import Person
    from drystone.gaps.models import GapResponsible
    from drystone.shell import site

    one = restricting(web, a_minute=1, strategy="restrict-at-once")
    follow(NOW - dt.timedelta(hours=8))
    asleep = one.served.people["colleague"]
    Person.objects.filter(person_id=asleep).update(zone="America/Los_Angeles")
    for number, person in enumerate((asleep, one.person_id, one.served.people["manager"])):
        GapResponsible.objects.get_or_create(gap_id=one.gap_id, person_id=person, defaults={"via": "assigned"})
        Restriction.objects.create(
            key=f"k{number}", hook="limit", gap_id=one.gap_id, person_id=person, check_id=one.gap.check_id,
            asset_kind=one.gap.asset_kind, asset_id=one.gap.asset_id, opened_at=one.gap.opened_at, decided_at=NOW,
            not_before=NOW,
        )  # fmt: skip
    monkeypatch.setattr(calling, "_MOST", 2)
    assert model_to_dict(Restriction.objects.get(key="k0"))["status"] == "decided"
    assert handlers.follow_now(site.program(), now=NOW)
    assert one.limits == ["decided", "limited", "decided"]
    assert not handlers.follow_now(site.program(), now=NOW + MINUTE)
    assert one.limits == ["decided", "limited", "limited"]


def test_the_share_of_people_is_counted_exactly(sqlite_state: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sqlite_state
    from drystone.consequences import brakes
    from drystone.program.consequence_model import Hook as Known

    monkeypatch.setattr("drystone.directory.whereabouts.count", lambda: 100)
    told = [brakes.most(Known("h", "", most_share=share)) for share in (0.001, 0.02, 0.29, 0.5)]
    assert told == [1, 2, 29, 50]


def test_a_server_that_drips_is_cut_off() -> None:
    from drystone.messages.carriers import asking
    from drystone.messages.carriers.parcel import UndeliveredError

    class Dripping(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # http.server calls it so.
            self.send_response(200)
            self.send_header("content-length", "60")
            self.end_headers()
            waits = threading.Event()
            for _ in range(60):  # Without an end to it, the answer is whole after three seconds.
                waits.wait(0.05)
                try:
                    self.wfile.write(b".")
                except OSError:
                    return

        def log_message(self, *_words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Dripping)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with pytest.raises(UndeliveredError) as told:
            asking.ask("it", "POST", f"http://127.0.0.1:{server.server_address[1]}/", seconds=1)
    finally:
        server.shutdown()
        server.server_close()
    assert (told.value.away, told.value.unheard) == (True, False)
