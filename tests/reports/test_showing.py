"""Whoever told of something has shown a habit: on their own page it is asked less, and nothing anywhere says why."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from reports import officers
from served import NOW, Served

DAY = dt.timedelta(days=1)
HABIT = "report-early"


def _rows() -> dict[str, list[str]]:
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select * from "{table}"')
            found[table] = sorted(repr(row) for row in cursor.fetchall())
    return found


def _asked(me: str, at: dt.datetime = NOW) -> list[str]:
    """The habits of the questions that somebody's own page offers them."""
    from drystone.habits import queries
    from drystone.shell import site

    due = queries.mine(me, at, site.program())
    lessons = [queries.lesson_of(item_id, site.program()) for item_id in (due.item_ids if due else ())]
    return [lesson.habits[0] for lesson in lessons if lesson]


@pytest.fixture
def me(served: Served) -> str:
    """Somebody whose most urgent questions are all about reporting; a lesson was taken, so none takes their place."""
    from drystone.habits import course
    from drystone.habits.models import Card, Taken
    from drystone.shell import site

    person, items = served.people["employee"], course.items(site.program())
    about = [item_id for item_id, lesson in items.items() if lesson.habits[0] == HABIT][:3]
    others = [item_id for item_id, lesson in items.items() if lesson.habits[0] != HABIT][:3]
    Card.objects.filter(person_id=person).delete()
    for number, item_id in enumerate([*about, *others]):
        due = NOW - (10 - number) * DAY
        memory = {"stability": 50.0, "difficulty": 3.0, "interval_days": 60, "reviews": 1}
        Card.objects.create(
            person_id=person, item_id=item_id, reviewed_at=NOW - 70 * DAY, due=due, overdue=due, **memory
        )
    for number in range(3):
        Taken.objects.create(person_id=person, lesson_id=f"gone-{number}", done_at=NOW - 20 * DAY)
    assert _asked(person) == [HABIT] * 3
    return person


@pytest.fixture
def client(served: Served) -> Any:
    return served.client("employee")


def tell(client: Any, known: str, kind: str = "typed-password") -> Any:
    sent = client.post(f"/report/{kind}", {"when": "just-now", "known": known, "text": "Is this all right?"})
    assert sent.status_code == 200
    return sent


def test_questions_on_what_telling_shows_rest_on_ones_own_page_and_nowhere_is_it_written(
    served: Served, client: Any, me: str
) -> None:
    from drystone.habits import queries
    from drystone.shell import site

    everybody = queries.due_for(None, NOW, site.program())
    before = _rows()
    page = tell(client, "named").content.decode()
    assert "We ask you less about it for a while." in page
    after = _rows()
    assert {table.split("_")[0] for table in after if after[table] != before[table]} == {"jobs", "reports"}
    asked = _asked(me)
    assert len(asked) == 3
    assert HABIT not in asked
    assert HABIT not in _asked(me, NOW + 55 * DAY)
    assert HABIT in _asked(me, NOW + 61 * DAY), "as long as it last waited, counted from the report"
    # What is sent follows from what is kept, and says nothing of a report.
    assert queries.due_for(None, NOW, site.program()) == everybody


@pytest.mark.parametrize(
    ("known", "kind"), [("sealed", "typed-password"), ("none", "typed-password"), ("named", "ask-first")]
)
def test_what_is_sealed_or_without_a_name_or_shows_another_habit_changes_nothing(
    served: Served, client: Any, me: str, known: str, kind: str
) -> None:
    officers.name(served)
    page = tell(client, known, kind).content.decode()
    assert ("We ask you less about it" in page) == (known == "named")
    assert _asked(me) == [HABIT] * 3


def test_once_a_report_is_shredded_nothing_tells_who_reported_not_even_what_they_are_asked(
    served: Served, client: Any, me: str
) -> None:
    from drystone.jobs.models import Job
    from drystone.reports import actions, keys, retention
    from drystone.reports.models import Report
    from drystone.shell import site

    before = _rows()
    tell(client, "named")
    report_id = Report.objects.get().report_id
    responder = served.people["responder"]
    actions.claim(report_id, by=responder, now=NOW)
    actions.close(report_id, by=responder, now=NOW)
    served.drain()
    assert HABIT not in _asked(me, NOW + 29 * DAY)
    retention.shred(site.program(), now=NOW + 31 * DAY)
    assert _asked(me, NOW + 32 * DAY) == [HABIT] * 3
    assert not keys.epochs()
    now = _rows()
    names = [one for one in (me, served.person("employee").email, served.person("employee").name) if one]
    new = [row for table, rows in now.items() for row in rows if row not in before[table]]
    assert new
    assert not [row for row in new if any(name in row for name in names)]
    assert not [job for job in Job.objects.all() if me in str(job.payload)]
    assert now["habits_card"] == before["habits_card"]
    assert now["habits_shown"] == before["habits_shown"]


def test_a_page_costs_one_question_more_and_the_state_says_no_more_of_a_busy_reporter(
    served: Served, client: Any, me: str
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for times in (1, 5):
        for _ in range(times):
            tell(client, "named")
        with CaptureQueriesContext(connection) as asked:
            _asked(me)
        counts.append(len(asked))
    assert counts == [4, 4]
