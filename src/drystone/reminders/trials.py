"""Trials of reminders: they begin as they were declared, take in what comes up, and are judged once, at their end.

1. A trial begins where the program lets trials be, on its first day or later; its declaration is kept with it, and the
   log says so. Whoever changes anything of it afterwards, the words of its checks included, ends it: what stands then
   is another trial.
2. After each run, what came up is taken in. Whose it is then, and their arm, stay as they are, whatever happens later.
3. When the last thing has been watched and a run has looked since, the trial is judged by the plan of
   ``measures.trials``. What came of it is kept, of groups alone; who was in it is forgotten in the same transaction.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction

from drystone.audit import actions as audit
from drystone.gaps import lives
from drystone.lib import hours
from drystone.measures import trials as plan
from drystone.program.model import Program
from drystone.program.trial_model import Arm
from drystone.program.trial_model import Trial as Declared
from drystone.reminders.deciding.trying import Tried, drawn
from drystone.reminders.models import Trial, TrialThing
from drystone.shell.many import Listed

_DAY = dt.timedelta(days=1)
_BATCH = 1_000
#: What is left of a trial that nobody ended, long after its end: a site that was switched off.
_FORGOTTEN = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Running:
    """A trial that goes on as it was declared."""

    row: Trial
    declared: Declared
    checks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Heard:
    """By which arm something of somebody's is said."""

    arm: Arm
    checks: frozenset[str]


def heard(of_person: Mapping[str, Heard] | None, zone: zoneinfo.ZoneInfo) -> dict[str, Tried]:
    """Return by which arm somebody in a zone hears of each of their gaps that is in a trial."""
    return {gap_id: Tried(one.arm, one.checks, zone) for gap_id, one in (of_person or {}).items()}


def allowed(program: Program) -> bool:
    """Whether the program lets trials be."""
    return program.settings.reminders.on and program.settings.reminders.trials


def running(program: Program) -> dict[int, Running]:
    """Return the trials that go on, by the number of their row: one question, where any was declared."""
    if not (program.trials and allowed(program)):
        return {}
    found = {}
    for row in Trial.objects.filter(status="running"):
        declared = program.trials.get(row.trial_id)
        if declared is not None and row.digest == digest(program, declared):
            found[row.pk] = Running(row, declared, frozenset(program.tried(declared)))
    return found


def of(person_ids: Sequence[str], known: Mapping[int, Running]) -> dict[str, dict[str, Heard]]:
    """Return by which arm these people hear of their gaps that are in a trial: one question where one goes on."""
    if not known:
        return {}
    arms = {(pk, arm.id): Heard(arm, one.checks) for pk, one in known.items() for arm in one.declared.arms}
    found: dict[str, dict[str, Heard]] = {}
    rows = TrialThing.objects.filter(person_id__in=Listed(person_ids), trial_id__in=list(known))
    for trial, person_id, gap_id, arm in rows.values_list("trial_id", "person_id", "gap_id", "arm"):
        if (trial, arm) in arms:
            found.setdefault(person_id, {})[gap_id] = arms[trial, arm]
    return found


def as_declared(program: Program, trial: Declared) -> dict[str, Any]:
    """Return all that decides what a trial compares, as plain values: also what the usual way says, and the plan."""
    checks = program.tried(trial)
    return {
        "plan": plan.PLAN,
        "id": trial.id,
        "question": trial.question,
        "checks": list(checks),
        "from": trial.since.isoformat(),
        "until": trial.until.isoformat(),
        "watch": trial.watch / _DAY,
        "matters": trial.matters / _DAY,
        "usual": trial.usual.id,
        "arms": [plain(arm) for arm in trial.arms],
        "said": {one.id: _said(program, one.id) for one in map(program.checks.__getitem__, checks)},
    }


def plain(arm: Arm) -> dict[str, Any]:
    """Return an arm as plain values."""
    words = {language: {"title": one.title, "why": one.why} for language, one in arm.words.items()}
    return {"id": arm.id, "words": words, "after": arm.after / _DAY, "days": list(arm.days), "hours": arm.hours,
            "channels": list(arm.channels)}  # fmt: skip


def _said(program: Program, check_id: str) -> list[Any]:
    check = program.checks[check_id]
    return [check.title.failed, check.why, dict(sorted(check.fix.items())), (check.settle or dt.timedelta()) / _DAY]


def digest(program: Program, trial: Declared) -> str:
    """Return what names exactly this declaration."""
    told = json.dumps(as_declared(program, trial), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run saw: its id, and the moment (aware) by which it judged."""

    run_id: str
    as_of: dt.datetime


def follow(program: Program, seen: Seen, *, now: dt.datetime) -> None:
    """Judge what is over, end what was changed or switched off, begin what is due, and take in what came up."""
    floor = program.settings.privacy.group_floor
    for row in Trial.objects.filter(status="running", ends_at__lte=seen.as_of):
        _judge(row, floor, now=now)
    known = running(program)
    for row in Trial.objects.filter(status="running").exclude(pk__in=list(known)):
        _stop(row, "changed" if allowed(program) else "off", now=now)
    for declared in program.trials.values() if allowed(program) else ():
        _begin(program, declared, now=now)
    for one in running(program).values():
        if one.row.seen_run != seen.run_id:
            _take_in(program, one, seen)


def _begin(program: Program, declared: Declared, *, now: dt.datetime) -> None:
    """Begin a trial on its first day, or when it is first seen after that: what came up before is not in it."""
    zone = hours.zone_of(program.settings.organisation.time_zone, "UTC")
    name = digest(program, declared)
    if (
        not declared.since <= now.astimezone(zone).date() <= declared.until
        or Trial.objects.filter(digest=name).exists()
    ):
        return
    told = _row(program, declared)
    with transaction.atomic():
        _new, made = Trial.objects.get_or_create(
            trial_id=declared.id, digest=name, defaults={**told, "salt": secrets.token_hex(16), "begun_at": now}
        )
        if made:
            about, payload = ("trial", declared.id), {"digest": name, **told["declared"]}
            audit.record("trial-begun", actor="reminders", at=now, about=about, payload=payload)


def _row(program: Program, declared: Declared) -> dict[str, Any]:
    """What is kept of a declaration: what it says, until when things come into it, and when the last was watched."""
    zone = hours.zone_of(program.settings.organisation.time_zone, "UTC")
    closes = dt.datetime.combine(declared.until + _DAY, dt.time(), tzinfo=zone).astimezone(dt.UTC)
    ends = closes + _settle(program, declared) + declared.watch
    return {"declared": as_declared(program, declared), "closes_at": closes, "ends_at": ends}


def keep_made_up(program: Program, trial_id: str, found: Mapping[str, Any]) -> None:
    """Keep what came of a trial in a made-up life as if it had been real: for the made-up organisation alone."""
    declared = program.trials[trial_id]
    told = _row(program, declared)
    begun = told["closes_at"] - (declared.until - declared.since + _DAY)
    kept = {**told, "status": "over", "begun_at": begun, "ended_at": told["ends_at"], "outcome": dict(found)}
    Trial.objects.update_or_create(trial_id=trial_id, digest=digest(program, declared), defaults=kept)


def _take_in(program: Program, one: Running, seen: Seen) -> None:
    """Take in what came up since the trial began, as lots fall; taking it in twice changes nothing."""
    _follow_moves(one.row)
    came = lives.came_up(sorted(one.checks), since=one.row.begun_at, before=one.row.closes_at)
    with transaction.atomic():
        while batch := list(islice(came, _BATCH)):
            known = set(
                one.row.things.filter(gap_id__in=[gap.gap_id for gap in batch]).values_list("gap_id", flat=True)
            )
            fresh = [_thing(program, one, gap, seen) for gap in batch if gap.gap_id not in known]
            fitting = [thing for thing in fresh if thing.since + one.declared.watch <= one.row.ends_at]
            TrialThing.objects.bulk_create(fitting, ignore_conflicts=True)
        Trial.objects.filter(pk=one.row.pk).update(seen_run=seen.run_id)


def _thing(program: Program, one: Running, gap: lives.Came, seen: Seen) -> TrialThing:
    """A gap in its owner's arm. It could be said once it had time to mend itself, and not before a run saw it."""
    since = max(gap.at + (program.checks[gap.check_id].settle or dt.timedelta()), seen.as_of)
    arm = drawn(one.row.salt, gap.person_id, one.declared.arms).id
    told = {"gap_id": gap.gap_id, "person_id": gap.person_id, "came_at": gap.at, "since": since}
    return TrialThing(trial=one.row, arm=arm, **told)


def _follow_moves(row: Trial) -> None:
    """A gap that goes on under another id stays in the trial, and in its arm, unless the other one is in it too."""
    ids = list(row.things.values_list("gap_id", flat=True))
    for before, after in lives.moved(ids).items():
        if not row.things.filter(gap_id=after).exists():
            row.things.filter(gap_id=before).update(gap_id=after)


def _judge(row: Trial, floor: int, *, now: dt.datetime) -> None:
    """Say once what came of a trial, and forget who was in it."""
    _follow_moves(row)
    _end(row, "over", now=now, outcome=outcome(row.declared, list(_watched(row)), floor).as_figures())


def outcome(declared: Mapping[str, Any], watched: Sequence[plan.Watched], floor: int) -> plan.Outcome:
    """Judge what was in a trial that was declared so (``as_declared``)."""
    usual = declared["usual"]
    arms = (usual, *(arm["id"] for arm in declared["arms"] if arm["id"] != usual))
    return plan.judged(watched, plan.Terms(arms, declared["watch"], declared["matters"], floor))


def _watched(row: Trial) -> Iterator[plan.Watched]:
    """What was in it, and how long each stood; what mended itself before it could be said is left out of every arm."""
    rows = list(row.things.values_list("gap_id", "person_id", "arm", "came_at", "since"))
    ends, most = lives.closings([gap_id for gap_id, *_rest in rows]), row.declared["watch"]
    for gap_id, person_id, arm, came_at, since in rows:
        # The first time that it closed after it came: what comes back is another story.
        at, why = next(((at, why) for at, why in ends.get(gap_id, ()) if at > came_at), (None, ""))
        days = most if at is None else (at - since) / _DAY
        if days > 0:
            yield plan.Watched(arm, person_id, min(days, most), why == "fixed" and days <= most)


def _stop(row: Trial, why: str, *, now: dt.datetime) -> None:
    _end(row, "stopped", now=now, why=why)


def _end(row: Trial, status: str, *, now: dt.datetime, why: str = "", outcome: dict[str, Any] | None = None) -> None:
    with transaction.atomic():
        ended = Trial.objects.filter(pk=row.pk, status="running").update(
            status=status, why=why, ended_at=now, outcome=outcome, salt=""
        )
        row.things.all().delete()
        if ended:
            about, payload = ("trial", row.trial_id), {"digest": row.digest, "why": why, "outcome": outcome}
            audit.record(f"trial-{status}", actor="reminders", at=now, about=about, payload=payload)


def forget(now: dt.datetime) -> None:
    """Forget who was in trials that should be over for a month: where nothing runs any more, nothing judges them."""
    for row in Trial.objects.filter(status="running", ends_at__lt=now - _FORGOTTEN):
        _stop(row, "late", now=now)


def ends_on(program: Program, trial: Declared) -> dt.date:
    """Return the day on which the last thing of a trial has been watched."""
    return trial.until + _settle(program, trial) + trial.watch + _DAY


def _settle(program: Program, trial: Declared) -> dt.timedelta:
    return max((program.checks[one].settle or dt.timedelta() for one in program.tried(trial)), default=dt.timedelta())
