"""Pairs of people who may be one are proposed, never merged."""

from __future__ import annotations

from drystone.inventory.proposing import propose_people


def test_a_person_with_a_typing_slip_in_another_system_is_proposed_and_not_merged(world):
    def people(source, *rows):
        names = ("name", "start_date", "email", "department")
        world.source(
            source, [dict(zip(("id", *names), row, strict=True)) for row in rows], world.same_named("person", *names)
        )

    people("hr", ("1", "Jonathan Meyer", "2021-03-01", "", "IT"), ("2", "Alice Sol", "2020-01-07", "", "Legal"))
    people(
        "contractors", ("a", "Meyer, Jonathon", "2021-03-10", "", "IT"), ("b", "Alice Moon", "2019-05-02", "", "Sales")
    )
    world.run()
    assert world.value("select count(*) from person") == 4
    assert propose_people(world.engine, "proposed") == 1
    found = world.rows(
        "select x.name, y.name from proposed join person x on x.person_id = a join person y on y.person_id = b"
    )
    assert set(found[0]) == {"Jonathan Meyer", "Meyer, Jonathon"}
