"""How long it was from one clock of a report to another, for figures about all of them together.

Nothing here says which report, who told it or who had it. Two ends make two durations: the shortest that it can have
been and the longest. What has not struck was watched until now, or until the report was closed.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from drystone.reports.models import Report, ReportClock
from drystone.reports.times import Span

_NONE = Span()


@dataclass(frozen=True, slots=True)
class Pair:
    """From one clock to another.

    ``first`` of them is asked of every report, unless ``where`` says that it began at all. ``needed`` is false where a
    report may end without the second clock and nothing is missing, as with what needed no containing: such a report is
    left out once it is closed.
    """

    first: str
    second: str
    needed: bool = True

    @property
    def id(self) -> str:
        """How it is called in addresses and keys."""
        return f"{self.first}-{self.second}"


PAIRS = (
    Pair("happened", "noticed"),
    Pair("noticed", "reported"),
    Pair("happened", "reported"),
    Pair("reported", "acknowledged"),
    Pair("reported", "seen"),
    Pair("reported", "triaged"),
    Pair("reported", "declared", needed=False),
    Pair("reported", "contained", needed=False),
    Pair("declared", "contained"),
    Pair("reported", "told"),
    Pair("reported", "closed"),
    Pair("closed", "reviewed"),
)


@dataclass(frozen=True, slots=True)
class Watched:
    """One report between two clocks: its kind, the day it was told, and for how long, in seconds.

    ``shortest`` and ``longest`` are what it can have been; without ``struck``, how long it was watched in vain.
    """

    pair: str
    kind: str
    told: dt.datetime
    shortest: float
    longest: float
    struck: bool


def watched(since: dt.datetime, until: dt.datetime) -> Iterator[Watched]:
    """Yield every pair of every report that was told from a moment until another (aware), as it stood then.

    Two queries, whatever there is. What was noted after ``until`` is not known yet, and what is not known of a report
    is left out: somebody who was not sure when it happened says nothing of how long it took.
    """
    rows = Report.objects.filter(reported_at__gte=since, reported_at__lt=until)
    clocks: defaultdict[str, dict[str, Span]] = defaultdict(dict)
    noted = ReportClock.objects.filter(report__in=rows, noted_at__lt=until).order_by("noted_at", "pk")
    for report_id, clock, *ends in noted.values_list("report_id", "clock", "earliest", "latest").iterator():
        clocks[report_id][clock] = Span(*ends)
    for report_id, kind, told in rows.order_by().values_list("report_id", "kind", "reported_at").iterator():
        found = {name: span for name, span in clocks[report_id].items() if span != _NONE}
        yield from _of_one(found, kind, told, until)


def _of_one(clocks: dict[str, Span], kind: str, told: dt.datetime, until: dt.datetime) -> Iterable[Watched]:
    closed = clocks.get("closed")
    for pair in PAIRS:
        first, second = clocks.get(pair.first), clocks.get(pair.second)
        if first is None or (second is None and closed is not None and not pair.needed):
            continue
        ended = closed if closed is not None and pair.first != "closed" and pair.second != "reviewed" else None
        last = second or Span(*(2 * [(ended.latest or ended.earliest) if ended else until]))
        ends = _between(first, last, until)
        if ends is not None:
            yield Watched(pair.id, kind, told, *ends, struck=second is not None)


def _between(first: Span, second: Span, until: dt.datetime) -> tuple[float, float] | None:
    """Return the shortest and the longest that it can have been; None where nothing bounds it."""
    begun, begun_last = first.earliest, first.latest or second.latest or until
    if begun is None:
        return None
    least = ((second.earliest or begun_last) - begun_last).total_seconds()
    most = ((second.latest or until) - begun).total_seconds()
    return max(0.0, least), max(0.0, least, most)
