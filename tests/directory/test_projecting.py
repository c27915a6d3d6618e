"""The projection is what the applied run says, and a leaver holds nothing."""

from __future__ import annotations

from served import Served


def test_people_positions_and_duties_come_from_the_applied_run(served: Served) -> None:
    from drystone.directory import queries

    ciso = served.people["approver"]
    assert "ciso" in queries.roles(ciso)
    assert ("set-risk-limits", "R", "ciso") in queries.duties(ciso)


def test_projecting_again_writes_nothing(served: Served) -> None:
    from drystone.directory import projecting
    from drystone.shell import site

    with site.reading() as engine:
        assert projecting.project(engine) == {"people": 0, "holdings": 0, "duties": 0}


def test_a_leaver_who_signs_in_is_nobody(served: Served) -> None:
    from drystone.directory import queries
    from drystone.shell import site

    viewer = queries.viewer_of(served.user("leaver"), site.program(), strong=True)
    assert (viewer.person_id, viewer.powers) == ("", frozenset())


def test_powers_wait_for_the_second_factor(served: Served) -> None:
    from drystone.directory import queries
    from drystone.shell import site

    user = served.user("approver")
    weak = queries.viewer_of(user, site.program(), strong=False)
    strong = queries.viewer_of(user, site.program(), strong=True)
    assert (weak.owes_factor, weak.powers) == (True, frozenset())
    assert strong.may("accept-exceptions")
