"""Reading decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from drystone.decisions.models import Decision, Question, Suggestion
from drystone.responsibility import quiet_start
from drystone.shell.viewer import Viewer

#: The columns of the vocabulary's table ``decision``, in its order.
COLUMNS = [
    "decision_id",
    "kind",
    "asset_kind",
    "a_source",
    "a_key",
    "b_source",
    "b_key",
    "asset_id",
    "person_id",
    "check_id",
    "until",
    "decided_by",
    "decided_at",
    "reason",
]


def in_force(on: dt.date) -> list[tuple[Any, ...]]:
    """Return the decisions that hold on a day as rows of ``COLUMNS``, by id; moments are naive UTC, "" is None."""
    chosen = Decision.objects.filter(Q(until=None) | Q(until__gte=on), withdrawn_at=None).order_by("decision_id")
    return [tuple(_plain(value) for value in row) for row in chosen.values_list(*COLUMNS).iterator(chunk_size=2000)]


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).replace(tzinfo=None)
    return None if value == "" else value


def marks(check_id: str) -> dict[str, dt.datetime]:
    """Return when a check was first sampled and started, of what was not withdrawn; a sample of nobody is none."""
    rows = Decision.objects.filter(check_id=check_id, kind__in=["sampled", "started"], withdrawn_at=None)
    rows = rows.exclude(kind="sampled", reason__startswith=quiet_start.NOBODY)
    found: dict[str, dt.datetime] = {}
    for kind, at in rows.order_by("-decided_at").values_list("kind", "decided_at"):
        found[kind] = at
    return found


def question(question_id: str) -> Question | None:
    """Return a question, or None where there is none of that id."""
    return Question.objects.filter(question_id=question_id).first()


def waiting_for(*people: str) -> list[Question]:
    """Return the open questions that wait for one of these people, the earliest due first."""
    theirs = Q(holder__in=people) | Q(pk__in=_asked_of(people[0]) if people else ())
    return list(Question.objects.filter(theirs, status="open").order_by("due", "question_id"))


def _asked_of(person_id: str) -> QuerySet[Any, Any]:
    """The questions whether something is this person's."""
    rows: QuerySet[Any, Any] = Suggestion.objects.filter(person_id=person_id, answer="").values("question_id")
    return rows


@dataclass(frozen=True, slots=True)
class Waits:
    """How many open questions wait, since when the oldest, and by when the first is owed an answer."""

    count: int
    oldest: dt.datetime
    due: dt.datetime


def waiting_by_kind(person_id: str) -> dict[str, Waits]:
    """Return the open questions that wait for somebody, by the kind of thing that they are about. One query."""
    rows = Question.objects.filter(holder=person_id, status="open").order_by().values_list("asset_kind")
    told = rows.annotate(count=Count("*"), oldest=Min("asked_at"), first=Min("due"))
    return {kind: Waits(*rest) for kind, *rest in told}


@dataclass(frozen=True, slots=True)
class Unsettled:
    """An open question about a thing: who settles it, and whether a likely owner is asked before."""

    question_id: str
    holder: str
    asks_owner: bool


def open_by_thing(most: int = 5_000) -> dict[tuple[str, str], Unsettled]:
    """Return the open questions by the kind and id of the thing that they are about, the latest of each; one query."""
    asked = Suggestion.objects.filter(question_id=OuterRef("pk"), answer="")
    rows = Question.objects.filter(status="open").annotate(asks=Exists(asked)).order_by("asked_at", "question_id")
    told = rows.values_list("asset_kind", "asset_id", "question_id", "holder", "asks")[:most]
    return {(kind, asset_id): Unsettled(one, holder, asks) for kind, asset_id, one, holder, asks in told}


def started(check_ids: Sequence[str]) -> set[str]:
    """Return which of these checks somebody has started; one query."""
    rows = Decision.objects.filter(kind="started", check_id__in=list(check_ids), withdrawn_at=None)
    return set(rows.values_list("check_id", flat=True))


def unsettled(viewer: Viewer) -> QuerySet[Question]:
    """Return the open questions that wait for somebody, to be counted."""
    theirs = Q(holder=viewer.person_id) | Q(pk__in=_asked_of(viewer.person_id))
    return Question.objects.filter(theirs, status="open")


def open_holders() -> set[str]:
    """Return everybody whom an open question waits for."""
    return set(Question.objects.filter(status="open").values_list("holder", flat=True).distinct())


def asked_by(person_id: str, *, most: int = 50) -> list[Question]:
    """Return what somebody asked, the newest first."""
    return list(Question.objects.filter(asked_by=person_id).order_by("-asked_at", "question_id")[:most])


def questions_naming(person_id: str) -> QuerySet[Any, Any]:
    """Return the questions that a person asked, settles or settled, or that name them, newest first, as a query."""
    named = (
        Q(asked_by=person_id) | Q(likely_owner=person_id) | Q(new_owner=person_id) | Q(holder=person_id)
        | Q(decided_by=person_id)
    )  # fmt: skip
    names = ("question_id", "asset_kind", "asset_id", "asset_name", "asked_by", "likely_owner", "note", "asked_at",
             "status", "holder", "decided_by", "decided_at", "new_owner", "reason")  # fmt: skip
    told: QuerySet[Any, Any] = Question.objects.filter(named).order_by("-asked_at", "question_id").values(*names)
    return told


def asked_about(kind: str, asset_id: str, *, by: str) -> Question | None:
    """Return the newest question that somebody asked about a thing, or None."""
    asked = Question.objects.filter(asset_kind=kind, asset_id=asset_id, asked_by=by)
    return asked.order_by("-asked_at", "question_id").first()


def naming(person_id: str) -> QuerySet[Any, Any]:
    """Return the decisions that name a person or that they made, withdrawn ones too, newest first, as a query."""
    named = Q(person_id=person_id) | Q(decided_by=person_id) | Q(asset_kind="person", asset_id=person_id)
    names = ("decision_id", "kind", "asset_kind", "asset_id", "person_id", "check_id", "until", "decided_by",
             "decided_at", "reason", "withdrawn_at")  # fmt: skip
    told: QuerySet[Any, Any] = Decision.objects.filter(named).order_by("-decided_at", "decision_id").values(*names)
    return told


def disputed(person_ids: Sequence[str]) -> set[tuple[str, str, str]]:
    """Return (kind, thing, person) of what these people say is not theirs, and nobody has settled yet."""
    rows = Question.objects.filter(asked_by__in=person_ids, status="open")
    return set(rows.values_list("asset_kind", "asset_id", "asked_by"))


def disowned(person_ids: Sequence[str]) -> set[tuple[str, str, str]]:
    """Return (kind, thing, person) of what was settled not to be theirs; the next run knows it too."""
    rows = Decision.objects.filter(kind="not_mine", person_id__in=person_ids, withdrawn_at=None)
    return set(rows.values_list("asset_kind", "asset_id", "person_id"))
