"""The links of every page: what waits stands at the top, with how much, and costs one query."""

from __future__ import annotations

from typing import Any

from access.gaps import gap_of_the_employee
from served import NOW, Served


def _viewer(served: Served, who: str) -> Any:
    from drystone.shell.viewer import Viewer

    return Viewer(user_id=1, person_id=served.people.get(who, who))


def _words(served: Served, who: str, path: str = "/") -> list[tuple[str, int]]:
    from drystone.shell import navigation

    return [(str(link.words), link.count) for link in navigation.links(_viewer(served, who), path)]


def test_what_waits_for_somebody_stands_at_the_top_while_it_waits(served: Served) -> None:
    from drystone.decisions import questions
    from drystone.messages import actions

    lasting = [("My page", 0), ("The wall", 0)]
    assert _words(served, "employee") == _words(served, "colleague") == lasting
    asked = {"by": served.people["employee"], "to": [served.people["colleague"]]}
    thread = actions.open_thread(("", ""), text="How does this work?", now=NOW, **asked)
    said = questions.NotMine("device", "device-elsewhere", "lt-elsewhere")
    questions.ask(said, by=served.people["employee"], holder=served.people["colleague"], at=NOW)
    assert _words(served, "colleague") == [*lasting, ("Questions and answers", 1), ("Whose is it?", 1)]
    served.client("colleague").get(f"/threads/{thread}")
    assert _words(served, "colleague") == [*lasting, ("Whose is it?", 1)]
    assert _words(served, "employee", "/threads") == [*lasting, ("Questions and answers", 0)]


def test_an_exception_waits_for_whoever_decides_and_never_for_who_asked(served: Served) -> None:
    import datetime as dt

    from drystone.gaps import acts, exceptions

    gap = gap_of_the_employee(served)
    wish = exceptions.Wish(gap.gap_id, "A new laptop comes in July.", dt.date(2026, 7, 1))
    acts.ask_exception(wish, by=served.people["employee"], at=NOW, superior=None)
    assert ("Exceptions", 1) in _words(served, gap.accountable)
    assert ("Exceptions", 1) not in _words(served, "employee")


def test_counting_what_waits_is_one_query_however_much_waits(served: Served) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from drystone.decisions import questions

    for number in range(3):
        said = questions.NotMine("device", f"device-{number}", "lt-elsewhere")
        questions.ask(said, by=served.people["employee"], holder=served.people["colleague"], at=NOW)
        with CaptureQueriesContext(connection) as told:
            assert ("Whose is it?", number + 1) in _words(served, "colleague")
        assert len(told) == 1


def test_whoever_is_nobody_here_costs_no_query_and_the_foot_never_does(served: Served) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from drystone.shell import navigation
    from drystone.shell.viewer import ANONYMOUS

    employee = _viewer(served, "employee")
    with CaptureQueriesContext(connection) as told:
        assert navigation.links(ANONYMOUS, "/sign-in/") == navigation.foot(ANONYMOUS, "/sign-in/") == []
        found = [str(link.words) for link in navigation.foot(employee, "/")]
    assert len(told) == 0
    assert found[0] == "Something odd, or a slip?"
    assert {"Questions and answers", "Whose is it?", "Exceptions"} <= set(found)
