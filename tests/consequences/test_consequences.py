"""What follows where nothing happens: told before, called once, lifted by itself, and stopped where it goes too far."""

from __future__ import annotations

import datetime as dt
import json
import signal
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from consequences.conftest import DAY, SECRET, Hook, Someone, environment
from served import NOW

#: NOW is a Monday, eleven in Berlin. The first word names the Monday after, the last word comes that Friday.
FRIDAY = NOW + 4 * DAY + dt.timedelta(hours=3)
TUESDAY = NOW + 8 * DAY
Made = Callable[..., Someone]
Remind = Callable[[dt.datetime], list[Any]]
Follow = Callable[[dt.datetime], None]


def texts(messages: list[Any], person_id: str) -> list[str]:
    from drystone.messages import document
    from drystone.messages.rendering import plain

    mine = [one for one in messages if one.person_id == person_id and one.document]
    return [" ".join(plain.text(document.from_json(one.document)).split()) for one in mine]


def limited(one: Someone, remind: Remind, follow: Follow) -> None:
    """Tell somebody first and last, and let their day come."""
    for moment in (NOW, FRIDAY):
        remind(moment)
    follow(TUESDAY)
    assert one.limits == ["limited"]


def actions(person_id: str) -> list[str]:
    from drystone.audit.models import Entry

    rows = Entry.objects.filter(object_kind="person", object_id=person_id).order_by("seq")
    return list(rows.values_list("action", flat=True))


def test_somebody_is_told_first_and_last_then_limited_and_free_once_it_passed(
    restricting: Made, web: str, hook: Hook, remind: Remind, follow: Follow
) -> None:
    one = restricting(web)
    follow(NOW)
    (first,) = texts(remind(NOW), one.person_id)
    assert "If nothing happens, access is limited from June 22, 2026 on: Mail and files open in the browser" in first
    assert "It is lifted by itself" in first
    page = one.served.client("employee").get(f"/gaps/{one.gap_id}").content.decode()
    assert "What happens if nothing happens" in page
    assert "June 22, 2026" in page
    follow(NOW + DAY)
    messages = remind(FRIDAY)
    last = texts(messages, one.person_id)[-1]
    assert "This is the last word before access is limited, from June 22, 2026 on:" in last
    assert [message.urgent for message in messages if message.person_id == one.person_id][-1]
    follow(FRIDAY + 2 * DAY)
    assert (one.limits, hook.asked) == ([], [])
    follow(TUESDAY)
    follow(TUESDAY)
    ((headers, body),) = hook.asked
    assert body["type"] == "restriction.limit"
    assert body["data"]["email"] == one.served.person("employee").email
    assert body["data"]["records"]
    assert headers["webhook-id"] == headers["idempotency-key"] == body["id"]
    assert headers["webhook-signature"] == _signature(headers, body)
    told = texts(remind(TUESDAY), one.person_id)
    assert any("You need to ask nobody" in text and "I need help" in text for text in told)
    word = next(text for text in told if text.startswith("Hello") and "From now on: Mail and files" in text)
    assert f"({one.gap.asset_name})" in word
    assert "Your access is limited" in one.served.client("employee").get("/").content.decode()
    one.close()
    follow(TUESDAY + dt.timedelta(minutes=5))
    assert one.limits == ["lifted"]
    assert [body["type"] for _headers, body in hook.asked] == ["restriction.limit", "restriction.lift"]
    assert hook.asked[1][1]["data"]["why"] == "passed"
    assert actions(one.person_id)[-4:] == ["restriction-decided", "limited", "lifting-asked", "limits-lifted"]
    assert "Access is open again" in [told.subject for told in remind(TUESDAY)]
    from drystone.consequences.models import Restriction
    from drystone.gaps import queries

    row = Restriction.objects.get(gap_id=one.gap_id)
    assert (row.answer, row.lift_answer) == ("done, thank you", "done, thank you")
    assert [event["event"] for event in queries.history(one.gap_id)][-2:] == ["limited", "limits-lifted"]


def _signature(headers: dict[str, str], body: dict[str, Any]) -> str:
    from drystone.messages.carriers.webhook import signatures

    sent = json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return signatures(SECRET, headers["webhook-id"], headers["webhook-timestamp"], sent)


def _away(one: Someone) -> None:
    from drystone.directory.models import Person

    Person.objects.filter(person_id=one.person_id).update(status="leave")


def _letters_come_back(one: Someone) -> None:
    from drystone.messages import ways
    from drystone.messages.models import DeadAddress

    email = one.served.person("employee").email
    DeadAddress.objects.create(person_id=one.person_id, channel="email", digest=ways.digest(email), at=NOW)


def _unknown(one: Someone) -> None:
    from drystone.gaps.models import Gap

    Gap.objects.filter(pk=one.gap_id).update(outcome="unknown")


def _asks(one: Someone) -> None:
    from drystone.gaps.models import ExceptionRequest

    ExceptionRequest.objects.create(
        exception_id="e", gap_id=one.gap_id, reason="r", until=NOW.date() + 30 * DAY, requested_by=one.person_id,
        requested_at=NOW, decider="somebody",
    )  # fmt: skip


def _says_not_mine(one: Someone) -> None:
    from drystone.decisions import questions

    gap = one.gap
    holder = one.served.people["administrator"]
    questions.ask(questions.NotMine(gap.asset_kind, gap.asset_id), by=one.person_id, holder=holder, at=NOW)


def _stale(one: Someone) -> None:
    """Stands for a source that was not complete."""


def _accepted(one: Someone) -> None:
    from drystone.gaps.models import Gap

    Gap.objects.filter(pk=one.gap_id).update(status="excepted")


def _somebody_elses(one: Someone) -> None:
    from drystone.gaps.models import GapResponsible

    GapResponsible.objects.filter(gap_id=one.gap_id).update(person_id=one.served.people["colleague"])


def test_nobody_is_limited_who_is_away_asks_or_of_whom_it_is_not_known_and_the_last_word_is_said_anew(
    restricting: Made, web: str, hook: Hook, remind: Remind, follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import transaction

    from drystone.gaps import staleness
    from drystone.reminders.models import Foretelling

    one = restricting(web)
    remind(NOW)
    remind(FRIDAY)
    hindrances = (_away, _letters_come_back, _unknown, _asks, _says_not_mine, _stale, _accepted, _somebody_elses)
    for hinders in hindrances:
        with transaction.atomic(), monkeypatch.context() as patched:
            hinders(one)
            if hinders is _stale:
                patched.setattr(staleness, "stale_ids", lambda _engine, _name, ids: set(ids))
            follow(TUESDAY)
            assert (one.limits, hook.asked) == ([], []), hinders.__name__
            assert Foretelling.objects.get(gap_id=one.gap_id).warned_at is None
            transaction.set_rollback(True)
    follow(TUESDAY - dt.timedelta(hours=8))  # At night nobody is there who could help.
    assert one.limits == []
    follow(TUESDAY)
    assert one.limits == ["limited"]
    _unknown(one)  # Who is limited comes free by mending, not by switching it off.
    follow(TUESDAY + DAY)
    assert one.limits == ["limited"]


def _not_mine_settled(one: Someone) -> None:
    from drystone.decisions import actions

    gap = one.gap
    settled = actions.Settled("not_mine", gap.asset_kind, asset_id=gap.asset_id, person_id=one.person_id)
    actions.record(settled, by=one.served.people["administrator"], at=TUESDAY, reason="r")


def _check_withdrawn(one: Someone) -> None:
    from drystone.shell import site

    check_id = one.gap.check_id
    for path in (one.served.root / "checks").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        if f"id: {check_id}\n" in text:
            path.write_text(text.replace("remind-then-restrict", "remind"), encoding="utf-8")
    site.reread()


def test_whatever_ends_the_reason_lifts_it_until_the_hook_says_yes_and_begins_anew_with_a_word(
    restricting: Made, web: str, hook: Hook, remind: Remind, follow: Follow
) -> None:
    from django.db import transaction

    one = restricting(web)
    limited(one, remind, follow)
    for ends, why in (
        (Someone.close, "passed"),
        (_accepted, "accepted"),
        (_somebody_elses, "not-theirs"),
        (_not_mine_settled, "not-theirs"),
        (_check_withdrawn, "withdrawn"),
    ):
        with transaction.atomic():
            del hook.asked[:]
            ends(one)
            hook.answers = [500, 500, 422, 200]
            follow(TUESDAY + dt.timedelta(minutes=5))
            assert one.limits == ["lifting"]
            for hours in range(1, 6):
                follow(TUESDAY + dt.timedelta(hours=hours))
            assert one.limits == ["lifted"], why
            assert len({body["id"] for _headers, body in hook.asked}) == 1
            assert hook.asked[-1][1]["data"]["why"] == why
            transaction.set_rollback(True)


def test_a_dry_run_calls_nobody_threatens_nobody_and_says_how_many_it_would_be(
    restricting: Made, web: str, hook: Hook, remind: Remind, follow: Follow
) -> None:
    from drystone.consequences import queries
    from drystone.consequences.models import Restriction
    from drystone.shell import site

    one = restricting(web, dry="true")
    assert not any("limited" in text for text in texts(remind(NOW), one.person_id))
    follow(NOW)
    follow(NOW + 7 * DAY)
    follow(NOW + 8 * DAY)
    assert (one.limits, hook.asked) == (["dry"], [])
    standing = queries.standings(site.program(), now=NOW)[-1]
    assert (standing.dry_run, standing.would, standing.limited) == (True, None, 0)  # One is too few to say.
    for number in range(5):
        Restriction.objects.create(
            key=f"k{number}", hook="limit", gap_id=f"g{number}", person_id=f"p{number}", check_id="c", asset_kind="d",
            asset_id="x", opened_at=NOW, status="dry", decided_at=NOW, not_before=NOW,
        )  # fmt: skip
    assert queries.standings(site.program(), now=NOW)[-1].would == 6


def test_a_hook_that_would_hit_too_many_stops_until_somebody_has_looked(
    restricting: Made, web: str, hook: Hook, remind: Remind, follow: Follow
) -> None:
    from drystone.consequences.models import Brake, Restriction

    one = restricting(web, share=0.001)
    remind(NOW)
    remind(FRIDAY)
    Restriction.objects.create(
        key="other", hook="limit", gap_id="g", person_id=one.served.people["colleague"], check_id="c",
        asset_kind="device", asset_id="x", opened_at=NOW, status="limited", decided_at=NOW, not_before=NOW,
        limited_at=NOW,
    )  # fmt: skip
    from drystone.consequences import calling, deciding
    from drystone.shell import site

    with site.reading() as engine:  # Without lifting: the other one is limited rightly.
        deciding.decide(site.program(), engine, now=TUESDAY)
        calling.call_due(site.program(), engine, now=TUESDAY)
        assert (one.limits, hook.asked, Brake.objects.get().would) == (["decided"], [], 2)
        client = one.served.client("editor")
        page = client.get("/program/hooks").content.decode()
        assert "It has stopped itself" in page
        assert "it would have limited fewer than 5 people" in page  # Two are too few to be told of, as everywhere.
        assert 'name="would" value="4"' in page
        assert client.post("/program/hooks/limit/release", {"would": "2", "reason": ""}).status_code == 422
        assert client.post("/program/hooks/limit/release", {"would": "1", "reason": "r"}).status_code == 422
        later = [f"p{number}" for number in range(6)]  # More came after it stopped.
        Restriction.objects.bulk_create(
            Restriction(
                key=person, hook="limit", gap_id=person, person_id=person, check_id="c", asset_kind="device",
                asset_id="x", opened_at=NOW, decided_at=NOW, not_before=NOW + 30 * DAY,
            )
            for person in later
        )  # fmt: skip
        refused = client.post("/program/hooks/limit/release", {"would": "4", "reason": "They are right."})
        assert refused.status_code == 422
        assert 'name="would" value="8"' in refused.content.decode()  # "The number is shown anew", and it is.
        assert (
            client.post("/program/hooks/limit/release", {"would": "8", "reason": "They are right."}).status_code == 302
        )
        calling.call_due(site.program(), engine, now=TUESDAY)
    assert one.limits == ["limited"]


def test_a_hook_that_comes_back_after_long_limits_nobody_before_their_last_word_was_said_anew(
    restricting: Made, web: str, hook: Hook, remind: Remind, follow: Follow
) -> None:
    from drystone.consequences import brakes
    from drystone.consequences.models import Brake, Restriction
    from drystone.reminders.models import Foretelling

    one = restricting(web, share=0.001)
    remind(NOW)
    remind(FRIDAY)
    with pytest.MonkeyPatch.context() as stopped:
        stopped.setattr(brakes, "hit", lambda _hook: 2)
        for days in (0, 8, 20):  # While it stands still, nobody is threatened with what does not come.
            follow(TUESDAY + days * DAY)
            assert Foretelling.objects.get(gap_id=one.gap_id).warned_at is not None
        again = TUESDAY + 21 * DAY
        Brake.objects.update(allowed=2)
        for minutes in (0, 5):
            follow(again + dt.timedelta(minutes=minutes))
        assert (one.limits, hook.asked) == (["decided"], [])
        last = texts(remind(again), one.person_id)[-1]
        assert "This is the last word before access is limited, from July 17, 2026 on" in last
        follow(again + 2 * DAY)
        assert hook.asked == []
        follow(again + 6 * DAY)  # The Monday after.
        assert one.limits == ["limited"]
        follow(again + 40 * DAY)
        assert (
            Foretelling.objects.get(gap_id=one.gap_id).warned_at is not None
        )  # Whoever is limited is not warned of it.
    # The same where nobody decided for long: no process ran.
    Restriction.objects.all().delete()
    follow(again + 40 * DAY)
    assert (one.limits, Foretelling.objects.get(gap_id=one.gap_id).warned_at) == ([], None)


def test_a_hook_is_called_no_more_often_than_the_program_says_and_left_alone_while_it_fails(
    restricting: Made, web: str, hook: Hook, remind: Remind, follow: Follow
) -> None:
    one = restricting(web, a_minute=1)
    remind(NOW)
    remind(FRIDAY)
    hook.answers = [503] * 3
    for minutes in range(0, 30, 1):
        follow(TUESDAY + dt.timedelta(minutes=minutes))
    assert one.limits == ["limited"]
    assert len(hook.asked) == 4
    assert len({body["id"] for _headers, body in hook.asked}) == 1


def test_a_hook_that_says_no_is_believed_and_nobody_is_told_of_limits(
    restricting: Made, web: str, hook: Hook, remind: Remind, follow: Follow
) -> None:
    one = restricting(web)
    remind(NOW)
    before = len(remind(FRIDAY))
    hook.answers = [422]
    follow(TUESDAY)
    follow(TUESDAY + DAY)
    assert one.limits == ["refused"]
    assert len(hook.asked) == 1
    from drystone.messages.models import Message

    assert Message.objects.count() == before


def script(folder: Path, body: str) -> Path:
    """Write a hook that is a command."""
    folder.mkdir()
    file = folder / "limit-access"
    file.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


COMMAND = 'command = ["limit-access", "$(touch nowhere); a b", "--json"]'


def test_a_command_is_run_without_a_shell_from_the_servers_folder_alone(
    restricting: Made, remind: Remind, follow: Follow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = restricting(COMMAND, strategy="restrict-at-once")
    follow(NOW)
    assert one.limits == ["calling"]  # The server names no folder: it is tried again.
    script(tmp_path / "hooks", 'printf "%s|" "$@"; cat; echo "$DRYSTONE_KEY $DRYSTONE_ACT" >> called; env >> called')
    environment(DRYSTONE_HOOKS=str(tmp_path / "hooks"), NOT_FOR_HOOKS="a secret")
    monkeypatch.setenv("NOT_FOR_HOOKS", "a secret")
    follow(NOW + dt.timedelta(hours=1))
    assert one.limits == ["limited"]
    from drystone.consequences.models import Restriction

    row = Restriction.objects.get()
    assert row.answer.startswith('$(touch nowhere); a b|--json|{"data":{')
    called = (tmp_path / "hooks" / "called").read_text()
    assert called.startswith(f"{row.key}-limit limit\n")
    assert "a secret" not in called


def test_a_command_that_hangs_or_is_not_ready_is_tried_again_under_the_same_key(
    restricting: Made, follow: Follow, tmp_path: Path
) -> None:
    waits = 'n=$(cat n 2>/dev/null || echo 0); echo $((n+1)) > n; echo "$DRYSTONE_KEY" >> keys'
    file = script(tmp_path / "hooks", f'{waits}; [ "$n" = 0 ] && exit 75; [ "$n" = 1 ] && sleep 30; exit 0')
    environment(DRYSTONE_HOOKS=str(file.parent))
    one = restricting(f"{COMMAND}\nseconds = 1", strategy="restrict-at-once")
    for hours in range(3):
        follow(NOW + dt.timedelta(hours=hours))
    assert one.limits == ["limited"]
    keys = (file.parent / "keys").read_text().split()
    assert (len(keys), len(set(keys))) == (3, 1)


CHILD = str(Path(__file__).parent / "child.py")


@pytest.mark.opens
def test_whoever_dies_between_marking_and_confirming_limits_nobody_twice_and_forgets_nobody(
    restricting: Made, follow: Follow, forks: Any, tmp_path: Path
) -> None:
    from django.db import connection

    from drystone.messages.models import Message

    file = script(tmp_path / "hooks", 'echo "$DRYSTONE_KEY" >> keys')
    one = restricting(COMMAND, strategy="restrict-at-once")
    environment(DRYSTONE_HOOKS=str(file.parent))
    follow(NOW - dt.timedelta(hours=7))  # Before the day begins: decided by nobody, called by nobody.
    assert one.limits == []
    connection.close()
    for minutes, dies_in in ((0, "_take"), (20, "call")):
        told = {"folder": str(one.served.root), "now": (NOW + dt.timedelta(minutes=minutes)).isoformat()}
        assert forks.run(CHILD, "follow", **told, dies_in=dies_in, hooks=str(file.parent)) == -signal.SIGKILL
        assert one.limits == ["calling"]
    follow(NOW + dt.timedelta(minutes=25))  # Whoever died still has it.
    assert one.limits == ["calling"]
    follow(NOW + dt.timedelta(minutes=40))
    assert one.limits == ["limited"]
    keys = (file.parent / "keys").read_text().split()
    assert (len(keys), len(set(keys))) == (2, 1)
    assert Message.objects.filter(person_id=one.person_id, purpose="limits").count() == 1
    one.close()
    follow(NOW + dt.timedelta(minutes=50))
    assert one.limits == ["lifted"]
