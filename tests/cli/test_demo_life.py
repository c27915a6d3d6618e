"""The made-up people do what people do: most give their word, some ask for an exception, nobody decides their own."""

from __future__ import annotations

import datetime as dt

from served import AS_OF, NOW, Served


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


def test_a_newcomer_sees_a_published_review_and_an_incident_that_is_under_way(served: Served) -> None:
    from drystone.cli import demo_reports
    from drystone.reviews import naming
    from drystone.shell import site

    incident = demo_reports.live_through(site.program(), AS_OF)
    page = served.client("responder").get(f"/incidents/{incident}").content.decode()
    for words in ("Send: Notification to the supervisory authority", "contained", "I typed my password", "you lead it"):
        assert words in page
    read = served.client("colleague").get("/reviews").content.decode()
    assert "A false invoice" in read
    texts = [words for _question, _vantage, words in demo_reports._ANSWERS]
    assert [flag.text for flags in naming.check_all(texts) for flag in flags] == [], "it keeps to its own rules"
    review = read.split('href="/reviews/')[1].split('"')[0]
    assert (
        "2 tasks came of it; done so far: 1." in served.client("colleague").get(f"/reviews/{review}").content.decode()
    )
    assert "Nothing is open. Thank you." in served.client("responder").get("/desk").content.decode()


def test_twelve_weeks_of_lessons_stand_on_the_page_of_measures_with_their_burst(served: Served) -> None:
    from drystone.cli import demo_life
    from drystone.habits.models import Answer, Learner
    from drystone.jobs import queue
    from drystone.measures import board
    from drystone.measures.models import KeptFigures
    from drystone.shell import site

    KeptFigures.objects.all().delete()
    program = site.program()
    assert demo_life.take_lessons(program, AS_OF) == 12
    assert demo_life.take_lessons(program, AS_OF) == 0
    queue.publish("run-applied", {}, now=NOW)
    served.drain()
    told = board.current(NOW.date())
    assert told.whole.counted == 12
    assert len(told.whole.bursts) == 1
    assert told.whole.steady
    assert told.whole.steady.kept_up < 12
    assert any(row.coverage and row.coverage.whole.showing.said == "shown" for row in told.rows)
    assert len(board.coverage_of("report-early", AS_OF.date() - dt.timedelta(weeks=26))) == 12
    away = Learner.objects.filter(here=False).values("person_id")
    assert not Answer.objects.filter(person_id__in=away).exists()
    assert {(one.at.minute, one.at.second) for one in Answer.objects.all()} == {(0, 0)}
    page = served.client("employee").get("/measures").content.decode()
    assert "12 weeks" in page
