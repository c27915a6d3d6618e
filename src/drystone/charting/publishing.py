"""Writing what a meeting decided into the program, as a version that its holders are asked to accept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drystone.audit import actions as audit
from drystone.authoring import saving, writing
from drystone.authoring.proposals import Proposal, SetValue, digests
from drystone.charting import settling, versions
from drystone.charting.models import Round, Topic, Version
from drystone.directory import filling, notices
from drystone.lib.errors import UsageError
from drystone.program.model import Activity, Program
from drystone.shell import site
from drystone.shell.viewer import Viewer

_YOURS = gettext_lazy("Your part in something, to accept")
_PART = gettext_lazy(
    "What your position does or answers for was decided together and written down. Please accept it, or say why not:"
)


def proposal(one: Round, viewer: Viewer, program: Program) -> Proposal:
    """Return what publishing a round would change. Raises UsageError where nothing is decided."""
    decided = _decided(one, program)
    changes: list[SetValue] = []
    for topic, activity in decided:
        changes += _changes(activity, topic.decided, program)
    root = site.served().root
    read = digests(root, tuple(sorted({change.path for change in changes})))
    reason = _("Decided together in the round “%(title)s”: %(activities)s") % {
        "title": one.title, "activities": ", ".join(activity.id for _topic, activity in decided)
    }  # fmt: skip
    return saving.proposal(tuple(changes), read, reason, viewer)


def publish(round_id: str, viewer: Viewer, *, now: dt.datetime) -> writing.Written:
    """Publish what is decided and not published yet, and ask everybody whose part changed to accept it.

    Raises what ``saving.save`` raises, and UsageError where nothing is decided. Done again after a crash it goes on
    where it stopped: the program is written first, and what stands there already is no change.
    """
    one = Round.objects.get(round_id=round_id)
    wanted = proposal(one, viewer, site.program())
    ids = [topic.activity_id for topic, _activity in _decided(one, site.program())]
    written = saving.save(wanted, viewer, now=now) if wanted.changes else writing.Written(())
    program = site.program()
    made = versions.Made(viewer.actor, now, round_id, written.commit)
    with transaction.atomic():
        asking = []
        for activity_id in ids:
            version = versions.publish(program.activities[activity_id], program, made)
            asking.append(version)
            settling.settle(version, now=now)
        Topic.objects.filter(round_id=round_id, activity_id__in=ids, state="decided").update(state="published")
        payload = {"activities": ids, "commit": written.commit}
        audit.record("round-published", actor=viewer.actor, at=now, about=("round", round_id), payload=payload)
        _tell(asking, now=now)
    return written


def _decided(one: Round, program: Program) -> list[tuple[Topic, Activity]]:
    topics = one.topics.filter(state="decided").order_by("ordinal")
    found = [
        (topic, program.activities[topic.activity_id]) for topic in topics if topic.activity_id in program.activities
    ]
    if not found:
        raise UsageError(_("nothing is decided that is not published"), do=_("Decide an activity first."))
    return found


def _changes(activity: Activity, decided: dict[str, Any], program: Program) -> list[SetValue]:
    """The values that differ. A row whose letters change is only suggested again, until its holders accept it."""
    was = versions.meaning(activity)
    meant = {**was, **decided}
    path = activity.place.path
    rows = [
        SetValue(path, (activity.id, key), meant[letter] or None, was[letter] or None)
        for letter, key in versions.KEYS.items()
        if meant[letter] != was[letter]
    ]
    changed = versions.digest(meant) != versions.digest(was)
    # Where only relations hold R and A, there is nobody who could accept for all: what was decided together counts.
    standing = "suggested" if versions.asks(program, meant) else "agreed"
    if activity.standing != standing and (changed or standing == "agreed"):
        rows.append(SetValue(path, (activity.id, "standing"), standing, activity.standing))
    return rows


def _tell(asking: list[Version], *, now: dt.datetime) -> None:
    """Write once to everybody whom a version asks and who has not accepted it."""
    roles = {version.pk: {row.role_id for row in version.asked.all()} for version in asking}
    held = filling.filled(set[str]().union(*roles.values()))
    people: set[str] = set()
    for version in asking:
        accepted = version.acceptances.filter(verdict="accepted", ended_at=None).values_list("person_id", flat=True)
        people |= {one.person_id for role in roles[version.pk] for one in held.get(role, ())} - set(accepted)
    for person in sorted(people):
        notices.tell(person, notices.of(_YOURS, _PART, "charting:rows"), now=now)
