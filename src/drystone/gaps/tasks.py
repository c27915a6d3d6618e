"""Tasks that people set: what came of an incident or a review, and has to be done by whoever fills a position.

1. A task is a gap that no run knows: none opens it, closes it or changes it. It stands on pages, in reminders and in
   exports beside what checks find, and may be put off or accepted for a time like these.
2. It is done when somebody whose it is says where to see that it is done; until then it is open.
3. It belongs to the position. Whoever fills that now does it; after every run it follows them. Where nobody does, it is
   the fallback's, as everything is that nobody holds.
4. The holder of the fallback role answers for it, and may give it to another position.
5. The same task set twice is one task.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drystone.audit import actions as audit
from drystone.directory import notices
from drystone.directory import queries as directory
from drystone.gaps.acts import ClosedError
from drystone.gaps.models import TASK, ExceptionRequest, Gap, GapEvent, GapResponsible, GapTask
from drystone.lib.errors import UsageError
from drystone.program.model import SEVERITIES, Program
from drystone.shell import site, texts
from drystone.shell.viewer import Viewer

LONGEST_TITLE = 160
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done, why, by whichever position, until when (aware), and what it came of.

    ``role`` is a role of the program, or ``role/seat`` where it has seats. ``source_kind`` (incident, review) and
    ``source_id`` say what it came of, ``source_name`` what that is called for whoever does it.
    """

    title: str
    why: str
    role: str
    due: dt.datetime
    source_kind: str
    source_id: str
    source_name: str = ""
    severity: str = "medium"


@dataclass(frozen=True, slots=True)
class TaskStanding:
    """How a task stands: ``status`` is open, excepted or closed; ``evidence`` where to see that it is done, once it is.

    ``role`` is the position whose it is. It names nobody.
    """

    gap_id: str
    title: str
    why: str
    role: str
    due: dt.datetime
    status: str
    severity: str
    set_at: dt.datetime
    closed_at: dt.datetime | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Origin:
    """What tasks of a kind came of, in ``words``; ``address`` is its page for a viewer, "" where they see none."""

    words: str | Promise
    address: Callable[[Viewer, str], str]


_origins: dict[str, Origin] = {}


def register(kind: str, origin: Origin) -> None:
    """Say what tasks of a kind came of; a later room does, for gaps know none of it."""
    _origins[kind] = origin


def origin(kind: str) -> Origin | None:
    """Return what tasks of a kind came of."""
    return _origins.get(kind)


def set_task(order: Order, *, by: str, now: dt.datetime) -> str:
    """Set a task and return its gap's id; whoever fills the position is told. ``by`` is a person id.

    Raises UsageError where something is missing, there is no such position, the day is past, or it was done before.
    """
    title = " ".join(texts.fitting(order.title, LONGEST_TITLE, where="title").split())
    why = texts.fitting(order.why, texts.REASON, where="why")
    if not title or not why:
        raise UsageError(
            _("a task says what is to be done, and why"), where="title" if not title else "why",
            do=_("Write a sentence for each, without names of people."),
        )  # fmt: skip
    if order.due <= now:
        raise UsageError(_("the day is past"), where="due", do=_("Give a day that is still to come."))
    if order.severity not in SEVERITIES:
        raise UsageError(_("there is no severity “%(name)s”") % {"name": order.severity}, where="severity")
    program = site.program()
    check_position(program, order.role)
    check_id = f"task-{_hash(order.source_kind, order.source_id, title)[:16]}"
    gap_id = f"gap-{_hash(TASK, check_id, order.source_id, title)[:20]}"
    with transaction.atomic():
        before = Gap.objects.select_for_update().filter(gap_id=gap_id).first()
        if before is not None:
            if before.status == "closed":
                raise UsageError(_("this was a task before, and it was done"), do=_("Open that one again."))
            return gap_id
        gap = Gap(
            gap_id=gap_id, origin=TASK, check_id=check_id, asset_kind=order.source_kind, asset_id=order.source_id,
            asset_name=order.source_name, item=title, detail=why, severity=order.severity, reach="live",
            first_seen=now, opened_at=now, due=order.due, last_run="", opened_by=by,
        )  # fmt: skip
        people = _whose(program, directory.filling([order.role, *_fallback(program)]), order.role)
        gap.accountable, gap.via = _answers(program, people), people[0][1] if people else ""
        gap.save(force_insert=True)
        GapTask.objects.create(gap=gap, position_id=order.role)
        _hold(gap, people, now=now)
        _note(gap, "task-set", by=by, now=now, note=order.role)
    return gap_id


def of(source_kind: str, source_id: str) -> list[TaskStanding]:
    """Return the tasks that came of something, open ones first, then the earliest due; two queries."""
    rows = list(
        GapTask.objects.filter(gap__asset_id=source_id, gap__asset_kind=source_kind, gap__origin=TASK)
        .select_related("gap")
        .order_by("gap__due", "pk")
    )
    said = GapEvent.objects.filter(gap__in=[row.pk for row in rows], event="task-done").order_by("at", "id")
    evidence: dict[str, str] = dict(said.values_list("gap_id", "note")) if rows else {}
    found = [_standing(row, evidence.get(row.pk, "")) for row in rows]
    return sorted(found, key=lambda one: one.status == "closed")


def title(row: Mapping[str, Any]) -> str:
    """Return what a task is called, from a row with the gap's ``origin`` and ``item``; "" for any other gap."""
    return str(row["item"]) if row["origin"] == TASK else ""


def is_open(gap_id: str) -> bool:
    """Whether a gap is a task that is not done."""
    return Gap.objects.filter(gap_id=gap_id, origin=TASK).exclude(status="closed").exists()


def position_of(gap: Gap) -> str:
    """Return whose position a gap is as a task, "" for any other gap."""
    found = GapTask.objects.filter(gap=gap).values_list("position_id", flat=True).first() if gap.origin == TASK else ""
    return found or ""


def done(gap_id: str, evidence: str, *, by: str, now: dt.datetime) -> None:
    """Close a task with the words for where to see that it is done. Raises UsageError without any, ClosedError."""
    words = texts.fitting(evidence, texts.EVIDENCE, where="evidence")
    if not words:
        raise UsageError(
            _("say where to see that it is done"), where="evidence", do=_("A link, a ticket, or a sentence will do.")
        )
    with transaction.atomic():
        gap = _task(gap_id).gap
        if gap.status == "closed":
            raise ClosedError(_("this has closed already"), do=_("There is nothing left to do about it."))
        gap.status, gap.closed_at, gap.close_reason = "closed", now, "fixed"
        gap.save(update_fields=["status", "closed_at", "close_reason"])
        _note(gap, "task-done", by=by, now=now, note=words)


def reopen(gap_id: str, why: str, *, by: str, now: dt.datetime) -> None:
    """Open a task again that is not done after all; it is due when it was. Raises UsageError without a reason."""
    words = _reason(why)
    with transaction.atomic():
        task = _task(gap_id)
        gap, program = task.gap, site.program()
        if gap.status != "closed":
            return
        accepted = ExceptionRequest.objects.filter(gap=gap, status="approved").exists()
        gap.status, gap.closed_at, gap.close_reason = "excepted" if accepted else "open", None, ""
        gap.opened_at, gap.reopened_count = now, gap.reopened_count + 1
        gap.save()
        _follow(task, program, directory.filling([task.position_id, *_fallback(program)]), now=now)
        _note(gap, "task-reopened", by=by, now=now, note=words)


def give(gap_id: str, role: str, why: str, *, by: str, now: dt.datetime) -> None:
    """Give a task to another position, with a reason that they read. Raises UsageError, ClosedError."""
    words, program = _reason(why), site.program()
    check_position(program, role)
    with transaction.atomic():
        task = _task(gap_id)
        if task.gap.status == "closed":
            raise ClosedError(_("this has closed already"), do=_("Open it again first."))
        if task.position_id == role:
            return
        task.position_id = role
        task.save(update_fields=["position_id"])
        _follow(task, program, directory.filling([role, *_fallback(program)]), now=now)
        _note(task.gap, "task-given", by=by, now=now, note=words)


def follow(program: Program, *, now: dt.datetime) -> int:
    """Let every task that is not done be whose position it is now; returns how many changed hands.

    Doing it twice is doing it once. Two queries, and a few for each that changed.
    """
    rows = list(GapTask.objects.exclude(gap__status="closed").select_related("gap").order_by("pk"))
    filled = directory.filling([*{row.position_id for row in rows}, *_fallback(program)]) if rows else {}
    moved = 0
    for start in range(0, len(rows), _BATCH):
        with transaction.atomic():
            moved += sum(_follow(row, program, filled, now=now) for row in rows[start : start + _BATCH])
    return moved


def positions(program: Program) -> list[tuple[str, str]]:
    """Return every position that can be given a task, as (id, name), by name: roles, and the seats of those that have
    some."""
    seats = {one: role for role in program.roles.values() if role.each for one in directory.seats_of(role.id)}
    found = [(role.id, role.name) for role in program.roles.values() if not role.each]
    found += [(one, f"{role.name}: {one.partition('/')[2]}") for one, role in seats.items()]
    return sorted(found, key=lambda one: (one[1].casefold(), one[0]))


def check_position(program: Program, position_id: str) -> None:
    """Raise UsageError where a task cannot be given to a position: there is none, or it is many people's at once."""
    role_id, _slash, seat = position_id.partition("/")
    role = program.roles.get(role_id)
    if role is None or (seat and not (role.each and directory.filling([position_id]))):
        raise UsageError(_("there is no position “%(role)s”") % {"role": position_id[:100]}, where="role")
    if role.each and not seat:
        raise UsageError(
            _("“%(role)s” has many seats") % {"role": role_id}, where="role",
            do=_("Choose one of them, so that it is not everybody's."),
        )  # fmt: skip


def _standing(row: GapTask, evidence: str) -> TaskStanding:
    gap = row.gap
    closed = gap.status == "closed"
    return TaskStanding(
        gap.gap_id, gap.item, gap.detail, row.position_id, gap.due, gap.status, gap.severity, gap.first_seen,
        gap.closed_at, evidence if closed else "",
    )  # fmt: skip


def _fallback(program: Program) -> list[str]:
    return [program.settings.authority.fallback] if program.settings.authority.fallback else []


def _whose(program: Program, filled: Mapping[str, list[tuple[str, str]]], position_id: str) -> list[tuple[str, str]]:
    people = filled.get(position_id)
    if people:
        return people
    return [(person, "fallback") for one in _fallback(program) for person, _step in filled.get(one, [])[:1]]


def _answers(program: Program, people: Iterable[tuple[str, str]]) -> str:
    keeper = directory.holder(program.settings.authority.fallback)
    return keeper or next((person for person, _step in people), "")


def _follow(task: GapTask, program: Program, filled: Mapping[str, list[tuple[str, str]]], *, now: dt.datetime) -> bool:
    """Give a task to who fills its position; whether that changed anything."""
    gap = task.gap
    people = _whose(program, filled, task.position_id)
    held = dict(GapResponsible.objects.filter(gap=gap).values_list("person_id", "via"))
    accountable = _answers(program, people)
    if held == dict(people) and gap.accountable == accountable:
        return False
    gap.accountable, gap.via = accountable, people[0][1] if people else ""
    gap.save(update_fields=["accountable", "via"])
    GapResponsible.objects.filter(gap=gap).exclude(person_id__in=dict(people)).delete()
    _hold(gap, people, now=now)
    return True


def _hold(gap: Gap, people: Iterable[tuple[str, str]], *, now: dt.datetime) -> None:
    """Make a gap these people's, and tell those whose it was not."""
    for person_id, via in people:
        _row, new = GapResponsible.objects.update_or_create(gap=gap, person_id=person_id, defaults={"via": via})
        if new:
            notices.tell(person_id, notices.of(*_YOURS, "gaps:gap", gap.gap_id), now=now)


def _task(gap_id: str) -> GapTask:
    found = GapTask.objects.select_for_update().select_related("gap").filter(pk=gap_id).first()
    if found is None:
        raise UsageError(_("there is no such task"))
    return found


def _reason(words: str) -> str:
    told = texts.fitting(words, texts.REASON, where="why")
    if not told:
        raise UsageError(_("a reason is needed"), where="why", do=_("Say it in a sentence."))
    return told


def _note(gap: Gap, event: str, *, by: str, now: dt.datetime, note: str) -> None:
    act = f"act-{secrets.token_hex(10)}"
    GapEvent.objects.create(gap=gap, act=act, event=event, at=now, by=by, note=note)
    audit.record(event, actor=by, at=now, about=("gap", gap.gap_id), payload={"note": note})


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


_YOURS = (
    gettext_lazy("Something to do, and until when"),
    gettext_lazy("Something came up that the position you fill can set straight. See what, why, and until when:"),
)
