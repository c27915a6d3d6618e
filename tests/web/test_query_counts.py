"""How much a page asks, of the state and of the lake, does not depend on how large the organisation is.

Every page of the tables of access is opened by somebody who may, then again with ten times the rows in the state: more
people, more positions and duties, more gaps of the very same people, more that waits for them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from access import tables
from access.arranged import Arranged, read
from served import KINDS, NOW, Served

TIMES = 10
#: Who opens a page, the first of these who may: those with much to see come first.
VISITORS = ("approver", "department-head", "employee", *(kind for kind in KINDS if kind not in {"anonymous", "leaver"}))

#: Files of every gap, read in pages of five thousand so that memory stays small, and what those pages ask here at most.
EXPORTS, STREAMED = {"gaps:csv", "gaps:json", "gaps:ocsf"}, 4

#: What is multiplied, parents first: model → the columns that make another row of it, or point at a multiplied one.
GROWN: dict[str, tuple[str, ...]] = {
    "directory.Person": ("person_id",),
    "directory.Holding": ("position_id",),
    "directory.Duty": ("position_id",),
    "gaps.Gap": ("gap_id",),
    "gaps.GapResponsible": ("gap_id",),
    "gaps.GapEvent": ("gap_id", "act"),
    "gaps.ExceptionRequest": ("exception_id", "gap_id"),
    "gaps.PutOff": ("gap_id",),
    "gaps.Attestation": ("attestation_id",),
    "decisions.Decision": ("decision_id",),
    "decisions.Question": ("question_id", "asset_id"),
    "drystone_messages.Message": ("number",),
    "drystone_messages.Thread": ("thread_id",),
    "drystone_messages.Participant": ("thread_id",),
    "drystone_messages.Post": ("thread_id",),
    "charting.Round": ("round_id",),
    "charting.Party": ("key",),
    "charting.Version": ("activity_id",),
    "habits.Learner": ("person_id",),
    "habits.Card": ("item_id",),
    "habits.Taken": ("lesson_id",),
    "habits.Answer": ("answer_id", "item_id"),
    "habits.Shown": ("habit_id",),
    "directory.Token": ("prefix",),
    "directory.SharedScreen": (),
}


@dataclass
class Asked:
    """How many statements went to the state and to the lake."""

    state: int = 0
    lake: int = 0


def grow() -> dict[str, int]:
    """Multiply the rows; return how many there are then."""
    from django.apps import apps
    from django.db import connection

    found = {}
    for name, keys in GROWN.items():
        model = apps.get_model(name)
        columns = [
            one.column for one in model._meta.concrete_fields if not one.get_internal_type().endswith("AutoField")
        ]
        assert set(keys) <= set(columns), name
        chosen = ", ".join(f"{one} || '~' || n" if one in keys else f'"{one}"' for one in columns)
        named = ", ".join(f'"{one}"' for one in columns)
        with connection.cursor() as cursor:
            table = model._meta.db_table
            cursor.execute(
                f"with recursive times(n) as (select 1 union all select n + 1 from times where n < {TIMES - 1})"
                f" insert into {table} ({named}) select {chosen} from {table}, times where true"
            )
        found[name] = model._default_manager.count()
    return found


@contextmanager
def counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    """Count what is asked meanwhile."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from drystone.lake.engines import DuckEngine

    asked = Asked()

    def counted(name: str) -> Any:
        plain = getattr(DuckEngine, name)

        def ask(self: DuckEngine, *given: Any, **more: Any) -> Any:
            asked.lake += 1
            return plain(self, *given, **more)

        return ask

    with monkeypatch.context() as patched, CaptureQueriesContext(connection) as captured:
        for name in ("execute", "rows", "batches", "arrays"):
            patched.setattr(DuckEngine, name, counted(name))
        yield asked
    asked.state = sum(1 for one in captured.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE")))


def _get(client: Any, url: str) -> int:
    """Read a page to its end, and let go of it."""
    answer = client.get(url)
    # A file that is served as it is says where it ends only to who reads it.
    read(answer)
    answer.close()
    return int(answer.status_code)


def _opened(served: Served, monkeypatch: pytest.MonkeyPatch, pages: dict[str, tuple[str, str]]) -> dict[str, Asked]:
    clients = {kind: served.client(kind) for kind in dict.fromkeys(kind for kind, _ in pages.values())}
    found = {}
    for name, (kind, url) in pages.items():
        # The first look fills what a process keeps for a run, and writes the visit down.
        _get(clients[kind], url)
        with counting(monkeypatch) as asked:
            status = _get(clients[kind], url)
        assert status == 200, (name, kind, status)
        found[name] = asked
    return found


def _some_of_each(served: Served) -> None:
    """Make one row at least of what nobody in the organisation has done yet."""
    from drystone.directory.models import SharedScreen, Token
    from drystone.gaps.models import Attestation, GapResponsible, PutOff
    from drystone.habits.models import Shown, Taken
    from drystone.messages.models import Message

    me = served.people["employee"]
    gap_id = GapResponsible.objects.filter(person_id=me).values_list("gap_id", flat=True)[0]
    PutOff.objects.create(gap_id=gap_id, person_id=me, until=NOW.date() + dt.timedelta(days=3), asked_at=NOW)
    until = NOW.date() + dt.timedelta(days=90)
    Attestation.objects.create(
        attestation_id="a", activity_id="encrypt-laptops", asset_id="encrypt-laptops", attested_by=me, attested_at=NOW,
        evidence="seen", valid_until=until,
    )  # fmt: skip
    when = dict.fromkeys(("due_at", "not_before", "created_at"), NOW)
    Message.objects.create(number="m", person_id=me, channel="email", purpose="told", **when)
    Token.objects.create(
        user=served.user("administrator"), name="t", prefix="p", digest="d", created_at=NOW,
        expires_at=NOW + dt.timedelta(days=30),
    )  # fmt: skip
    SharedScreen.objects.create(name="Gate", made_by=me, made_at=NOW)
    Taken.objects.create(person_id=me, lesson_id="ask-before-doing", begun_at=NOW, done_at=NOW)
    Shown.objects.create(person_id=me, habit_id="report-early", shown_at=NOW, how="reported")


def test_what_a_page_asks_does_not_grow_with_the_organisation(
    arranged: Arranged,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _some_of_each(arranged)
    pages = {}
    for name, row in tables.TABLE.items():
        kind = next((kind for kind in VISITORS if row[kind] == 200), None)
        url = tables.url(name, arranged)
        if kind and "GET" in tables.methods(name):
            pages[name] = (kind, url)
    assert len(pages) > 40
    small = _opened(arranged, monkeypatch, pages)
    rows = grow()
    assert rows["gaps.Gap"] > 1_000
    assert {name for name, count in rows.items() if not count} == set()
    large = _opened(arranged, monkeypatch, pages)
    grown = {name: (small[name], large[name]) for name in pages if _more(name, small[name], large[name])}
    assert grown == {}


def _more(name: str, small: Asked, large: Asked) -> bool:
    # One more: a list that was empty and no longer is may ask for the names of those in it.
    allowed = small.state + (STREAMED if name in EXPORTS else 1)
    return large.state > allowed or large.lake > small.lake
