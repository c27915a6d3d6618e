"""The API says what the pages say, to whoever's token may read it, and withholds as much."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from served import NOW, Served


def request(served: Served, *scopes: str) -> Any:
    from drystone.directory import queries
    from drystone.shell import site

    viewer = queries.viewer_of(served.user("employee"), site.program(), strong=True)
    return SimpleNamespace(viewer=replace(viewer, scopes=frozenset(scopes)), now=NOW)


def test_standings_are_said_without_what_few_people_are_behind(served: Served) -> None:
    from drystone.measures import api

    told = {one["activity"]: one for one in api.standings(request(served, "measures:read"))}
    assert told["match-screening"]["outcomes"]["failed"] == 15
    assert told["encrypt-laptops"]["state"] == "loose"
    assert told["encrypt-laptops"]["outcomes"]["failed"] is None
    assert set(told["encrypt-laptops"]) == {"activity", "state", "reason", "outcomes"}
    assert [api.StandingOut(**one) for one in told.values()]


def test_weeks_are_said_and_gaps_in_them_too(served: Served) -> None:
    from drystone.measures import api

    asked = api.WeeksQuery(activity="match-screening", weeks=3)
    told = api.weeks(request(served, "measures:read"), asked)
    assert [one["ran"] for one in told] == [False, False, True]
    assert told[-1]["people_affected"] == 15
    assert [api.WeekOut(**one) for one in told]


@pytest.mark.parametrize(("asked", "status"), [({"activity": "nonsense"}, 404), ({"weeks": 0}, 422)])
def test_what_cannot_be_asked_is_said(served: Served, asked: dict[str, Any], status: int) -> None:
    from ninja.errors import HttpError

    from drystone.measures import api

    with pytest.raises(HttpError) as told:
        api.weeks(request(served, "measures:read"), api.WeeksQuery(**asked))
    assert told.value.status_code == status


def test_a_token_without_the_scope_is_refused(served: Served) -> None:
    from ninja.errors import HttpError

    from drystone.measures import api

    with pytest.raises(HttpError) as told:
        api.standings(request(served, "gaps:read"))
    assert told.value.status_code == 403
