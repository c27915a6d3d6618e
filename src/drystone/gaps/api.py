"""One gap, its acts and exceptions in the API: what the site can do, by the same rules.

People are ids that mean nothing outside; what may say somebody else's name is null.
"""

# Annotations stay objects here: Ninja makes the API's description of them.

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema

from drystone.decisions.access import owns_thing
from drystone.gaps import (
    acts,
    answering,
    consulting,
    deciding,
    doing,
    exceptions,
    hearing,
    queries,
    reading,
    reasons,
    subjects,
    views,
)
from drystone.gaps import waiting as requests
from drystone.gaps.access import (
    may_act_on_gap,
    may_ask_about_gap,
    may_be_asked,
    may_decide_exception,
    may_end_exception,
    may_see_gap,
    responsible_for_gap,
)
from drystone.gaps.models import Consultation, ExceptionRequest, Gap
from drystone.gaps.places import towards
from drystone.lib.errors import UsageError
from drystone.shell import access, apis, site
from drystone.shell.viewer import Request

router = Router(tags=["gaps"])


class EventOut(Schema):
    """What happened to a gap, when and by whom; ``by`` is "run" for a run."""

    event: str
    at: str
    by: str
    note: str


class StageOut(Schema):
    """What happens if nothing happens, and when: ``at`` is null where that is at once, or nobody knows yet."""

    at: dt.datetime | None
    words: str
    past: bool


class GapOut(Schema):
    """A gap: the row of ``drystone gaps --format json``, its life, and what happens if nothing happens."""

    gap_id: str
    check: str
    asset_kind: str
    asset_id: str
    asset_name: str | None
    item: str | None
    detail: str | None
    severity: str
    status: str
    first_seen: str
    due: str
    responsible: list[str]
    accountable: str | None
    via: str | None
    activity: str | None
    origin: str
    outcome: str
    reach: str
    unverified_since: str | None
    reopened_count: int
    closed_at: str | None
    close_reason: str | None
    events: list[EventOut]
    stages: list[StageOut]


class ConsultationOut(Schema):
    """A position that is asked before an exception is granted; ``opinion`` is "", fine or against."""

    position_id: str
    until: dt.datetime
    opinion: str
    words: str
    answered_at: dt.datetime | None


class ExceptionOut(Schema):
    """A request to live with a gap for a while, and what came of it."""

    exception_id: str
    gap_id: str
    reason: str
    until: dt.date
    status: str
    requested_by: str
    requested_at: dt.datetime
    decider: str
    decided_by: str
    decided_at: dt.datetime | None
    decision_reason: str
    ready_at: dt.datetime | None
    due: dt.datetime | None
    consultations: list[ConsultationOut]

    @staticmethod
    def resolve_consultations(obj: ExceptionRequest) -> list[Any]:
        """Return them in the order of their positions."""
        return sorted(obj.consultations.all(), key=lambda one: one.position_id)


class AskedFirstOut(Schema):
    """What a position is asked before an exception is granted: about what, why and until when."""

    id: int
    position_id: str
    until: dt.datetime
    opinion: str
    check: str
    activity: str
    asset_kind: str
    asset_name: str | None
    reason: str
    exception_until: dt.date


class OpinionIn(Schema):
    """What a position says: fine or against, and why."""

    opinion: str
    words: str = ""


class ExceptionsOut(Schema):
    """What waits for me, what I let stand, and what I asked for."""

    waiting: list[ExceptionOut]
    standing: list[ExceptionOut]
    asked: list[ExceptionOut]


class DoneOut(Schema):
    """Whether this was news, whether a run was asked for, and about when one looks."""

    noted: bool
    run_asked: bool
    at: dt.datetime | None


class NotNowIn(Schema):
    """Until when it is not the first thing on my page."""

    until: dt.date
    reason: str = ""


class HelpIn(Schema):
    """What was tried, or what is unclear."""

    text: str


class ExceptionIn(Schema):
    """Why it cannot be mended now, and until when."""

    reason: str
    until: dt.date


class NotMineIn(Schema):
    """Whose it is (an address, a name or an id; "" where one does not know), and how one knows."""

    owner: str = ""
    note: str = ""


class MadeOut(Schema):
    """The id of what came of it: a thread, an exception, a question; "" where there is nothing to show."""

    id: str


class DecisionIn(Schema):
    """Why; a refusal needs it."""

    reason: str = ""


@apis.get(router, "/gaps/{gap_id}", rule=may_see_gap, scope="gaps:read", response=GapOut)
def read_gap(request: Request, gap_id: str) -> dict[str, Any]:
    """Read one gap and its life."""
    place = towards(request.viewer, gap_id)
    assert place is not None  # The rule has seen it.
    views.record_look(request, place)
    own = (place.gap.asset_kind, place.gap.asset_id) in subjects.named_after(request.viewer.person_id)
    hide = reading.hiding(place)
    row = queries.one(gap_id, named=own, hide=hide)
    kept = reasons.kept(request.viewer, gap_id)
    whose = {request.viewer.person_id, row["accountable"], *row["responsible"]}
    shown = [
        {
            **event,
            "by": event["by"] if reading.keeps_name(event["event"], event["by"], whose) else "",
            "note": "" if event["event"] == "exception-asked" and event["act"] in kept else hide(event["note"]),
        }
        for event in queries.history(gap_id)
        if event["by"] == request.viewer.person_id or event["event"] not in _PRIVATE
    ]
    return {**row, "events": shown, "stages": reading.stages(place, me=request.viewer.person_id, now=request.now)}


#: What concerns only the one who did it.
_PRIVATE = frozenset({"put-off", "help-asked"})


@apis.post(router, "/gaps/{gap_id}/done", rule=may_act_on_gap, scope="gaps:write", response=DoneOut)
def say_done(request: Request, gap_id: str) -> dict[str, Any]:
    """Say that it is done, and ask to check again."""
    looking = doing.check_again([_open(gap_id)], by=request.viewer.person_id, now=request.now)
    return {"noted": looking.noted, "run_asked": looking.asked, "at": looking.at}


@apis.post(router, "/gaps/{gap_id}/not-now", rule=responsible_for_gap, scope="gaps:write", response=MadeOut)
def put_off(request: Request, gap_id: str, body: NotNowIn) -> dict[str, Any]:
    """Put it off until a day, within the program's limit."""
    doing.put_off([_open(gap_id)], delay(request, body), by=request.viewer.person_id, now=request.now)
    return {"id": ""}


def delay(request: Request, body: NotNowIn) -> acts.Delay:
    """Return the wish to put off as the acts take it, within the program's limit."""
    today = timezone.localtime(request.now).date()
    return acts.Delay(body.until, today, site.program().settings.site.not_now, body.reason)


@apis.post(router, "/gaps/{gap_id}/help", rule=may_ask_about_gap, scope="gaps:write", response=MadeOut)
def ask_help(request: Request, gap_id: str, body: HelpIn) -> dict[str, Any]:
    """Begin a conversation with whoever is responsible."""
    return {"id": doing.ask_help([_open(gap_id)], body.text, by=request.viewer.person_id, now=request.now)}


@apis.post(router, "/gaps/{gap_id}/exception", rule=may_act_on_gap, scope="gaps:write", response=MadeOut)
def ask_exception(request: Request, gap_id: str, body: ExceptionIn) -> dict[str, Any]:
    """Ask for an exception; somebody else decides."""
    wish = exceptions.Wish(gap_id, body.reason, body.until)
    return {"id": doing.ask_exception(wish, by=request.viewer.person_id, now=request.now)}


@apis.post(router, "/gaps/{gap_id}/not-mine", rule=responsible_for_gap, scope="gaps:write", response=MadeOut)
def say_not_mine(request: Request, gap_id: str, body: NotMineIn) -> dict[str, Any]:
    """Say that the thing is not mine; the accountable settles it."""
    gap, me = _open(gap_id), request.viewer.person_id
    found = doing.disowning(gap.asset_kind, gap.asset_id, me=me, accountable=gap.accountable)
    if found is None:
        raise UsageError(
            _("this is yours through a position, not because the thing is said to be yours"),
            do=_("ask for help; whose duty it is stands in the program"),
        )
    return {"id": doing.not_mine(found, likely=body.owner, note=body.note, by=me, now=request.now, gap=gap)}


@apis.post(router, "/things/{kind}/{asset_id}/not-mine", rule=owns_thing, scope="gaps:write", response=MadeOut)
def say_thing_is_not_mine(request: Request, kind: str, asset_id: str, body: NotMineIn) -> dict[str, Any]:
    """Say that a thing is not mine, gap or no gap; whoever answers for such things settles it."""
    me = request.viewer.person_id
    found = doing.disowning(kind, asset_id, me=me)
    if found is None:
        raise UsageError(_("this is not said to be yours any more"), do=_("read the thing again"))
    return {"id": doing.not_mine(found, likely=body.owner, note=body.note, by=me, now=request.now)}


@apis.get(router, "/exceptions", rule=access.employee, scope="gaps:read", response=ExceptionsOut)
def list_exceptions(request: Request) -> dict[str, Any]:
    """List what waits for the token's person, what they let stand, and what they asked for."""
    viewer = request.viewer
    return {
        "waiting": requests.for_decision(viewer),
        "standing": requests.in_force(viewer),
        "asked": requests.asked_for(viewer),
    }


@apis.get(router, "/asked-first", rule=access.employee, scope="gaps:read", response=list[AskedFirstOut])
def list_asked_first(request: Request) -> list[dict[str, Any]]:
    """List what the token's person is asked before exceptions are granted."""
    return [_asked_first(request, one.pk, one) for one in consulting.of(request.viewer, requests.MOST)]


@apis.get(router, "/asked-first/{int:consultation}", rule=may_be_asked, scope="gaps:read", response=AskedFirstOut)
def read_asked_first(request: Request, consultation: int) -> dict[str, Any]:
    """Read one of them."""
    return _asked_first(request, consultation)


@apis.post(router, "/asked-first/{int:consultation}", rule=may_be_asked, scope="gaps:write", response=AskedFirstOut)
def answer_asked_first(request: Request, consultation: int, body: OpinionIn) -> dict[str, Any]:
    """Say what one's position thinks of an exception; it can be said anew until it is decided."""
    hearing.say(request, consultation, body.opinion, body.words)
    return _asked_first(request, consultation)


def _asked_first(request: Request, consultation: int, known: Consultation | None = None) -> dict[str, Any]:
    one = known or consulting.one(consultation)
    assert one is not None  # The rule has seen it.
    told, gap = hearing.facts(one, now=request.now), one.exception.gap
    return {
        "id": one.pk, "position_id": one.position_id, "until": one.until, "opinion": one.opinion, "check": gap.check_id,
        "activity": gap.activity_id, "asset_kind": gap.asset_kind, "asset_name": told["thing"] or None,
        "reason": told["reason"], "exception_until": told["until"],
    }  # fmt: skip


@apis.post(
    router, "/exceptions/{exception_id}/approve", rule=may_decide_exception, scope="gaps:write", response=ExceptionOut
)
def approve_exception(request: Request, exception_id: str, body: DecisionIn) -> ExceptionRequest | None:
    """Approve somebody's exception."""
    deciding.decide(exception_id, "approved", request=request, reason=body.reason)
    return requests.one(exception_id)


@apis.post(
    router, "/exceptions/{exception_id}/refuse", rule=may_decide_exception, scope="gaps:write", response=ExceptionOut
)
def refuse_exception(request: Request, exception_id: str, body: DecisionIn) -> ExceptionRequest | None:
    """Refuse somebody's exception, with a reason."""
    deciding.decide(exception_id, "refused", request=request, reason=body.reason)
    return requests.one(exception_id)


@apis.post(router, "/exceptions/{exception_id}/end", rule=may_end_exception, scope="gaps:write", response=ExceptionOut)
def end_exception(request: Request, exception_id: str) -> ExceptionRequest | None:
    """End an exception before its day."""
    answering.finish(exception_id, by=request.viewer.person_id, now=request.now)
    ended = requests.one(exception_id)
    if ended is not None and exception_id in reasons.kept(request.viewer, ended.gap_id):
        ended.reason = ""
    return ended


def _open(gap_id: str) -> Gap:
    gap = Gap.objects.get(gap_id=gap_id)  # The rule has seen it.
    if gap.status == "closed":
        raise acts.ClosedError(_("this has closed already"), do=_("read the gap to see how it ended"))
    return gap
