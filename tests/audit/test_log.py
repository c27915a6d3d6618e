"""The log: it grows, it holds together, and nothing in it can be altered unseen."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

AT = dt.datetime(2026, 3, 1, 8, 30, 0, 123456, tzinfo=dt.UTC)


def _add(count: int = 3) -> None:
    from drystone.audit import actions

    for number in range(count):
        actions.record("looked", actor="person-1", at=AT, about=("person", f"person-{number}"), payload={"why": "ü"})


def _execute(sql: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_what_was_recorded_reads_back_and_the_chain_holds(state: Any) -> None:
    from drystone.audit import queries, verifying

    _add()
    assert not verifying.walk().problems
    (look,) = queries.about("person", "person-1")
    assert (look.seq, look.actor, look.action, look.at, look.payload) == (2, "person-1", "looked", AT, {"why": "ü"})


@pytest.mark.parametrize(
    "sql",
    [
        "update audit_entry set actor = 'nobody' where seq = 1",
        "delete from audit_entry where seq = 1",
        "update audit_payload set body = '{}' where seq = 1",
        "delete from audit_head",
        "update audit_head set seq = 1",
    ],
)
def test_the_database_itself_refuses_to_change_the_log(state: Any, sql: str) -> None:
    from django.db import DatabaseError, transaction

    _add()
    with pytest.raises(DatabaseError, match=r"never|only"), transaction.atomic():
        _execute(sql)


def test_models_refuse_too(sqlite_state: Any) -> None:
    from drystone.audit.models import AppendOnlyError, Entry

    with pytest.raises(AppendOnlyError):
        Entry.objects.all().delete()
    with pytest.raises(AppendOnlyError):
        Entry.objects.update(actor="x")


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("update audit_entry set actor = 'nobody' where seq = 2", "entry 2: it was changed"),
        ("update audit_entry set at = '2020-01-01 00:00:00' where seq = 2", "entry 2: it was changed"),
        ("delete from audit_entry where seq = 2", "entries 2 to 2 are missing"),
        # The second and the third change places.
        (
            "update audit_entry set seq = case seq when 2 then -3 when 3 then -2 else seq end;"
            "update audit_entry set seq = -seq where seq < 0",
            "entry 2: it was changed",
        ),
        ("delete from audit_entry where seq = 3", "the newest entries are missing"),
        ("update audit_payload set body = '{}' where seq = 2", "entry 2: its payload was changed"),
        ("insert into audit_payload (seq, salt, body) values (9, '', '{}')", "payload 9 belongs to no entry"),
        ("delete from audit_payload where seq = 2", "entry 2: its payload is gone, and nobody shredded it"),
    ],
)
def test_who_gets_round_the_triggers_is_found_out(sqlite_state: Any, sql: str, told: str) -> None:
    from drystone.audit import verifying

    _add()
    for trigger in ("audit_entry_fixed", "audit_entry_kept", "audit_payload_fixed"):
        _execute(f"drop trigger {trigger}")
    for one in sql.split(";"):
        _execute(one)
    assert any(told in problem for problem in verifying.walk().problems)


def test_a_shredded_payload_is_gone_and_the_chain_still_holds(state: Any) -> None:
    from drystone.audit import actions, queries, verifying

    _add()
    later = AT + dt.timedelta(days=400)
    assert actions.shred(before=AT + dt.timedelta(days=1), actor="retention", at=later) == 3
    assert not verifying.walk().problems
    assert queries.about("person", "person-1")[0].payload is None


def test_what_goes_after_a_shredding_is_found_out(sqlite_state: Any) -> None:
    from drystone.audit import actions, verifying

    _add()
    later = AT + dt.timedelta(days=400)
    for days in (1, 401):
        actions.shred(before=AT + dt.timedelta(days=days), actor="retention", at=later + dt.timedelta(days=days))
    assert not verifying.walk().problems
    _execute("delete from audit_payload")
    assert "entry 4: its payload is gone, and nobody shredded it" in verifying.walk().problems


def test_an_end_that_was_cut_off_with_its_head_is_found_by_a_noted_digest(sqlite_state: Any) -> None:
    from drystone.audit import verifying

    _add()
    noted = verifying.walk()
    _add()
    assert not verifying.walk(noted=(noted.seq, noted.digest)).problems
    for trigger in ("audit_entry_kept", "audit_head_grows"):
        _execute(f"drop trigger {trigger}")
    for table in ("audit_entry", "audit_payload"):
        _execute(f"delete from {table} where seq > 2")
    _execute("update audit_head set seq = 2, digest = (select digest from audit_entry where seq = 2)")
    assert not verifying.walk().problems
    assert verifying.walk(noted=(noted.seq, noted.digest)).problems == (
        "the log ends at entry 2, before the one that was noted, 3",
    )
    _add(1)
    assert verifying.walk(noted=(noted.seq, noted.digest)).problems == (
        "entry 3: its digest is not the one that was noted",
    )


def test_an_entry_falls_with_its_transaction(state: Any) -> None:
    from django.db import transaction

    from drystone.audit import queries, verifying

    def fail() -> None:
        with transaction.atomic():
            _add(1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert queries.about("person", "person-0") == []
    assert not verifying.walk().problems


def test_writers_at_the_same_time_never_fork_the_chain(state: Any, forks: Any) -> None:
    from django.db import connection

    from drystone.audit import verifying
    from drystone.audit.models import Head

    connection.close()
    child = str(Path(__file__).with_name("child.py"))
    writers = [forks.start(child, "write_many", url=state.url, path=str(state.path)) for _ in range(2)]
    walks = [verifying.walk()]
    for _ in range(2000):
        if walks[-1].seq == 60:
            break
        walks.append(verifying.walk())
    assert [walk.problems for walk in walks if walk.problems] == []
    assert [forks.wait(writer) for writer in writers] == [0, 0]
    assert Head.objects.get().seq == 60
    assert not verifying.walk().problems
