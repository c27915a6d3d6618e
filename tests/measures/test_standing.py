"""Each rule of standing, and what its sentence may say."""

from __future__ import annotations

import datetime as dt

import pytest

from served import Served
from small_world import AS_OF, World, activity, program

DAY = AS_OF.date()


def test_it_is_firm_where_its_live_checks_pass(world: World) -> None:
    world.covered()
    world.check("locked", (20, 0, 0, 0))
    told = world.standing()
    assert (told.state, told.passed, told.failed) == ("firm", 20, 0)
    assert told.reason == "All its live checks pass."


def test_it_is_loose_where_something_fails_in_a_live_check(world: World) -> None:
    world.covered()
    world.check("locked", (14, 6, 0, 0))
    told = world.standing()
    assert (told.state, told.failed, told.open_gaps) == ("loose", 6, 6)
    assert told.oldest == dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    assert told.reason == "6 things are waiting to be set straight."


def test_what_is_accepted_for_now_is_no_pass_and_is_said(world: World) -> None:
    world.covered()
    world.check("locked", (14, 6, 0, 0))
    world.put("exception", "locked", "locked-0", None, "approved", DAY)
    world.put("exception", "locked", "locked-1", None, "approved", DAY - dt.timedelta(days=1))
    told = world.standing()
    assert (told.state, told.open_gaps) == ("loose", 5)
    assert "Some of it is accepted for now." in told.reason


@pytest.mark.parametrize("reach", ["trial", "suggested"])
def test_a_check_that_is_not_live_makes_nothing_loose_and_nothing_firm_and_is_said(world: World, reach: str) -> None:
    world.covered()
    world.check("locked", (10, 10, 0, 0), reach=reach)
    told = world.standing()
    assert (told.state, told.failed, told.quiet) == ("unknown", 0, 10)
    assert told.reason == "Its checks are not live yet; they see something to set straight."
    world.check("closed", (20, 0, 0, 0))
    told = world.standing()
    assert told.state == "firm"
    assert "A check that is not live yet sees something too." in told.reason


def test_it_is_missing_where_only_the_fallback_is_found(world: World) -> None:
    world.covered(resolved=0)
    world.check("locked", (14, 6, 0, 0))
    world.put("letter_rule", "lock-up", "A", "position", "head")
    world.put("position", "head", "Head of Doors")
    world.put("seat_holder", "head", "fallback")
    told = world.standing()
    assert (told.state, told.holes) == ("missing", 20)
    assert told.reason == "Nobody is in the position that it needs: Head of Doors."


def test_it_is_not_missing_where_somebody_is_found_for_some_of_it(world: World) -> None:
    world.covered(resolved=15)
    world.check("locked", (20, 0, 0, 0))
    told = world.standing()
    assert (told.state, told.holes) == ("firm", 5)
    assert "For some of it nobody is known yet." in told.reason


def test_what_rests_on_memory_is_missing_until_somebody_says_that_it_was_done(world: World) -> None:
    world.covered(things=1, resolved=1)
    year = dt.timedelta(days=365)
    assert world.standing(held_by="memory", attest=year).state == "missing"
    world.put("attestation", "lock-up", "activity", "lock-up", DAY - dt.timedelta(days=1))
    told = world.standing(held_by="memory", attest=year)
    assert (told.state, told.reason) == (
        "missing",
        "It rests on memory, and the last word that it was done no longer holds.",
    )
    world.put("attestation", "lock-up", "activity", "lock-up", DAY)
    assert world.standing(held_by="memory", attest=year).state == "firm"


def test_memory_of_which_nobody_is_asked_is_missing(world: World) -> None:
    world.covered()
    assert world.standing(held_by="memory").state == "missing"


def test_a_word_for_one_thing_holds_what_rests_on_memory_and_one_that_lapsed_loosens_it(world: World) -> None:
    world.covered()
    year = dt.timedelta(days=365)
    world.put("attestation", "lock-up", "device", "d1", DAY)
    assert world.standing(held_by="memory", attest=year).state == "firm"
    world.put("attestation", "lock-up", "device", "d2", DAY - dt.timedelta(days=1))
    assert world.standing(held_by="memory", attest=year).state == "loose"


def test_an_overdue_word_loosens_what_checks_hold(world: World) -> None:
    world.covered()
    world.check("locked", (20, 0, 0, 0))
    told = world.standing(attest=dt.timedelta(days=90))
    assert (told.state, told.reason) == ("loose", "Nobody has said yet that it was done.")


def test_it_is_unknown_where_nothing_was_heard(world: World) -> None:
    world.covered()
    world.check("locked", (0, 0, 20, 0))
    assert world.standing().state == "unknown"


def test_it_is_unknown_where_its_check_could_not_run(world: World) -> None:
    world.covered()
    world.check("locked", (0, 0, 0, 0), error="no such column")
    told = world.standing()
    assert (told.state, told.reason) == ("unknown", "Its check could not run.")


def test_it_is_unknown_where_nothing_looks_at_it(world: World) -> None:
    world.covered()
    assert world.standing(held_by="guard").state == "unknown"


def test_it_is_unknown_where_there_is_nothing_that_it_is_about(world: World) -> None:
    world.covered(things=0, resolved=0)
    world.check("locked", (0, 0, 0, 0))
    assert world.standing().reason == "We know of nothing yet that it is about."


def test_it_is_unknown_where_its_things_cannot_be_picked_out(world: World) -> None:
    world.covered(resolved=0, error="no such column")
    assert world.standing().state == "unknown"


def test_it_is_unknown_where_the_run_did_not_know_it_yet(world: World) -> None:
    assert world.standing().state == "unknown"


def test_a_check_that_finds_nothing_it_applies_to_has_looked(world: World) -> None:
    world.covered()
    world.check("locked", (0, 0, 0, 20))
    assert world.standing().state == "firm"


def test_a_sentence_says_no_number_that_few_people_are_behind(world: World) -> None:
    world.covered()
    world.check("locked", (14, 6, 0, 0), people=4)
    told = world.standing()
    assert told.reason == "Some things are waiting to be set straight."
    assert told.shown["fail"] is None
    assert told.shown["pass"] is None
    assert told.failed == 6


def test_every_activity_has_a_standing_and_the_look_ups_are_as_many_however_many_there_are(world: World) -> None:
    from drystone.measures.standing import standings

    counted: list[str] = []
    plain = world.engine.rows

    def rows(sql: str, *rest: object) -> object:
        counted.append(sql)
        return plain(sql, *rest)

    world.engine.rows = rows  # type: ignore[method-assign, assignment]
    standings(program(), world.engine, as_of=AS_OF)
    few = len(counted)
    many = [activity(f"a-{n}") for n in range(40)]
    for one in many:
        world.covered(one.id)
        world.check(f"check-{one.id}", (3, 1, 1, 1), key=one.id)
    assert len(standings(program(*many), world.engine, as_of=AS_OF)) == 40
    assert len(counted) == 2 * few == 10


def test_the_served_organisation_has_stones_of_every_kind(served: Served) -> None:
    from drystone.measures.standing import standings
    from drystone.shell import site

    with site.reading() as engine:
        told = standings(site.program(), engine)
    assert set(told) == set(site.program().activities)
    assert {one.state for one in told.values()} == {"firm", "loose", "missing", "unknown"}
    assert told["walk-strangers-in"].state == "missing"
    assert all(one.reason.endswith(".") for one in told.values())


@pytest.mark.parametrize(
    ("about", "row", "shown"),
    [
        ("person", (20, 19, 1, "", 19, 0), None),  # Nobody owns that person's record: still it is one person.
        ("person", (20, 14, 6, "", 14, 0), (14, 6)),
        ("person", (20, 4, 16, "", 0, 16), None),
        ("device", (20, 19, 1, "", 19, 1), None),
        ("device", (20, 12, 1, "", 12, 7), (12, None)),  # Of seven people, how many are behind that one?
        ("device", (20, 12, 7, "", 12, 7), (12, None)),  # The other is found by subtraction.
        ("device", (20, 12, 8, "", 12, 7), (12, 8)),
        ("device", (20, 16, 4, "", 10, 0), (16, 4)),  # Things that are nobody's.
    ],
)
def test_what_only_the_last_resort_has_is_counted_of_enough_people(
    world: World, about: str, row: tuple[int | str, ...], shown: tuple[int, int | None] | None
) -> None:
    world.put("coverage", "lock-up", *row)
    told = world.standing(about=about).coverage
    assert (told and (told.resolved, told.by_fallback)) == shown
    assert told is None or (told.nobody is None) is (told.by_fallback is None)
