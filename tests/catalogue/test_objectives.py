"""A goal, what helps it and what stands in its way: for a board, without a single person."""

from __future__ import annotations

from typing import Any

from served import Served


def test_every_activity_that_protects_a_goal_is_said_exactly_once(served: Served) -> None:
    from drystone.catalogue import objectives
    from drystone.shell import site

    program = site.program()
    for objective in program.objectives.values():
        page = objectives.page(objective.id)
        lines = (*page.firm, *page.loose, *page.missing, *page.unknown, *page.suggested)
        protecting = [one.id for one in program.activities.values() if objective.id in one.protects]
        assert sorted(line.activity_id for line in lines) == sorted(protecting)
        assert page.summary.agreed + page.summary.suggested == len(protecting)


def test_what_is_loose_says_how_much_and_since_when_the_oldest_first(served: Served) -> None:
    from drystone.catalogue import objectives

    loose = objectives.page("customer-trust").loose
    assert loose
    since = [line.loose.since for line in loose if line.loose and line.loose.since]
    assert since == sorted(since)
    assert any(line.loose and line.loose.things for line in loose)


def test_things_that_somebody_accepted_do_not_stand_in_the_way(served: Served, shadow: Any) -> None:
    from drystone.catalogue import objectives

    def loose() -> set[str]:
        return {line.activity_id for one in _program().objectives for line in objectives.page(one).loose if line.loose}

    assert "encrypt-laptops" in loose()
    shadow(
        "exception",
        "select 'e' as exception_id, check_id, asset_kind, asset_id, item, date '2027-01-01' as until,"
        " 'approved' as status, '' as requested_by, '' as decided_by, null::timestamp as decided_at, '' as reason"
        " from memory.main.gap where activity_id = 'encrypt-laptops'",
    )
    assert "encrypt-laptops" not in loose()


def test_no_page_of_a_goal_names_a_person(served: Served) -> None:
    from drystone.directory.models import Person

    viewer = served.person("employee")
    names = [name for name in Person.objects.values_list("name", flat=True) if name and name != viewer.name]
    client = served.client("employee")
    for objective in _program().objectives:
        text = client.get(f"/objectives/{objective}").content.decode()
        assert [name for name in names if name in text] == []


def test_what_is_late_is_counted_with_what_is_open_or_not_at_all(served: Served) -> None:
    from drystone.catalogue import objectives

    lines = [line for one in _program().objectives for line in objectives.page(one).loose if line.loose]
    assert {(line.loose.things is None) == (line.loose.late is None) for line in lines if line.loose} == {True}
    assert any(line.loose.things is None for line in lines if line.loose)


def _program() -> Any:
    from drystone.shell import site

    return site.program()
