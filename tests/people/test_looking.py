"""Another person's page needs the power and a reason, and the person can read both."""

from __future__ import annotations

import json
from typing import Any

from served import NOW, Served

WHY = "Their laptop was stolen; which accounts are on it?"


def looker(served: Served) -> Any:
    """A client of an administrator who was also given the power to look at people."""
    user = served.user("administrator")
    user.grants.create(power="look-at-people", granted_by="test", granted_at=NOW)
    return served.client("administrator")


def test_nobody_may_look_to_begin_with(served: Served) -> None:
    path = f"/people/{served.people['employee']}"
    for who in ("manager", "colleague", "department-head", "approver", "auditor", "administrator", "editor"):
        assert served.client(who).get(path).status_code == 404


def test_a_look_needs_a_reason(served: Served) -> None:
    client, path = looker(served), f"/people/{served.people['employee']}"
    asked = client.get(path)
    assert asked.status_code == 200
    assert "What is theirs" not in asked.content.decode()
    refused = client.post(path, {"reason": "because"})
    assert refused.status_code == 422
    assert "because" in refused.content.decode()


def test_a_look_is_shown_to_the_one_it_was_at(served: Served) -> None:
    person = served.people["employee"]
    answer = looker(served).post(f"/people/{person}", {"reason": WHY})
    assert answer.status_code == 200
    assert "What is theirs" in answer.content.decode()
    mine = served.client("employee").get("/me/data").content.decode()
    assert WHY in mine
    assert served.person("administrator").name in mine
    assert "Looked at your page" in mine


def test_another_page_offers_nothing_to_do_there(served: Served) -> None:
    text = looker(served).post(f"/people/{served.people['employee']}", {"reason": WHY}).content.decode()
    assert "/not-mine" not in text
    assert "check again" not in text


def test_nobody_by_that_name_is_not_found(served: Served) -> None:
    assert looker(served).get("/people/person-of-no-one").status_code == 404


def test_what_is_known_about_me_can_be_taken_along(served: Served) -> None:
    answer = served.client("employee").get("/me/data.json")
    assert "attachment" in answer["Content-Disposition"]
    told = json.loads(answer.getvalue())
    person = served.person("employee")
    assert told["person_id"] == person.person_id
    assert {record["source"] for record in told["records"]} >= {"hr"}
    assert any(record["says"].get("email") == person.email for record in told["records"])
    assert all(not name.startswith("_") for record in told["records"] for name in record["says"])
    assert told["claims"]


def test_what_is_known_names_nobody_else(served: Served) -> None:
    from drystone.directory.models import Person

    me = served.person("employee")
    text = served.client("employee").get("/me/data").content.decode()
    others = Person.objects.exclude(person_id__in=[me.person_id, me.manager_id]).exclude(email="")
    assert [one.email for one in others if one.email in text] == []


def test_decisions_that_name_me_are_there(served: Served) -> None:
    from drystone.decisions import actions

    person = served.people["employee"]
    settled = actions.Settled("not_mine", asset_kind="device", asset_id="device-1", person_id=person)
    actions.record(settled, by="cli:root", at=NOW, reason="Handed back in May")
    assert "Handed back in May" in served.client("employee").get("/me/data").content.decode()
    assert "Handed back in May" not in served.client("colleague").get("/me/data").content.decode()


def test_what_is_known_asks_the_same_of_the_state_however_much_it_is(served: Served) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from drystone.audit import actions as audit

    person = served.people["employee"]

    def asked() -> int:
        client = served.client("employee")
        client.get("/me/data")
        with CaptureQueriesContext(connection) as caught:
            client.get("/me/data")
        return len(caught)

    audit.record("looked-at-person", actor="cli:root", at=NOW, about=("person", person))
    few = asked()
    for number in range(220):
        audit.record("looked-at-person", actor=f"cli:{number}", at=NOW, about=("person", person))
    assert asked() == few + 1  # How many more there are than the page lists.
    told = json.loads(served.client("employee").get("/me/data.json").getvalue())
    assert len(told["looks"]) == 221
