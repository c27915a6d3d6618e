"""Somebody among the users, or with a copy of the state, tries to learn who reported."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from reports import officers
from served import NOW, Served

TEXT = "Xylophone in the lift"


def _rows() -> dict[str, set[str]]:
    """Every row of every table as text."""
    from django.db import connection

    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select * from "{table}"')
            found[table] = {repr(row) for row in cursor.fetchall()}
    return found


def _new(before: dict[str, set[str]]) -> dict[str, set[str]]:
    return {table: rows - before[table] for table, rows in _rows().items() if rows - before[table]}


def _names(served: Served) -> list[str]:
    user = served.user("employee")
    person = served.person("employee")
    return [one for one in (person.person_id, person.email, person.name, user.login) if one]


@pytest.mark.parametrize(("known", "shows"), [("named", ""), ("sealed", ""), ("none", "yes")])
def test_no_row_and_no_word_of_a_log_says_who_reported(
    served: Served, known: str, shows: str, caplog: pytest.LogCaptureFixture
) -> None:
    from drystone.reports import belongings
    from drystone.reports.models import Report, Reporter
    from drystone.reports.taking import things_of

    officers.name(served)
    client = served.client("employee")
    mine = next(one for one in belongings.of(served.people["employee"]) if one.kind == "device")
    session = client.session.session_key
    before = _rows()
    caplog.set_level(logging.DEBUG)
    sent = client.post(
        "/report/typed-password",
        {"when": "just-now", "known": known, "text": TEXT, "device": belongings.key(mine), "show": shows},
    )
    assert sent.status_code == 200
    assert client.get("/report/mine").status_code == 200
    new = _new(before)
    assert {table.split("_")[0] for table in new} == {"jobs", "reports"}, (
        "the room's own rows, and a call by report's id"
    )
    written = json.dumps({table: sorted(rows) for table, rows in new.items()})
    assert TEXT in written
    said = written + caplog.text
    assert [one for one in [*_names(served), str(session)] if one in said] == []
    assert ("reports_reporter" in new) == (known != "none")
    # A device that was chosen is its owner's name by another word: who has the report reads it.
    assert mine.asset_id not in written
    assert mine.name not in written
    (report,) = Report.objects.all()
    boxed: list[Any] = [*report.things.all(), *Reporter.objects.all()]
    assert {len(one.box) % 512 for one in boxed} <= {28}, "no box is as long as what is in it"
    assert [one.asset_id for one in things_of(report)] == ([mine.asset_id] if known == "named" or shows else [])


def test_an_answer_to_a_sealed_name_leaves_nothing_for_anybody_and_to_a_name_no_word_of_a_report(
    served: Served,
) -> None:
    from drystone.messages.models import Message
    from drystone.reports import actions

    officers.name(served)
    path = served.root / "drystone.toml"
    channel = '\n[channels.email]\nhost = "127.0.0.1"\nport = 1\nfrom = "a@demo.example"\nstarttls = false\n'
    path.write_text(path.read_text(encoding="utf-8") + channel, encoding="utf-8")
    from drystone.shell import site

    site.reread()
    me, responder = served.people["employee"], served.people["responder"]
    for known in ("sealed", "none", "named"):
        told = actions.Told("clicked", known=known, person_id=me if known != "none" else "", when="today")
        report_id = actions.take(told, now=NOW).report_id
        actions.claim(report_id, by=responder, now=NOW)
        before = _rows()
        actions.say(report_id, by=responder, text="It was a trick; all is well.", now=NOW)
        written = json.dumps({table: sorted(rows) for table, rows in _new(before).items()})
        assert any(one in written for one in _names(served)) == (known == "named")
    (mail,) = Message.objects.filter(person_id=me)
    assert (mail.purpose, mail.subject) == ("thread", "A colleague wrote to you")
    assert "report" not in (mail.text + mail.subject + mail.purpose).lower()


def test_nobody_else_finds_a_report_on_any_page_or_in_the_api(served: Served) -> None:
    from access.arranged import Arranged
    from drystone.reports import actions
    from drystone.shell import site

    officers.name(served)
    me = served.people["employee"]
    taken = actions.take(actions.Told("paid", known="named", person_id=me, text=TEXT, when="today"), now=NOW)
    arranged = Arranged(served.root)
    pages = ("/", "/report", "/report/mine", "/me/data", "/me/data.json", "/threads", "/wall")
    for kind in ("manager", "department-head", "administrator", "auditor", "responder"):
        token, client = arranged.token(kind), served.client(kind)
        for path in pages:
            words = b"".join(client.get(path)).decode()
            assert TEXT not in words, (kind, path)
            assert taken.report_id not in words, (kind, path)
        assert client.get(f"/report/mine/{taken.report_id}").status_code == 404
        assert client.get("/api/v1/me/reports", headers=token).json() == []
        assert client.get(f"/api/v1/me/reports/{taken.report_id}", headers=token).status_code == 404
    mine = json.loads(b"".join(served.client("employee").get("/me/data.json")))
    assert mine["kept"]["reports"][0]["report_id"] == taken.report_id
    assert TEXT in json.dumps(mine["kept"]["report_words"])
    assert site.problems() == ()


def test_a_backup_holds_no_key_that_opens_a_name(served: Served, tmp_path: Path) -> None:
    from drystone.reports import actions, keys
    from drystone.runs import backup
    from drystone.shell import site

    officers.name(served)
    me = served.people["employee"]
    for known in ("named", "sealed"):
        actions.take(actions.Told("clicked", known=known, person_id=me, when="today"), now=NOW)
    held = {path.name: path.read_bytes() for path in keys.here().iterdir()}
    assert len(held) == 2
    assert all(path.stat().st_mode & 0o077 == 0 for path in keys.here().iterdir())
    backup._copy_program(site.program(), tmp_path / "copy")
    copied: list[Any] = [path for path in (tmp_path / "copy").rglob("*") if path.is_file()]
    assert copied
    assert not [path for path in copied if path.name in held or path.read_bytes() in held.values()]


def test_ids_of_reports_say_nothing_of_their_order(served: Served) -> None:
    from drystone.reports import actions

    made = [actions.take(actions.Told("clicked", when="today"), now=NOW).report_id for _ in range(12)]
    assert made != sorted(made)
    assert made != sorted(made, reverse=True)
    assert len({len(one) for one in made}) == 1
