"""The same doors for programs: tokens with scopes, ids for people."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from served import NOW, Served


def request(served: Served, who: str, *scopes: str) -> Any:
    from dataclasses import replace

    from drystone.directory import queries
    from drystone.shell import site

    made = RequestFactory().get("/")
    viewer = queries.viewer_of(served.user(who), site.program(), strong=True)
    made.viewer, made.now = replace(viewer, scopes=frozenset(scopes)), NOW
    return made


def test_a_thing_is_given_to_whom_the_page_is(served: Served, some: Any) -> None:
    from ninja.errors import HttpError

    from drystone.catalogue import api

    found = api.thing(request(served, "employee", "things:read"), kind="device", asset_id=some.laptop)
    assert found.id == some.laptop
    assert found.owner_id == served.people["employee"]
    assert {"R", "A"} <= {one.letter for one in found.letters}
    assert any(one.counts for row in found.attributes for one in row.said)
    assert served.person("employee").name not in found.model_dump_json()
    with pytest.raises(HttpError) as refused:
        api.thing(request(served, "colleague", "things:read"), kind="device", asset_id=some.laptop)
    assert refused.value.status_code == 404
    with pytest.raises(HttpError) as refused:
        api.thing(request(served, "employee", "program:read"), kind="device", asset_id=some.laptop)
    assert refused.value.status_code == 403


def test_a_screening_asks_programs_for_a_reason_too(served: Served, some: Any) -> None:
    from ninja.errors import HttpError

    from drystone.audit import queries as audit
    from drystone.catalogue import api
    from drystone.directory.models import Holding
    from drystone.lib.errors import UsageError

    hr = Holding.objects.filter(role_id="hr-head", step="holder").values_list("person_id", flat=True)[0]
    asked = {"kind": "screening", "asset_id": some.screening}
    with pytest.raises(HttpError) as refused:
        api.thing(request(served, hr, "things:read"), **asked)
    assert refused.value.status_code == 422
    with pytest.raises(UsageError):
        api.look(request(served, hr, "things:read"), **asked, body=api.LookIn(reason="hm"))
    assert audit.about("person", some.screened) == []
    body = api.LookIn(reason="The check runs out next week")
    assert api.look(request(served, hr, "things:read"), **asked, body=body).kind == "screening"
    assert [one.action for one in audit.about("person", some.screened)] == ["looked-at-person"]


def test_activities_and_objectives_are_read_with_the_programs_scope(served: Served, some: Any) -> None:
    from ninja.errors import HttpError

    from drystone.catalogue import api

    asking = request(served, "employee", "program:read")
    assert len(api.activities(asking)) > 50
    assert [one.id for one in api.activities(asking, q="thief brick")] == ["encrypt-laptops"]
    assert api.activity(asking, activity_id="encrypt-laptops").letters
    assert api.activity(asking, activity_id=some.suggested).letters is None
    first = api.objectives(asking)[0]
    assert api.objective(asking, objective_id=first.id).activities
    with pytest.raises(HttpError):
        api.objective(asking, objective_id="no-such-objective")


def test_the_routes_make_an_api(served: Served) -> None:
    from ninja import NinjaAPI

    from drystone.catalogue import api

    made = NinjaAPI(urls_namespace="catalogue-test")
    made.add_router("/", api.router)
    paths = made.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    assert "/api/v1/things/{kind}/{asset_id}" in paths
    assert "/api/v1/objectives/{objective_id}" in paths
