"""What an identity provider pushed is a source of the next run: people, accounts, and who left."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

AS_OF = dt.datetime(2026, 6, 15, 8, tzinfo=dt.UTC)
PROGRAM = {
    "drystone.toml": 'schema = 1\n[organisation]\nname = "Fenwick"\ndomains = ["fenwick.example"]\n'
    '[authority]\nfallback = "lead"\n',
    "roles.yaml": "- {id: lead, name: Lead, holders: [{person: rosa@fenwick.example, from: 2025-01-01}]}\n",
    "sources/idp.yaml": "id: idp\nkind: scim\nlocation: {pushed: true}\npeople: true\n",
}
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@pytest.fixture
def program(tmp_path: Path) -> Any:
    from drystone.program import load

    for name, text in PROGRAM.items():
        path = tmp_path / "program" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    told = load(tmp_path / "program")
    assert told.program, told.problems
    return told.program


def _push() -> dict[str, str]:
    from scim2_models import Group

    from drystone.directory.scim import storing
    from drystone.directory.scim.ending import Act
    from drystone.directory.scim.schema import Account

    act = Act("service:test", AS_OF)
    boss = storing.create("Users", Account(user_name="rosa@fenwick.example", active=True), act).scim_id
    told = {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
        "userName": "ann@fenwick.example",
        "displayName": "Ann Lind",
        "active": True,
        ENTERPRISE: {"department": "Bakery", "manager": {"value": boss}},
    }
    ann = storing.create("Users", Account.model_validate(told), act).scim_id
    storing.create("Groups", Group(display_name="Bakers", members=[{"value": ann}]), act)
    return {"boss": boss, "ann": ann}


def _run(program: Any, at: dt.datetime) -> Any:
    from drystone.runs import actions
    from drystone.runs.pipeline import Rooms

    return actions.run(program, tools=actions.Tools(Rooms({}), now=lambda: at), as_of=at)


def _people(program: Any) -> list[tuple[Any, ...]]:
    from drystone.lake import Lake
    from drystone.lake.engines import DuckEngine
    from drystone.runs import protocol
    from drystone.runs.actions import lake_path

    engine = DuckEngine(threads=1, memory="300MB")
    try:
        snapshot = Lake(lake_path(program)).snapshot(protocol.applied())
        engine.read_parquet("person", snapshot.files("person"))
        return engine.rows(
            "select p.email, p.name, p.department, p.status, m.email from person p"
            " left join person m on m.person_id = p.manager_id order by p.email"
        )
    finally:
        engine.close()


def test_pushed_people_are_people_of_the_next_run(state: Any, program: Any) -> None:
    from drystone.directory.models import ScimUser

    first = _run(program, AS_OF)
    assert [(one["id"], one["status"]) for one in first.as_json()["sources"]] == [("idp", "failed")]
    ids = _push()
    _run(program, AS_OF + dt.timedelta(hours=1))
    assert _people(program) == [
        ("ann@fenwick.example", "Ann Lind", "Bakery", "active", "rosa@fenwick.example"),
        ("rosa@fenwick.example", None, None, "active", None),
    ]
    row = ScimUser.objects.get(pk=ids["ann"])
    row.attributes["active"], row.active = False, False
    row.save()
    _run(program, AS_OF + dt.timedelta(hours=2))
    assert _people(program)[0][3] == "left"


def test_a_run_without_such_a_source_writes_nothing_about_anybody(state: Any, tmp_path: Path) -> None:
    from drystone.runs import exporting

    _push()
    exported = exporting.read(AS_OF)
    assert not list(tmp_path.rglob("*.jsonl"))
    with_people = exporting.read(AS_OF, pushed=tmp_path / "pushed" / "scim.jsonl")
    assert exported.version != with_people.version
    assert len((tmp_path / "pushed" / "scim.jsonl").read_text().splitlines()) == 3
