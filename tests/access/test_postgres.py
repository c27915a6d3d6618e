"""The same pages and reads of the API on PostgreSQL: what one database takes, the other may refuse."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from access import differing, operations, tables
from access.arranged import CALLING, WALKED, Arranged, arrange, ended, read
from served import NOW, Served

pytestmark = pytest.mark.postgres


@pytest.fixture
def on_postgres(served: Served, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Arranged:
    """The arranged organisation; its state went to PostgreSQL, row by row as it is, before the rest was made there."""
    from django.apps import apps
    from django.db import connection, transaction

    from drystone.web.setup import configure

    monkeypatch.setattr("django.contrib.auth.hashers.PBKDF2PasswordHasher.iterations", 1)
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    rows = {model: list(model._base_manager.all()) for model in models}
    assert sum(map(len, rows.values())) > 1_000
    configure(postgres_url, served.root / "unused.sqlite3")
    with transaction.atomic(), connection.cursor() as cursor:
        # Whatever order the tables come in, and although the log takes nothing that is older than its head.
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(f"truncate {', '.join(connection.ops.quote_name(model._meta.db_table) for model in models)}")
        for model in models:
            model._base_manager.bulk_create(rows[model], batch_size=500)
        for statement in connection.ops.sequence_reset_sql(_Plain(), models):
            cursor.execute(statement)
    return arrange(served)


class _Plain:
    """Leaves SQL without colours."""

    def __getattr__(self, _name: str) -> Any:
        return lambda text: text


def test_every_page_and_every_read_of_the_api_answers_on_postgresql_as_the_tables_say(
    on_postgres: Arranged, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connection, transaction
    from django.test import Client

    monkeypatch.setattr("logging.root.manager.disable", logging.WARNING)
    assert connection.vendor == "postgresql"
    wrong: dict[str, Any] = {}
    clients: dict[str, Any] = {}
    callers: dict[str, Any] = {}
    for name in tables.TABLE:
        if "GET" not in tables.methods(name):
            continue
        declared = {kind: tables.expected(name, "GET", kind) for kind in WALKED}
        kind = _fitting(declared)
        if kind not in clients:
            clients[kind] = on_postgres.client(kind)
        with transaction.atomic():  # What an address needs is made as rooms make it: a whole act at once.
            url = tables.url(name, on_postgres)
        told = _status(on_postgres, clients[kind], url)
        if told != declared[kind]:
            wrong[f"{name} as {kind}"] = told
    for name, row in operations.TABLE.items():
        if name.startswith("GET "):
            kind = next(one for one in CALLING if row[one] == 200)
            if kind not in callers:
                callers[kind] = Client(headers={"host": "127.0.0.1", **on_postgres.token(kind)})
            with transaction.atomic():
                url = f"/api/v1{operations.url(on_postgres, name)}"
            told = _status(on_postgres, callers[kind], url)
            if told != 200:
                wrong[f"{name} as {kind}"] = told
    assert wrong == {}
    assert len(clients) > 5


def test_what_people_tell_is_run_and_looked_back_at_on_postgresql_by_two_at_once(on_postgres: Arranged) -> None:
    from django.db import connection

    from drystone.cli import demo_reports
    from drystone.incidents import packing
    from drystone.incidents.models import Incident, IncidentEntry
    from drystone.reports import actions
    from drystone.reports.models import CampaignMember, ReportWord
    from drystone.shell import site

    assert connection.vendor == "postgresql"
    incident = demo_reports.tell_and_respond(site.program(), NOW)
    told = actions.Told("looks-odd", known="named", person_id=on_postgres.people["employee"])
    report = actions.take(told, now=NOW).report_id
    clients = [on_postgres.client(who) for who in ("responder", "approver")]

    def act(client: Any, at: int) -> list[int]:
        try:
            sent = (
                (f"/incidents/{incident}", {"act": "note", "text": f"Seen {at} by {id(client)}."}),
                (f"/desk/{report}", {"act": "judge", "verdict": "junk"}),
                (f"/desk/{report}", {"act": "claim"}),
            )
            return [client.post(path, body).status_code for path, body in sent]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = [done for at in range(3) for done in pool.map(act, clients, (at, at))]
    assert {code for one in answers for code in one} <= {302, 400}, "nobody is met by an error"
    assert CampaignMember.objects.filter(report_id=report, left_at=None).count() == 1
    assert ReportWord.objects.filter(report_id=report, sort="answer").count() == 1, "told once"
    row = Incident.objects.get(pk=incident)
    assert IncidentEntry.objects.filter(incident=row, kind="note").count() == 2 + 6
    timeline = packing.told(row, site.program(), at=NOW)["timeline"]
    assert [one["number"] for one in timeline] == list(range(1, len(timeline) + 1))


def _fitting(declared: dict[str, int | str]) -> str:
    """Return the first kind that gets the page; where nobody does, one who is refused."""
    return next((kind for kind in WALKED if declared[kind] == 200), "employee")


def _status(arranged: Arranged, client: Any, url: str) -> int | str:
    with arranged.taken_back(client):
        answer = client.get(url)
        read(answer)
        ended(answer)
    way, _mark, query = answer.headers.get("Location", "").partition("?")
    return way if way in differing.ASKING and query.startswith("next=") else int(answer.status_code)
