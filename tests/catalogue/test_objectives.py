"""A goal, what helps it and what stands in its way: for a board, without a single person."""

from __future__ import annotations

from typing import Any

from served import NOW, Served


def test_every_activity_that_protects_a_goal_is_said_exactly_once(served: Served) -> None:
    from drystone.catalogue import objectives
    from drystone.shell import site

    program = site.program()
    for objective in program.objectives.values():
        page = objectives.page(objective.id, now=NOW)
        lines = (*page.firm, *page.loose, *page.missing, *page.unknown, *page.suggested)
        protecting = [one.id for one in program.activities.values() if objective.id in one.protects]
        assert sorted(line.activity_id for line in lines) == sorted(protecting)
        assert page.summary.agreed + page.summary.suggested == len(protecting)


def test_what_is_loose_says_how_much_and_since_when_the_oldest_first(served: Served) -> None:
    from drystone.catalogue import objectives

    loose = objectives.page("customer-trust", now=NOW).loose
    assert loose
    since = [line.loose.since for line in loose if line.loose and line.loose.since]
    assert since == sorted(since)
    assert any(line.loose and line.loose.things for line in loose)


def test_things_that_somebody_accepted_do_not_stand_in_the_way(served: Served, shadow: Any) -> None:
    from drystone.catalogue import objectives

    before = objectives._loose(_program(), NOW)["encrypt-laptops"].things
    assert before
    shadow(
        "exception",
        "select 'e' as exception_id, check_id, asset_kind, asset_id, item, null::date as until, 'approved' as status,"
        " '' as requested_by, '' as decided_by, null::timestamp as decided_at, '' as reason from memory.main.gap"
        " where activity_id = 'encrypt-laptops'",
    )
    assert "encrypt-laptops" not in objectives._loose(_program(), NOW)


def test_no_page_of_a_goal_names_a_person(served: Served) -> None:
    from drystone.directory.models import Person

    viewer = served.person("employee")
    names = [name for name in Person.objects.values_list("name", flat=True) if name and name != viewer.name]
    client = served.client("employee")
    for objective in _program().objectives:
        text = client.get(f"/objectives/{objective}").content.decode()
        assert [name for name in names if name in text] == []


def test_few_people_are_a_few_and_late_ones_do_not_give_them_away(served: Served) -> None:
    import datetime as dt

    from drystone.catalogue import objectives

    at = dt.datetime(2026, 1, 1)  # noqa: DTZ001 # The lake's times are naive UTC.
    assert objectives._added([("person", 3, 0, at)], 5).things is None
    assert objectives._added([("person", 9, 6, at)], 5).things is None
    assert objectives._added([("device", 3, 1, at)], 5) == objectives.Loose(3, 1, at)
    assert objectives._added([("device", 3, 1, at), ("person", 2, 0, at)], 5).things is None


def _program() -> Any:
    from drystone.shell import site

    return site.program()
