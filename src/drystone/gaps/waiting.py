"""Exceptions that wait for somebody's decision, and those that they asked for.

Who asked for one, or decided it, may have no part in the gap any more: the thing passed on, the decision is made. What
they said and how it ended stays theirs to read (a person sees everything about themselves); how the gap goes on, whose
it is now and what the thing is called since are the work of others, so its page does not open for them and is not
linked (a work list names a gap to whom the work needs).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from drystone.directory import queries as directory
from drystone.gaps import consulting, places, wording
from drystone.gaps.models import ExceptionRequest, Gap, GapResponsible
from drystone.gaps.queries import told
from drystone.program.model import Program
from drystone.shell import site
from drystone.shell.viewer import Viewer

#: More than this nobody decides in one sitting; the earliest come first.
MOST = 200


def undecided(viewer: Viewer) -> QuerySet[ExceptionRequest]:
    """Return the requests that somebody can decide now: theirs, and nobody is asked before any more."""
    return _theirs(viewer).filter(ready_at__isnull=False)


def _theirs(viewer: Viewer) -> QuerySet[ExceptionRequest]:
    asked = ExceptionRequest.objects.filter(decider=viewer.person_id or "-", status="requested")
    return asked.exclude(requested_by=viewer.person_id)


def for_decision(viewer: Viewer) -> list[ExceptionRequest]:
    """Return the requests that are somebody's to decide, also while others are asked first; the oldest first."""
    return list(
        _theirs(viewer)
        .select_related("gap")
        .prefetch_related("consultations")
        .order_by("requested_at", "exception_id")[:MOST]
    )


def in_force(viewer: Viewer) -> list[ExceptionRequest]:
    """Return what somebody decided or was to decide and what holds now, the first to end first."""
    held = (
        ExceptionRequest.objects.select_related("gap")
        .prefetch_related("consultations")
        .filter(Q(decider=viewer.person_id) | Q(decided_by=viewer.person_id), status="approved")
    )
    return list(held.exclude(requested_by=viewer.person_id).order_by("until", "exception_id")[:MOST])


def asked_for(viewer: Viewer) -> list[ExceptionRequest]:
    """Return what somebody asked for, the newest first."""
    asked = (
        ExceptionRequest.objects.select_related("gap")
        .prefetch_related("consultations")
        .filter(requested_by=viewer.person_id)
    )
    return list(asked.order_by("-requested_at", "exception_id")[:50])


def named(program: Program, gap: Gap, *, opens: bool) -> tuple[str, str]:
    """Return what a request is about and what the thing is called, for whom the gap's page opens or does not.

    Without its page that is what was asked then, and "" for what may be called after somebody else by now.
    """
    if opens:
        return wording.title(program, gap), gap.asset_name or gap.asset_id
    return wording.asked(program, gap), told(gap, named=False)[0]


def rows(asked: list[ExceptionRequest], *, viewer: Viewer, now: dt.datetime) -> list[dict[str, Any]]:
    """Return requests with what is needed to decide them: three queries more, whatever their number."""
    program, today = site.program(), timezone.localtime(now).date()  # Of the viewer, whose zone is active.
    me, opens = viewer.person_id, places.seen(viewer, (one.gap_id for one in asked)) if asked else set[str]()
    held = GapResponsible.objects.filter(person_id=me, gap_id__in={one.gap_id for one in asked})
    mine = set(held.values_list("gap_id", flat=True))
    said = consulting.answers(one.exception_id for one in asked)
    cards = directory.cards(person for one in asked for person in (one.requested_by, one.decider, one.decided_by))

    def name(person_id: str) -> str:
        card = cards.get(person_id)
        return (card.name or card.email or person_id) if card else person_id

    found = []
    for one in asked:
        check = program.checks.get(one.gap.check_id)
        activity = program.activities.get(one.gap.activity_id)
        decides = one.status == "requested" and one.requested_by != me
        title, thing = named(program, one.gap, opens=decides or one.gap_id in opens)
        found.append(
            {
                "asked": one,
                "gap": one.gap,
                "opens": one.gap_id in opens,
                "title": title,
                "thing": thing,
                "severity": wording.SEVERITIES.get(one.gap.severity, one.gap.severity),
                "why": check.why if check else "",
                "objectives": [program.objectives[key] for key in activity.protects if key in program.objectives]
                if activity
                else [],
                "requested_by": name(one.requested_by),
                "decider": name(one.decider),
                "decided_by": name(one.decided_by) if one.decided_by else "",
                "mine": one.requested_by == me,
                "ends": one.status == "requested"
                or one.gap_id in mine
                or one.gap.accountable == me
                or (one.decided_by == me and one.decided_beside),
                "days": (one.until - today).days,
                "consulted": [
                    {
                        "one": answer,
                        "position": wording.position(program, answer.position_id),
                        "over": answer.until <= now,
                    }
                    for answer in said.get(one.exception_id, ())
                ],
            }
        )
    return found


def newest(gap_id: str, *, by: str) -> str:
    """Return the id of what somebody asks for about a gap and what waits for an answer, or ""."""
    asked = ExceptionRequest.objects.filter(gap_id=gap_id, requested_by=by, status="requested")
    return asked.values_list("exception_id", flat=True).first() or ""


def several(exception_ids: Sequence[str]) -> list[ExceptionRequest]:
    """Return requests with their gaps, in the order of their ids; one query."""
    found = (
        ExceptionRequest.objects.select_related("gap")
        .prefetch_related("consultations")
        .filter(exception_id__in=exception_ids)
    )
    return list(found.order_by("exception_id"))


def one(exception_id: str) -> ExceptionRequest | None:
    """Return a request with its gap, or None."""
    return (
        ExceptionRequest.objects.select_related("gap")
        .prefetch_related("consultations")
        .filter(exception_id=exception_id)
        .first()
    )
