"""Things of the made-up organisation that the tests of these pages look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """What is known is kept by the run's id; tests that change what the run says start and end without."""
    yield
    from drystone.catalogue import knowing
    from drystone.measures import facts

    facts.forget()
    knowing._find.cache_clear()
    knowing._letters.cache_clear()


@pytest.fixture
def some(served: Served) -> Some:
    from drystone.directory.models import Holding
    from drystone.shell import site

    employee = served.people["employee"]
    busy = [employee, *Holding.objects.values_list("person_id", flat=True)]
    with site.reading() as engine:

        def one(sql: str, **values: Any) -> Any:
            return engine.rows(sql, values or None)[0]

        laptop = one(
            "select asset_id from gap where asset_kind = 'device' and list_contains(responsible, $person) order by 1",
            person=employee,
        )[0]
        screening, screened = one(
            "select screening_id, person_id from screening join person using (person_id)"
            " where person.status = 'active' and not list_contains($busy, person_id) order by 1",
            busy=busy,
        )
        merged = one(
            "select asset_id from conflict where asset_kind = 'device' group by 1 order by count(*) desc, 1 limit 1"
        )[0]
        foreign = one(
            "select asset_id from asset where asset_kind = 'device' and owner_id <> $person order by 1", person=employee
        )[0]
    suggested = next(one.id for one in site.program().activities.values() if one.standing == "suggested")
    return Some(laptop, screening, screened, merged, foreign, suggested)


@pytest.fixture
def shadow(served: Served) -> Iterator[Callable[[str, str], None]]:
    """Give a table of the applied run other rows for one test; the lake itself is shared and stays as it is."""
    from drystone.catalogue import knowing
    from drystone.measures import facts
    from drystone.shell import site

    shadowed: list[str] = []

    def instead(table: str, select: str) -> None:
        with site.reading() as engine:
            engine.execute(f"create or replace temp table {table} as {select}")
        shadowed.append(table)
        facts.forget()
        knowing._find.cache_clear()
        knowing._letters.cache_clear()

    yield instead
    with site.reading() as engine:
        for table in shadowed:
            engine.execute(f"drop table if exists temp.{table}")
