"""One activity as whoever answers for it sees it: what holds it, how it stands, what waits for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from drystone.charting import queries as charting
from drystone.decisions.queries import Waits
from drystone.directory import queries as directory
from drystone.gaps import asking
from drystone.gaps import queries as gaps
from drystone.lake.engines import Engine
from drystone.measures.figures import Figures
from drystone.measures.standing import Standing, standings
from drystone.program.model import Activity, Check, Program
from drystone.responsibility.matrix import kind_of
from drystone.shell import site
from drystone.shell.viewer import Viewer

#: What holds an activity, from the weakest to the strongest, and what each means.
LADDER: tuple[tuple[str, str | Promise, str | Promise], ...] = (
    ("memory", _("memory"), _("somebody remembers to do it")),
    ("monitor", _("monitor"), _("a check looks whether it is done")),
    ("guard", _("guard"), _("people act freely inside agreed bounds")),
    ("prevent", _("prevent"), _("doing it wrong is not possible")),
)
#: A gap that came back this often is a reason to look at the next rung.
COMES_BACK = 2


@dataclass(frozen=True, slots=True)
class Summary:
    """One activity. Letters are the viewer's; ``figures`` is what may be counted of it: things, of enough people.

    ``questions`` says which wait for the viewer about things of its kind. All but what waits and who gave their word is
    as of the run, ``as_of``.
    """

    activity: Activity
    letters: str
    standing: Standing
    rung: int
    checks: tuple[tuple[Check, str], ...]
    waiting: int
    attested: tuple[dt.datetime, dt.date] | None
    questions: Waits | None = None
    as_of: dt.datetime | None = None

    @property
    def reason(self) -> str:
        """Why it stands as it does; a word that was given since the run is not asked for again."""
        since = self.attested and self.as_of and self.attested[0] > self.as_of and self.attested[1] >= self.as_of.date()
        if since and self.standing.wants_word:
            return gettext("Somebody has given their word since it was last looked at; it counts from the next run.")
        return self.standing.reason

    @property
    def figures(self) -> Figures:
        """What may be shown of its live checks together."""
        return self.standing.figures[""]

    @property
    def word(self) -> Activity:
        """The activity with how long somebody's word on it holds, where one is asked for."""
        return asking.asked(self.activity)

    @property
    def holds(self) -> str | Promise:
        """What holds it, in words."""
        return LADDER[self.rung][1]

    @property
    def means(self) -> str | Promise:
        """What that means."""
        return LADDER[self.rung][2]

    @property
    def next_rung(self) -> str | Promise:
        """The next rung up, "" at the top."""
        return LADDER[self.rung + 1][1] if self.rung + 1 < len(LADDER) else ""

    def attestation_due(self, today: dt.date) -> bool:
        """Whether somebody's word is asked for."""
        return self.word.attest is not None and (self.attested is None or self.attested[1] < today)


def mine(
    program: Program, engine: Engine, viewer: Viewer, *, questions: Mapping[str, Waits] | None = None
) -> list[Summary]:
    """Return what somebody answers for or does through positions: A first, then what needs them most.

    What a round asks them about just now is left out: a suggestion would answer for them.
    """
    letters: dict[str, str] = {}
    known = program.activities.keys() - charting.hidden(viewer)
    for activity_id, letter, _position in directory.duties(viewer.person_id, "RA"):
        if activity_id in known and letter not in letters.get(activity_id, ""):
            letters[activity_id] = "".join(sorted(letters.get(activity_id, "") + letter))
    return sorted(summaries(program, engine, letters, questions=questions), key=_need)


def summaries(
    program: Program, engine: Engine, letters: dict[str, str], *, questions: Mapping[str, Waits] | None = None
) -> list[Summary]:
    """Return the summary of each activity named, in a constant number of look-ups and queries.

    ``questions`` are all that wait for the viewer, by kind; each activity has those about its kind of things.
    """
    if not letters:
        return []
    stand, as_of = standings(program, engine), site.read_by(engine).as_of
    reach = dict(engine.rows("select check_id, reach from check_reach"))
    waiting = gaps.waiting_exceptions(tuple(letters))
    attested = gaps.last_attested(tuple(letters))
    rungs = [name for name, _, _ in LADDER]
    by_activity: dict[str, list[tuple[Check, str]]] = {}
    for check in program.checks.values():
        by_activity.setdefault(check.activity, []).append((check, reach.get(check.id, "suggested")))
    return [
        Summary(
            activity=program.activities[one],
            letters=held,
            standing=stand[one],
            rung=rungs.index(program.activities[one].held_by),
            checks=tuple(by_activity.get(one, ())),
            waiting=waiting.get(one, 0),
            attested=attested.get(one),
            questions=(questions or {}).get(kind_of(program.activities[one])),
            as_of=as_of,
        )
        for one, held in letters.items()
    ]


def grouped(summaries: Sequence[Summary]) -> list[tuple[str, list[Summary]]]:
    """Return the activities by how they stand, what needs somebody most first; no empty groups."""
    groups = [(state, [one for one in summaries if one.standing.state == state]) for state in _ORDER]
    return [(state, lines) for state, lines in groups if lines]


_ORDER = ("missing", "loose", "unknown", "firm")


def _need(one: Summary) -> tuple[bool, int, int, str]:
    return (
        "A" not in one.letters,
        _ORDER.index(one.standing.state),
        -(one.figures.gaps["open_gaps"] or 0),
        one.activity.name,
    )
