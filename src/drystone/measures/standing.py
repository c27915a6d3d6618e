"""How each activity stands: firm, loose, missing, or not known.

The rules, in their order; the first that holds decides.

1. **missing**: for none of its things is a named, living person found who does it and one who answers for it (the
   fallback does not count); or it is held by memory and nobody's word that it was done is valid now.
2. **loose**: something fails in a live check of it, whether or not that was accepted for a while; or somebody's word is
   asked for (``attest``) and is overdue.
3. **unknown**: we cannot tell. Its things could not be picked out, or there are none; or no live check of it gave a
   pass, and nobody's word vouches for it: its checks could not run, heard of nothing, are still on trial or only
   suggested, or there is no check.
4. **firm**: otherwise. That a live check found nothing it applies to is firm: it looked.

Trial and suggested checks make nothing loose, for they may be wrong, and nothing firm, for the same reason; what they
see is said. Things for which somebody is found by the fallback only (``holes``) are said too.

Everything is read from the applied run's tables in five look-ups, whatever the size of the organisation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from drystone.lake.engines import Engine
from drystone.measures import facts, reasons
from drystone.measures.facts import Known
from drystone.measures.figures import Figures, Raw, of_activity, quiet_gaps
from drystone.program.model import Activity, Program
from drystone.responsibility.matrix import kind_of
from drystone.shell import site

State = Literal["firm", "loose", "missing", "unknown"]
STATES: tuple[State, ...] = ("firm", "loose", "missing", "unknown")


@dataclass(frozen=True, slots=True)
class Coverage:
    """For how many things of an activity somebody does it and answers for it, and for how many only the last resort.

    ``by_fallback`` is None where it is withheld.
    """

    pairs: int
    resolved: int
    by_fallback: int | None

    @property
    def nobody(self) -> int | None:
        """How many have nobody at all, not even as a last resort; None where that is withheld."""
        return None if self.by_fallback is None else self.pairs - self.resolved - self.by_fallback


@dataclass(frozen=True, slots=True)
class Standing:
    """How one activity stands in the applied run.

    ``passed`` to ``not_applicable`` add up the outcomes of its live checks, one per check and thing, and ``open_gaps``
    counts their standing gaps that nobody accepted, ``oldest`` being when the first of them was opened (UTC); ``holes``
    is for how many of its ``things`` only the fallback is found, ``quiet`` how many outcomes fail in its trial and
    suggested checks. None of these numbers is for anybody's eyes, for few people may be behind: pages and the API say
    ``shown`` (outcomes of the activity), ``figures`` (of the activity by "", and of each check by its id),
    ``quiet_gaps`` (what its checks that are not live would ask) and ``coverage``, and nothing else. ``reason`` is a
    sentence for everybody; ``wants_word`` says that it asks for somebody's word.
    """

    activity_id: str
    state: State
    passed: int
    failed: int
    unknown: int
    not_applicable: int
    open_gaps: int
    oldest: dt.datetime | None
    holes: int
    reason: str
    things: int = 0
    quiet: int = 0
    figures: Mapping[str, Figures] = field(default_factory=lambda: {"": Figures()})
    quiet_gaps: int | None = 0
    coverage: Coverage | None = Coverage(0, 0, 0)
    wants_word: bool = False

    @property
    def shown(self) -> Mapping[str, int | None]:
        """What everybody may see of the four outcomes of its live checks."""
        return self.figures[""].outcomes


def standings(program: Program, engine: Engine, *, as_of: dt.datetime | None = None) -> dict[str, Standing]:
    """Return the standing of every activity of the program, in its order.

    ``engine`` sees the applied run's tables; ``as_of`` is the moment it judged by, by default that of the run that
    ``engine`` reads. Reasons are in the active language. An activity that the run did not know yet is unknown.
    """
    known = facts.read(engine, as_of) if as_of is not None else _shown(engine)
    floor, nothing = program.settings.privacy.group_floor, Known()
    return {one.id: _standing(one, known.get(one.id, nothing), floor) for one in program.activities.values()}


def _shown(engine: Engine) -> Mapping[str, Known]:
    """The facts of the run that a page reads."""
    current = site.read_by(engine)
    return facts.of_run(current.run_id, engine, current.as_of)


def _standing(activity: Activity, known: Known, floor: int) -> Standing:
    whole, why = known.whole, _why(activity, known)
    rows = {check_id: Raw.of(counts, floor) for check_id, counts in {"": whole, **known.checks}.items()}
    told = of_activity(rows, floor=floor)
    return Standing(
        activity_id=activity.id,
        state=_STATE[why],
        passed=whole.passed,
        failed=whole.failed,
        unknown=whole.unknown,
        not_applicable=whole.not_applicable,
        open_gaps=whole.open_gaps,
        oldest=whole.oldest,
        holes=known.things - known.resolved,
        reason=reasons.sentence(activity, known, why, told[""].outcomes),
        things=known.things,
        quiet=known.quiet_failed,
        figures=told,
        quiet_gaps=quiet_gaps(rows, told),
        coverage=_coverage(activity, known, floor),
        wants_word=why in ("no word", "overdue"),
    )


def _coverage(activity: Activity, known: Known, floor: int) -> Coverage | None:
    """How much of it has somebody; None where too few people are behind a part of it.

    What is about a person is of that person, whoever owns it: there the things themselves count as people. Of what has
    nobody it is known how many people are behind it all, not behind each part; so two parts are not told apart.
    """
    left = known.things - known.resolved
    behind = (known.resolved, left) if kind_of(activity) in _OF_PEOPLE else known.people
    if any(0 < people < floor for people in behind):
        return None
    apart = known.by_fallback in (0, left)
    return Coverage(known.things, known.resolved, known.by_fallback if apart else None)


#: Kinds of things that are about one person each.
_OF_PEOPLE = frozenset({"person", "screening"})


_STATE: dict[str, State] = {
    "nobody": "missing",
    "no word": "missing",
    "failing": "loose",
    "overdue": "loose",
    "unpicked": "unknown",
    "no things": "unknown",
    "broken": "unknown",
    "unheard": "unknown",
    "quiet": "unknown",
    "no check": "unknown",
    "passing": "firm",
    "vouched": "firm",
    "nothing applies": "firm",
}


def _why(activity: Activity, known: Known) -> str:
    """Which rule decides: a key of ``_STATE``."""
    if known.things and not known.resolved and not known.unpicked:
        return "nobody"
    if activity.held_by == "memory" and not known.valid:
        return "no word"
    if known.whole.failed:
        return "failing"
    if activity.attest is not None and (known.lapsed or not known.valid):
        return "overdue"
    if known.unpicked:
        return "unpicked"
    if not known.things:
        return "no things"
    return _evidence(known)


def _evidence(known: Known) -> str:
    """What speaks for an activity of which nothing fails."""
    if known.whole.passed:
        return "passing"
    if known.valid:
        return "vouched"
    if known.whole.erred:
        return "broken"
    if known.whole.unknown:
        return "unheard"
    if known.whole.not_applicable:
        return "nothing applies"
    return "quiet" if known.checks else "no check"
