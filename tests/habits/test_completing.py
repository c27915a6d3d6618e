"""Completions from other systems: whose they are, once, and nothing but done, when."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from tests.habits.test_figures import ask, program

from drystone.lessons.formats import xapi
from drystone.lessons.formats.done import Done
from drystone.lessons.formats.refusing import RefusedFileError
from served import NOW, Served

LESSON, OTHER = "blame-costs-time", "habit-not-event"
MONDAY = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def addresses(served: Served) -> dict[str, str]:
    from drystone.shell import site

    with site.reading() as engine:
        rows = dict(engine.rows("select person_id, email from person where email is not null"))
    return {kind: rows[person_id] for kind, person_id in served.people.items() if person_id in rows}


def said(*actors: dict[str, Any], lesson: str = LESSON, at: dt.datetime = MONDAY) -> list[dict[str, Any]]:
    """Return a statement of each actor, as another system makes it: with a score and an answer that are nobody's."""
    [one] = xapi.statements([Done("person-x", lesson, at)], home="https://learning.firm.example")
    told = {"completion": True, "success": False, "score": {"scaled": 0.2}, "response": "THEIR-ANSWER"}
    return [{**one, "id": str(number), "actor": actor, "result": told} for number, actor in enumerate(actors)]


def keep(*done: Done) -> Any:
    from drystone.habits import completing
    from drystone.shell import site

    with site.reading() as engine:
        return completing.keep(done, engine, site.program(), now=NOW, actor="cli:ayo")


def test_people_are_found_by_id_address_digest_or_login_and_what_fits_nobody_is_counted(
    served: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from django.db import connection

    from drystone.audit.models import Payload
    from drystone.cli.main import main
    from drystone.habits import queries
    from drystone.habits.models import Card, Learner, Taken
    from drystone.shell import site

    mail = addresses(served)
    with site.reading() as engine:
        logins = dict(engine.rows(
            "select min(person_id), username from account where kind = 'human' and person_id is not null"
            " and username not like '%@%' group by username having count(distinct person_id) = 1"
        ))  # fmt: skip
    known = set(Learner.objects.filter(gone_on=None).values_list("person_id", flat=True)) - set(served.people.values())
    by_login = next(iter(sorted(known & logins.keys())), "")
    named = [served.people[kind] for kind in ("employee", "colleague", "manager")] + [by_login] * bool(by_login)
    digest = hashlib.sha1(f"mailto:{mail['manager'].lower()}".encode(), usedforsecurity=False).hexdigest()
    home = "https://lms.example"
    statements = said(
        {"account": {"homePage": home, "name": served.people["employee"]}},
        {"name": "Their Name", "mbox": f"mailto:{mail['colleague'].upper()}"},
        {"mbox_sha1sum": digest},
        {"account": {"homePage": home, "name": logins.get(by_login, "nobody")}},
        {"mbox": "mailto:stranger@firm.example"},
        {"objectType": "Group", "member": []},
    )
    file = tmp_path / "statements.json"
    file.write_text(json.dumps(statements))
    words = ["lessons", "done", str(file), "--program", str(served.root)]
    assert main([*words, "--dry-run", "--json"]) == 0
    assert not Taken.objects.filter(lesson_id=LESSON).exists()
    for _ in range(2):
        capsys.readouterr()
        assert main([*words, "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["unmatched"] == 2 - bool(by_login)
        assert told["left_out"] == {"no account and no mail address": 1}
        assert told["lessons"] == [{"lesson": LESSON, "people": None}], "fewer than five"
        rows = Taken.objects.filter(lesson_id=LESSON).values_list("person_id", "done_at", "elsewhere", "begun_at")
        assert sorted(rows) == sorted((one, MONDAY, True, None) for one in named)
    items = [item.id for item in site.program().lessons[LESSON].items]
    assert Card.objects.filter(person_id=named[0], item_id__in=items, reviews=0, due__gt=NOW).count() == len(items)
    assert queries.done_by(named[0]) == [(LESSON, MONDAY)]
    logged = [json.loads(one.body) for one in Payload.objects.all() if "unmatched" in str(one.body)]
    assert {"taken": len(named), "unmatched": told["unmatched"]} in logged
    # Of what else the file said nothing is kept, wherever one looks.
    with connection.cursor() as cursor:
        for table in ("habits_taken", "habits_card", "audit_payload"):
            cursor.execute(f'select * from "{table}"')
            assert not any(word in str(cursor.fetchall()) for word in ("THEIR-ANSWER", "Their Name", "stranger@"))


def test_the_first_moment_counts_in_whatever_order_and_what_was_finished_here_stays(served: Served) -> None:
    from drystone.habits.models import Taken

    me, other = served.people["employee"], served.people["colleague"]
    Taken.objects.create(person_id=me, lesson_id=OTHER, begun_at=NOW, skipped_at=NOW)
    Taken.objects.create(person_id=other, lesson_id=OTHER, begun_at=NOW, done_at=NOW)
    for at in (MONDAY + HOUR, MONDAY, MONDAY + 2 * HOUR):
        kept = keep(Done(me, OTHER, at), Done(other, OTHER, at))
        assert (kept.lessons, kept.unmatched) == ({OTHER: 2}, 0)
    told = dict(Taken.objects.filter(lesson_id=OTHER).values_list("person_id", "done_at"))
    assert told == {me: MONDAY, other: NOW}
    assert list(Taken.objects.filter(elsewhere=True).values_list("person_id", "skipped_at")) == [(me, None)]


def test_statements_to_the_state_do_not_grow_with_each_of_the_people(served: Served) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from drystone.habits.models import Learner

    everybody = sorted(Learner.objects.filter(gone_on=None).values_list("person_id", flat=True))
    counts = []
    for lesson, people in ((LESSON, everybody[:2]), (OTHER, everybody[2:])):
        with CaptureQueriesContext(connection) as asked:
            assert sum(keep(*(Done(one, lesson, MONDAY) for one in people)).lessons.values()) == len(people)
        counts.append(len(asked))
    # SQLite takes so many values in one statement; five questions of sixty people are three statements, not sixty.
    assert counts[1] <= counts[0] + 2


def test_a_system_sends_its_statements_itself_and_evidence_says_elsewhere(served: Served) -> None:
    from drystone.habits import queries

    lesson = next(one for one in program().lessons.values() if one.activity == "encrypt-laptops")
    body = {"statements": said({"mbox": f"mailto:{addresses(served)['employee']}"}, lesson=lesson.id)}
    for _ in range(2):
        told = ask(served, "editor", "/lessons-done", "lessons:done", json=body)
        assert told.json() == {"taken": 1, "unmatched": 0, "left_out": {}}
    assert ask(served, "editor", "/lessons-done", "lessons:write", json=body).status_code == 403
    with pytest.raises(RefusedFileError, match="is not what the format says"):
        ask(served, "editor", "/lessons-done", "lessons:done", json={"statements": [{"actor": 1}]})
    found = queries.completions_of("encrypt-laptops", program(), since=MONDAY, before=NOW)
    assert list(found) == [(lesson.id, served.people["employee"], MONDAY, "elsewhere")]


def test_what_was_finished_here_goes_out_as_statements_and_what_came_in_does_not(
    served: Served, tmp_path: Path
) -> None:
    from drystone.audit.models import Entry
    from drystone.cli.main import main
    from drystone.habits.models import Taken

    me, other = served.people["employee"], served.people["colleague"]
    Taken.objects.create(person_id=me, lesson_id=LESSON, begun_at=MONDAY, done_at=MONDAY + HOUR)
    Taken.objects.create(person_id=me, lesson_id=OTHER, begun_at=MONDAY)
    # What goes out says the day alone, and goes out when that day is over.
    Taken.objects.create(person_id=served.people["manager"], lesson_id=LESSON, done_at=NOW.replace(year=2150))
    keep(Done(other, LESSON, MONDAY))
    out = tmp_path / "statements.json"
    words = ["lessons", "export", "--format", "xapi", "--site", "--home", "https://learning.firm.example"]
    assert main([*words, "--out", str(out), "--program", str(served.root)]) == 0
    [said] = json.loads(out.read_text())
    assert (said["actor"]["account"]["name"], said["timestamp"]) == (me, "2026-06-01T10:00:00Z")  # Noon in Berlin.
    assert said["object"]["id"].endswith(f"/lessons/{LESSON}")
    assert said["result"] == {"completion": True}
    assert Entry.objects.filter(action="lessons-done-given-out").count() == 1
