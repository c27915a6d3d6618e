"""Who answers for what: tiny programs and people in, letters and steps out."""

from __future__ import annotations

import datetime as dt

from drystone.lib.clock import naive_utc
from drystone.program.model import Holder
from drystone.responsibility import letters_sql, resolve, who
from judging import AS_OF, HERE, activity, check, program, role


def letters(world, kind, key):
    rows = world.engine.rows(
        "select letter, person_id, position, via from letter where asset_kind = $kind and asset_id = $key"
        " order by ordinal, person_id",
        {"kind": kind, "key": key},
    )
    return [tuple(row) for row in rows]


def held(world, name, *columns):
    return world.engine.rows(f"select {', '.join(columns)} from {name} order by all")


ENCRYPT = activity("encrypt", about="device", where="kind = 'laptop'")


def test_the_owner_does_it_and_the_head_of_it_answers_for_it(world):
    world.person("mira")
    world.person("noor")
    world.thing("device", "d1", kind="laptop", owner="noor")
    summary = resolve(world.build(), program(role("it-head", "mira"), ENCRYPT))
    assert letters(world, "device", "d1") == [
        ("R", "noor", "asset.owner", "assigned"),
        ("A", "mira", "it-head", "holder"),
    ]
    assert (summary.pairs, summary.resolved, summary.by_fallback, summary.holes) == (1, 1, 0, 0)


def test_a_thing_outside_the_population_has_no_letters(world):
    world.person("mira")
    world.thing("device", "d1", kind="server", owner="mira")
    world.thing("device", "d2", kind=None, owner="mira")
    summary = resolve(world.build(), program(role("it-head", "mira"), ENCRYPT))
    assert (letters(world, "device", "d1"), letters(world, "device", "d2"), summary.pairs) == ([], [], 0)


def test_several_holders_all_do_it_and_the_first_answers_for_it(world):
    world.person("zoe")
    world.person("abel")
    matrix = activity("patch", r=["it", "ops"], a="it")
    resolve(world.build(), program(role("it", "zoe", "abel"), role("ops", "abel"), matrix))
    assert letters(world, "activity", "patch") == [
        ("R", "zoe", "it", "holder"),
        ("R", "abel", "it", "holder"),
        ("R", "abel", "ops", "holder"),
        ("A", "zoe", "it", "holder"),
    ]


def test_a_leaver_holds_nothing_and_the_deputy_steps_in(world):
    world.person("mira", status="left")
    world.person("dana")
    roles = (role("it-head", "mira", deputy="it-deputy"), role("it-deputy", "dana"))
    resolve(world.build(), program(*roles, activity("x", r=["it-head"])))
    assert letters(world, "activity", "x") == [("R", "dana", "it-head", "deputy"), ("A", "dana", "it-head", "deputy")]


def test_without_a_deputy_the_nearest_living_manager_steps_in(world):
    world.person("mira", status="left", manager_id="boss")
    world.person("boss", end_date=dt.date(2026, 11, 21), manager_id="top")
    world.person("top")
    resolve(world.build(), program(role("it-head", "mira"), activity("x", r=["it-head"])))
    assert letters(world, "activity", "x")[1] == ("A", "top", "it-head", "manager")


def test_a_circle_of_managers_ends_in_the_fallback(world):
    world.person("mira", status="left", manager_id="boss")
    world.person("boss", status="left", manager_id="mira")
    world.person("sam")
    summary = resolve(
        world.build(),
        program(role("it-head", "mira"), role("lead", "sam"), activity("x", r=["it-head"]), fallback="lead"),
    )
    assert letters(world, "activity", "x")[1] == ("A", "sam", "it-head", "fallback")
    assert held(world, "hole", "position", "reason") == [("it-head", "mira@fenwick.example has left")]
    assert (summary.resolved, summary.by_fallback, summary.holes) == (0, 1, 1)


def test_without_a_fallback_the_pair_is_nobodys_and_a_hole(world):
    summary = resolve(world.build(), program(role("it-head"), activity("x", r=["it-head"])))
    assert letters(world, "activity", "x") == []
    assert (summary.pairs, summary.resolved, summary.by_fallback, summary.holes) == (1, 0, 0, 1)
    assert held(world, "hole", "position", "kind", "activities", "things", "reason") == [
        ("it-head", "position", 1, 1, "nobody is named")
    ]


def test_someone_on_leave_keeps_a_position_that_has_no_deputy(world):
    world.person("mira", status="leave")
    resolve(world.build(), program(role("it-head", "mira"), activity("x", r=["it-head"])))
    assert letters(world, "activity", "x")[1] == ("A", "mira", "it-head", "holder")


def test_someone_on_leave_is_passed_over_for_the_deputy(world):
    world.person("mira", status="leave")
    world.person("dana")
    roles = (role("it-head", "mira", deputy="it-deputy"), role("it-deputy", "dana"))
    resolve(world.build(), program(*roles, activity("x", r=["it-head"])))
    assert letters(world, "activity", "x")[1] == ("A", "dana", "it-head", "deputy")


def test_a_period_counts_on_its_first_and_its_last_day(world):
    world.person("mira")
    today = AS_OF.date()
    day = dt.timedelta(days=1)
    spells = {
        "first": (today, None),
        "last": (None, today),
        "early": (today + day, None),
        "late": (None, today - day),
    }
    roles = [role(key, Holder("mira@fenwick.example", HERE, since, until)) for key, (since, until) in spells.items()]
    resolve(world.build(), program(*roles, activity("x", r=[*spells], a="first")))
    assert held(world, "holding", "role", "state") == [
        ("early", "future"), ("first", "active"), ("last", "active"), ("late", "ended"),
    ]  # fmt: skip


def test_a_name_that_hr_does_not_know_is_a_hole_that_says_so(world):
    world.person("sam")
    matrix = program(role("it-head", "ghost"), role("lead", "sam"), activity("x", r=["it-head"]), fallback="lead")
    resolve(world.build(), matrix)
    reason = "no person ghost@fenwick.example in the people data"
    assert held(world, "hole", "position", "reason") == [("it-head", reason)]


def test_a_holder_is_found_by_alias_hr_key_and_username(world):
    world.person("mira")
    world.add("alias", person_id="mira", email="m.old@fenwick.example")
    world.add("member", asset_kind="person", source="hr", key="E-17", asset_id="mira")
    world.add("account", account_id="a1", person_id="mira", username="MIRA.K", kind="human")
    names = ["M.Old@fenwick.example", "e-17", "mira.k", " MIRA@fenwick.example"]
    roles = [role(f"r{number}", Holder(name, HERE)) for number, name in enumerate(names)]
    resolve(world.build(), program(*roles, activity("x", r=["r0"], a="r0")))
    assert held(world, "holding", "person_id", "state") == [("mira", "active")] * 4


def test_two_living_people_with_one_address_are_nobody_but_a_leaver_gives_way(world):
    world.person("anna", email="a@fenwick.example")
    world.person("adam", email="a@fenwick.example")
    world.person("berta", email="b@fenwick.example", status="left")
    world.person("bodo", email="b@fenwick.example")
    roles = (role("one", Holder("a@fenwick.example", HERE)), role("two", Holder("b@fenwick.example", HERE)))
    resolve(world.build(), program(*roles, activity("x", r=["one"], a="two")))
    assert held(world, "holding", "role", "person_id", "_note") == [
        ("one", None, "several people are known as a@fenwick.example"),
        ("two", "bodo", None),
    ]


def test_a_query_fills_one_seat_per_department_and_the_owner_says_which(world):
    world.person("hal", department="Finance", title="Head of Finance")
    world.person("fay", department="Finance")
    world.person("lee", department="Legal")
    world.person("sam")
    world.thing("device", "d1", kind="laptop", owner="fay")
    world.thing("device", "d2", kind="laptop", owner="lee")
    world.thing("device", "d3", kind="laptop")
    heads = role("department-head", each="department", find="title ilike 'head of %' and status is null")
    matrix = program(heads, role("lead", "sam"), activity("e", about="device", a="department-head"), fallback="lead")
    summary = resolve(world.build(), matrix)
    assert letters(world, "device", "d1")[1] == ("A", "hal", "department-head/Finance", "holder")
    assert letters(world, "device", "d2")[1] == ("A", "sam", "department-head/Legal", "fallback")
    assert letters(world, "device", "d3") == [
        ("R", "sam", "asset.owner", "fallback"),
        ("A", "sam", "department-head", "fallback"),
    ]
    assert held(world, "hole", "position", "kind", "things", "reason") == [
        ("asset.owner", "relation", 1, "nobody is known for 1 device"),
        ("department-head", "position", 1, "the department or team of these things is not known"),
        ("department-head/Legal", "position", 1, "nobody is found for Legal"),
    ]
    assert (summary.pairs, summary.resolved, summary.by_fallback, summary.holes) == (3, 1, 2, 3)


def test_the_team_lead_of_a_thing_is_the_seat_of_its_owners_team(world):
    world.person("tia", team="Platform", title="Lead")
    world.person("ola", team="Platform")
    world.thing("repository", "r1", owner="ola")
    lead = role("team-lead", each="team", find="title = 'Lead'")
    resolve(world.build(), program(lead, activity("e", about="repository", r=["asset.team.lead"], a="team-lead")))
    assert letters(world, "repository", "r1") == [
        ("R", "tia", "team-lead/Platform", "holder"),
        ("A", "tia", "team-lead/Platform", "holder"),
    ]


def test_a_duty_of_every_department_in_the_whole_organisation_is_each_heads(world):
    world.person("hal", department="Finance", title="Head")
    world.person("lee", department="Legal", title="Head")
    heads = role("department-head", each="department", find="title = 'Head'")
    resolve(world.build(), program(heads, role("board", "hal"), activity("train", r=["department-head"], a="board")))
    assert [row[1] for row in letters(world, "activity", "train")] == ["hal", "lee", "hal"]


def test_everyone_is_the_owner_of_a_thing_and_the_accountable_of_the_whole(world):
    world.person("mira")
    world.person("noor", manager_id="mira")
    world.thing("device", "d1", owner="noor")
    rows = (activity("own", about="device", r=["everyone"]), activity("self", about="person", r=["everyone"]))
    resolve(world.build(), program(role("it-head", "mira"), *rows, activity("all", r=["everyone"])))
    assert letters(world, "device", "d1")[0] == ("R", "noor", "asset.owner", "assigned")
    assert letters(world, "person", "noor")[0] == ("R", "noor", "asset.owner", "self")
    assert letters(world, "activity", "all")[0] == ("R", "mira", "it-head", "holder")


def test_relations_whose_person_has_left_go_to_the_manager(world):
    world.person("mira")
    world.person("gone", status="left", manager_id="mira")
    world.person("noor", manager_id="gone")
    world.add("asset", asset_kind="vendor", asset_id="v1")
    world.add("vendor", vendor_id="v1", sponsor_id="gone")
    world.thing("device", "d1", owner="noor")
    world.thing("account", "a1", person_id="gone")
    rows = (
        activity("v", about="vendor", r=["asset.sponsor"]),
        activity("d", about="device", r=["asset.owner.manager"]),
        activity("p", about="person", r=["asset.manager"]),
        activity("a", about="account", r=["asset.person"]),
    )
    resolve(world.build(), program(role("it-head", "mira"), *rows))
    assert letters(world, "vendor", "v1")[0] == ("R", "mira", "asset.sponsor", "manager")
    assert letters(world, "device", "d1")[0] == ("R", "mira", "asset.owner.manager", "asset.owner.manager")
    assert letters(world, "person", "noor")[0] == ("R", "mira", "asset.manager", "asset.manager")
    assert letters(world, "account", "a1")[0] == ("R", "mira", "asset.person", "manager")


def test_what_was_settled_about_whose_a_thing_is_goes_before_the_sponsor_that_its_source_names(world):
    for person in ("mira", "noor", "olu"):
        world.person(person)
    for vendor in ("named", "disowned", "untouched"):
        world.add("asset", asset_kind="vendor", asset_id=vendor)
        world.add("vendor", vendor_id=vendor, sponsor_id="noor")
    world.add("owner", asset_kind="vendor", asset_id="named", person_id="olu", claim="decision")
    for vendor in ("disowned", "untouched"):
        world.add("owner", asset_kind="vendor", asset_id=vendor, person_id="olu", claim="tag")
    world.add("decision", kind="not_mine", asset_kind="vendor", asset_id="disowned", person_id="noor")
    rows = (activity("v", about="vendor", r=["asset.sponsor"]),)
    resolve(world.build(), program(role("it-head", "mira"), *rows))
    assert letters(world, "vendor", "named")[0] == ("R", "olu", "asset.sponsor", "decision")
    assert letters(world, "vendor", "disowned")[0] == ("R", "olu", "asset.sponsor", "asset.sponsor")
    assert letters(world, "vendor", "untouched")[0] == ("R", "noor", "asset.sponsor", "asset.sponsor")


def test_consulted_and_informed_never_fall_back_and_are_no_holes(world):
    world.person("sam")
    row = activity("x", r=["lead"], a="lead", consulted=("dpo",), informed=("board",))
    summary = resolve(world.build(), program(role("lead", "sam"), role("dpo"), role("board"), row, fallback="lead"))
    assert {row[0] for row in letters(world, "activity", "x")} == {"R", "A"}
    assert (summary.resolved, summary.holes) == (1, 0)


def test_one_living_holder_of_several_roles_makes_r_resolved_yet_the_other_is_a_hole(world):
    world.person("sam")
    row = activity("x", r=["lead", "empty"], a="lead")
    summary = resolve(world.build(), program(role("lead", "sam"), role("empty"), row, fallback="lead"))
    assert (summary.pairs, summary.resolved, summary.holes) == (1, 1, 1)


def test_a_where_that_cannot_be_run_empties_its_population_and_is_told(world):
    world.person("mira")
    world.thing("device", "d1", kind="laptop", owner="mira")
    rows = (activity("bad", about="device", where="cast(kind as integer) = 1"), ENCRYPT)
    summary = resolve(world.build(), program(role("it-head", "mira"), *rows))
    assert summary.pairs == 1
    assert summary.problems[0].startswith("activity bad: Conversion Error")


def test_a_check_about_another_kind_than_its_activity_still_finds_people(world):
    world.person("mira")
    world.thing("account", "a1", owner="mira")
    matrix = program(
        role("it-head", "mira"),
        activity("leave", about="person"),
        check("open", "leave", about="account", fails="true"),
    )
    resolve(world.build(), matrix)
    world.engine.execute(
        "create table pair as select 'leave' as activity_id, 'account' as asset_kind, 'a1' as asset_id"
    )
    found = world.engine.rows(f"select letter, person_id, via from ({letters_sql('pair')}) order by ordinal")
    assert found == [("R", "mira", "assigned"), ("A", "mira", "holder")]


def test_who_says_each_step_with_its_evidence(world):
    world.person("mira")
    world.person("noor")
    world.thing("device", "d1", kind="laptop", owner="noor", seen_at=naive_utc(AS_OF))
    matrix = program(role("it-head", Holder("mira@fenwick.example", HERE, dt.date(2025, 3, 1))), ENCRYPT)
    resolve(world.build(), matrix)
    lines = who(world.engine, matrix, "device", "d1")
    assert [(line.letter, line.person, line.via, line.evidence) for line in lines] == [
        ("R", "Noor", "assigned", "assigned according to jamf, seen 2026-11-22T08:00:00Z"),
        ("A", "Mira", "holder", "named in the program from 2025-03-01"),
    ]


def test_nothing_is_made_again_while_nothing_changed(world):
    world.person("mira")
    world.thing("device", "d1", kind="laptop", owner="mira")
    matrix = program(role("it-head", "mira"), ENCRYPT)
    first = world.build()
    summary = resolve(first, matrix)
    again = world.build(earlier=first)
    assert resolve(again, matrix) == summary
    assert again.made == []


def test_the_program_as_tables(world):
    world.person("mira", department="IT")
    row = activity("x", attest=dt.timedelta(days=90), r=["it-head"])
    resolve(world.build(), program(role("it-head", "mira", screening=("identity",)), row))
    assert held(world, "activity", "activity_id", "standing", "responsible", "attest_every_days") == [
        ("x", "agreed", ["it-head"], 90)
    ]
    assert held(world, "required_screening", "role", "kind") == [("it-head", "identity")]
    assert held(world, "position", "position_id", "holders") == [("it-head", 1)]
