"""When a row is agreed: everybody whom its newest version asks has accepted it. Then the program says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import transaction

from drystone.audit import actions as audit
from drystone.authoring import writing
from drystone.authoring.proposals import Proposal, SetValue, digests
from drystone.charting import versions
from drystone.charting.models import Acceptance, Version
from drystone.directory import filling
from drystone.directory import queries as directory
from drystone.jobs import queue
from drystone.shell import site

JOB = "write-what-is-agreed"


def settle(version: Version, *, now: dt.datetime) -> bool:
    """Mark a version as settled where everybody whom it asks has accepted it; whether it is.

    A position that nobody fills has not accepted. Call it in a transaction.
    """
    roles = {one.role_id for one in version.asked.all()}
    held = filling.filled(roles) if roles else {}
    accepted = set(version.acceptances.filter(verdict="accepted", ended_at=None).values_list("person_id", flat=True))
    done = all(_accepted(held.get(role, ()), accepted) for role in roles)
    if done and version.settled_at is None and version.reopened_at is None:
        Version.objects.filter(pk=version.pk).update(settled_at=now)
        version.settled_at = now
        queue.enqueue(JOB, now=now, unique=JOB)
    return done and version.reopened_at is None


@transaction.atomic
def end_of_leavers(*, now: dt.datetime) -> int:
    """End what people said to rows for positions that they fill no more, and return how many that are.

    Whoever is on leave comes back. A row that not everybody has accepted then is not settled any more: whoever fills
    the position now is asked. What the program says of it stays, since the duty was agreed on; so no letter is lost
    while they are asked.
    """
    newest = list(Version.objects.filter(newest=True, acceptances__ended_at=None).distinct().prefetch_related(
        "asked", "acceptances"))  # fmt: skip
    held = filling.filled({asked.role_id for version in newest for asked in version.asked.all()}) if newest else {}
    said = {one.person_id for version in newest for one in version.acceptances.all() if one.ended_at is None}
    away = {one.person_id for one in directory.cards(said).values() if one.status == "leave"}
    filling_it = {role: {one.person_id for one in people} for role, people in held.items()}
    ended = 0
    for version in newest:
        stands = [one for one in version.acceptances.all() if one.ended_at is None and one.person_id not in away]
        over = [one for one in stands if not _fills(one, filling_it)]
        for one in over:
            Acceptance.objects.filter(pk=one.pk).update(ended_at=now)
            payload = {"version": version.number, "positions": one.positions, "person": one.person_id}
            audit.record(
                "acceptance-ended", actor="run", at=now, about=("activity", version.activity_id), payload=payload
            )
        ended += len(over)
        if over and version.settled_at is not None:
            Version.objects.filter(pk=version.pk).update(settled_at=None)
            version.settled_at = None
            settle(version, now=now)
        if over and version.reopened_at is not None:
            _close(version)
    return ended


def _close(version: Version) -> None:
    """Close a row again that nobody refuses any more: whoever fills the position now is asked, and may say so anew."""
    if not version.acceptances.filter(verdict="refused", ended_at=None).exists():
        Version.objects.filter(pk=version.pk).update(reopened_at=None)


def _fills(said: Acceptance, held: Mapping[str, Collection[str]]) -> bool:
    return any(said.person_id in held.get(role, ()) for role in said.positions)


def _accepted(held: Collection[filling.Filled], accepted: Collection[str]) -> bool:
    return bool(held) and all(one.person_id in accepted for one in held)


@transaction.atomic
def notice_edits(*, now: dt.datetime) -> int:
    """Make a version of every published row that somebody edited since, and return how many.

    Its holders are asked again; rows that are gone ask nobody any more. Positions that somebody else fills now are
    looked at anew.
    """
    program = site.program()
    made = 0
    for version in Version.objects.filter(newest=True):
        activity = program.activities.get(version.activity_id)
        if activity is None:
            Version.objects.filter(pk=version.pk).update(newest=False)
        elif versions.digest(versions.meaning(activity)) != version.digest:
            new = versions.publish(activity, program, versions.Made("an edit of the program", now))
            settle(new, now=now)
            made += 1
        elif version.settled_at is None:
            settle(version, now=now)
    queue.enqueue(JOB, now=now, unique=JOB)
    return made


def write_agreed(*, now: dt.datetime) -> writing.Written:
    """Write ``standing: agreed`` for every row whose holders have all accepted what it says.

    Raises what ``writing.write`` raises; the job is tried again.
    """
    site.reread()
    program = site.program()
    settled = Version.objects.filter(newest=True, reopened_at=None).exclude(settled_at=None)
    rows = []
    for version in settled:
        activity = program.activities.get(version.activity_id)
        same = activity is not None and versions.digest(versions.meaning(activity)) == version.digest
        if activity is not None and same and activity.standing == "suggested":
            rows.append((version, activity))
    if not rows:
        return writing.Written(())
    changes = tuple(SetValue(one.place.path, (one.id, "standing"), "agreed", one.standing) for _version, one in rows)
    root = site.served().root
    told = ", ".join(f"{one.id} ({version.number})" for version, one in rows)
    reason = f"Accepted by everyone who does it or answers for it: {told}"
    read = digests(root, tuple(sorted({change.path for change in changes})))
    written = writing.write(root, Proposal(changes, read, reason, by="charting"), now=now)
    site.reread()
    return written
