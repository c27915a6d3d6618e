"""A team's week on a wall: things of enough people and never of all, nobody's name, an address that can be ended."""

from __future__ import annotations

from typing import Any

import pytest

from served import NOW, Served


@pytest.fixture
def display(served: Served) -> Any:
    """A screen of Sales."""
    from drystone.directory.teams import Group
    from drystone.displays import links

    return links.make(Group("Sales"), language="en", look="dark", by=served.people["department-head"], now=NOW)


def path(display: Any) -> str:
    from drystone.displays import links

    return links.address(display).partition("//")[2].partition("/")[2].join(("/", ""))


def test_a_screen_shows_its_team_to_nobody_in_particular_until_its_address_is_ended(
    served: Served, display: Any
) -> None:
    from drystone.directory.models import Person

    stranger = served.client("anonymous")
    answer = stranger.get(path(display))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.headers["Refresh"] == "600"
    assert 'data-theme="dark"' in page
    assert "<script" not in page
    assert not answer.cookies
    names = [name for name in Person.objects.filter(department="Sales").values_list("name", flat=True) if name]
    assert names
    assert [name for name in names if name in page] == []
    assert "/report" in page
    assert stranger.get(f"{path(display)}x").status_code == 404
    end = served.client("department-head").post(f"/teams/displays/{display.pk}/revocation")
    assert end.status_code == 302
    assert stranger.get(path(display)).status_code == 404


def test_a_copy_of_the_state_makes_no_address(display: Any) -> None:
    from django.core.signing import Signer
    from django.test import override_settings

    from drystone.displays import links

    good = path(display).rpartition("/")[2]
    assert links.read(good) == display
    with override_settings(SECRET_KEY="of another site"):
        assert links.read(good) is None
    assert links.read(Signer(salt="drystone.displays", key="x").sign(display.number)) is None


@pytest.mark.parametrize(
    ("owners", "size", "shown"), [(4, 20, None), (5, 20, 10), (5, 9, None), (7, 12, 15), (12, 12, None)]
)
def test_a_count_is_of_enough_people_and_never_of_all(
    owners: int, size: int, shown: int | None, served: Served
) -> None:
    """Each owner has two things: what is said is a whole multiple of five."""
    from drystone.directory.teams import Group
    from drystone.displays import showing
    from drystone.shell import site

    check = next(iter(site.program().checks))
    with site.reading() as engine:
        tables: dict[str, list[tuple[Any, ...]]] = {
            "person": [(f"p{at}", "active", None, "Ward", "3") for at in range(size)],
            "gap": [("check", check, "device", f"d{at}", "", "fail", "2026-01-01") for at in range(owners * 2)],
            "asset": [("device", f"d{at}", f"p{at // 2}") for at in range(owners * 2)],
        }
        columns = {
            "person": "person_id varchar, status varchar, end_date date, department varchar, team varchar",
            "gap": "origin varchar, check_id varchar, asset_kind varchar, asset_id varchar, item varchar,"
            " outcome varchar, opened_at timestamp",
            "asset": "asset_kind varchar, asset_id varchar, owner_id varchar",
            "check_reach": "check_id varchar, reach varchar",
        }
        tables["check_reach"] = [(check, "live")]
        for name, told in columns.items():
            engine.execute(f"create or replace temp table {name} ({told})")
            engine.insert(name, [one.split()[0] for one in told.split(", ")], tables[name])
        try:
            found = showing._things(engine, site.program(), Group("Ward", "3"), as_of=NOW)
            nothing = showing._things(engine, site.program(), Group("Ward", "4"), as_of=NOW)
        finally:
            for name in columns:
                engine.execute(f"drop table temp.{name}")
    assert [one.count for one in found] == ([] if shown is None else [shown])
    assert nothing == ()


def test_slips_say_the_same_to_everybody_and_a_sheet_names_nobody(served: Served) -> None:
    from drystone.directory.models import Person

    head = served.client("department-head")
    mine = Person.objects.filter(department="Sales").exclude(status="left")
    one = mine.order_by("name").first()
    assert one is not None
    mine.filter(pk=one.pk).update(email="")
    page = head.get("/teams/slips?department=Sales&team=").content.decode()
    assert one.name in page
    every = head.get("/teams/slips?department=Sales&team=&all=1").content.decode()
    slips = every.split("<li>")[1:]
    said = {slip.partition("</li>")[0].replace(person, "") for slip in slips
            for person in mine.values_list("name", flat=True) if f"<strong>{person}<" in slip}  # fmt: skip
    assert len([slip for slip in slips if "Everybody gets this slip" in slip]) == mine.count()
    assert len(said) == 1
    sheet = head.get("/teams/week?department=Sales&team=").content.decode()
    assert one.name not in sheet.replace(served.person("department-head").name, "")


def test_the_question_is_another_one_each_week(served: Served) -> None:
    import datetime as dt

    from drystone.habits import queries
    from drystone.shell import site

    mondays = [dt.date(2026, 6, 15) + dt.timedelta(weeks=at) for at in range(8)]
    asked = [queries.of_the_week(site.program(), one, "de") for one in mondays]
    assert len({one.item.id for one in asked if one}) == 8
    assert asked[0] == queries.of_the_week(site.program(), mondays[0], "de")
