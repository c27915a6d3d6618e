"""The meeting of a round, its publishing, and the rows that are accepted, over the API: by the site's own rules."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from drystone.authoring.writing import Written
from drystone.charting import accepting, meeting, phrases, publishing
from drystone.charting import access as rules
from drystone.charting.models import Topic
from drystone.lib.errors import UsageError
from drystone.shell import apis, site
from drystone.shell.viewer import Request

router = Router(tags=["charting"])


class TopicIn(Schema):
    """A step of the meeting: take-up, note, propose, vote, count, decide or put-off; with what it needs."""

    do: str = Field(max_length=10)
    note: str = Field("", max_length=meeting.LONGEST_NOTE)
    letters: dict[str, str | list[str]] = Field(default={}, max_length=4)
    how: str = Field("", max_length=11)
    tie_breaker: str = Field("", max_length=200)


class TopicOut(Schema):
    """A topic after a step. ``agree`` of ``voted`` can live with it; null while a vote goes on, or too few voted."""

    state: str
    proposal: dict[str, Any]
    decided: dict[str, Any]
    note: str
    agree: int | None
    voted: int | None


class PresentIn(Schema):
    """Which positions are there, in words."""

    present: list[str] = Field(max_length=100)


class VoteIn(Schema):
    """Whether one can live with what is proposed."""

    agrees: bool


class DissentIn(Schema):
    """What one's party has against a decision; empty takes it back."""

    dissent: str = Field("", max_length=meeting.LONGEST_DISSENT)


class PublishedOut(Schema):
    """What publishing wrote."""

    paths: list[str]
    commit: str
    note: str


class MinuteOut(Schema):
    """What was decided about one activity, how, by whom where a tie was broken, and what is remembered against it."""

    activity: str
    state: str
    letters: dict[str, Any]
    how: str
    tie_breaker: str
    present: list[str]
    note: str
    dissents: dict[str, str]


class RowOut(Schema):
    """A row that asks me. ``letters`` are mine; ``verdict`` is what I said to this version, null where nothing.

    ``changes`` say what differs from the version that I accepted before.
    """

    activity: str
    version: int
    letters: str
    positions: list[str]
    meaning: dict[str, Any]
    changes: list[str]
    verdict: str | None
    at: dt.datetime | None
    settled_at: dt.datetime | None


class VersionIn(Schema):
    """The version that I read."""

    version: int


class RefusalIn(VersionIn):
    """The version that I read, and why I cannot accept it."""

    reason: str = Field(max_length=accepting.LONGEST_REASON)


class WordsIn(Schema):
    """A party's words for an activity, and what they were when read."""

    party: str = Field(max_length=100)
    words: str = Field("", max_length=phrases.LONGEST)
    was: str = Field("", max_length=phrases.LONGEST)


_TOPIC = "/rounds/{round_id}/agenda/{activity_id}"


def _known(round_id: str, activity_id: str) -> Topic:
    return Topic.objects.select_related("round").get(round_id=round_id, activity_id=activity_id)


@apis.get(router, _TOPIC, rule=rules.sees_agenda, scope="program:read", response=TopicOut)
def topic(request: Request, round_id: str, activity_id: str) -> dict[str, Any]:
    """Return how far the meeting has come with an activity."""
    return _topic(round_id, activity_id)


def _topic(round_id: str, activity_id: str) -> dict[str, Any]:
    one = _known(round_id, activity_id)
    counted = meeting.counted(one)
    return {
        "state": one.state, "proposal": one.proposal, "decided": one.decided, "note": one.note,
        "agree": counted.agree if counted else None, "voted": counted.voted if counted else None,
    }  # fmt: skip


@apis.post(router, _TOPIC, rule=rules.leads_topic, scope="program:write", response=TopicOut)
def act(request: Request, round_id: str, activity_id: str, body: TopicIn) -> dict[str, Any]:
    """Do one step of the meeting."""
    one, program = _known(round_id, activity_id), site.program()
    steps = {
        "take-up": lambda: meeting.take_up(one, at=request.now),
        "note": lambda: meeting.note(one, body.note),
        "propose": lambda: meeting.propose(one, body.letters, program=program),
        "vote": lambda: meeting.call_vote(one),
        "count": lambda: meeting.end_vote(one),
        "put-off": lambda: meeting.put_off(one),
        "decide": lambda: meeting.decide(
            one, body.how, tie_breaker=body.tie_breaker, program=program, by=request.viewer.actor, at=request.now
        ),
    }
    if body.do not in steps:
        raise UsageError(_("there is no such step"), where=body.do, do=_("Use the buttons of the page."))
    steps[body.do]()
    return _topic(round_id, activity_id)


@apis.post(router, f"{_TOPIC}/vote", rule=rules.votes, scope="me:write", response=TopicOut)
def vote(request: Request, round_id: str, activity_id: str, body: VoteIn) -> dict[str, Any]:
    """Vote privately."""
    meeting.vote(_known(round_id, activity_id), request.viewer.person_id, agrees=body.agrees)
    return _topic(round_id, activity_id)


@apis.post(router, f"{_TOPIC}/dissent", rule=rules.votes, scope="me:write", response=TopicOut)
def dissent(request: Request, round_id: str, activity_id: str, body: DissentIn) -> dict[str, Any]:
    """Have something remembered against a decision."""
    meeting.dissent(_known(round_id, activity_id), request.viewer.person_id, body.dissent, at=request.now)
    return _topic(round_id, activity_id)


@apis.post(
    router, "/rounds/{round_id}/present", rule=rules.leads_round, scope="program:write", response=list[MinuteOut]
)
def present(request: Request, round_id: str, body: PresentIn) -> list[dict[str, Any]]:
    """Write down which positions are there."""
    meeting.gather(round_id, body.present, by=request.viewer.actor, at=request.now)
    return _minutes(round_id)


@apis.get(router, "/rounds/{round_id}/minutes", rule=rules.sees_agenda, scope="program:read", response=list[MinuteOut])
def minutes(request: Request, round_id: str) -> list[dict[str, Any]]:
    """Return what was decided."""
    return _minutes(round_id)


def _minutes(round_id: str) -> list[dict[str, Any]]:
    topics = Topic.objects.filter(round_id=round_id).prefetch_related("dissents__party").order_by("ordinal")
    return [
        {
            "activity": one.activity_id, "state": one.state, "letters": one.decided, "how": one.how,
            "tie_breaker": one.tie_breaker, "present": one.present, "note": one.note,
            "dissents": {row.party.name: row.text for row in one.dissents.all()},
        }
        for one in topics
    ]  # fmt: skip


@apis.post(router, "/rounds/{round_id}/publish", rule=rules.leads_round, scope="program:write", response=PublishedOut)
def publish(request: Request, round_id: str) -> dict[str, Any]:
    """Write what is decided into the program, and ask everybody whose part it is to accept it."""
    return _written(publishing.publish(round_id, request.viewer, now=request.now))


def _written(written: Written) -> dict[str, Any]:
    return {"paths": list(written.paths), "commit": written.commit, "note": written.note}


@apis.get(router, "/rows", rule=rules.own_rows, scope="me:read", response=list[RowOut])
def rows(request: Request) -> list[dict[str, Any]]:
    """List the rows that ask me, those that wait first."""
    return _rows(request)


def _rows(request: Request, activity_id: str = "") -> list[dict[str, Any]]:
    return [
        {
            "activity": row.activity.id, "version": row.version.number, "letters": row.letters,
            "positions": row.positions, "meaning": row.version.meaning,
            "changes": [f"{one.what}: {one.was} → {one.now}" for one in row.changes],
            "verdict": row.mine.verdict if row.mine else None, "at": row.mine.at if row.mine else None,
            "settled_at": row.version.settled_at,
        }
        for row in accepting.rows(request.viewer, site.program(), activity_id=activity_id)
    ]  # fmt: skip


@apis.get(router, "/rows/{activity_id}", rule=rules.accepts, scope="me:read", response=RowOut)
def row(request: Request, activity_id: str) -> dict[str, Any]:
    """Return one row that asks me."""
    found = _rows(request, activity_id)
    if not found:
        raise Http404
    return found[0]


@apis.post(router, "/rows/{activity_id}/accept", rule=rules.accepts, scope="me:write", response=RowOut)
def accept(request: Request, activity_id: str, body: VersionIn) -> dict[str, Any]:
    """Accept my part in the version that I read."""
    accepting.accept(activity_id, body.version, request.viewer, now=request.now)
    return _rows(request, activity_id)[0]


@apis.post(router, "/rows/{activity_id}/refuse", rule=rules.accepts, scope="me:write", response=RowOut)
def refuse(request: Request, activity_id: str, body: RefusalIn) -> dict[str, Any]:
    """Say why I cannot accept it."""
    accepting.refuse(activity_id, body.version, request.viewer, reason=body.reason, now=request.now)
    return _rows(request, activity_id)[0]


@apis.post(router, "/rows/{activity_id}/words", rule=rules.words_it, scope="me:write", response=PublishedOut)
def words(request: Request, activity_id: str, body: WordsIn) -> dict[str, Any]:
    """Write my department's own words for an activity."""
    activity = site.program().activities[activity_id]
    written = phrases.reword(activity, body.party, body.words, request.viewer, was=body.was, now=request.now)
    return _written(written)
