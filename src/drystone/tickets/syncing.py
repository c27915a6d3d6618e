"""Gaps and their tickets, both ways. For each queue, in this order:

1. Look at what changed there since last time. A ticket that somebody closed asks for a run; it closes nothing.
2. For gaps without a ticket: mark, look for one where making it was begun before, make it, and note its key.
3. For tickets whose gap has closed: say so, and resolve them where the program says that we do.
4. For tickets that were closed while a later run still sees the gap: say so, once.

A ticket that is gone, or takes no word of ours, is noted and left alone: the others are still spoken to. One in which
we may not write (its conversation is locked, a rule for some records) is tried again the next day, so that no word is
lost where it was for all of them, and for a while.

A process that dies between marking and noting leaves a ticket without a key: the next round looks for it before it
makes one. What is said in a ticket is noted after it was said: it may be said twice, never not at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from django.db.models import Q

from drystone.directory import naming, notices
from drystone.gaps import queries as gaps
from drystone.gaps import tasks
from drystone.messages.carriers.parcel import UndeliveredError
from drystone.messages.carriers.secrets import Secrets
from drystone.messages.document import LONGEST_TITLE, clean
from drystone.program.model import Program
from drystone.program.ticket_model import TicketQueue
from drystone.shell import next_run, site
from drystone.tickets.models import QueueState, Ticket
from drystone.tickets.systems.github import GitHub
from drystone.tickets.systems.jira import Jira
from drystone.tickets.systems.servicenow import ServiceNow
from drystone.tickets.systems.talk import ForbiddenError, System, Wanted

_SYSTEMS: dict[str, type[Jira] | type[GitHub] | type[ServiceNow]] = {
    "jira": Jira,
    "github": GitHub,
    "servicenow": ServiceNow,
}
#: How long whoever marked a ticket has it for themselves; searches of the systems know what was made by then.
_HELD = dt.timedelta(minutes=15)
#: What is looked at twice, so that nothing falls between two looks.
_OVERLAP = dt.timedelta(minutes=2)
_SHORTEST, _LONGEST = dt.timedelta(minutes=5), dt.timedelta(hours=6)
_AT_ONCE = 500
_SAID = 200
#: When a ticket in which we may not write is tried again; after how many such in a row the round is over.
_ASIDE, _FORBIDDEN = dt.timedelta(days=1), 20


def sync(*, now: dt.datetime) -> None:
    """Bring every queue of the program up to date; one that fails is left alone for longer each time."""
    program, served = site.program(), site.served()
    for queue in program.settings.tickets:
        QueueState.objects.bulk_create(
            [QueueState(queue=queue.name, seen_until=now, not_before=now)], ignore_conflicts=True
        )
        state = QueueState.objects.get(queue=queue.name)
        if state.not_before > now:
            continue
        try:
            system = _SYSTEMS[queue.kind](queue, Secrets(Path(program.root), served.environ))
            _one(system, queue, program, state, now)
        except UndeliveredError as error:
            failures = state.failures + 1
            wait = max(error.wait, min(_SHORTEST * 2 ** min(failures - 1, 10), _LONGEST))
            QueueState.objects.filter(queue=queue.name).update(
                failures=failures, not_before=now + wait, error=error.what
            )
        else:
            QueueState.objects.filter(queue=queue.name).update(failures=0, error="")


def _one(system: System, queue: TicketQueue, program: Program, state: QueueState, now: dt.datetime) -> None:
    _look(system, queue, state, now)
    for row in islice(_without_ticket(queue, now), queue.a_round):
        _make(system, queue, program, row, now)
    _say(system, queue, now)


def _look(system: System, queue: TicketQueue, state: QueueState, now: dt.datetime) -> None:
    closed = False
    for seen in system.changed(since=state.seen_until - _OVERLAP, now=now):
        mine = Ticket.objects.filter(queue=queue.name, key=seen.key)
        if seen.closed:
            fresh = mine.filter(closed_at=None)
            # A gap that has closed needs no further look.
            closed = fresh.exclude(told="over").exists() or closed
            fresh.update(closed_at=now)
        else:
            mine.filter(closed_at__isnull=False, told="still").update(told="")
            mine.filter(closed_at__isnull=False).update(closed_at=None)
    if closed:
        next_run.ask(now)
    QueueState.objects.filter(queue=queue.name).update(seen_until=now)


def _without_ticket(queue: TicketQueue, now: dt.datetime) -> Iterator[dict[str, object]]:
    """Yield the gaps that should have a ticket here and have none that is known, the earliest due first."""
    chosen = [
        *(gaps.Filter(check=one, statuses=("open",)) for one in queue.checks),
        *(gaps.Filter(activity=one, statuses=("open",)) for one in queue.activities),
    ]
    hide = naming.without_names()
    for one in chosen:
        rows = (row for row in gaps.listing(one, hide=hide) if row["reach"] == "live")
        while page := list(islice(rows, _AT_ONCE)):
            ids = [row["gap_id"] for row in page]
            known = Ticket.objects.filter(queue=queue.name, gap_id__in=ids)
            done = {gap_id for gap_id, key, at in known.values_list("gap_id", "key", "not_before") if key or at > now}
            yield from (row for row in page if row["gap_id"] not in done)


def _make(system: System, queue: TicketQueue, program: Program, row: dict[str, object], now: dt.datetime) -> None:
    gap_id = str(row["gap_id"])
    mark = Ticket(queue=queue.name, gap_id=gap_id, asked_at=now, not_before=now + _HELD)
    before = Ticket.objects.filter(queue=queue.name, gap_id=gap_id).first()
    if before is None:
        Ticket.objects.bulk_create([mark], ignore_conflicts=True)
        mine = Ticket.objects.filter(queue=queue.name, gap_id=gap_id, asked_at=now, key="")
        found = None
    else:
        mine = Ticket.objects.filter(pk=before.pk, key="", not_before__lte=now)
        if not mine.update(not_before=now + _HELD):
            return
        mine = Ticket.objects.filter(pk=before.pk)
        found = system.find(gap_id, since=before.asked_at - _OVERLAP)
    try:
        made = found or system.make(_wanted(program, row))
    except UndeliveredError as error:
        mine.update(error=error.what)
        if error.final:
            return  # This one is not taken; the others may be.
        raise
    mine.update(key=made.key, url=made.url, error="")


def _wanted(program: Program, row: dict[str, object]) -> Wanted:
    """Say what is to be done, to what, until when, and where it says more; no name of a person."""
    check = program.checks.get(str(row["check"]))
    title = tasks.title(row) or (check.title.failed if check else str(row["check"]))
    name = f": {row['asset_name']}" if row["asset_name"] else ""
    lines = [
        check.why if check else "",
        f"Due: {str(row['due'])[:10]}. Severity: {row['severity']}.",
        "Drystone sees by itself when this is done. Closing this ticket asks it to look again.",
        notices.address(f"/gaps/{row['gap_id']}"),
    ]
    # Things are called what somebody called them; a title is one line, and Jira takes no other.
    return Wanted(str(row["gap_id"]), clean(f"{title}{name}", LONGEST_TITLE), "\n".join(line for line in lines if line))


def _say(system: System, queue: TicketQueue, now: dt.datetime) -> None:
    """Say in tickets what became of their gaps."""
    last = next_run.last()
    made = Ticket.objects.filter(queue=queue.name).exclude(key="").exclude(told="over").order_by("pk")
    made = made.exclude(~Q(error=""), not_before__gt=now)  # Put aside.
    said, forbidden, after = 0, 0, 0
    while said < _SAID and forbidden < _FORBIDDEN and (page := list(made.filter(pk__gt=after)[:_AT_ONCE])):
        after = page[-1].pk
        statuses = gaps.statuses([one.gap_id for one in page])
        for ticket in page:
            if forbidden >= _FORBIDDEN:
                break
            closed = statuses.get(ticket.gap_id, "closed") == "closed"
            try:
                said += _of_one(system, queue, ticket, now, closed=closed, last=last)
                forbidden = 0
            except ForbiddenError as error:
                Ticket.objects.filter(pk=ticket.pk).update(error=error.what, not_before=now + _ASIDE)
                forbidden += 1


def _of_one(
    system: System, queue: TicketQueue, ticket: Ticket, now: dt.datetime, *, closed: bool, last: dt.datetime | None
) -> bool:
    """Say in a ticket what became of its gap, where there is something to say; whether there was."""
    if closed:
        _over(system, queue, ticket, now)
    elif ticket.told == "back":
        words = "Drystone sees this again: the gap is open once more."
        _note(ticket, _told(system.comment, ticket, words), told="still" if ticket.closed_at else "")
    elif ticket.closed_at and last and last > ticket.closed_at and not ticket.told:
        words = "Drystone looked again, and it is still as it was. The gap stays open."
        _note(ticket, _told(system.comment, ticket, words), told="still")
    else:
        return False
    return True


def _over(system: System, queue: TicketQueue, ticket: Ticket, now: dt.datetime) -> None:
    words = "Drystone no longer sees this: the gap is closed. Thank you."
    if not queue.resolve or ticket.closed_at is not None:
        _note(ticket, _told(system.comment, ticket, words), told="over")
        return
    error = _told(system.resolve, ticket, words)
    if not error:
        ticket.closed_at = now
    _note(ticket, error, told="over")


def _told(say: Callable[[str, str], None], ticket: Ticket, words: str) -> str:
    """Say something in a ticket; return "", or why this one does not take it."""
    try:
        say(ticket.key, words)
    except UndeliveredError as error:
        if not error.final:
            raise
        return error.what
    return ""


def _note(ticket: Ticket, error: str, *, told: str) -> None:
    """Note what was said; what a ticket did not take is not tried again, or it would be said for ever."""
    Ticket.objects.filter(pk=ticket.pk).update(told=told, closed_at=ticket.closed_at, error=error)


def reopened(*, now: dt.datetime) -> int:
    """Let gaps that came back have their ticket again, and return how many: the same ticket, not another one."""
    ids = list(Ticket.objects.filter(told="over").values_list("gap_id", flat=True))
    back: list[str] = []
    for start in range(0, len(ids), _AT_ONCE):
        told = gaps.statuses(ids[start : start + _AT_ONCE])
        back += [gap_id for gap_id, status in told.items() if status == "open"]
    count = 0
    for start in range(0, len(back), _AT_ONCE):
        count += Ticket.objects.filter(told="over", gap_id__in=back[start : start + _AT_ONCE]).update(told="back")
    return count
