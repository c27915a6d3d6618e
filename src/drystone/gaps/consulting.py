"""Being asked before an exception is granted: those of an activity who are consulted (C), with a clock. The rules:

1. Every position that is C of the gap's activity is asked once; any one of those who fill it answers for it.
2. Nobody is asked about a person: such gaps are for few eyes (``places``). Nor is whoever asks; where they share the
   position, the others are. A position that the one who decides fills is heard already.
3. They have the program's ``consult_days``. Until they answered or that is over nothing is granted; silence is no yes.
4. They read what it is about and why it is wished, not who wishes it. Their answer is advice: the accountable decides.
5. Somebody new in the position is asked in place of who was; the clock does not begin anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from drystone.audit import actions as audit
from drystone.directory import notices
from drystone.gaps.exceptions import DECIDE_WITHIN
from drystone.gaps.models import Consultation, Consulted, ExceptionRequest, GapEvent
from drystone.gaps.places import PERSONAL
from drystone.lake.engines import Engine
from drystone.lib.errors import UsageError
from drystone.program.model import Program
from drystone.responsibility import letters_sql
from drystone.shell import site, texts
from drystone.shell.viewer import Viewer

_BATCH = 500
_ASKED = (
    _later("You are asked before an exception is granted"),
    _later("Somebody wishes to leave something as it is until a day, and you are asked first. See until when:"),
)
_READY = (
    _later("An exception is yours to decide now"),
    _later("Those who are asked first have answered, or their time is over. What they said stands here:"),
)
_ABOUT = "(select unnest($activities) as activity_id, unnest($kinds) as asset_kind, unnest($ids) as asset_id)"
#: Who is consulted about which things: one look-up, however many there are.
_WHOM = f"""
select distinct asset_kind, asset_id, activity_id, position, person_id from ({letters_sql(_ABOUT)})
where letter = 'C' and person_id is not null order by all
"""
#: An exception and the people who are asked about it, by position.
Whom = Mapping[str, Mapping[str, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a position says to an exception: that it can live with it, or advises against it, and why."""

    consultation: int
    opinion: Literal["fine", "against"]
    words: str = ""


def begin(exceptions: Sequence[ExceptionRequest], *, now: dt.datetime) -> None:
    """Ask whoever is consulted about new requests; those that nobody is asked about stay ready. In a transaction."""
    program = site.program()
    days, asked = program.settings.authority.consult_days, set[str]()
    for exception_id, positions in _whom(exceptions, program).items():
        for position, people in positions.items():
            made = Consultation.objects.create(
                exception_id=exception_id, position_id=position, asked_at=now, until=now + dt.timedelta(days=days)
            )
            Consulted.objects.bulk_create(Consulted(consultation=made, person_id=one) for one in sorted(people))
        if days:
            late = now + dt.timedelta(days=days) + DECIDE_WITHIN
            ExceptionRequest.objects.filter(pk=exception_id).update(ready_at=None, due=late)
        payload = {"positions": sorted(positions)}
        audit.record("consultation-asked", actor="drystone", at=now, about=("exception", exception_id), payload=payload)
        asked |= {one for people in positions.values() for one in people}
    _tell(asked, now=now)


def _tell(people: Iterable[str], *, now: dt.datetime) -> None:
    for person in sorted(people):
        notices.tell(person, notices.of(*_ASKED, "gaps:asked-first"), now=now)


def _whom(exceptions: Iterable[ExceptionRequest], program: Program, engine: Engine | None = None) -> Whom:
    """Return who is asked about each of these; those about whom nobody is asked are left out."""
    about = [one for one in exceptions if _consults(program, one) and site.snapshot() is not None]
    if not about:
        return {}
    if engine is None:
        with site.reading() as session:
            return _found(session, about)
    return _found(engine, about)


def _consults(program: Program, one: ExceptionRequest) -> bool:
    activity = program.activities.get(one.gap.activity_id)
    return activity is not None and bool(activity.consulted) and one.gap.asset_kind not in PERSONAL


def _found(engine: Engine, about: Sequence[ExceptionRequest]) -> Whom:
    keys = [(one.gap.asset_kind, one.gap.asset_id, one.gap.activity_id) for one in about]
    told = {"kinds": [key[0] for key in keys], "ids": [key[1] for key in keys], "activities": [key[2] for key in keys]}
    held = _held(engine, told)
    found: dict[str, dict[str, frozenset[str]]] = {}
    for one, key in zip(about, keys, strict=True):
        for position, people in held.get(key, {}).items():
            others = people - {one.requested_by}
            if others and one.decider not in people:
                found.setdefault(one.pk, {})[position] = frozenset(others)
    return found


def _held(engine: Engine, told: dict[str, list[str]]) -> dict[tuple[str, str, str], dict[str, set[str]]]:
    """Return who is consulted by which position, for each kind, id and activity."""
    held: dict[tuple[str, str, str], dict[str, set[str]]] = {}
    for kind, asset_id, activity_id, position, person in engine.rows(_WHOM, told):
        held.setdefault((kind, asset_id, activity_id), {}).setdefault(position, set()).add(person)
    return held


def waiting(viewer: Viewer) -> QuerySet[Consultation]:
    """Return the questions that wait for somebody's answer."""
    asked = Consulted.objects.filter(consultation=OuterRef("pk"), person_id=viewer.person_id or "-")
    return Consultation.objects.filter(Exists(asked), opinion="", exception__status="requested")


def answer(said: Opinion, *, by: str, now: dt.datetime) -> None:
    """Say what one's position thinks of an exception, once; later words replace earlier ones until it is decided.

    Raises UsageError without words where it advises against, and where it is decided already.
    """
    words = texts.fitting(said.words, texts.REASON, where="words")
    if said.opinion not in ("fine", "against"):
        raise UsageError(_("say whether your position can live with it"), where="opinion")
    if said.opinion == "against" and not words:
        raise UsageError(_("say why not"), where="words", do=_("A sentence helps whoever decides."))
    with transaction.atomic():
        one = Consultation.objects.select_for_update().filter(pk=said.consultation).first()
        asked = ExceptionRequest.objects.select_for_update().get(pk=one.exception_id) if one else None
        if one is None or asked is None or asked.status != "requested":
            raise UsageError(_("this has been decided, or taken back, meanwhile"))
        first = not one.opinion
        one.opinion, one.words, one.answered_by, one.answered_at = said.opinion, words, by, now
        one.save(update_fields=["opinion", "words", "answered_by", "answered_at"])
        payload = {"gap": asked.gap_id, "position": one.position_id, "opinion": said.opinion, "note": words}
        audit.record("consulted", actor=by, at=now, about=("exception", asked.pk), payload=payload)
        if first:
            GapEvent.objects.create(
                gap_id=asked.gap_id, act=f"consultation-{one.pk}", event="consulted", at=now, by=by, note=words
            )
        _make_ready([asked], now=now)


def run_out(now: dt.datetime) -> int:
    """Let requests be decided whose time to be asked first is over; returns how many that changed."""
    waiting = ExceptionRequest.objects.filter(status="requested", ready_at=None).order_by("exception_id")
    with transaction.atomic():
        return _make_ready(list(waiting.select_for_update()[:_BATCH]), now=now)


def _make_ready(asked: Sequence[ExceptionRequest], *, now: dt.datetime) -> int:
    """Tell whoever decides that nobody is left to be asked first, once."""
    open_ = Consultation.objects.filter(exception=OuterRef("pk"), opinion="", until__gt=now)
    chosen = ExceptionRequest.objects.filter(pk__in=[one.pk for one in asked], ready_at=None, status="requested")
    ready = list(chosen.filter(~Exists(open_)).values_list("pk", "decider"))
    ExceptionRequest.objects.filter(pk__in=[pk for pk, _decider in ready]).update(ready_at=now, due=now + DECIDE_WITHIN)
    for decider in sorted({decider for _pk, decider in ready}):
        notices.tell(decider, notices.of(*_READY, "gaps:waiting"), now=now)
    return len(ready)


@transaction.atomic
def hand_on(engine: Engine, program: Program, *, now: dt.datetime) -> int:
    """After a run, ask who fills a position now in place of who did; returns how many are asked anew."""
    open_ = Consultation.objects.filter(exception__status="requested", opinion="")
    asked = {one.pk: one for one in ExceptionRequest.objects.filter(
        pk__in=open_.values("exception_id")).select_related("gap")}  # fmt: skip
    whom, new = _whom(asked.values(), program, engine), set[str]()
    for one in open_.prefetch_related("people"):
        before = {person.person_id for person in one.people.all()}
        now_held = whom.get(one.exception_id, {}).get(one.position_id, frozenset())
        Consulted.objects.filter(consultation=one, person_id__in=before - now_held).delete()
        Consulted.objects.bulk_create(
            Consulted(consultation=one, person_id=person) for person in sorted(now_held - before)
        )
        new |= now_held - before
    _tell(new, now=now)
    return len(new)


def answers(exception_ids: Iterable[str]) -> dict[str, list[Consultation]]:
    """Return what was asked of whom and answered, by exception, in the order of positions; one query."""
    found: dict[str, list[Consultation]] = {}
    for one in Consultation.objects.filter(exception_id__in=list(exception_ids)).order_by("position_id"):
        found.setdefault(one.exception_id, []).append(one)
    return found


def of(viewer: Viewer, most: int) -> list[Consultation]:
    """Return the questions that wait for somebody, the one whose time is over first before the others."""
    found = waiting(viewer).select_related("exception__gap").order_by("until", "pk")
    return list(found[:most])


def one(consultation: int) -> Consultation | None:
    """Return a question with the exception and the gap that it is about, or None."""
    return Consultation.objects.select_related("exception__gap").filter(pk=consultation).first()


def answered_by(person_id: str) -> QuerySet[Any, Any]:
    """Return what somebody answered, newest first."""
    said = Consultation.objects.filter(answered_by=person_id).order_by("-answered_at", "pk")
    return said.values("position_id", "opinion", "words", "answered_at", gap_id=F("exception__gap_id"))
