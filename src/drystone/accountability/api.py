"""What somebody answers for, over the API: standings, checks and their start, attestations, evidence."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import FileResponse, Http404
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from drystone.accountability import log, packing, revealing, starting, summary, vouching
from drystone.accountability.access import accountable, answers_for, may_have_evidence, may_reveal
from drystone.accountability.evidence import Period
from drystone.charting import queries as charting
from drystone.decisions import queries as decisions
from drystone.lib.errors import UsageError
from drystone.measures.standing import standings
from drystone.program.model import Check
from drystone.shell import access, apis, site
from drystone.shell.viewer import AUDIT, Request

router = Router(tags=["accountability"])


class AnswerOut(Schema):
    """One activity that I answer for (A) or do (R). Counts are of things, in live checks.

    They are null where too few people are behind. Of its ``things``, ``resolved`` have somebody who does it and
    somebody who answers for it. ``questions_waiting`` are those that wait for me about things of its kind,
    ``question_due`` is by when the first is owed an answer. ``to_accept`` says that its published row waits for me.
    Standing and counts are of the run, ``as_of``; what waits and ``attested_at`` are of now.
    """

    activity: str
    name: str
    letters: str
    held_by: str
    standing: str
    state: str
    reason: str
    as_of: dt.datetime | None
    passed: int | None
    failed: int | None
    unknown: int | None
    open_gaps: int | None
    quiet_gaps: int | None
    things: int | None
    resolved: int | None
    holes: int | None
    exceptions_waiting: int
    questions_waiting: int
    question_due: dt.datetime | None
    attested_at: dt.datetime | None
    attestation_due: bool
    to_accept: bool


class CheckStartOut(Schema):
    """How far a check is from speaking to people; ``things`` and ``people`` are null where it is too few people's.

    ``strategy`` is what follows where nothing happens; where that limits access, ``owners`` is how many it could, null
    where too few. Not ``judged`` is what no run could look at yet: the next one does, and both are null.
    """

    check: str
    reach: str
    agreed: bool
    watched_since: dt.datetime | None
    trial_over: dt.datetime | None
    sampled_at: dt.datetime | None
    started_at: dt.datetime | None
    things: int | None
    people: int | None
    judged: bool
    strategy: str
    hook: str
    dry_run: bool | None
    owners: int | None


class SampleOut(Schema):
    """One gap of the sample, and who would hear of it, as an id."""

    gap_id: str
    asset_kind: str
    asset_id: str
    owner: str
    via: str


class ConfirmIn(Schema):
    """The sample as it was shown, and the gaps whose owner is wrong."""

    shown: list[str] = Field(max_length=starting.SAMPLE)
    wrong: list[str] = Field(default=[], max_length=starting.SAMPLE)


class ConfirmedOut(Schema):
    """Whether the owners are right often enough."""

    enough: bool


class AttestIn(Schema):
    """Where somebody can see that it was done: a link, a ticket, minutes; not blank, at most 4,000 letters."""

    evidence: str


class AttestedOut(Schema):
    """The attestation's id, and when the run may begin from which it counts."""

    id: str
    counts_from: dt.datetime


class RevealIn(Schema):
    """Ids of a pack, and why their names are needed; those concerned read it."""

    ids: list[str] = Field(min_length=1, max_length=revealing.MOST)
    reason: str = Field(max_length=500)


class RevealedOut(Schema):
    """An id of the pack: what it is called, and who owns it ("" where it is a person, or nobody's)."""

    id: str
    kind: str
    name: str
    owner: str


class LogEntryOut(Schema):
    """An entry of the audit log: who did what to which object, as ids, and the digest that the next one builds on."""

    seq: int
    at: dt.datetime
    actor: str
    action: str
    object_kind: str
    object_id: str
    digest: str


class LogOut(Schema):
    """Entries, newest first. ``older`` is what to give as ``before`` for those before them, null where there is none.

    ``head`` and ``head_digest`` are of the newest entry of all: note them elsewhere to compare with later.
    """

    entries: list[LogEntryOut]
    older: int | None
    head: int
    head_digest: str


class LogQuery(Schema):
    """Entries before a number; about one object, as "kind id"."""

    before: int | None = Field(None, ge=1, le=2**63 - 1)
    about: str = Field("", max_length=200)
    limit: int = Field(log.MOST, ge=1, le=1_000)


class PeriodQuery(Schema):
    """From a day to a day, inclusive, in UTC, within the years 2000 to 2100."""

    since: dt.date
    until: dt.date


@apis.get(router, "/answer-for", rule=access.employee, scope="measures:read", response=list[AnswerOut])
def answer_for(request: Request) -> list[dict[str, Any]]:
    """Return what I answer for or do through positions."""
    with site.reading() as engine:
        waiting = decisions.waiting_by_kind(request.viewer.person_id)
        found = summary.mine(site.program(), engine, request.viewer, questions=waiting)
    accept = set(charting.rows_waiting(request.viewer).values_list("activity_id", flat=True))
    return [
        _answer(one, timezone.localtime(request.now).date()) | {"to_accept": one.activity.id in accept} for one in found
    ]


def _answer(one: summary.Summary, today: dt.date) -> dict[str, Any]:
    stand, outcomes, whole = one.standing, one.figures.outcomes, one.standing.coverage
    return {
        "activity": one.activity.id,
        "name": one.activity.name,
        "letters": one.letters,
        "held_by": one.activity.held_by,
        "standing": one.activity.standing,
        "state": stand.state,
        "reason": one.reason,
        "as_of": one.as_of,
        "passed": outcomes["pass"],
        "failed": outcomes["fail"],
        "unknown": outcomes["unknown"],
        "open_gaps": one.figures.gaps["open_gaps"],
        "quiet_gaps": stand.quiet_gaps,
        "things": whole.pairs if whole else None,
        "resolved": whole.resolved if whole else None,
        "holes": whole.pairs - whole.resolved if whole else None,
        "exceptions_waiting": one.waiting,
        "questions_waiting": one.questions.count if one.questions else 0,
        "question_due": one.questions.due if one.questions else None,
        "attested_at": one.attested[0] if one.attested else None,
        "attestation_due": one.attestation_due(today),
    }


@apis.get(
    router, "/answer-for/{activity_id}/checks", rule=answers_for, scope="measures:read", response=list[CheckStartOut]
)
def checks(request: Request, activity_id: str) -> list[dict[str, Any]]:
    """Return how far each check of an activity is from speaking to people."""
    program = site.program()
    mine = [check for check in program.checks.values() if check.activity == activity_id]
    with site.reading() as engine:
        told = standings(program, engine)[activity_id].figures
        states = [starting.readiness(program, engine, check, figures=told.get(check.id)) for check in mine]
    names = ("reach", "agreed", "watched_since", "trial_over", "sampled_at", "started_at", "things", "people", "judged")
    return [
        {
            "check": one.check.id,
            **{name: getattr(one, name) for name in (*names, "owners")},
            "strategy": one.follows.strategy,
            "hook": one.follows.hook,
            "dry_run": one.hook.dry_run if one.hook else None,
        }
        for one in states
    ]


@apis.get(
    router,
    "/answer-for/{activity_id}/checks/{check_id}/sample",
    rule=accountable,
    scope="gaps:read",
    response=list[SampleOut],
)
def sample(request: Request, activity_id: str, check_id: str) -> list[dict[str, Any]]:
    """Return the sample of a check's owners to confirm."""
    rows = starting.sample(_check(activity_id, check_id))
    names = ("gap_id", "asset_kind", "asset_id", "via")
    return [{"owner": row.owner_id, **{name: getattr(row, name) for name in names}} for row in rows]


@apis.post(
    router,
    "/answer-for/{activity_id}/checks/{check_id}/sample",
    rule=accountable,
    scope="gaps:write",
    response=ConfirmedOut,
)
def confirm(request: Request, activity_id: str, check_id: str, body: ConfirmIn) -> dict[str, bool]:
    """Say which owners of the sample are wrong."""
    check, me = _check(activity_id, check_id), request.viewer.person_id
    return {"enough": starting.confirm(check, shown=body.shown, wrong=body.wrong, by=me, at=request.now)}


@apis.post(
    router,
    "/answer-for/{activity_id}/checks/{check_id}/start",
    rule=accountable,
    scope="gaps:write",
    response=CheckStartOut,
)
def start(request: Request, activity_id: str, check_id: str) -> dict[str, Any]:
    """Start a check."""
    check = _check(activity_id, check_id)
    reason = "started over the API"
    starting.start(site.program(), check, by=request.viewer.person_id, at=request.now, reason=reason)
    return next(one for one in checks(request, activity_id=activity_id) if one["check"] == check_id)


@apis.post(router, "/answer-for/{activity_id}/attest", rule=answers_for, scope="gaps:write", response=AttestedOut)
def attest(request: Request, activity_id: str, body: AttestIn) -> dict[str, Any]:
    """Give my word, with evidence, that an activity was done."""
    activity = site.program().activities[activity_id]
    given = vouching.give(activity, body.evidence, by=request.viewer.person_id, now=request.now)
    return {"id": given.attestation_id, "counts_from": given.counts_from}


@apis.get(router, "/answer-for/{activity_id}/evidence", rule=may_have_evidence, scope="evidence:read", response=None)
def evidence(request: Request, activity_id: str, period: Query[PeriodQuery]) -> FileResponse:
    """Return the evidence pack of a period as a ZIP."""
    asked = Period(period.since, period.until)
    try:
        asked.check()
    except UsageError as error:
        raise HttpError(422, f"{error.what}: {error.do}") from error
    file = packing.made(activity_id, asked, viewer=request.viewer, now=request.now)
    return FileResponse(
        file, as_attachment=True, filename=f"evidence-{activity_id}.zip", content_type="application/zip"
    )


@apis.post(
    router, "/answer-for/{activity_id}/reveal", rule=may_reveal, scope="evidence:people", response=list[RevealedOut]
)
def reveal(request: Request, activity_id: str, body: RevealIn) -> list[revealing.Revealed]:
    """Return names for a sample of a pack's ids; everyone concerned sees who looked and why."""
    activity = site.program().activities[activity_id]
    return revealing.reveal(activity, body.ids, reason=body.reason, by=request.viewer, now=request.now)


@apis.get(router, "/audit", rule=access.power(AUDIT), scope="audit:read", response=LogOut)
def entries(request: Request, asked: Query[LogQuery]) -> dict[str, Any]:
    """Return entries of the audit log."""
    found = log.read(before=asked.before, about=asked.about, most=asked.limit)
    return {"entries": found.lines, "older": found.older, "head": found.head[0], "head_digest": found.head[1]}


def _check(activity_id: str, check_id: str) -> Check:
    found = site.program().checks.get(check_id)
    if found is None or found.activity != activity_id:
        raise Http404
    return found
