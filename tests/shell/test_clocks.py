"""Nothing waits for ever: every table is declared as an open question with a holder and a clock, or holds none."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from gaps import served_gap
from served import NOW, Served

DAY = dt.timedelta(days=1)
#: Tables in which nobody is asked anything, and why. A new table is declared by its room, or stands here.
NO_QUESTION = {
    "audit": ("Entry", "Payload", "Head"),  # what was done
    "jobs": ("Lease", "Job"),  # machines wait for each other, with limits of their own
    "directory": (
        "User", "Person", "Holding", "Duty", "Grant", "Token", "ScimUser", "ScimKey", "ScimGroup", "ScimMember",
        "ScimEnding", "Badge", "SharedScreen", "PhoneCode", "CountedTry", "OneTimeLink", "Attempt",
        "Tenure",
    ),  # who is who, and was, and ways in that end by themselves
    "drystone_messages": (
        "Message", "ChannelState", "DeadAddress", "Preference", "Calendar", "Invitation", "Participant", "Post",
    ),  # what leaves, and what was written; the conversation is what waits
    "incoming": ("MailboxPlace", "CameIn"),  # how far a machine has read
    "decisions": ("Decision",),  # what was settled
    "gaps": (
        "Gap", "GapResponsible", "GapTask", "GapEvent", "PutOff",  # a gap has its R and its due, and is reminded of
        "Consultation",  # whoever fills the position is asked, and stands in Consulted
    ),
    "habits": ("Learner", "Card", "Answer", "Taken", "Shown", "Tally", "HabitWeek", "GivenItem"),  # nobody must
    "tickets": ("Ticket", "QueueState"),  # gaps in another queue
    "charting": (
        "Round", "Topic", "Party", "Draft", "Ballot", "BallotAnswer", "Vote", "Dissent", "Version", "Asked",
        "Acceptance",
    ),  # a round and what was said in it; who is still asked stands in Due
    "reports": (
        "ReportClock", "ReportWord", "ReportedThing", "ReportedMessage", "ReportStep", "Reporter", "ReporterLook",
        "Campaign", "CampaignMember", "CampaignKey",
    ),  # what was told and said, and by whom; the report is what waits
    "incidents": ("IncidentEntry", "IncidentEvidence", "IncidentReport", "IncidentDecision"),  # what was, and why
    "reviews": ("ReviewPart",),  # what was said; the review is what waits
    "measures": ("Week", "PracticeFigures", "KeptFigures"),  # figures
    "reminders": ("Digest", "Said", "Foretelling", "Tap", "Outlook", "Trial", "TrialThing"),  # what was said
    "displays": ("Display",),  # a screen, which asks nobody
    "consequences": ("Restriction",),  # a machine is asked, until it says yes
    "runs": ("Run", "Head"),
}  # fmt: skip


def test_every_table_is_declared_as_an_open_question_or_holds_none(served: Served) -> None:
    from django.apps import apps

    from drystone.shell import clocks

    rooms = [room for room in apps.get_app_configs() if room.name.startswith("drystone.")]
    found = {f"{room.label}.{model.__name__}" for room in rooms for model in room.get_models()}
    declared = {clock.model for clock in clocks.declared()}
    excused = {f"{room}.{name}" for room, names in NO_QUESTION.items() for name in names}
    assert found - declared == excused
    assert not declared & excused


def _ask_everything(served: Served) -> Any:
    """Let one question of every kind be open, asked by the acts that ask it."""
    from drystone.charting.models import Due, Party, Round
    from drystone.consequences.models import Brake
    from drystone.decisions import questions
    from drystone.gaps import attestations, consulting, exceptions
    from drystone.gaps import waiting as requests
    from drystone.gaps.models import ExceptionRequest
    from drystone.incidents import deciding, opening
    from drystone.messages import actions as messages
    from drystone.program.model import Activity
    from drystone.program.place import Place
    from drystone.reports import actions as reports
    from drystone.reports.models import SealOpening
    from drystone.reviews import actions as reviews

    me, other, editor = (served.people[who] for who in ("employee", "colleague", "editor"))
    gap = served_gap.of("employee", served)
    wish = exceptions.Wish(gap.gap_id, "It is replaced in July.", (NOW + 30 * DAY).date())
    asked = exceptions.request(wish, by=me, at=NOW)
    with pytest.MonkeyPatch.context() as held:
        held.setattr(consulting, "_whom", lambda _asked, _program: {asked: {"adviser": frozenset({other})}})
        consulting.begin(requests.several([asked]), now=NOW)
    said = questions.NotMine(gap.asset_kind, gap.asset_id, gap.asset_name, likely_owner=other)
    questions.ask(said, by=me, holder=gap.accountable, at=NOW)
    messages.open_thread(("gap", gap.gap_id), by=me, to=[other], text="How?", now=NOW)
    activity = Activity("rehearse", "Rehearse", Place("x"), "it-head", ("it-head",), attest=365 * DAY)
    attestations.attest(activity, attestations.Word("ticket 7"), by=me, at=NOW, doers=[me])
    one = Round.objects.create(round_id="r", title="x", state="first", made_by=me, made_at=NOW, closes_on=NOW.date())
    Due.objects.create(party=Party.objects.create(round=one, key="it", name="IT", person_id=me), person_id=me)
    told = reports.take(reports.Told("clicked", known="named", person_id=me), now=NOW).report_id
    reports.claim(told, by=editor, now=NOW)
    SealOpening.objects.create(
        opening_id="o", report_id=told, asked_by=editor, officer="x", reason="r", asked_at=NOW,
        confirm_by=NOW + DAY,
    )  # fmt: skip
    Brake.objects.create(hook="limit", pulled_at=NOW, would=3, most=1, holder=editor, due=NOW + 3 * DAY)
    incident = opening.open_incident(opening.Opening("x", "other", "low"), by=editor, now=NOW)
    reviews.begin(("incident", incident), "A wrong recipient", by=editor, now=NOW)
    deciding.decide(
        incident, deciding.Deciding("", "r", "ciso", regime="gdpr", verdict="started", aware_at=NOW), by=editor, now=NOW
    )
    granted = ExceptionRequest.objects.exclude(pk=asked).first() or ExceptionRequest.objects.create(
        exception_id="granted", gap=gap, reason="r", until=(NOW + 5 * DAY).date(), status="approved", requested_by=me,
        requested_at=NOW, decider=gap.accountable, decided_by=gap.accountable, decided_at=NOW,
    )  # fmt: skip
    return gap, asked, granted


def test_every_open_question_has_a_holder_and_a_clock_and_moves_on_when_it_ran_out(served: Served) -> None:
    from django.apps import apps

    from drystone.shell import clocks

    _ask_everything(served)
    for clock in clocks.declared():
        model = apps.get_model(clock.model)
        rows = list(model.objects.filter(**clock.open).values_list(clock.holder, clock.clock))
        assert rows, clock.kind
        assert all(holder and until is not None for holder, until in rows), clock.kind
        assert str(clock.words)
        assert str(clock.then)
    assert set(clocks.move_on(NOW).values()) <= {0, 1}
    moved = clocks.move_on(NOW + 400 * DAY)
    assert not [kind for kind, count in moved.items() if not count and kind != "ballot"]
    # Nothing is left that ran out: each has somebody new, or was closed, or its holder was told again.
    for clock in clocks.declared():
        if clock.kind not in {"ballot", "attestation"}:
            model = apps.get_model(clock.model)
            late = {**clock.open, f"{clock.clock}__lte": NOW + 400 * DAY}
            assert not model.objects.filter(**late).exists(), clock.kind


def test_silence_of_who_is_asked_first_and_of_who_decides_ends_by_the_clock(served: Served) -> None:
    from drystone.gaps import consulting, exceptions, waits
    from drystone.gaps.models import ExceptionRequest
    from drystone.lib.errors import UsageError

    gap, asked, _granted = _ask_everything(served)
    ExceptionRequest.objects.filter(pk="granted").delete()
    with pytest.raises(UsageError, match="is asked first"):
        exceptions.approve(asked, by=gap.accountable, at=NOW)
    assert ExceptionRequest.objects.get(pk=asked).due == NOW + 10 * DAY
    assert consulting.run_out(NOW + 3 * DAY) == 1
    assert ExceptionRequest.objects.get(pk=asked).due == NOW + 10 * DAY  # Seven days from when nobody is asked first.
    assert waits.pass_on_requests(NOW + 9 * DAY) == 0
    assert waits.pass_on_requests(NOW + 10 * DAY) == 1
    assert ExceptionRequest.objects.get(pk=asked).decider == served.people["editor"]
    with pytest.raises(UsageError, match="somebody else's"):
        exceptions.approve(asked, by=gap.accountable, at=NOW + 10 * DAY)
    exceptions.approve(asked, by=served.people["editor"], at=NOW + 10 * DAY)
    # Whoever let it stand in the accountable's place may end it too; nobody else's reach grew by that.
    stands = ExceptionRequest.objects.get(pk=asked)
    able = {who: exceptions.may_end(stands, by=served.people[who]) for who in ("editor", "colleague", "auditor")}
    assert able == {"editor": True, "colleague": False, "auditor": False}
    assert "End it early" in served.client("editor").get("/exceptions").content.decode()
    assert waits.warn_of_ends(NOW + 24 * DAY) == 1
    assert waits.warn_of_ends(NOW + 25 * DAY) == 0
    exceptions.expire(NOW + 31 * DAY)
    gap.refresh_from_db()
    assert gap.status == "open"


def test_whoever_has_a_question_anew_has_their_own_time_but_not_for_ever(served: Served) -> None:
    from drystone.decisions import handlers as deciding
    from drystone.decisions.models import Question
    from drystone.directory.models import Person
    from drystone.gaps import handlers, waits
    from drystone.gaps.models import ExceptionRequest, Gap
    from drystone.jobs.queue import Task

    gap, asked, _granted = _ask_everything(served)
    first, began = ExceptionRequest.objects.get(pk=asked), NOW + 10 * DAY
    ExceptionRequest.objects.filter(pk=asked).update(ready_at=NOW + 3 * DAY)
    answering = sorted(set(Gap.objects.exclude(accountable="").values_list("accountable", flat=True)) - {first.decider})
    answering = [one for one in answering if one not in {served.people["employee"], served.people["editor"]}][:2]
    dues: list[dt.datetime] = []
    for number in range(7):  # It changes hands on the day before it ran out, again and again.
        at = (began if not dues else dues[-1]) - DAY
        Gap.objects.filter(pk=gap.pk).update(accountable=answering[number % 2])
        handlers.hand_on_exceptions(Task(1, "hand-on-exceptions", {}, at, 1))
        row = ExceptionRequest.objects.get(pk=asked)
        assert row.decider == answering[number % 2]
        assert row.due is not None
        dues.append(row.due)
    assert dues[0] == began - DAY + 7 * DAY
    assert dues[-1] == dues[-2] == NOW + 45 * DAY  # Six weeks after nobody was asked first any more.
    assert waits.pass_on_requests(dues[-1]) == 1
    assert ExceptionRequest.objects.get(pk=asked).decider == served.people["editor"]
    question = Question.objects.get()
    Question.objects.update(due=NOW + 2 * DAY)
    Person.objects.filter(person_id=question.holder).update(status="left")
    deciding.hand_on_questions(Task(1, "hand-on-questions", {}, NOW + DAY, 1))
    question.refresh_from_db()
    assert (question.holder != gap.accountable, question.due) == (True, NOW + 8 * DAY)


def test_the_likely_owner_is_asked_first_and_may_take_it_or_pass_it_on_to_the_accountable(served: Served) -> None:
    from drystone.decisions.models import Decision, Question
    from drystone.jobs.models import Job

    gap, _asked, _granted = _ask_everything(served)
    question = Question.objects.get()
    page = served.client("colleague").get(f"/questions/{question.pk}").content.decode()
    assert "Is it yours?" in page
    manager = served.person("manager")
    passed = served.client("colleague").post(f"/questions/{question.pk}/pass-on", {"to": manager.email})
    assert passed.status_code == 302
    assert served.client("auditor").post(f"/questions/{question.pk}/mine").status_code == 404
    assert served.client("manager").post(f"/questions/{question.pk}/mine").status_code == 302
    assert served.client("manager").post(f"/questions/{question.pk}/mine").status_code == 302
    question.refresh_from_db()
    assert (question.status, question.new_owner, question.decided_by) == ("accepted", *[manager.person_id] * 2)
    claims = Decision.objects.filter(asset_id=gap.asset_id).values_list("kind", "person_id")
    assert set(claims) == {("not_mine", served.people["employee"]), ("owner", manager.person_id)}
    assert Job.objects.filter(name="run").count() == 1


def test_a_likely_owner_who_says_nothing_leaves_it_to_the_accountable_with_all_their_time(served: Served) -> None:
    from drystone.decisions import suggesting, waits
    from drystone.decisions.models import Question

    gap, _asked, _granted = _ask_everything(served)
    assert suggesting.move_on(NOW + 5 * DAY) == 1
    question = Question.objects.get()
    assert (question.holder, question.due) == (gap.accountable, NOW + 12 * DAY)
    assert waits.pass_on(NOW + 12 * DAY) == 1
    question.refresh_from_db()
    assert (question.holder, question.due) == (served.people["editor"], NOW + 19 * DAY)


def test_whoever_asked_a_colleague_learns_that_no_answer_came(served: Served) -> None:
    from drystone.messages import actions, waits
    from drystone.messages.models import Thread

    _ask_everything(served)
    thread = Thread.objects.get()
    actions.post(thread.pk, by=served.people["employee"], text="Please?", now=NOW + DAY)
    thread.refresh_from_db()
    assert thread.waits_until == NOW + 3 * DAY  # Asking more begins no new time.
    assert waits.move_on(NOW + 3 * DAY) == 1
    assert waits.move_on(NOW + 7 * DAY) == 1
    thread.refresh_from_db()
    assert thread.waits_until is None
    actions.post(thread.pk, by=served.people["employee"], text="Anybody?", now=NOW + 8 * DAY)
    actions.post(thread.pk, by=served.people["colleague"], text="Here.", now=NOW + 9 * DAY)
    assert waits.move_on(NOW + 99 * DAY) == 0
