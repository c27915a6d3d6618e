"""What the answers say once they are on the table: by party, never by person, what needs talking about first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from drystone.charting import wording
from drystone.charting.choosing import criticality
from drystone.charting.models import BallotAnswer, Party, Round, Topic
from drystone.program.model import Activity, Program
from drystone.responsibility.agreement import conditions
from drystone.responsibility.agreement.splits import Split
from drystone.shell import site

#: Below so many ballots no figure of agreement is worth its name.
FEW = 5
#: So many revealed rounds a process keeps as read.
_KEPT = 16


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer to "who answers for it?": in words, how many gave it and their share in percent, and which parties."""

    words: str
    count: int
    share: int
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standout:
    """What stands out: its name, what it means, and about which parties or positions."""

    condition: str
    words: str
    means: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A free line, by party."""

    party: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """An activity on the agenda. ``split`` is None where nobody said who answers for it."""

    topic: Topic
    activity: Activity
    criticality: int
    weight: float
    split: Split | None
    bars: tuple[Bar, ...]
    standouts: tuple[Standout, ...]

    @property
    def pairwise(self) -> int | None:
        """Of all pairs of parties, how many in a hundred say the same; None below two answers."""
        return None if self.split is None or self.split.pairwise is None else round(100 * self.split.pairwise)


@dataclass(frozen=True, slots=True)
class Detail:
    """More about one activity: what each party says its part is, who else was named, and the free lines."""

    parts: tuple[tuple[str, str], ...]
    named: tuple[tuple[str, tuple[Bar, ...]], ...]
    should: tuple[Bar, ...]
    sure: tuple[tuple[str, int], ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Agenda:
    """A revealed round: its activities in the order in which to talk about them, and how many parties answered."""

    items: tuple[Item, ...]
    silent: tuple[tuple[Topic, Activity], ...]
    answered: int
    invited: int

    @property
    def few(self) -> bool:
        """Whether there are too few ballots to say how far the parties agree."""
        return self.answered < FEW


@dataclass(frozen=True, slots=True)
class _Given:
    """One answer with its party's key and name."""

    party: str
    name: str
    answers_for: str
    mine: str
    should: str
    more: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Point:
    """What the answers say of one activity, once and for good."""

    activity_id: str
    criticality: int
    weight: float
    split: Split | None
    bars: tuple[Bar, ...]
    standouts: tuple[Standout, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """What the answers of a revealed round say: never again anything else, but for the words of the program."""

    points: tuple[_Point, ...]
    labels: tuple[tuple[str, ...], ...]
    answered: int


_NO_MORE: Mapping[str, Any] = {}


def agenda(one: Round, program: Program) -> Agenda:
    """Return what to talk about, disagreement times criticality first; in four queries, however many answered."""
    topics = {topic.activity_id: topic for topic in one.topics.order_by("ordinal")}
    table = _table(one, program)
    items = tuple(
        Item(
            topics[point.activity_id],
            program.activities[point.activity_id],
            point.criticality,
            point.weight,
            point.split,
            point.bars,
            point.standouts,
        )
        for point in table.points
        if point.activity_id in topics
    )
    seen = {item.activity.id for item in items}
    silent = tuple(
        (topic, program.activities[key])
        for key, topic in topics.items()
        if key not in seen and key in program.activities
    )
    return Agenda(items, silent, table.answered, one.parties.count())


def labels(one: Round, program: Program) -> tuple[tuple[str, ...], ...]:
    """Return what was named as answering for each activity, for figures over the whole round."""
    return _table(one, program).labels


def _table(one: Round, program: Program) -> _Table:
    _revealed(one)
    return _read(one.round_id, program.digest, get_language() or "")


@lru_cache(maxsize=_KEPT)
def _read(round_id: str, digest: str, language: str) -> _Table:
    """Read all ballots of a revealed round; ballots never change, so a process reads them once for each language."""
    one, program = Round.objects.get(round_id=round_id), site.program()
    parties = {party.pk: party for party in one.parties.all()}
    given = _given(one, parties)
    weights = {key: criticality(program, program.activities[key]) for key in given if key in program.activities}
    found = conditions.agenda(
        {key: _answers(rows) for key, rows in given.items() if key in weights},
        positions={party.key: frozenset(party.positions) for party in parties.values()},
        criticality=weights,
    )
    names = {party.key: party.name for party in parties.values()}
    points = tuple(
        _Point(
            item.activity_id,
            weights[item.activity_id],
            item.weight,
            item.today,
            _bars([(row.answers_for, row.name) for row in given[item.activity_id] if row.answers_for], program),
            tuple(_standout(told, names, program) for told in item.standouts),
        )
        for item in found
    )
    named = tuple(
        tuple(_told_apart(row.answers_for, row.party) for row in rows if row.answers_for)
        for key, rows in given.items()
        if key in weights
    )
    return _Table(points, named, len({row.party for rows in given.values() for row in rows}))


def detail(one: Round, activity_id: str, program: Program) -> Detail:
    """Return what else the parties said of one activity."""
    _revealed(one)
    parties = {party.pk: party for party in one.parties.all()}
    rows = _given(one, parties, activity_id).get(activity_id, [])
    fields = {"does": "R", "asked": "C", "told": "I"}
    named = tuple(
        (letter, _bars([(who, row.name) for row in rows for who in row.more.get(name, ())], program))
        for name, letter in fields.items()
    )
    sure = Counter(row.more["sure"] for row in rows if row.more.get("sure"))
    return Detail(
        parts=tuple((row.name, _part(row)) for row in rows if row.mine or row.more.get("none")),
        named=tuple((letter, bars) for letter, bars in named if bars),
        should=_bars([(row.should, row.name) for row in rows if row.should], program),
        sure=tuple((str(said), sure[level]) for level, said in wording.SURE.items() if sure[level]),
        lines=tuple(Line(row.name, row.more["line"]) for row in rows if row.more.get("line")),
    )


def _told_apart(answer: str, party: str) -> str:
    """ "I don't know" agrees with nobody, not even with another."""
    return f"{answer} {party}" if answer == conditions.DONT_KNOW else answer


def _revealed(one: Round) -> None:
    if one.state != "revealed":
        raise AssertionError("nobody reads ballots before the reveal")


def _given(one: Round, parties: Mapping[int, Party], activity_id: str = "") -> dict[str, list[_Given]]:
    """Return what every party said, by activity and in the order of their names; the second pass adds to the first."""
    _revealed(one)
    rows = BallotAnswer.objects.filter(ballot__party__round=one, ballot__counts=True)
    if activity_id:
        rows = rows.filter(activity_id=activity_id)
    kept = ["activity_id", "ballot__party_id", "answers_for", "mine", "should"]
    if activity_id:  # What else was said is read for one activity at a time; reading it takes longer than all the rest.
        kept.append("said")
    # Texts in tuples, and one empty mapping for all who said no more: the collector has nothing to walk through.
    said: dict[tuple[str, int], tuple[str, str, str]] = {}
    told: dict[tuple[str, int], dict[str, Any]] = {}
    for activity, party, whom, mine, should, *more in rows.order_by("ballot__second").values_list(*kept):
        key = (activity, party)
        first = said.get(key, ("", "", ""))
        # The first pass was said before anybody knew what is contested: what it says of today stays.
        said[key] = (first[0] or whom, first[1] or mine, should or first[2])
        if more and more[0]:
            told[key] = told.get(key, {}) | more[0]
    found: dict[str, list[_Given]] = {}
    for key, row in said.items():
        about = parties[key[1]]
        found.setdefault(key[0], []).append(_Given(about.key, about.name, *row, told.get(key, _NO_MORE)))
    return {key: sorted(rows, key=lambda row: row.name.casefold()) for key, rows in found.items()}


@lru_cache(maxsize=64)
def _letters(mine: str) -> frozenset[str]:
    return frozenset(mine)


def _answers(rows: Sequence[_Given]) -> list[conditions.Answer]:
    return [
        conditions.Answer(row.party, row.answers_for, _letters(row.mine), row.should or None)
        for row in rows
        if row.answers_for
    ]


def _bars(said: Sequence[tuple[str, str]], program: Program) -> tuple[Bar, ...]:
    parties: dict[str, list[str]] = {}
    for who, party in said:
        parties.setdefault(who, []).append(party)
    ranked = sorted(parties.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return tuple(
        Bar(wording.position(program, who), len(names), round(100 * len(names) / len(said)), tuple(names))
        for who, names in ranked
    )


def _standout(told: conditions.Standout, names: Mapping[str, str], program: Program) -> Standout:
    words, means = wording.CONDITIONS[told.condition]
    about = tuple(names.get(one) or wording.position(program, one) for one in told.about)
    return Standout(told.condition.value, str(words), str(means), about)


def _part(row: _Given) -> str:
    """A party's own part, in words; "" where it says that it has none."""
    return ", ".join(str(words) for letter, words in wording.LETTERS.items() if letter in row.mine)
