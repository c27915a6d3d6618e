"""What is declared to be deleted is deleted: rows of every table about people are made, and time goes by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from served import NOW, Served

#: Long after the longest of the times that the program keeps anything.
LATER = NOW + dt.timedelta(days=1_500)
_LEAVERS, _LOOKS = dt.timedelta(days=90), dt.timedelta(days=730)
#: How long the rows made here stay, by the starter program's settings and what ``personal.py`` of each room declares.
KEPT: dict[str, dt.timedelta] = {
    "PhoneCode": dt.timedelta(hours=1),
    "CountedTry": dt.timedelta(days=1),
    "OneTimeLink": dt.timedelta(days=4),
    "Job": dt.timedelta(days=14),
    **dict.fromkeys(("Message", "DeadAddress", "Invitation", "TrialThing"), dt.timedelta(days=30)),
    **dict.fromkeys(("ReportWord", "ReportedThing", "ReportedMessage", "Reporter"), dt.timedelta(days=30)),
    **dict.fromkeys(("ReporterLook", "SealOpening"), dt.timedelta(days=30)),
    **dict.fromkeys(("Report", "ReportClock", "ReportStep", "Campaign", "CampaignMember"), _LOOKS),
    **dict.fromkeys(("Incident", "IncidentEntry", "IncidentEvidence", "IncidentReport"), dt.timedelta(days=1095)),
    **dict.fromkeys(("IncidentDecision", "LegalStep"), dt.timedelta(days=1095)),
    **dict.fromkeys(("SharedScreen", "Display"), dt.timedelta(days=90)),
    "Answer": dt.timedelta(weeks=12),
    **dict.fromkeys(("Digest", "Tap"), dt.timedelta(days=90)),
    **dict.fromkeys(("Said", "Foretelling"), dt.timedelta(days=365)),
    **dict.fromkeys(("Learner", "Taken"), _LEAVERS),
    **dict.fromkeys(("User", "Grant", "Authenticator", "SocialAccount", "ScimEnding", "Token"), _LEAVERS),
    **dict.fromkeys(("Gap", "ExceptionRequest", "PutOff", "GapEvent", "GapResponsible"), _LOOKS),
    **dict.fromkeys(("Consultation", "Consulted", "Tenure"), _LOOKS),
    **dict.fromkeys(("Round", "Topic", "Party", "Draft", "Due", "Ballot", "BallotAnswer", "Vote", "Dissent"), _LOOKS),
    **dict.fromkeys(("Version", "Acceptance"), _LOOKS),
    **dict.fromkeys(("Restriction", "Suggestion"), _LOOKS),
    "Review": _LOOKS,
    "ReviewPart": dt.timedelta(days=365),
    **dict.fromkeys(("Question", "Decision", "Thread", "Participant", "Post", "Payload", "Attestation"), _LOOKS),
}
#: What deletes, in the order of a day.
JOBS = (
    "follow-learners",
    "tidy-sign-in", "forget-ways-in", "forget-badges-of-leavers", "forget-old-tokens", "forget-messages",
    "forget-finished-jobs", "forget-old-records",
    "forget-reminders", "forget-limits", "shred-reporters", "forget-incidents", "forget-displays",
)  # fmt: skip

#: Tables whose rows stay, and why that is what they declare.
STAYS = {
    "Entry": "digests and ids, as long as the log",
    "Person": "replaced by every run",
    "Holding": "replaced by every run",
    "Duty": "replaced by every run",
    "Brake": "until somebody has looked",
    "ScimUser": "the identity provider removes it",
    "ScimKey": "the identity provider removes it",
    "ScimMember": "the identity provider removes it",
    "EmailAddress": "nothing writes it: sign-in knows addresses from the people data",
    "EmailConfirmation": "nothing writes it",
}


def _gap(served: Served) -> list[Any]:
    from drystone.gaps import acts, exceptions
    from drystone.gaps.models import (
        Consultation,
        Consulted,
        ExceptionRequest,
        Gap,
        GapEvent,
        GapResponsible,
        PutOff,
    )

    mine = Gap.objects.filter(status="open", responsible__person_id=served.people["employee"]).exclude(accountable="")
    gap = mine.order_by("gap_id")[0]
    me = served.people["employee"]
    delay = acts.Delay(NOW.date() + dt.timedelta(days=3), NOW.date(), dt.timedelta(days=14), "busy")
    acts.put_off(gap.gap_id, delay, by=me, at=NOW)
    wish = exceptions.Wish(gap.gap_id, "a reason", NOW.date() + dt.timedelta(days=3))
    asked = exceptions.request(wish, by=me, at=NOW, superior="somebody-above")
    consultation = Consultation.objects.create(exception_id=asked, position_id="x", asked_at=NOW, until=NOW)
    Consulted.objects.create(consultation=consultation, person_id=me)
    exceptions.refuse(asked, by=ExceptionRequest.objects.get(pk=asked).decider, at=NOW, reason="no")
    Gap.objects.filter(pk=gap.pk).update(status="closed", closed_at=NOW, close_reason="fixed")
    hanging = [
        model.objects.filter(gap_id=gap.gap_id) for model in (ExceptionRequest, PutOff, GapEvent, GapResponsible)
    ]
    hanging += [Consultation.objects.filter(pk=consultation.pk), Consulted.objects.filter(consultation=consultation)]
    assert all(rows.exists() for rows in hanging)
    return [Gap.objects.filter(pk=gap.pk), *hanging]


def _decisions(served: Served) -> list[Any]:
    from drystone.decisions import actions, questions
    from drystone.decisions.models import Decision, Question, Suggestion

    me, holder = served.people["employee"], served.people["administrator"]
    likely = served.people["colleague"]
    question = questions.ask(questions.NotMine("device", "device-1", likely_owner=likely), by=me, holder=holder, at=NOW)
    settled = questions.accept(question, by=holder, at=NOW)
    actions.withdraw(settled.decision_id, by=holder, at=NOW)
    return [
        Question.objects.filter(pk=question),
        Suggestion.objects.filter(question_id=question),
        Decision.objects.filter(pk=settled.decision_id),
    ]


def _attestation(served: Served) -> list[Any]:
    from drystone.gaps.models import Attestation

    Attestation.objects.create(
        attestation_id="a", activity_id="x", asset_id="x", attested_by=served.people["employee"], attested_at=NOW,
        evidence="a ticket", valid_until=NOW.date(),
    )  # fmt: skip
    return [Attestation.objects.filter(pk="a")]


def _messages(served: Served) -> list[Any]:
    from drystone.messages import actions
    from drystone.messages.models import Message, Participant, Post, Thread

    me, other = served.people["employee"], served.people["colleague"]
    thread = actions.open_thread(("", ""), by=me, to=[other], text="How?", now=NOW)
    message = Message.objects.create(
        number="m",
        person_id=me,
        channel="email",
        purpose="x",
        status="sent",
        sent_at=NOW,
        **dict.fromkeys(("due_at", "not_before", "created_at"), NOW),
    )
    rows = [model.objects.filter(thread_id=thread) for model in (Thread, Participant, Post)]
    return [*rows, Message.objects.filter(pk=message.pk)]


def _written_to(served: Served) -> list[Any]:
    from drystone.directory.models import Tenure
    from drystone.messages.models import Calendar, DeadAddress, Invitation, Preference

    gone, me = served.people["leaver"], served.people["employee"]
    Tenure.objects.create(position_id="x", person_id=gone, step="holder", began_on=NOW.date(), ended_on=NOW.date())
    Preference.objects.create(person_id=gone, secret="s")
    Calendar.objects.create(person_id=gone, digest="d", made_at=NOW)
    DeadAddress.objects.create(person_id=me, channel="email", digest="d", at=NOW)
    Invitation.objects.create(person_id=me, key="k", uid="u", slot={}, ends=NOW)
    rows = [model.objects.all() for model in (Preference, Calendar, DeadAddress, Invitation)]  # type: ignore[attr-defined]
    return [*rows, Tenure.objects.filter(position_id="x")]


def _rounds(served: Served) -> list[Any]:
    from drystone.charting.models import (
        Acceptance,
        Ballot,
        BallotAnswer,
        Dissent,
        Draft,
        Due,
        Party,
        Round,
        Topic,
        Version,
        Vote,
    )

    me = served.people["employee"]
    one = Round.objects.create(round_id="r", title="x", state="revealed", made_by=me, made_at=NOW, revealed_at=NOW)
    topic = Topic.objects.create(round=one, activity_id="x", ordinal=0, decided_by=me)
    party = Party.objects.create(round=one, key="it", name="IT", person_id=me)
    Draft.objects.create(party=party, person_id=me)
    Due.objects.create(party=party, person_id=me)
    ballot = Ballot.objects.create(ballot_id="b", party=party, sent_by=me, sent_on=NOW.date())
    BallotAnswer.objects.create(ballot=ballot, activity_id="x", answers_for="it-head")
    Vote.objects.create(topic=topic, number=1, party=party, agrees=True)
    Dissent.objects.create(topic=topic, party=party, text="no", at=NOW)
    made = {"activity_id": "x", "meaning": {}, "digest": "d", "published_by": me, "published_at": NOW}
    old = Version.objects.create(number=1, newest=False, **made)
    Version.objects.create(number=2, **made)
    Acceptance.objects.create(version=old, person_id=me, letters="R", verdict="accepted", at=NOW)
    kept = (Round, Topic, Party, Draft, Due, Ballot, BallotAnswer, Vote, Dissent, Acceptance)
    return [*(model.objects.all() for model in kept), Version.objects.filter(newest=False)]  # type: ignore[attr-defined]


def _jobs(served: Served) -> list[Any]:
    from drystone.jobs.models import Job

    job = Job.objects.create(
        name="x", payload={"person": "p"}, status="done", created_at=NOW, run_at=NOW, finished_at=NOW
    )
    return [Job.objects.filter(pk=job.pk)]


def _payloads(served: Served) -> list[Any]:
    from drystone.audit import actions
    from drystone.audit.models import Payload

    seq = actions.record("looked", actor="x", at=NOW, payload={"reason": "r"})
    return [Payload.objects.filter(seq=seq)]


def _way_in_of_a_leaver(served: Served) -> list[Any]:
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialAccount

    from drystone.directory.models import Badge, Grant, ScimEnding, Token, User

    user = served.user("leaver")
    Grant.objects.create(user=user, power="edit-the-program", granted_by="x", granted_at=NOW)
    Authenticator.objects.create(user=user, type="totp", data={})
    SocialAccount.objects.create(user=user, provider="corporate", uid="1", extra_data={})
    ScimEnding.objects.create(user=user, ended_at=NOW)
    Token.objects.create(user=user, name="t", prefix="p", digest="d", created_at=NOW, expires_at=NOW)
    Badge.objects.create(person_id=user.person_id, code_hash="c", made_by="x", made_at=NOW)
    mine = [model.objects.filter(user_id=user.pk) for model in (Grant, Authenticator, SocialAccount, ScimEnding, Token)]
    return [User.objects.filter(pk=user.pk), *mine, Badge.objects.filter(person_id=user.person_id)]


def _signing_in(served: Served) -> list[Any]:
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    from drystone.directory import links
    from drystone.directory.models import Attempt, CountedTry, OneTimeLink, PhoneCode, SharedScreen

    key = served.client("employee").session.session_key
    UserSession.objects.create(
        user=served.user("employee"), session_key=key, ip="192.0.2.0", user_agent="x", created_at=NOW, last_seen_at=NOW
    )
    links.make(links.PERSON, now=NOW, by="x", person_id=served.people["colleague"])
    SharedScreen.objects.create(name="bay", made_by="x", made_at=NOW, revoked_at=NOW)
    PhoneCode.objects.create(number="+1", person_id="x", made_at=NOW, expires_at=NOW)
    CountedTry.objects.create(limit="x", key_hash="k", at=NOW)
    Attempt.objects.create(cache_key="k", value="v", expires=NOW)
    # Every row of these: nobody signs in after the time has gone by.
    models = (OneTimeLink, SharedScreen, PhoneCode, CountedTry, Attempt, UserSession, Session)
    return [model.objects.all() for model in models]  # type: ignore[attr-defined]


def _lessons(served: Served) -> list[Any]:
    from drystone.habits import course
    from drystone.habits.models import Answer, Card, Learner, Shown, Taken
    from drystone.shell import site

    me, gone = served.people["employee"], "person-who-left"
    item_id = next(iter(course.items(site.program())))
    Answer.objects.create(
        answer_id="a", person_id=me, item_id=item_id, variant="a", options="best", right=True, number=0, at=NOW
    )
    Learner.objects.create(person_id=gone)
    Card.objects.create(person_id=gone, item_id="x", due=NOW, overdue=NOW)
    Shown.objects.create(person_id=gone, habit_id="x", shown_at=NOW, how="mended")
    Taken.objects.create(person_id=gone, lesson_id="x", done_at=NOW)
    rows = [model.objects.filter(person_id=gone) for model in (Learner, Card, Shown, Taken)]
    return [Answer.objects.filter(pk="a"), *rows]


def _reminders(served: Served) -> list[Any]:
    from drystone.reminders.models import Digest, Said, Tap, Trial, TrialThing

    me = served.people["employee"]
    digest = Digest.objects.create(person_id=me, on=NOW.date(), status="sent", at=NOW, until=NOW)
    Tap.objects.create(digest=digest, key="k", act="done", used_at=NOW)
    Said.objects.create(person_id=me, key="k", at=NOW)
    times = dict.fromkeys(("begun_at", "closes_at", "ends_at"), NOW)
    trial = Trial.objects.create(trial_id="t", digest="d", declared={"id": "t"}, **times)
    TrialThing.objects.create(trial=trial, gap_id="g", person_id=me, arm="usual", came_at=NOW, since=NOW)
    return [
        TrialThing.objects.filter(person_id=me),
        Digest.objects.filter(pk=digest.pk),
        Said.objects.filter(person_id=me),
        Tap.objects.filter(digest=digest.pk),
    ]


def _reports(served: Served) -> list[Any]:
    from drystone.reports import actions, asking, campaigns, queries
    from drystone.reports import models as of

    me, responder = served.people["employee"], served.people["responder"]
    message = actions.Carried(b"Subject: x\n\nx", {"hint": "unsure"})
    told = actions.Told(
        "clicked", known="named", person_id=me, when="today", text="Ours?", done=("you-x",), messages=(message,),
        things=(actions.Thing("device", "device-1", "mine"),),
    )  # fmt: skip
    report_id = actions.take(told, now=NOW).report_id
    actions.claim(report_id, by=responder, now=NOW)
    found = queries.report(report_id)
    assert found is not None
    asking.shown(found, by=responder, now=NOW)
    of.SealOpening.objects.create(
        opening_id="o", report_id=report_id, asked_by=responder, officer="x", reason="r", asked_at=NOW, confirm_by=NOW
    )
    campaigns.split([report_id], by=responder, now=NOW)
    actions.close(report_id, by=responder, now=NOW)
    names = ("Report", "ReportClock", "ReportWord", "ReportedThing", "ReportedMessage", "ReportStep", "Reporter",
             "ReporterLook", "SealOpening", "Campaign", "CampaignMember")  # fmt: skip
    return [getattr(of, name).objects.filter(pk__isnull=False) for name in names]


def _incidents(served: Served) -> list[Any]:
    from drystone.incidents import deciding, evidence, moving, notifying, opening
    from drystone.incidents import models as of

    by = served.people["responder"]
    incident = opening.open_incident(opening.Opening("x", "other", "low"), by=by, now=NOW)
    evidence.attach(incident, evidence.File("x", b"x"), by=by, now=NOW)
    of.IncidentReport.objects.create(incident_id=incident, report_id="report-x")
    told = deciding.Deciding("", "r", "ciso", regime="gdpr", verdict="started", aware_at=NOW)
    deciding.decide(incident, told, by=by, now=NOW)
    notifying.mark_sent(incident, notifying.Sending(of.LegalStep.objects.get().pk, "x", NOW), by=by, now=NOW)
    moving.move(incident, moving.Move("closed"), by=by, now=NOW)
    names = ("Incident", "IncidentEntry", "IncidentEvidence", "IncidentReport", "IncidentDecision", "LegalStep")
    return [getattr(of, name).objects.filter(pk__isnull=False) for name in names]


def _reviews(served: Served) -> list[Any]:
    from access.incidents import another
    from drystone.incidents import moving
    from drystone.reviews import actions
    from drystone.reviews.models import Review, ReviewPart

    by = served.people["responder"]
    incident = another(served, "x")
    moving.move(incident, moving.Move("closed"), by=by, now=NOW)
    made = actions.begin(("incident", incident), "A wrong recipient", by=by, now=NOW)
    actions.save(made, "right", "Somebody asked.", by=by)
    return [Review.objects.filter(pk=made), ReviewPart.objects.filter(review=made, given=False)]


def _displays(served: Served) -> list[Any]:
    from drystone.displays.models import Display

    Display.objects.create(number="d", language="en", made_by=served.people["manager"], made_at=NOW, revoked_at=NOW)
    return [Display.objects.filter(number="d")]


def _limits(served: Served) -> list[Any]:
    from drystone.consequences.models import Restriction
    from drystone.reminders.models import Foretelling

    told = dict.fromkeys(("opened_at", "decided_at", "not_before", "lift_since"), NOW)
    row = Restriction.objects.create(
        key="k", hook="h", gap_id="g", person_id=served.people["employee"], status="lifted", **told
    )
    said = Foretelling.objects.create(
        person_id=served.people["employee"], gap_id="g", opened_at=NOW, first_at=NOW, limits_at=NOW
    )
    return [Restriction.objects.filter(pk=row.pk), Foretelling.objects.filter(pk=said.pk)]


PROBES: tuple[Callable[[Served], list[Any]], ...] = (
    _gap, _decisions, _attestation, _messages, _written_to, _rounds, _jobs, _payloads, _way_in_of_a_leaver,
    _signing_in, _lessons, _reminders, _reports, _incidents, _reviews, _limits, _displays,
)  # fmt: skip


def a_day(now: dt.datetime) -> None:
    """Do everything that deletes."""
    from drystone.jobs import queue

    known = queue.registered()
    for name in JOBS:
        known[name].function(queue.Task(0, name, {}, now, 1))


def test_nothing_that_is_declared_to_go_is_left_when_its_time_is_over(served: Served) -> None:
    from drystone.web import personal

    made = [rows for probe in PROBES for rows in probe(served)]
    assert [rows.model.__name__ for rows in made if not rows.exists()] == []
    a_day(NOW + dt.timedelta(minutes=1))  # Whoever left is seen out; their time begins.
    early = {rows.model.__name__ for rows in made if not rows.exists()}
    assert early <= {"Badge", "Attempt", "OneTimeLink", "Preference", "Calendar", "Card", "Shown"}
    a_day(LATER)
    assert [rows.model.__name__ for rows in made if rows.exists()] == []
    tables = {field.table for field in personal.state()}
    assert tables == {rows.model.__name__ for rows in made} | STAYS.keys()


def test_what_is_kept_is_there_just_before_its_time_is_over_and_gone_soon_after(served: Served) -> None:
    made = {rows.model.__name__: rows for probe in PROBES for rows in probe(served)}
    a_day(NOW + dt.timedelta(minutes=1))
    for kept in sorted(set(KEPT.values())):
        due = [name for name, time in KEPT.items() if time == kept]
        a_day(NOW + kept * 0.98)
        assert [name for name in due if not made[name].exists()] == [], kept
        a_day(NOW + kept + min(kept, dt.timedelta(days=2)))
        assert [name for name in due if made[name].exists()] == [], kept


def test_the_log_is_whole_after_its_payloads_were_shredded(served: Served) -> None:
    from drystone.audit import verifying
    from drystone.audit.models import Entry

    _payloads(served)
    a_day(LATER)
    assert not verifying.walk().problems
    assert Entry.objects.order_by("-seq")[0].action == "payloads-shredded"
    before = Entry.objects.count()
    a_day(LATER)
    assert Entry.objects.count() == before


def test_a_gap_stays_while_an_exception_on_it_waits_or_ended_lately(served: Served) -> None:
    from drystone.gaps.models import ExceptionRequest

    rows = _gap(served)
    ExceptionRequest.objects.filter(pk__in=rows[1].values("pk")).update(
        status="ended", ended_at=LATER - dt.timedelta(days=1)
    )
    a_day(LATER)
    assert all(one.exists() for one in rows)


def test_open_gaps_open_questions_and_standing_decisions_stay(served: Served) -> None:
    from drystone.decisions import actions, questions
    from drystone.decisions.models import Decision, Question
    from drystone.gaps.models import Gap

    me, holder = served.people["employee"], served.people["administrator"]
    questions.ask(questions.NotMine("device", "device-1"), by=me, holder=holder, at=NOW)
    settled = actions.Settled("owner", asset_kind="device", asset_id="device-2", person_id=me)
    decided = actions.record(settled, by=holder, at=NOW, reason="r")
    count = Gap.objects.exclude(status="closed").count()
    a_day(LATER)
    assert Gap.objects.exclude(status="closed").count() == count
    assert Question.objects.filter(status="open").count() == 1
    assert Decision.objects.filter(pk=decided).exists()


@pytest.mark.parametrize(("who", "stays"), [("leaver", False), ("nobody-listed", False), ("employee", True)])
def test_the_name_of_who_left_goes_from_gaps_about_them_the_id_stays(served: Served, who: str, stays: bool) -> None:
    from drystone.gaps.models import Gap

    person = served.people.get(who, who)
    chosen = Gap.objects.filter(status="open").order_by("gap_id")[:1].values("pk")
    gap_id = chosen[0]["pk"]
    Gap.objects.filter(pk=gap_id).update(asset_kind="person", asset_id=person, asset_name="Ada", detail="Ada's course")
    a_day(LATER)
    gap = Gap.objects.get(pk=gap_id)
    assert (gap.asset_id, bool(gap.asset_name), bool(gap.detail)) == (person, stays, stays)
