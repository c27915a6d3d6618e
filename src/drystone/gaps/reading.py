"""Everything that a gap's page says, with names only for those who need them. Queries do not grow with anything."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from drystone.directory import naming
from drystone.directory import queries as directory
from drystone.directory.pseudonyms import Hide
from drystone.gaps import exceptions, mending, reasons, tasks, wording
from drystone.gaps import stages as consequences
from drystone.gaps.models import TASK, ExceptionRequest, Gap, GapEvent, GapResponsible, PutOff
from drystone.gaps.places import Place
from drystone.gaps.queries import told
from drystone.gaps.stages import Stage
from drystone.program.model import Check, Objective, Program
from drystone.program.vocabulary import TABLES
from drystone.shell import site
from drystone.shell.viewer import Viewer

#: Of a very long life, the newest.
_MOST_EVENTS = 100


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody on the page: what they are called for this viewer, and by which step they were found."""

    words: str
    step: str = ""
    me: bool = False


class Names:
    """What people are called for one viewer: names for those whose work needs them, ids for auditors, else a role."""

    def __init__(self, place: Place, me: str, people: Iterable[str], roles: dict[str, str]) -> None:
        self._me, self._place, self._roles = me, place, roles
        self._cards = directory.cards(people) if place.named else {}

    def of(self, person_id: str) -> str:
        """Return what to call somebody."""
        if person_id == self._me and person_id:
            return _("you")
        if person_id in {"", "run"}:
            return _("a run")
        if self._place.named:
            card = self._cards.get(person_id)
            return (card.name or card.email or person_id) if card else person_id
        if self._place.audits:
            return person_id
        return self._roles.get(person_id, _("somebody"))


@dataclass(frozen=True, slots=True)
class Page:
    """A gap as its page shows it."""

    gap: Gap
    place: Place
    title: str
    thing: str
    item: str
    detail: str
    ways: tuple[mending.Way, ...]
    sources: tuple[str, ...]
    seen_at: dt.datetime | None
    check: Check | None
    activity_name: str
    objectives: tuple[Objective, ...]
    severity: str
    ended: str
    responsible: tuple[Who, ...]
    accountable: Who | None
    events: tuple[dict[str, Any], ...]
    exceptions: tuple[dict[str, Any], ...]
    put_off: dt.date | None
    put_off_count: int
    mine_to_disown: bool
    stages: tuple[Stage, ...]
    task: TaskFacts | None

    @property
    def more_follows(self) -> bool:
        """Whether something is still to follow that an answer in time keeps away."""
        return any(not one.past for one in self.stages)


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """Of a task: the position whose it is, what it came of in words, and the page of that ("" for no link)."""

    position: str
    words: str
    address: str


def page(place: Place, *, viewer: Viewer, now: dt.datetime) -> Page:
    """Read what the page of a gap shows to somebody who stands to it as ``place`` says."""
    gap, program, me = place.gap, site.program(), viewer.person_id
    check = program.checks.get(gap.check_id)
    activity = program.activities.get(gap.activity_id)
    held = list(GapResponsible.objects.filter(gap=gap).order_by("person_id").values_list("person_id", "via"))
    events = list(GapEvent.objects.filter(gap=gap).order_by("-at", "-id")[:_MOST_EVENTS])
    asked = list(ExceptionRequest.objects.filter(gap=gap).order_by("-requested_at", "exception_id"))
    hidden = reasons.kept_from(place, me, asked=asked, held={person for person, _via in held})
    names = Names(place, me, _people(gap, held, events, asked), _roles(gap, held))
    known = _thing(gap)
    hide, whose = hiding(place), {gap.accountable, *(person for person, _via in held)}
    name, item, detail = told(gap, named=place.named, hide=hide)
    task = _task(gap, viewer)
    if task:
        item = ""
    if gap.check_id == wording.LEAVER_CHECK:
        item, detail = wording.left_behind(program, gap.item, gap.detail)
    today = timezone.localtime(now).date()
    later = PutOff.objects.filter(gap=gap, until__gt=today, asked_at__gte=gap.opened_at).order_by("until")
    put_off = dict(later.values_list("person_id", "until"))
    return Page(
        gap=gap,
        place=place,
        title=wording.title(program, gap),
        thing=name or gap.asset_id,
        item=item,
        detail=detail,
        ways=mending.ways(check, known.platform, mending.parties_of(me, program)),
        sources=known.sources,
        seen_at=known.seen_at,
        check=check,
        activity_name=activity.name if activity else "",
        objectives=_objectives(program, gap),
        severity=str(wording.SEVERITIES.get(gap.severity, gap.severity)),
        ended=str(wording.ENDS.get(gap.close_reason, "")),
        responsible=tuple(Who(names.of(one), wording.step(via), one == me) for one, via in held),
        accountable=Who(names.of(gap.accountable), me=gap.accountable == me) if gap.accountable else None,
        events=tuple(
            _event(one, names, me, hidden, hide, whose) for one in events if one.event != "put-off" or one.by == me
        ),
        exceptions=tuple(_exception(one, names, me, hidden, hide) for one in asked),
        put_off=put_off.get(me),
        put_off_count=_several(len(put_off), len(held), program.settings.privacy.group_floor),
        mine_to_disown=bool(me) and known.owner == me and place.responsible and not place.personal,
        stages=consequences.stages(program, gap, concerned(held, me, named=place.named), now=now),
        task=task,
    )


def _task(gap: Gap, viewer: Viewer) -> TaskFacts | None:
    if gap.origin != TASK:
        return None
    came_of = tasks.origin(gap.asset_kind)
    return TaskFacts(
        position=wording.position(site.program(), tasks.position_of(gap)),
        words=str(came_of.words) if came_of else gap.asset_kind,
        address=came_of.address(viewer, gap.asset_id) if came_of else "",
    )


def stages(place: Place, *, me: str, now: dt.datetime) -> tuple[Stage, ...]:
    """Return what happens to a gap if nothing happens, as its page says it to somebody."""
    held = GapResponsible.objects.filter(gap=place.gap).order_by("person_id").values_list("person_id", "via")
    return consequences.stages(site.program(), place.gap, concerned(held, me, named=place.named), now=now)


def concerned(held: Iterable[tuple[str, str]], me: str, *, named: bool) -> list[str]:
    """Return of whose consequences a page tells: the reader's own, else, for whoever may know, of all whose own it is.

    Who only sees ids learns of nobody's.
    """
    own = [person for person, via in held if consequences.is_own(via)]
    return [me] if me in own else own if named else []


def _several(count: int, held: int, floor: int) -> int:
    """How many of those responsible put a gap off, as its accountable sees it: 0 where it would tell who did.

    They are named beside it; so both those who did and those who did not must be enough people.
    """
    return count if count >= floor and held - count >= floor else 0


def _people(gap: Gap, held: list[tuple[str, str]], events: list[GapEvent], asked: list[ExceptionRequest]) -> set[str]:
    named = {person for one in asked for person in (one.requested_by, one.decider, one.decided_by)}
    return {gap.accountable, *(person for person, _via in held), *(one.by for one in events), *named}


def _roles(gap: Gap, held: list[tuple[str, str]]) -> dict[str, str]:
    return {**{person: _("somebody responsible") for person, _via in held}, gap.accountable: _("the accountable")}


@dataclass(frozen=True, slots=True)
class _Known:
    """What the run knows of a gap's thing: its system, whose it is, and from which sources, the newest record when."""

    platform: str = ""
    owner: str = ""
    sources: tuple[str, ...] = ()
    seen_at: dt.datetime | None = None


def _thing(gap: Gap) -> _Known:
    """The page's one look-up in the lake."""
    table = TABLES.get(gap.asset_kind)
    if site.snapshot() is None or table is None or table.role != "thing":
        return _Known()
    with site.reading() as engine:
        found = engine.rows(_KNOWN.format(kind=table.name), {"kind": table.name, "id": gap.asset_id})
    if not found:
        return _Known()
    platform, owner, sources, seen = found[0]
    return _Known(platform, owner, tuple(sources or ()), seen.replace(tzinfo=dt.UTC) if seen else None)


_KNOWN = """
    select coalesce(a.platform, ''), coalesce(a.owner_id, ''), k.sources, k.seen
    from asset a cross join (
        select list_sort(list(distinct r._source)) as sources, max(r._seen_at) as seen
        from member m join record_{kind} r on r._source = m.source and r._key = m.key
        where m.asset_kind = $kind and m.asset_id = $id and m.gone_since is null
    ) k
    where a.asset_kind = $kind and a.asset_id = $id
"""


def _objectives(program: Program, gap: Gap) -> tuple[Objective, ...]:
    activity = program.activities.get(gap.activity_id)
    protects = activity.protects if activity else ()
    return tuple(program.objectives[one] for one in protects if one in program.objectives)


def hiding(place: Place) -> Hide:
    """Return what takes people's names out of what others wrote, for those who see pseudonyms or roles for names."""
    if place.named:
        return str
    hide = naming.without_names()
    return hide if place.audits else lambda text: _AN_ID.sub(_("somebody"), hide(text))


_AN_ID = re.compile(r"\bperson-[0-9a-f]{16}\b")


#: With what somebody said of a task.
_TASK_EVENTS = ("task-done", "task-reopened", "task-given")


def keeps_name(event: str, by: str, known: Collection[str]) -> bool:
    """Whether it is said who did something: of a task only of those whose it is, not of who set it or opened it again.

    Incidents and reviews know roles and no names, and a task of theirs tells no more than they do.
    """
    return by in known or not event.startswith("task-")


def _event(
    event: GapEvent, names: Names, me: str, hidden: frozenset[str], hide: Hide, known: Collection[str]
) -> dict[str, Any]:
    note, thread = "", ""
    happened = "exception-ended-by" if event.event == "exception-ended" and event.by != "run" else event.event
    if event.event == "closed":
        note = str(wording.ENDS.get(event.note, event.note))
    elif event.event in {"changed", "unknown", "verified"}:
        note = str(get_text_list(wording.changed(event.note), _("and"))) if event.event == "changed" else ""
    elif event.event in {"exception-asked", "excepted", "exception-refused", *_TASK_EVENTS}:
        note = "" if event.event == "exception-asked" and event.act in hidden else hide(event.note)
    elif event.event == "help-asked" and event.by == me:
        thread = event.note
    return {
        "at": event.at,
        "who": names.of(event.by) if keeps_name(event.event, event.by, (me, *known)) else _("somebody"),
        "by_run": event.by == "run",
        "what": str(wording.EVENTS.get(happened, happened)),
        "note": note,
        "thread": thread,
        "question": event.act if event.event == "said-not-mine" and event.by == me else "",
        "until": dt.date.fromisoformat(event.note) if event.event == "put-off" and event.note else None,
    }


def _exception(asked: ExceptionRequest, names: Names, me: str, hidden: frozenset[str], hide: Hide) -> dict[str, Any]:
    return {
        "asked": asked,
        "reason": "" if asked.exception_id in hidden else hide(asked.reason),
        "decision_reason": hide(asked.decision_reason),
        "ends": asked.status == "approved" and exceptions.may_end(asked, by=me),
        "requested_by": names.of(asked.requested_by),
        "decider": names.of(asked.decider),
        "decided_by": names.of(asked.decided_by) if asked.decided_by else "",
    }
