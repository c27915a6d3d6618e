"""How fast reports come and are answered: open ones and both ends of what is known are counted, and nobody is found."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any

from drystone.measures.report_times import GRID, Sliced, Times, shown, sliced
from served import NOW, Served

MINUTE, HOUR, DAY = 60, 3_600, 86_400
FLOOR = 5


@dataclass(frozen=True)
class Took:
    """A report between two clocks."""

    shortest: float
    longest: float
    struck: bool = True


def took(*minutes: float) -> list[Took]:
    return [Took(one * MINUTE, one * MINUTE) for one in minutes]


def waits(*days: float) -> list[Took]:
    return [Took(one * DAY, one * DAY, struck=False) for one in days]


#: A hundred reports: half within five minutes, then ever more slowly; six lie since ten days.
HUNDRED = took(*[1] * 20, *[4] * 32, *[9] * 10, *[25] * 22, *[200] * 10) + waits(*[10] * 6)


def test_open_ones_are_counted_and_no_mean_hides_the_middle() -> None:
    told = shown(HUNDRED, FLOOR)
    assert told.half is not None
    assert told.most is not None
    assert (told.half.least, told.half.most) == (5 * MINUTE, 5 * MINUTE)
    assert (told.half.low, told.half.high) == (1 * MINUTE, 10 * MINUTE)
    assert (told.most.least, told.most.high) == (4 * HOUR, None), "whether nine in ten do by then, six open ones decide"
    assert (told.reports, told.waiting, told.unsure) == (100, 5, False)
    without = shown([one for one in HUNDRED if one.struck], FLOOR)
    assert without.most is not None
    assert without.most.high == 4 * HOUR, "leaving out what waits would look better than it is"


def test_what_is_known_only_roughly_is_counted_as_both_of_its_ends() -> None:
    rough = [Took(0, 6 * HOUR) for _ in range(40)] + took(*[2] * 20)
    told = shown(rough, FLOOR)
    assert told.half is not None
    assert (told.half.least, told.half.most) == (60, 8 * HOUR)
    assert told.half.low == 0
    by_minute = told.points[0]
    assert (by_minute.seconds, by_minute.least, by_minute.most) == (60, 0.0, 0.6667)
    exact = shown([Took(one.longest, one.longest) for one in rough], FLOOR)
    assert all(point.least == point.most for point in exact.points)


def test_too_few_say_nothing_and_few_say_so() -> None:
    whole = [("clicked", "2026-05", one) for one in took(1, 2, 3, 4)]
    assert sliced(whole, 4, FLOOR).whole is None
    few = shown(took(*range(1, 5)) + waits(*[3] * 8), FLOOR)
    assert (few.half, few.points, few.unsure) == (None, (), True)


def test_what_differs_by_one_report_differs_by_whole_steps_and_no_band_holds_few() -> None:
    base = shown(HUNDRED, FLOOR)
    for more in (took(3), took(40), took(9 * 24 * 60), waits(2)):
        other = shown(HUNDRED + more, FLOOR)
        assert (other.reports, other.waiting) == (100, 5)
        was = {point.seconds: point for point in base.points}
        moved = [abs(point.least - was[point.seconds].least) for point in other.points if point.seconds in was]
        assert {round(one, 4) for one in moved} <= {0, 0.05}
    lots = Random(5)
    for _ in range(60):
        told = []
        for _number in range(lots.randrange(5, 120)):
            first = lots.choice([lots.random() * HOUR, lots.random() * 20 * DAY])
            told.append(Took(first, first + lots.choice([0, lots.random() * DAY]), struck=lots.random() < 0.8))
        made = shown(told, FLOOR)
        edges = [-1, *(point.seconds for point in made.points), 10**9]
        assert set(edges[1:-1]) <= set(GRID)
        for low, high in pairwise(edges) if made.points else ():
            for end in ("shortest", "longest"):
                inside = sum(one.struck and low < getattr(one, end) <= high for one in told)
                assert inside == 0 or inside >= FLOOR
        step = max(0.05, FLOOR / max(FLOOR, made.reports))
        ends = [part for point in made.points for part in (point.least, point.most, point.low, point.high)]
        assert all(part == 1 or abs(part / step - round(part / step)) < 0.01 for part in ends)
        assert {made.reports % FLOOR, made.waiting % FLOOR} == {0}


def test_a_kind_that_is_withheld_is_not_found_by_what_is_left_of_the_whole() -> None:
    def kinds(**counts: int) -> set[str]:
        told = [(kind, "2026-05", one) for kind, count in counts.items() for one in took(*[5] * count)]
        return set(sliced(told, len(told), FLOOR).kinds)

    assert kinds(clicked=30, paid=40) == {"clicked", "paid"}
    assert kinds(clicked=30, paid=40, lost=9) == {"paid"}, "nine could be one person's, so another goes with them"
    assert kinds(clicked=30, paid=40, lost=9, odd=12) == {"clicked", "paid"}
    assert kinds(clicked=30) == {"clicked"}


def test_what_is_kept_is_read_as_it_was() -> None:
    told = [("clicked", "2026-05", one) for one in HUNDRED]
    made = sliced(told, 120, FLOOR)
    assert Sliced.of_figures(json.loads(json.dumps(made.as_figures()))) == made
    assert isinstance(made.months["2026-05"], Times)


def reported(served: Served) -> list[str]:
    """Make half a year's reports, one of them like no other; return their ids."""
    from drystone.reports import actions

    made = []
    for number in range(60):
        at = NOW - dt.timedelta(days=20 + number % 50, minutes=number)
        kind = "paid" if number == 7 else "clicked" if number % 2 else "looks-odd"
        known = "named" if number % 3 else "none"
        told = actions.Told(kind, known=known, person_id=served.people["employee"] if number % 3 else "",
                            when="just-now", noticed_when="just-now")  # fmt: skip
        taken = actions.take(told, now=at)
        made.append(taken.report_id)
        if number % 6 == 0:
            continue
        later = at + dt.timedelta(minutes=3 + number)
        actions.claim(taken.report_id, by=served.people["responder"], now=later)
        span = actions.Span(later, later + dt.timedelta(hours=2))
        actions.note(taken.report_id, "triaged", span=span, source="log", by="machine", now=span.latest or later)
    return made


def pages(served: Served, paths: list[str]) -> str:
    return " ".join(served.client("employee").get(path).content.decode() for path in paths)


def test_the_page_and_the_api_say_the_same_and_nothing_of_any_report(served: Served) -> None:
    from access.arranged import Arranged
    from drystone.measures import keeping
    from drystone.measures.models import KeptFigures
    from drystone.shell import site

    assert "there is nothing to say yet" in pages(served, ["/measures/reports"])
    KeptFigures.objects.filter(subject="reports").delete()
    assert "Nobody counted yet" in pages(served, ["/measures/reports", "/measures/reports/reported-told"])
    made = reported(served)
    with site.reading() as engine:
        now = keeping.of_run(site.program(), engine, as_of=NOW)
        keeping.write("reports", now.week.monday, keeping.SUBJECTS["reports"](now), FLOOR, run_id="r")
    client, header = served.client("employee"), Arranged(served.root).token("employee")
    told: list[dict[str, Any]] = client.get("/api/v1/measures/reports", headers=header).json()
    by_pair = {one["pair"]: one for one in told}
    seen = by_pair["reported-seen"]
    assert (seen["of"], seen["whole"]["reports"], seen["whole"]["waiting"]) == (60, 60, 10)
    assert seen["whole"]["half"]["most"] == 2 * HOUR, "two came after an hour, which is too few for a point there"
    assert set(seen["kinds"]) == {"looks-odd"}, "the one that was paid would be what two others leave of the whole"
    assert by_pair["noticed-reported"]["whole"]["reports"] == 40, "who has no name has no such moment"
    triaged = by_pair["reported-triaged"]["whole"]["half"]
    assert triaged["least"] < triaged["most"]
    one = client.get("/api/v1/measures/reports/reported-seen", headers=header).json()
    assert one == seen
    text = pages(served, ["/measures/reports", "/measures/reports/reported-seen", "/measures/reports/closed-reviewed"])
    assert "Half of all reports are with a person within 2 hours." in text
    assert text.count("<svg") >= 3
    kept = json.dumps(list(KeptFigures.objects.filter(subject="reports").values("key", "figures")))
    everything = text + kept + json.dumps(told)
    people = [served.people[kind] for kind in ("employee", "responder")]
    assert [one for one in (*made, *people, "paid") if one in everything] == []
