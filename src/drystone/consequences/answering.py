"""What whoever answers for things knows of limits: how many, since when, and which wait for a hook; never who."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db.models import Q

from drystone.accountability.week import Limited
from drystone.consequences.models import Brake, Restriction
from drystone.gaps import limiting, wording
from drystone.program.model import Program


def limited(person_id: str, program: Program, now: dt.datetime) -> Sequence[Limited]:
    """Return where access is limited now because of what somebody answers for, by check; the longest first.

    The number of people is None under the program's floor, and where the rest of a check's would be.
    """
    rows = list(
        Restriction.objects.filter(status__in=["limited", "lifting"], limited_at__isnull=False).order_by("limited_at")
    )
    if not rows:
        return ()
    theirs = limiting.answered_by(person_id, {row.gap_id for row in rows})
    found: dict[tuple[str, str], list[Restriction]] = {}
    for row in rows:
        if row.gap_id in theirs:
            found.setdefault((row.check_id, row.hook), []).append(row)
    floor = program.settings.privacy.group_floor
    return tuple(_limited(check_id, hook, several, program, floor) for (check_id, hook), several in found.items())


def _limited(check_id: str, hook: str, rows: Sequence[Restriction], program: Program, floor: int) -> Limited:
    people, known = {row.person_id for row in rows}, program.settings.hooks.get(hook)
    since = [row.limited_at for row in rows if row.limited_at is not None]
    return Limited(
        check_id,
        wording.titled(program, check_id, "open", outcome="fail"),
        known.words if known else "",
        len(people) if len(people) >= floor else None,
        min(since),
        all(row.status == "lifting" for row in rows),
        any(row.status == "lifting" and row.error for row in rows),
    )


def held(gap_ids: Collection[str]) -> Collection[str]:
    """Return which of these gaps wait for a hook that stopped, or that fails: nobody is limited for them yet."""
    stopped = Brake.objects.filter(allowed=0).values("hook")
    rows = Restriction.objects.filter(status__in=["decided", "calling"]).filter(~Q(error="") | Q(hook__in=stopped))
    return set(rows.values_list("gap_id", flat=True)) & set(gap_ids)
