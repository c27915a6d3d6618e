"""The made-up people do what people do: most give their word, some ask for an exception, nobody decides their own."""

from __future__ import annotations

import datetime as dt

from served import AS_OF, Served


def test_most_duties_that_no_data_shows_are_said_to_be_done_by_those_who_do_them(served: Served) -> None:
    from drystone.cli import demo_life
    from drystone.gaps.models import Attestation
    from drystone.shell import site

    program = site.program()
    said = demo_life.give_words(program, AS_OF - dt.timedelta(days=21))
    asked = [one for one in program.activities.values() if one.attest is not None and one.standing == "agreed"]
    assert 0 < said < len(asked)
    assert Attestation.objects.count() == said


def test_a_few_exceptions_wait_for_somebody_else(served: Served) -> None:
    from drystone.cli import demo_life
    from drystone.gaps.models import ExceptionRequest

    assert demo_life.ask_exceptions(AS_OF) == 3
    waiting = list(ExceptionRequest.objects.filter(status="requested"))
    assert len({one.requested_by for one in waiting}) == 3
    assert all(one.decider and one.decider != one.requested_by for one in waiting)
