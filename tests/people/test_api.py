"""The same page and the same rules for programs that act for a person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from served import NOW, Served


def ask(served: Served, who: str, path: str, *scopes: str, **more: Any) -> Any:
    from ninja.testing import TestClient

    from drystone.directory import queries
    from drystone.people.api import router
    from drystone.shell import site

    viewer = replace(queries.viewer_of(served.user(who), site.program(), strong=True), scopes=frozenset(scopes))
    client = TestClient(router)
    method = client.post if more else client.get
    return method(path, viewer=viewer, now=NOW, **more)


def test_my_page_and_what_is_known_come_with_the_scope(served: Served) -> None:
    page = ask(served, "employee", "/me/page", "me:read").json()
    assert page["person_id"] == served.people["employee"]
    assert page["things"]
    assert page["steps"][0]["gaps"][0]["gap_id"].startswith("gap-")
    data = ask(served, "employee", "/me/data", "me:read").json()
    assert data["records"]
    assert ask(served, "employee", "/me/page", "gaps:read").status_code == 403


def test_another_page_needs_the_power_and_a_reason(served: Served) -> None:
    path = f"/people/{served.people['employee']}/look"
    why = {"reason": "Their laptop was stolen; which accounts are on it?"}
    assert ask(served, "administrator", path, "people:look", json=why).status_code == 404
    served.user("administrator").grants.create(power="look-at-people", granted_by="test", granted_at=NOW)
    assert ask(served, "administrator", path, "people:look", json={"reason": "so"}).status_code == 422
    told = ask(served, "administrator", path, "people:look", json=why)
    assert told.json()["person_id"] == served.people["employee"]
    looks = ask(served, "employee", "/me/data", "me:read").json()["looks"]
    assert [look["reason"] for look in looks] == [why["reason"]]


def test_nobody_by_that_name_is_not_found(served: Served) -> None:
    served.user("administrator").grants.create(power="look-at-people", granted_by="test", granted_at=NOW)
    why = {"reason": "Looking for somebody who is not there"}
    assert ask(served, "administrator", "/people/person-of-no-one/look", "people:look", json=why).status_code == 404
