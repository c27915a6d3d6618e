"""What I answer for: how each activity stands, what waits for me, starting checks, attesting, evidence."""

from __future__ import annotations

import datetime as dt
import tempfile

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from drystone.accountability import evidence, keys, packing, signing, starting, summary
from drystone.accountability.access import accountable, answers_for, may_have_evidence
from drystone.directory import queries as directory
from drystone.directory import teams, ways
from drystone.gaps import attestations
from drystone.gaps import queries as gaps
from drystone.lib.errors import DrystoneError, UsageError
from drystone.measures import charts
from drystone.measures import queries as measures
from drystone.program.model import Check
from drystone.shell import access, site
from drystone.shell.viewer import Request

_OLDEST = 10
_WEEKS = 12
_QUARTER = dt.timedelta(days=91)
#: Kinds that are about one person: pages count them and name none.
PERSONAL = ("person", "screening")


@access.page(access.employee)
def answer_for(request: Request) -> HttpResponse:
    """Show what the viewer answers for or does through a position."""
    with site.reading() as engine:
        found = summary.mine(site.program(), engine, request.viewer.person_id)
    first = found[0] if found and found[0].standing.state in {"missing", "loose"} else None
    shown = {"groups": summary.grouped(found), "first": first, "leads": teams.leads_people(request.viewer)}
    shown["badges"] = ways.is_open(ways.BADGE)
    return render(request, "accountability/answer_for.html", shown)


@access.page(answers_for)
def activity(request: Request, activity_id: str) -> HttpResponse:
    """Show one activity: its checks, the oldest gaps, what waits, the last twelve weeks."""
    return _activity(request, activity_id)


def _activity(request: Request, activity_id: str, *, error: DrystoneError | None = None) -> HttpResponse:
    program = site.program()
    held = {letter for one, letter, _position in directory.duties(request.viewer.person_id, "RA") if one == activity_id}
    with site.reading() as engine:
        one = summary.summaries(program, engine, {activity_id: "".join(sorted(held))})[0]
        states = [starting.readiness(program, engine, check) for check, _reach in one.checks]
    # Whoever holds but a seat of many sees which things are theirs, not another department's.
    seats = directory.seats(activity_id, person_id=request.viewer.person_id)
    mine = "" if any(not held.seat for held in seats) else request.viewer.person_id
    weeks = measures.trend(activity_id, weeks=_WEEKS, today=_today(request))
    context = {
        "one": one,
        "states": states,
        "oldest": [(gap, gap.asset_kind in PERSONAL) for gap in gaps.oldest(activity_id, _OLDEST, of=mine)],
        **_trend(weeks),
        "accountable": "A" in held,
        "attest_due": one.attestation_due(_today(request)),
        "evidence_words": request.POST.get("evidence", ""),
        "error": error,
        "since": _today(request) - _QUARTER,
        "until": _today(request),
    }
    return render(request, "accountability/activity.html", context, status=422 if error else 200)


def _today(request: Request) -> dt.date:
    return timezone.localtime(request.now).date()  # Of the viewer, whose zone is active.


def _trend(weeks: tuple[measures.Point, ...]) -> dict[str, object]:
    """The last weeks as a line and its table twin; nothing where no week was kept."""
    if not any(week.ran for week in weeks):
        return {"chart": "", "table": ""}
    days = [week.week_start for week in weeks]
    series = [
        charts.Series(_("things to be done"), [week.outcomes.get("fail") for week in weeks]),
        charts.Series(_("not known"), [week.outcomes.get("unknown") for week in weeks]),
    ]
    title = _("The last twelve weeks")
    return {
        "chart": charts.line(series, days=days, title=title), "table": charts.table(series, days=days, title=title)
    }  # fmt: skip


@access.page(answers_for, methods=("POST",))
def attest(request: Request, activity_id: str) -> HttpResponse:
    """Take the viewer's word, with evidence, that the activity was done."""
    made = site.program().activities[activity_id]
    try:
        word = attestations.Word(request.POST.get("evidence", ""))
        doers = directory.holders(activity_id, "RA")
        attestations.attest(made, word, by=request.viewer.person_id, at=request.now, doers=doers)
    except UsageError as error:
        return _activity(request, activity_id, error=error)
    messages.success(request, _("Thank you. Your word stands until it is due again."))
    return redirect("accountability:activity", activity_id=activity_id)


@access.page(accountable, methods=("GET", "POST"))
def check(request: Request, activity_id: str, check_id: str) -> HttpResponse:
    """Show how far a check is from speaking to people; confirm a sample of its owners, and start it."""
    program = site.program()
    one = program.checks.get(check_id)
    if one is None or one.activity != activity_id:
        raise Http404
    error: UsageError | None = None
    if request.method == "POST":
        try:
            _decide(request, one)
            return redirect("accountability:check", activity_id=activity_id, check_id=check_id)
        except UsageError as raised:
            error = raised
    with site.reading() as engine:
        state = starting.readiness(program, engine, one)
    context = {
        "activity": program.activities[activity_id],
        "check": one,
        "state": state,
        "sample": [(row, row.asset_kind in PERSONAL) for row in starting.sample(one)],
        "floor": program.settings.privacy.group_floor,
        "error": error,
    }
    return render(request, "accountability/check.html", context, status=422 if error else 200)


def _decide(request: Request, one: Check) -> None:
    by, at = request.viewer.person_id, request.now
    if request.POST.get("do") == "start":
        starting.start(site.program(), one, by=by, at=at, reason=_("started on the page of its accountable"))
        messages.success(request, _("Started. It speaks to people from the next run, once its trial time is over."))
        return
    shown, wrong = request.POST.getlist("shown"), request.POST.getlist("wrong")
    if starting.confirm(one, shown=shown, wrong=wrong, by=by, at=at):
        messages.success(request, _("Thank you. The owners are right often enough to speak to them."))
    else:
        messages.warning(
            request,
            _("Too many owners are wrong. Mend where they come from first; each can be set right on its page."),
        )


@access.page(may_have_evidence)
def pack(request: Request, activity_id: str) -> HttpResponseBase:
    """Give the evidence pack of a period as a ZIP."""
    try:
        since, until = (dt.date.fromisoformat(request.GET.get(name, "")) for name in ("since", "until"))
    except ValueError:
        since, until = _today(request) - _QUARTER, _today(request)
    period = evidence.Period(min(since, until), max(since, until))
    file = tempfile.TemporaryFile()  # noqa: SIM115 # The answer closes it once it is sent.
    packing.write(file, activity_id, period, viewer=request.viewer, now=request.now)
    file.seek(0)
    name = f"evidence-{activity_id}-{period.since}-{period.until}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


@access.page(access.anyone)
def public_key(request: Request) -> HttpResponse:
    """Give the public key that evidence packs are signed with; public, so that an auditor can compare."""
    pem = signing.public_pem(signing.key(keys.of(site.program(), site.served().environ)))
    return HttpResponse(pem, content_type="application/x-pem-file")
