"""Accepting a row as it was published, or saying why not; and when all have."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drystone.audit import actions as audit
from drystone.charting import settling, versions, wording
from drystone.charting.models import Acceptance, Topic, Version
from drystone.directory import notices
from drystone.directory import queries as directory
from drystone.lib.errors import UsageError
from drystone.program.model import Activity, Program
from drystone.shell import site, texts
from drystone.shell.viewer import EDIT_PROGRAM, Viewer

LONGEST_REASON = texts.NOTE
_REOPENED = gettext_lazy("Somebody cannot accept their part")
_WHY = gettext_lazy("Somebody said why they cannot accept what was decided for their position. It is open again:")


@dataclass(frozen=True, slots=True)
class Row:
    """A row as one of its holders sees it: which letters are theirs, by which positions, what it says and what changed.

    ``before`` says that they accepted an earlier version; ``mine`` is what they said to this one, None where nothing.
    ``waiting`` counts how many positions have not accepted it yet.
    """

    version: Version
    activity: Activity
    words: str
    letters: str
    positions: tuple[str, ...]
    says: tuple[tuple[str, object, list[str]], ...]
    before: bool
    changes: tuple[versions.Change, ...]
    mine: Acceptance | None


def rows(viewer: Viewer, program: Program, *, activity_id: str = "") -> list[Row]:
    """Return the rows that ask a viewer, those that wait first; in a constant number of queries."""
    found = Version.objects.filter(newest=True, asked__role_id__in=viewer.roles).distinct()
    if activity_id:
        found = found.filter(activity_id=activity_id)
    listed = [
        one for one in found.prefetch_related("asked").order_by("activity_id") if one.activity_id in program.activities
    ]
    said = Acceptance.objects.filter(
        ended_at=None, person_id=viewer.person_id, version__activity_id__in=[v.activity_id for v in listed]
    )
    mine: dict[int, Acceptance] = {}
    earlier: dict[str, Version] = {}
    for one in said.select_related("version").order_by("version__number"):
        mine[one.version_id] = one
        if one.verdict == "accepted":
            earlier[one.version.activity_id] = one.version
    made = [_row(one, program, viewer, mine.get(one.pk), earlier.get(one.activity_id)) for one in listed]
    return sorted(made, key=lambda row: (row.mine is not None, row.activity.name.casefold()))


def _row(version: Version, program: Program, viewer: Viewer, mine: Acceptance | None, earlier: Version | None) -> Row:
    activity = program.activities[version.activity_id]
    held = [one for one in version.asked.all() if one.role_id in viewer.roles]
    roles = list(dict.fromkeys(one.role_id for one in held))
    parties = [program.roles[one].party or "" for one in roles if one in program.roles]
    words = next((activity.words[party] for party in parties if party in activity.words), "")
    changed = earlier is not None and earlier.pk != version.pk
    return Row(
        version=version,
        activity=activity,
        words=words or activity.words.get("everyone", ""),
        letters="".join(letter for letter in "RA" if any(one.letter == letter for one in held)),
        positions=tuple(wording.positions(program, roles)),
        says=tuple(wording.letters(program, version.meaning)),
        before=changed,
        changes=tuple(versions.changes(program, earlier.meaning, version.meaning)) if earlier and changed else (),
        mine=mine,
    )


def refusals(activity_id: str, program: Program) -> list[tuple[str, str]]:
    """Return why the newest version of a row cannot be accepted, by position, never by person."""
    newest = Acceptance.objects.filter(version__activity_id=activity_id, version__newest=True)
    said = newest.filter(verdict="refused", ended_at=None)
    return sorted((", ".join(wording.positions(program, one.positions)), one.reason) for one in said)


def accept(activity_id: str, number: int, viewer: Viewer, *, now: dt.datetime) -> None:
    """Accept one's own part in a version. Raises UsageError where it is not the newest any more."""
    _say(activity_id, number, viewer, verdict="accepted", reason="", now=now)


def refuse(activity_id: str, number: int, viewer: Viewer, *, reason: str, now: dt.datetime) -> None:
    """Say why one cannot accept it: the row is open again, and those who lead rounds hear of it."""
    words = texts.fitting(reason, LONGEST_REASON, where="reason")
    if not words:
        raise UsageError(_("say why not"), where="reason", do=_("A sentence helps those who decide again."))
    _say(activity_id, number, viewer, verdict="refused", reason=words, now=now)


def _say(activity_id: str, number: int, viewer: Viewer, *, verdict: str, reason: str, now: dt.datetime) -> None:
    program = site.program()
    with transaction.atomic():
        version = Version.objects.select_for_update().filter(activity_id=activity_id, newest=True).first()
        if version is None or version.number != number:
            raise UsageError(_("this row has changed since you looked"), do=_("Read what it says now."))
        held = [one for one in version.asked.all() if one.role_id in viewer.roles]
        if not held:
            raise UsageError(_("this row asks nothing of you"), do=_("Look at your own page."))
        roles = sorted({one.role_id for one in held})
        letters = "".join(letter for letter in "RA" if any(one.letter == letter for one in held))
        Acceptance.objects.update_or_create(
            version=version, person_id=viewer.person_id,
            defaults={"letters": letters, "positions": roles, "verdict": verdict, "at": now, "reason": reason,
                      "ended_at": None},
        )  # fmt: skip
        payload = {"version": version.number, "positions": roles}
        about = ("activity", activity_id)
        if verdict == "refused":
            audit.record("row-refused", actor=viewer.actor, at=now, about=about, payload=payload)
            _reopen(version, program, now=now)
        else:
            audit.record("row-accepted", actor=viewer.actor, at=now, about=about, payload=payload)
            _unless_refused(version)
            settling.settle(version, now=now)


def _reopen(version: Version, program: Program, *, now: dt.datetime) -> None:
    Version.objects.filter(pk=version.pk).update(reopened_at=now, settled_at=None)
    Topic.objects.filter(round_id=version.round_id, activity_id=version.activity_id, state="published").update(
        state="open"
    )
    for person in sorted(directory.powerful(program, EDIT_PROGRAM)):
        notices.tell(person, notices.of(_REOPENED, _WHY, "charting:rounds"), now=now)


def _unless_refused(version: Version) -> None:
    """Whoever refused and accepts after all closes it again, where nobody else refuses."""
    if version.reopened_at is not None and not version.acceptances.filter(verdict="refused", ended_at=None).exists():
        version.reopened_at = None
        version.save(update_fields=["reopened_at"])
