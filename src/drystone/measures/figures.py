"""What everybody may see of the figures of an activity and of its checks: one rule for every page, the API and weeks.

The rule:

1. A count over fewer people than the floor is withheld; the people behind a count of things are their owners.
2. Of the four outcomes as many more are withheld as it takes that none can be found from the rest (``outcomes``).
3. Live checks add up to their activity, so where one withholds something, each withholds all: the sum alone is shown.
   The same goes for the gaps of checks that are not live, whose sum is shown as what they would be.
4. Gaps follow from outcomes: what fails is open or accepted. So gaps are shown only where what fails is, and then all
   of them or none: open, overdue, not overdue, accepted and not heard from, each must be of nobody or of enough people.
   Of what came and went too.
5. How many people more than one live check concerns is said of all together, not of each: the difference would count
   those whom only the other concerns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from drystone.measures import outcomes
from drystone.measures.counting import Counts
from drystone.measures.outcomes import Outcomes

#: Gaps as they stand, and what came and went in a week.
STANDING = ("open_gaps", "overdue", "excepted")
FLOWS = ("opened", "closed", "closed_by_owner_in_time")
_BEHIND_GAPS = frozenset({"open_gaps", "overdue", "waits", "excepted", "unverified"})
_BEHIND_CLOSED = frozenset({"closed", "closed_by_owner_in_time", "closed_otherwise"})


@dataclass(frozen=True, slots=True)
class Raw:
    """Figures before anything is withheld; ``few`` names the parts that some, but too few people are behind.

    ``people`` own what fails; None where that is not known. ``gaps`` holds ``STANDING``, and ``FLOWS`` where known.
    """

    reach: str
    passed: int
    failed: int
    unknown: int
    not_applicable: int
    gaps: Mapping[str, int]
    people: int | None
    few: frozenset[str]
    nobodys: frozenset[str] = frozenset()
    erred: bool = False

    @classmethod
    def of(cls, counts: Counts, floor: int) -> Raw:
        """Take what was counted in the applied run."""
        return cls(
            counts.reach, counts.passed, counts.failed, counts.unknown, counts.not_applicable,
            {name: getattr(counts, name) for name in STANDING}, counts.people.get("fail", 0), counts.few(floor),
            frozenset(part for part in ("fail", "unknown") if not counts.people.get(part)), counts.erred,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figures:
    """What may be shown; None where it is withheld. ``people`` is how many own what fails.

    ``reach`` is how far a check reaches, ``erred`` that it could not be run.
    """

    outcomes: Mapping[str, int | None] = field(default_factory=lambda: dict.fromkeys(outcomes.NAMES, 0))
    gaps: Mapping[str, int | None] = field(default_factory=lambda: dict.fromkeys(STANDING, 0))
    people: int | None = 0
    reach: str = ""
    erred: bool = False

    @property
    def whole(self) -> bool:
        """Whether none of the outcomes is withheld."""
        return None not in self.outcomes.values()


def of_activity(rows: Mapping[str, Raw], *, floor: int) -> dict[str, Figures]:
    """Return what may be shown of an activity's checks, by their ids, and of the activity itself, by ""."""
    told = {check_id: _alone(raw, floor) for check_id, raw in rows.items()}
    live = [check_id for check_id, raw in rows.items() if check_id and raw.reach == "live"]
    whole = all(told[one].whole for one in live)
    counted = whole and all(None not in told[one].gaps.values() for one in live)
    for check_id in live:
        one = told[check_id]
        told[check_id] = replace(
            one,
            outcomes=one.outcomes if whole else dict.fromkeys(one.outcomes),
            gaps=one.gaps if counted else dict.fromkeys(one.gaps),
            people=one.people if whole and len(live) == 1 else None,
        )
    return told


def quiet_gaps(rows: Mapping[str, Raw], told: Mapping[str, Figures]) -> int | None:
    """Add up the open gaps of an activity's checks that are not live; None where one of them withholds its own."""
    counts = [told[key].gaps["open_gaps"] for key, raw in rows.items() if key and raw.reach != "live"]
    return None if None in counts else sum(count or 0 for count in counts)


def _alone(raw: Raw, floor: int) -> Figures:
    """What may be shown of one row, if no other were."""
    shown = outcomes.shown(_outcomes(raw, floor), floor=floor)
    if shown["fail"] is None or raw.few & _BEHIND_GAPS:
        return Figures(shown, dict.fromkeys(raw.gaps), None, raw.reach, raw.erred)
    gaps: dict[str, int | None] = dict(raw.gaps)
    if "opened" in raw.few:
        gaps["opened"] = None
    if raw.few & _BEHIND_CLOSED:
        gaps["closed"] = gaps["closed_by_owner_in_time"] = None
    return Figures(shown, gaps, raw.people, raw.reach, raw.erred)


def _outcomes(raw: Raw, floor: int) -> Outcomes:
    def people(part: str, count: int) -> int | None:
        # Only whether they are nobody, few or enough: the same is known of a week that was kept.
        if part in raw.few:
            return None
        return 0 if part in raw.nobodys else max(count, floor)

    return Outcomes(
        raw.passed, raw.failed, raw.unknown, raw.not_applicable, people("fail", raw.failed),
        people("unknown", raw.unknown),
    )  # fmt: skip
