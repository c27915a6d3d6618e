"""What I answer for: how each activity stands, what waits for me, starting checks, attesting, evidence."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from drystone.accountability import periods, starting, summary, vouching
from drystone.accountability.access import accountable, answers_for, may_have_evidence
from drystone.audit import keys, signing
from drystone.charting import queries as charting
from drystone.decisions import queries as decisions
from drystone.decisions.queries import Waits
from drystone.directory import queries as directory
from drystone.directory import teams, ways
from drystone.gaps import queries as gaps
from drystone.gaps import subjects
from drystone.lib.errors import DrystoneError, UsageError
from drystone.measures import charts
from drystone.measures import queries as measures
from drystone.measures.standing import standings
from drystone.program.model import Check, Program
from drystone.program.vocabulary import NAMED_AFTER_PEOPLE
from drystone.shell import access, site
from drystone.shell.viewer import Request

_OLDEST = 10
_WEEKS = 12
#: Kinds that are about one person: pages count them and name none.
PERSONAL = ("person", "screening")


@access.page(access.employee)
def answer_for(request: Request) -> HttpResponse:
    """Show what the viewer answers for or does through a position."""
    waiting = decisions.waiting_by_kind(request.viewer.person_id)
    with site.reading() as engine:
        found = summary.mine(site.program(), engine, request.viewer, questions=waiting)
    first = found[0] if found and found[0].standing.state in {"missing", "loose"} else None
    shown: dict[str, object] = {"groups": summary.grouped(found), "first": first}
    shown["as_of"] = found[0].as_of if found else None
    shown["leads"] = teams.leads_people(request.viewer)
    shown["to_accept"] = charting.rows_waiting(request.viewer).count()
    shown |= {"badges": ways.is_open(ways.BADGE), "questions": _together(waiting)}
    return render(request, "accountability/answer_for.html", shown)


def _together(waiting: Mapping[str, Waits]) -> Waits | None:
    """All that waits for the viewer, of whatever kind."""
    if not waiting:
        return None
    every = waiting.values()
    return Waits(sum(one.count for one in every), min(one.oldest for one in every), min(one.due for one in every))


@access.page(answers_for)
def activity(request: Request, activity_id: str) -> HttpResponse:
    """Show one activity: its checks, the oldest gaps, what waits, the last twelve weeks."""
    return _activity(request, activity_id)


def _activity(request: Request, activity_id: str, *, error: DrystoneError | None = None) -> HttpResponse:
    program = site.program()
    held = {letter for one, letter, _position in directory.duties(request.viewer.person_id, "RA") if one == activity_id}
    with site.reading() as engine:
        waiting = decisions.waiting_by_kind(request.viewer.person_id)
        one = summary.summaries(program, engine, {activity_id: "".join(sorted(held))}, questions=waiting)[0]
        told = one.standing.figures
        states = [
            starting.readiness(program, engine, check, figures=told.get(check.id)) for check, _reach in one.checks
        ]
    # Whoever holds but a seat of many sees which things are theirs, not another department's.
    seats = directory.seats(activity_id, person_id=request.viewer.person_id)
    mine = all(held.seat for held in seats)
    weeks = measures.trend(activity_id, weeks=_WEEKS, today=_today(request))
    context = {
        "one": one,
        "states": states,
        "oldest": _named(
            program, gaps.oldest(request.viewer, activity_id, _OLDEST, own=mine), me=request.viewer.person_id
        ),
        **_trend(weeks),
        "accountable": "A" in held,
        "evidence": may_have_evidence(request.viewer, activity_id=activity_id),
        "attest_due": one.attestation_due(_today(request)),
        "evidence_words": request.POST.get("evidence", ""),
        "error": error,
        **periods.typed(request),
    }
    return render(request, "accountability/activity.html", context, status=422 if error else 200)


def _today(request: Request) -> dt.date:
    return timezone.localtime(request.now).date()  # Of the viewer, whose zone is active.


def _named(program: Program, found: Sequence[gaps.Oldest], *, me: str) -> list[dict[str, object]]:
    """Each gap with what is to be done, and of what; what is named after somebody else has a number in its place."""
    counted: Counter[str] = Counter()
    rows, own = [], subjects.named_after(me)
    for gap in found:
        check = program.checks.get(gap.check_id)
        personal = gap.asset_kind in NAMED_AFTER_PEOPLE and (gap.asset_kind, gap.asset_id) not in own
        counted[gap.check_id] += personal
        name = f"{counted[gap.check_id]}" if personal else gap.asset_name or gap.asset_id
        rows.append(
            {"gap": gap, "title": check.title.failed if check else gap.check_id, "name": name, "personal": personal}
        )
    return rows


def _trend(weeks: tuple[measures.Point, ...]) -> dict[str, object]:
    """The last weeks as a line and its table twin; nothing where no week was kept."""
    if not any(week.ran for week in weeks):
        return {"chart": "", "table": ""}
    days = [week.week_start for week in weeks]
    ran = [week.ran for week in weeks]
    series = [
        charts.Series(_("answers: not in order"), [week.outcomes.get("fail") for week in weeks], "loose"),
        charts.Series(_("answers: not known"), [week.outcomes.get("unknown") for week in weeks], "unknown"),
    ]
    title = _("The last twelve weeks")
    return {
        "chart": charts.figure(series, days=days, title=title, ran=ran),
        "table": charts.table(series, days=days, title=title)
    }  # fmt: skip


@access.page(answers_for, methods=("POST",))
def attest(request: Request, activity_id: str) -> HttpResponse:
    """Take the viewer's word, with evidence, that the activity was done."""
    made = site.program().activities[activity_id]
    try:
        given = vouching.give(made, request.POST.get("evidence", ""), by=request.viewer.person_id, now=request.now)
    except UsageError as error:
        return _activity(request, activity_id, error=error)
    told = _(
        "Thank you. Your word stands until it is due again. It counts from the next run, which begins at %(time)s."
    )
    messages.success(
        request, told % {"time": formats.date_format(timezone.localtime(given.counts_from), "TIME_FORMAT")}
    )
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
        told = standings(program, engine)[activity_id].figures.get(check_id)
        state = starting.readiness(program, engine, one, figures=told)
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


@access.page(access.anyone)
def public_key(request: Request) -> HttpResponse:
    """Give the public key that evidence packs are signed with; public, so that an auditor can compare."""
    pem = signing.public_pem(signing.key(keys.of(site.program(), site.served().environ)))
    return HttpResponse(pem, content_type="application/x-pem-file")
