"""What is decided at the command line reaches the people concerned, as if it had been decided on the site."""

from __future__ import annotations

import contextlib
import io
from typing import Any

from messages.test_notices import gap, told
from served import NOW, Served


def drystone(*words: str) -> int:
    from drystone.cli.main import main

    with contextlib.redirect_stdout(io.StringIO()):
        return main(list(words))


def test_an_exception_asked_for_and_decided_at_the_command_line_is_told(served: Served, by_mail: Any) -> None:
    from drystone.gaps.models import ExceptionRequest

    mine, me = gap(served), served.person("employee")
    where = ("--program", str(served.root), "--as-of", NOW.isoformat())
    wish = ("exception", "ask", mine.gap_id, "--reason", "waits", "--until", "2026-07-01", "--by", me.email)
    assert [drystone(*wish, *where) for _ in range(2)] == [0, 0]
    asked = ExceptionRequest.objects.get(requested_by=me.person_id)
    assert [to for to, _, _ in told()] == [asked.decider]
    assert drystone("exception", "approve", asked.exception_id, "--by", me.email, *where) == 2
    assert len(told()) == 1
    decider = served.person(asked.decider).email
    assert drystone("exception", "approve", asked.exception_id, "--by", decider, *where) == 0
    assert drystone("exception", "end", asked.exception_id, "--by", decider, *where) == 0
    asked.refresh_from_db()
    assert asked.status == "ended"
    assert [(to, subject) for to, subject, _ in told()[1:]] == [
        (me.person_id, "Your exception was decided"),
        (me.person_id, "Your exception was ended"),
    ]


def test_whose_a_thing_is_is_told_and_settles_the_question_that_was_asked(served: Served, by_mail: Any) -> None:
    from drystone.decisions import queries, questions

    mine, me, new = gap(served), served.person("employee"), served.person("colleague")
    said = questions.NotMine("device", mine.asset_id, "a laptop")
    question = questions.ask(said, by=me.person_id, holder=served.people["administrator"], at=NOW)
    why = ("--reason", "seen it", "--program", str(served.root), "--as-of", NOW.isoformat())
    assert drystone("decide", "not-mine", "device", mine.asset_id, me.email, *why) == 0
    settled = queries.question(question)
    assert settled is not None
    assert (settled.status, settled.reason) == ("accepted", "seen it")
    assert drystone("decide", "owner", "device", mine.asset_id, new.email, *why) == 0
    assert [(to, subject) for to, subject, _ in told()[1:]] == [
        (me.person_id, "Your question is settled"),
        (new.person_id, "Something is yours now"),
    ]
