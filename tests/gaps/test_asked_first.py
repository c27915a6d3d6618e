"""Whoever is consulted (C) is asked before an exception is granted, with a clock."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from gaps import served_gap
from judging import World, activity, program, role
from served import NOW, Served

AFTER = NOW + dt.timedelta(days=3, hours=1)


@pytest.fixture
def asked(served: Served, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An exception that the security lead is asked about first; who hears what is noted in ``told``."""
    from drystone.gaps import consulting, doing, exceptions
    from drystone.gaps.models import ExceptionRequest

    gap = served_gap.of("employee", served)
    lead = served.people["responder"]
    monkeypatch.setattr(consulting, "_consults", lambda _program, _one: True)
    found = {(gap.asset_kind, gap.asset_id, gap.activity_id): {"security-lead": {lead}}}
    monkeypatch.setattr(consulting, "_held", lambda _engine, _told: found)
    told: list[tuple[str, str]] = []
    for room in ("consulting", "answering"):
        monkeypatch.setattr(
            f"drystone.gaps.{room}.notices.tell",
            lambda person, notice, **_more: told.append((person, notice.path)) or True,
        )
    wish = exceptions.Wish(gap.gap_id, "A new laptop comes in July.", dt.date(2026, 7, 1))
    made = ExceptionRequest.objects.get(pk=doing.ask_exception(wish, by=served.people["employee"], now=NOW))
    made.told, made.lead, made.thing = told, lead, gap
    return made


def test_nothing_is_granted_before_who_is_asked_has_answered(served: Served, asked: Any) -> None:
    (question,) = asked.consultations.all()
    boss, lead = served.client(asked.decider), served.client("responder")
    assert asked.told == [(asked.lead, "/asked-first")]
    assert "<textarea" not in boss.get(f"/exceptions/{asked.pk}/approve").content.decode()
    assert "asked first" in boss.get("/exceptions").content.decode()
    assert boss.post(f"/exceptions/{asked.pk}/approve").status_code == 409

    text = lead.get(f"/asked-first/{question.pk}").content.decode()
    assert "A new laptop comes in July." in text
    assert served.person("employee").name not in text
    assert asked.thing.asset_name not in text
    assert lead.post(f"/asked-first/{question.pk}", {"opinion": "against"}).status_code == 409
    assert lead.post(f"/asked-first/{question.pk}", {"opinion": "against", "words": "Lend one."}).status_code == 302
    assert asked.told[1:] == [(asked.decider, "/exceptions")]

    assert "Lend one." in boss.get(f"/exceptions/{asked.pk}/approve").content.decode()
    assert "Lend one." in served.client("employee").get("/exceptions").content.decode()
    assert boss.post(f"/exceptions/{asked.pk}/approve").status_code == 302
    assert lead.post(f"/asked-first/{question.pk}", {"opinion": "fine"}).status_code == 409


def test_when_the_time_is_over_the_accountable_decides_alone_and_hears_of_it_once(
    served: Served, asked: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.gaps import consulting, waiting

    (question,) = asked.consultations.all()
    assert question.until == NOW + dt.timedelta(days=3)
    assert consulting.run_out(now=NOW) == 0
    served_gap.later(monkeypatch, days=3, hours=1)
    assert [consulting.run_out(now=AFTER) for _ in range(2)] == [1, 0]
    assert asked.told[1:] == [(asked.decider, "/exceptions")]
    boss = served.client(asked.decider)
    assert "no answer until" in boss.get(f"/exceptions/{asked.pk}/approve").content.decode()
    assert boss.post(f"/exceptions/{asked.pk}/approve").status_code == 302
    assert waiting.one(asked.pk).status == "approved"


def test_it_can_be_refused_at_any_time(served: Served, asked: Any) -> None:
    answer = served.client(asked.decider).post(f"/exceptions/{asked.pk}/refuse", {"reason": "IT lends you one."})
    assert answer.status_code == 302
    assert "Nothing waits" in served.client("responder").get("/asked-first").content.decode()


def test_whoever_fills_the_position_now_is_asked_and_nobody_about_a_person(sqlite_state: Any, monkeypatch: Any) -> None:
    from drystone.gaps import consulting
    from drystone.gaps.models import Consulted, ExceptionRequest, Gap
    from drystone.responsibility import resolve
    from drystone.shell import site

    world = World()
    for key, manager in (("dora", None), ("boss", None), ("mira", "dora")):
        world.person(key, manager_id=manager)
    world.thing("device", "d1", owner="mira")
    matrix = program(
        role("it-head", "boss"), role("dpo", "dora"),
        role("council", "mira", "dora"),
        activity(
            "encrypt", about="device", consulted=("dpo", "it-head", "council", "asset.owner", "asset.owner.manager")
        ),
    )  # fmt: skip
    resolve(world.build(), matrix)
    monkeypatch.setattr(site, "program", lambda: matrix)
    monkeypatch.setattr(site, "snapshot", lambda: "a run")
    at = {"first_seen": NOW, "opened_at": NOW, "due": NOW, "last_run": "r"}
    made = {}
    for kind, asset_id in (("device", "d1"), ("person", "mira")):
        gap = Gap.objects.create(
            gap_id=f"gap-{kind}", origin="check", check_id="c", activity_id="encrypt", asset_kind=kind,
            asset_id=asset_id, severity="high", accountable="boss", **at,
        )  # fmt: skip
        made[kind] = ExceptionRequest.objects.create(
            exception_id=kind, gap=gap, reason="x", until=NOW.date(), requested_by="mira", requested_at=NOW,
            decider="boss", ready_at=NOW,
        )  # fmt: skip
    asked = dict.fromkeys(("dpo", "council", "asset.owner.manager"), frozenset({"dora"}))
    assert consulting._whom(made.values(), matrix, world.engine) == {"device": asked}

    with monkeypatch.context() as patched:
        patched.setattr(site, "reading", lambda: _session(world.engine))
        consulting.begin(list(made.values()), now=NOW)
    world.engine.execute("update person set status = 'left' where person_id = 'dora'")
    world.person("otto")
    after = program(role("it-head", "boss"), role("dpo", "otto"), role("council", "mira"), matrix.activities["encrypt"])
    resolve(world.build(), after)
    assert consulting.hand_on(world.engine, after, now=NOW) == 1
    assert [one.person_id for one in Consulted.objects.all()] == ["otto"]
    world.engine.close()


def _session(engine: Any) -> Any:
    import contextlib

    return contextlib.nullcontext(engine)
