"""What deciding must know of some people, in a fixed number of questions, however many people and gaps there are."""

from __future__ import annotations

import datetime as dt
import hashlib
import zoneinfo
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache, partial
from typing import Any

from django.db.models import QuerySet

from drystone.accountability import weekly
from drystone.decisions import queries as decisions
from drystone.directory import queries as directory
from drystone.directory import whereabouts
from drystone.directory.whereabouts import Whereabouts, office
from drystone.gaps import everyone, mending, stages
from drystone.gaps.own import Mine
from drystone.gaps.steps import Reader
from drystone.habits import queries as learning
from drystone.lake.engines import Engine
from drystone.lib import hours
from drystone.program.model import SEVERITIES, Check, Program
from drystone.reminders import foretelling, sending, trials
from drystone.reminders.case import Case
from drystone.reminders.deciding.choosing import (
    AHEAD,
    WEEK,
    Answering,
    Choice,
    Matter,
    Memory,
    Pace,
    Situation,
    lesson_again_after,
    may_hear_of_lesson,
)
from drystone.reminders.deciding.trying import Tried, by_matter, settled
from drystone.reminders.foretelling import Limit
from drystone.reminders.informing import Informing
from drystone.reminders.models import Digest, Said
from drystone.reminders.remembering import LESSON, remember
from drystone.shell.many import Listed

#: How far back the last digest is looked for, of which something may have been closed.
_SINCE = dt.timedelta(days=60)
#: How many people are looked at together.
PAGE = 500


class Gathering:
    """Reads a page of people after the other; ``engine`` is the applied run's, None where nothing ran yet.

    ``blind``: as if there were no trials, so that nobody sees in which arm somebody is.
    """

    def __init__(self, program: Program, engine: Engine | None, *, now: dt.datetime, blind: bool = False) -> None:
        self.program, self.engine, self.now = program, engine, now
        self.trials = {} if blind else trials.running(program)
        self.work = office(program)
        self.accountables = everyone.accountables()
        self._answers_for_something = frozenset(self.accountables)
        # Kept until others are asked for; nobody is asked for on most pages.
        self._behind_of = lru_cache(maxsize=2)(partial(_behind, now=now))
        week = now - dt.timedelta(days=WEEK)
        self._progress_of = lru_cache(maxsize=2)(partial(everyone.progress, since=week))
        self._stranded: dict[str, list[tuple[str, str, str]]] = {}
        for accountable, *gap in everyone.stranded(whereabouts.away()):
            self._stranded.setdefault(accountable, []).append((gap[0], gap[1], gap[2]))
        self._asked_ways: tuple[frozenset[str], Mapping[str, sending.Ways]] = (frozenset(), {})
        # Asked for every gap of everybody, and there are only so many checks.
        self._reminds = cache(lambda check_id: program.consequence(check_id).reminds)
        self._restriction = cache(lambda check_id: stages.restriction(program, check_id))
        self._keys: dict[tuple[str, str, frozenset[str]], str] = {}
        self._severity: dict[str, int] = {name: at for at, name in enumerate(SEVERITIES)}
        self.keeper = directory.holder(program.settings.authority.fallback)
        # Line managers hear nothing of those they lead, but by an agreement, and then numbers of enough people.
        agreed = any("managers-hear" in one.scope and one.holds(now.date()) for one in program.settings.agreements)
        self.leaders = whereabouts.leaders(program.settings.privacy.group_floor) if agreed else []
        self.questioned = decisions.open_holders()
        self.informing = Informing(program, engine, since=week)
        self.suggested = everyone.suggested() if self.keeper else everyone.NOTHING_SUGGESTED

    def pages(self) -> Iterator[list[str]]:
        """Yield everybody who may have to be told something, by id, a page at a time."""
        after, lately = "", self._lately_told_of_a_lesson()
        while True:
            learners = []
            if self.program.settings.reminders.lessons:
                learners = learning.learners_after(after, PAGE, without=lately)
            # Of a lesson alone nothing follows but the next one.
            told = Said.objects.filter(person_id__gt=after).exclude(key=LESSON).order_by("person_id")
            if len(learners) == PAGE:
                told = told.filter(person_id__lte=learners[-1])
            found = {*learners, *told.values_list("person_id", flat=True).distinct()[:PAGE]}
            found.update(everyone.people_after(after, PAGE), directory.told_after(after, PAGE))
            always = (*self.accountables, *self.leaders, *self.informing.owners, self.keeper)
            found |= {one for one in always if one > after}
            page = sorted(found)[:PAGE]
            if not page:
                return
            yield page
            after = page[-1]

    def _lately_told_of_a_lesson(self) -> tuple[QuerySet[Said], QuerySet[Digest]]:
        """Whom nothing is to be said of a lesson this week: one of them was told, or is about to be."""
        told = Said.objects.filter(key=LESSON, at__gt=lesson_again_after(self.now))
        # The day leads to the row: by its state alone a database may read every message that waits, for everybody.
        waits = Digest.objects.filter(lesson=True, status="decided", on__gt=self.now.date() - dt.timedelta(days=WEEK))
        return told, waits

    def zones(self, person_ids: Sequence[str]) -> dict[str, tuple[Whereabouts, zoneinfo.ZoneInfo]]:
        """Return where these people are, whoever has left not among them."""
        usual = self.program.settings.organisation.time_zone
        return {
            person_id: (one, hours.zone_of(one.zone, usual)) for person_id, one in whereabouts.of(person_ids).items()
        }

    def ways(self, person_ids: Sequence[str]) -> Mapping[str, sending.Ways]:
        """How these people are written to; what was asked a moment ago of a whole page is not asked again."""
        if not set(person_ids) <= self._asked_ways[0]:
            self._asked_ways = frozenset(person_ids), sending.ways(person_ids)
        return self._asked_ways[1]

    def cases(
        self,
        people: Mapping[str, tuple[Whereabouts, zoneinfo.ZoneInfo]],
        moments: Mapping[str, dt.datetime],
        *,
        lessons: bool = False,
    ) -> Iterator[Case]:
        """Yield everybody's case at their moment, by id; without ``lessons``, of them only what may come by itself."""
        ids = sorted(people)
        ways, held, later = self.ways(ids), self._held(ids), self._put_off(ids)
        platforms = self._platforms(held)
        parties = whereabouts.parties(ids, self.program)
        memories = remember(ids, now=self.now, zones={one: people[one][1] for one in ids})
        alone = self._may_learn(ids, held, ways, memories)
        learn = learning.due_for(ids if lessons else alone, self.now, self.program)
        closed, foretold = self._closed(ids), foretelling.told(ids)
        accountables, informed = self._accountables(ids), self.informing.of(ids)
        answering, progress = self._behind_of(accountables), self._progress_of(accountables)
        led, drawn = self._led(ids), trials.of(ids, self.trials)
        for person_id in ids:
            (where, zone), way = people[person_id], ways.get(person_id)
            at = moments.get(person_id, self.now)
            today = at.astimezone(zone).date()
            reader = Reader(person_id, {}, platforms, parties.get(person_id, frozenset()))
            reminds = [one for one in held.get(person_id, []) if self._reminds(one[1].check_id)]
            limits = foretelling.limits(person_id, reminds, self._restriction, foretold, now=at)
            hidden = {gap_id for gap_id, until in later.get(person_id, {}).items() if until > today}
            tried = trials.heard(drawn.get(person_id), zone)
            matters, gaps = self._matters(_said(reminds, hidden, limits), reader, limits, tried)
            behind, late = tuple(answering.get(person_id, ())), tuple(led.get(person_id, ()))
            news = informed.get(person_id, ())
            situation = Situation(
                now=at,
                today=today,
                here=where.here and is_reached(where, way),
                matters=matters,
                answering=self._answers(person_id, (*behind, *late), progress.get(person_id), way),
                news=len(news),
                closed=0 if way and sending.THANKS in way.off else closed.get(person_id, 0),
                lesson=person_id in alone and person_id in learn,
                memory=memories[person_id],
            )
            stranded = tuple(self._stranded.get(person_id, ()))
            told = (where, zone, situation, reader, gaps, behind, stranded, progress.get(person_id))
            yield Case(
                *told,
                news=news, lesson=learn.get(person_id), limits=limits, led=late, way=way,
                rhythm=way.rhythm if way else "", channels=way.channels if way else (),
                arms=by_matter(matters, gaps, tried) if tried else {},
            )  # fmt: skip

    def _answers(
        self,
        person_id: str,
        behind: Sequence[everyone.Behind],
        told: everyone.Progress | None,
        way: sending.Ways | None,
    ) -> Answering | None:
        stranded, week = tuple(self._stranded.get(person_id, ())), self._is_week(person_id, told, way)
        return _answering(behind, stranded, self._suggested_to(person_id), week=week)

    def _is_week(self, person_id: str, told: everyone.Progress | None, way: sending.Ways | None) -> bool:
        """Whether there is a week to tell of to somebody who answers for things, and they want to hear of it."""
        if told is None or (way is not None and sending.WEEK in way.off):
            return False
        return bool(told.mended or told.waiting) or person_id in self.questioned

    def with_week(self, case: Case, choice: Choice) -> Case:
        """Return a case with its reader's week where a message tells of it; in the active language."""
        if not choice.answers or self.engine is None:
            return case
        told = weekly.of(
            case.where.person_id, self.program, self.engine, now=case.situation.now, today=case.situation.today
        )
        return replace(case, week=told)

    def _may_learn(
        self,
        ids: Sequence[str],
        held: Mapping[str, Sequence[object]],
        ways: Mapping[str, sending.Ways],
        memories: Mapping[str, Memory],
    ) -> frozenset[str]:
        """Whose lesson may be a message: the program says so, they want it, and nothing of theirs is open."""
        if not self.program.settings.reminders.lessons:
            return frozenset()
        return frozenset(
            one
            for one in ids
            if not held.get(one)
            and (one not in ways or sending.LESSON not in ways[one].off)
            and may_hear_of_lesson(memories[one], self.now)
        )

    def _put_off(self, ids: Sequence[str]) -> dict[str, dict[str, dt.date]]:
        found: dict[str, dict[str, dt.date]] = {}
        for (person_id, gap_id), until in everyone.put_off(ids, after=self.now.date() - dt.timedelta(days=2)).items():
            found.setdefault(person_id, {})[gap_id] = until
        return found

    def _suggested_to(self, person_id: str) -> int:
        return self.suggested.activities if person_id == self.keeper else 0

    def _held(self, ids: Sequence[str]) -> dict[str, list[tuple[dt.datetime, Mine]]]:
        held: dict[str, list[tuple[dt.datetime, Mine]]] = {}
        for person_id, opened, gap in everyone.of_many(ids, now=self.now):
            held.setdefault(person_id, []).append((opened, gap))
        return held

    def _platforms(self, held: Mapping[str, Sequence[tuple[dt.datetime, Mine]]]) -> dict[str, str]:
        """The systems of the things whose way to mend hangs on it, in one look-up."""
        wanted = {gap.asset_id for gaps in held.values() for _opened, gap in gaps if self._by_system(gap.check_id)}
        if not wanted or self.engine is None:
            return {}
        rows = self.engine.rows(
            "select asset_id, platform from asset where platform is not null and asset_id in (select unnest($ids))",
            {"ids": sorted(wanted)},
        )
        return {str(asset_id): str(platform) for asset_id, platform in rows}

    def _by_system(self, check_id: str) -> bool:
        check = self.program.checks.get(check_id)
        return check is not None and len(check.fix) > 1 and bool(check.fix.keys() & mending.PLATFORMS.keys())

    def _matters(
        self,
        standing: Sequence[tuple[dt.datetime, Mine]],
        reader: Reader,
        limits: Mapping[str, Limit],
        tried: Mapping[str, Tried],
    ) -> tuple[list[Matter], dict[str, list[Mine]]]:
        gaps: dict[str, list[Mine]] = {}
        opened: dict[str, list[tuple[dt.datetime, dt.datetime]]] = {}
        for at, gap in standing:
            key = self.key(gap, reader)
            gaps.setdefault(key, []).append(gap)
            said_from = settled(at, self.program.checks.get(gap.check_id), tried.get(gap.gap_id))
            opened.setdefault(key, []).append((at, said_from))
        return [self._matter(key, found, opened[key], limits) for key, found in gaps.items()], gaps

    def _matter(
        self,
        key: str,
        gaps: Sequence[Mine],
        opened: Sequence[tuple[dt.datetime, dt.datetime]],
        limits: Mapping[str, Limit],
    ) -> Matter:
        check: Check | None = self.program.checks.get(gaps[0].check_id)
        return Matter(
            key=key,
            severity=max([self._severity.get(gap.severity, 0) for gap in gaps]),
            due=min([gap.due for gap in gaps]),
            since=min([at for at, _settled in opened]),
            settled=min([settled for _at, settled in opened]),
            minutes=check.minutes if check else None,
            certain=gaps[0].outcome == "fail",
            last_word=bool(limits) and any(_is_last(limits, gap) for gap in gaps),
        )

    def key(self, gap: Mine, reader: Reader) -> str:
        """Return by what a gap's thing to do is known: the same for gaps that are one step on their page."""
        if gap.outcome != "fail":
            return hashed(("unheard", gap.asset_id))
        asked = (gap.check_id, reader.platform(gap), frozenset(reader.parties))
        if asked not in self._keys:
            check = self.program.checks.get(gap.check_id)
            self._keys[asked] = hashed(mending.key(gap.check_id, mending.ways(check, asked[1], asked[2])))
        return self._keys[asked]

    def _closed(self, ids: Sequence[str]) -> dict[str, int]:
        """How many gaps of the last digest of each were found in order since."""
        last: dict[str, list[str]] = {}
        # By what its state is not: by what it is, a database may read everybody's messages, for each page of people.
        rows = (
            Digest.objects.filter(person_id__in=Listed(ids), on__gt=(self.now - _SINCE).date())
            .exclude(status__in=["decided", "dropped", "failed"])
            .order_by("on")
        )
        for person_id, gaps in rows.values_list("person_id", "gaps"):
            last[person_id] = [gap_id for found in gaps.values() for gap_id in found]
        mended = everyone.mended_among([gap_id for found in last.values() for gap_id in found])
        return {person_id: sum(one in mended for one in found) for person_id, found in last.items()}

    def _accountables(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Of whom to ask what they answer for, for these people: of all at once where they are few.

        The state looks through everything that is late for each question, of however many.
        """
        asked = self._answers_for_something.intersection(ids)
        if asked and len(self.accountables) <= PAGE:
            return tuple(self.accountables)
        return tuple(sorted(asked))

    def _led(self, ids: Sequence[str]) -> dict[str, list[everyone.Behind]]:
        asked = sorted(set(ids) & set(self.leaders))
        found: dict[str, list[everyone.Behind]] = {}
        for one in everyone.late_of(whereabouts.led_by(asked), now=self.now) if asked else ():
            found.setdefault(one.accountable, []).append(one)
        return found


def _behind(accountables: Sequence[str], *, now: dt.datetime) -> dict[str, list[everyone.Behind]]:
    found: dict[str, list[everyone.Behind]] = {}
    for one in everyone.behind(accountables, now=now, ahead=AHEAD) if accountables else ():
        found.setdefault(one.accountable, []).append(one)
    return found


def _said(
    standing: Sequence[tuple[dt.datetime, Mine]], hidden: Collection[str], limits: Mapping[str, Limit]
) -> list[tuple[dt.datetime, Mine]]:
    """Leave out what was put off, but not from the last word before a restriction."""
    return [one for one in standing if one[1].gap_id not in hidden or _is_last(limits, one[1])]


def _is_last(limits: Mapping[str, Limit], gap: Mine) -> bool:
    return gap.gap_id in limits and limits[gap.gap_id].last


def is_reached(where: Whereabouts, way: sending.Ways | None) -> bool:
    """Whether somebody can be told anything: they have an address, or a channel that needs none."""
    return where.reached or bool(way and way.channels)


def pace(program: Program, rhythm: str = "") -> Pace:
    """Return how often somebody of a rhythm ("" is the usual one) is reminded, within what the program allows.

    Once a week is once in seven days; the other rhythms take what the program allows, one a day at most.
    """
    said = program.settings.reminders
    weekly = (rhythm or program.settings.choice.rhythms[0]) == "weekly"
    return Pace(1 if weekly else said.per_week, said.groups, said.waits)


def spread(person_id: str, rhythm: str = "") -> float:
    """Return somebody's own place in the first hours of the day: always the same, and nobody's in particular.

    Who wants to hear of things as they come up waits for no place.
    """
    if rhythm == "at-once":
        return 0.0
    return int(hashed((person_id,))[:6], 16) / 0x1000000


def hashed(words: tuple[Any, ...]) -> str:
    """Return a short name for a tuple of words."""
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:20]


def _answering(
    behind: Sequence[everyone.Behind], stranded: Sequence[tuple[str, str, str]], suggested: int, *, week: bool
) -> Answering | None:
    if not (behind or stranded or suggested or week):
        return None
    return Answering(
        late=sum(one.late for one in behind),
        soon=sum(one.soon for one in behind),
        latest=max((one.latest for one in behind if one.latest), default=None),
        coming=max((one.coming for one in behind if one.coming), default=None),
        stranded=tuple(gap_id for gap_id, _check, _name in stranded),
        suggested=suggested,
        week=week,
    )
