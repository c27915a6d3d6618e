"""The rows of the matrix as they were published: what each version meant, whom it asks, and what changed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from drystone.charting import wording
from drystone.charting.models import Acceptance, Asked, Version
from drystone.program.model import Activity, Program

KEYS = {"R": "responsible", "A": "accountable", "C": "consulted", "I": "informed"}


@dataclass(frozen=True, slots=True)
class Change:
    """What changed between two versions of a row, in words: of what, what it was and what it is."""

    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Made:
    """Who published a version, when (aware), out of which round ("" for an edit), and its commit."""

    by: str
    at: dt.datetime
    round_id: str = ""
    commit: str = ""


def meaning(activity: Activity) -> dict[str, Any]:
    """Return what a row means to those who accept it: its name, what it is about, and its letters."""
    return {
        "name": activity.name,
        "about": activity.about or "",
        "where": activity.where or "",
        "R": list(activity.responsible),
        "A": activity.accountable,
        "C": list(activity.consulted),
        "I": list(activity.informed),
    }


def digest(meant: Mapping[str, Any]) -> str:
    """Return what tells two meanings apart; the order in which positions are listed is none."""
    plain = {key: sorted(value) if isinstance(value, list) else value for key, value in meant.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def asks(program: Program, meant: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return the (role, letter) that a meaning asks; relations and everyone are nobody who could accept for all."""
    return {(who, letter) for letter in "RA" for who in wording.listed(meant, letter) if who in program.roles}


def publish(activity: Activity, program: Program, made: Made) -> Version:
    """Make a row's version of what it means now, or return the newest where it means the same and nobody refused it.

    Who accepted the same meaning before has accepted it. Call it in a transaction.
    """
    meant = meaning(activity)
    told = digest(meant)
    before = Version.objects.select_for_update().filter(activity_id=activity.id, newest=True).first()
    if before is not None and before.digest == told and before.reopened_at is None:
        return before
    if before is not None:
        Version.objects.filter(pk=before.pk).update(newest=False)
    version = Version.objects.create(
        activity_id=activity.id, number=before.number + 1 if before else 1, round_id=made.round_id, meaning=meant,
        digest=told, published_by=made.by, published_at=made.at, commit=made.commit,
    )  # fmt: skip
    Asked.objects.bulk_create(
        Asked(version=version, role_id=role, letter=letter) for role, letter in sorted(asks(program, meant))
    )
    if before is not None and before.digest == told:
        standing = before.acceptances.filter(verdict="accepted", ended_at=None)
        kept = standing.values("person_id", "letters", "positions", "at")
        Acceptance.objects.bulk_create(Acceptance(version=version, verdict="accepted", **row) for row in kept)
    return version


def changes(program: Program, was: Mapping[str, Any], now: Mapping[str, Any]) -> list[Change]:
    """Return what differs between two meanings, in words; order is no difference."""
    rows = []
    for letter, words in wording.LETTERS.items():
        before, after = (wording.positions(program, wording.listed(one, letter)) for one in (was, now))
        if set(before) != set(after):
            rows.append(Change(str(words), ", ".join(before), ", ".join(after)))
    for key in ("name", "about", "where"):
        if was.get(key, "") != now.get(key, ""):
            rows.append(Change(str(_OF[key]), str(was.get(key, "")), str(now.get(key, ""))))
    return rows


_OF = {"name": wording.NAME, "about": wording.ABOUT, "where": wording.WHERE}
