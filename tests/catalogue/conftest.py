"""Things of the made-up organisation that the tests of these pages look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from served import Served


@dataclass(frozen=True)
class Some:
    """Ids of things: the employee's laptop with a gap, somebody's screening, a device that two sources know."""

    laptop: str
    screening: str
    screened: str
    merged: str
    foreign: str
    suggested: str


@pytest.fixture
def some(served: Served) -> Some:
    from drystone.shell import site

    employee = served.people["employee"]
    with site.reading() as engine:

        def one(sql: str, **values: Any) -> Any:
            return engine.rows(sql, values or None)[0]

        laptop = one(
            "select asset_id from gap where asset_kind = 'device' and list_contains(responsible, $person) order by 1",
            person=employee,
        )[0]
        screening, screened = one(
            "select screening_id, person_id from screening join person using (person_id)"
            " where person.status = 'active' and person_id <> $person order by 1",
            person=employee,
        )
        merged = one(
            "select asset_id from conflict where asset_kind = 'device' group by 1 order by count(*) desc, 1 limit 1"
        )[0]
        foreign = one(
            "select asset_id from asset where asset_kind = 'device' and owner_id <> $person order by 1", person=employee
        )[0]
    suggested = next(one.id for one in site.program().activities.values() if one.standing == "suggested")
    return Some(laptop, screening, screened, merged, foreign, suggested)
