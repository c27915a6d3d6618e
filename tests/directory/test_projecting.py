"""The projection is what the applied run says, and a leaver holds nothing."""

from __future__ import annotations

from typing import Any

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


def test_somebody_whose_record_was_merged_into_another_keeps_their_way_in(served: Served) -> None:
    from drystone.directory import projecting

    class Merged:
        """The applied run's engine, in which one person is an alias."""

        def __init__(self, engine: Any) -> None:
            self._engine = engine

        def batches(self, *args: Any, **more: Any) -> Any:
            return self._engine.batches(*args, **more)

        def rows(self, sql: str, params: Any = ()) -> Any:
            assert "asset_alias" in sql
            assert self._engine.rows(sql, params) == []
            return [("person-0000", served.people["colleague"])]

    from drystone.shell import site

    user = served.user("colleague")
    user.person_id = "person-0000"
    user.save()
    with site.reading() as engine:
        projecting.project(Merged(engine))  # type: ignore[arg-type]
    user.refresh_from_db()
    assert user.person_id == served.people["colleague"]
