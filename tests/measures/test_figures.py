"""What may be shown of an activity, whatever page, API or week it is read from: no group under the floor comes out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from served import AS_OF, NOW, Served

FLOOR = 5
#: What a check says of a thing: check, thing, outcome, whose it is (or None), how the gap stands where it fails.
Row = tuple[str, str, str, str | None, str]
OUTCOMES = ("pass", "fail", "unknown", "not_applicable")


def published(rows: list[Row], reaches: Mapping[str, str]) -> dict[str, Any]:
    """Everything that is shown of one activity whose things these are."""
    from drystone.measures import figures
    from drystone.measures.counting import Counts

    raw = {}
    for check in ("", *reaches):
        mine = [one for one in rows if one[0] == check or (not check and reaches[one[0]] == "live")]
        parts = {part: [one for one in mine if part in _parts(one)] for part in _ALL}
        counts = Counts(
            reach=reaches.get(check, "live"),
            passed=len(parts["pass"]), failed=len(parts["fail"]), unknown=len(parts["unknown"]),
            not_applicable=len(parts["not_applicable"]), open_gaps=len(parts["open_gaps"]),
            overdue=len(parts["overdue"]), excepted=len(parts["excepted"]),
            people={part: len({one[3] for one in found} - {None}) for part, found in parts.items()},
        )  # fmt: skip
        raw[check] = figures.Raw.of(counts, FLOOR)
    told = figures.of_activity(raw, floor=FLOOR)
    return {"told": told, "quiet": figures.quiet_gaps(raw, told)}


_ALL = (*OUTCOMES, "open_gaps", "overdue", "waits", "excepted", "unverified")


def _parts(row: Row) -> set[str]:
    _check, _thing, outcome, _owner, gap = row
    if outcome == "fail":
        return {"fail", "excepted"} if gap == "excepted" else {"fail", "open_gaps", gap}
    return {outcome}


def vectors(rows: list[Row], reaches: Mapping[str, str], shown: Mapping[str, Any]) -> Iterator[np.ndarray]:
    """Each published figure as which rows it counts; that a check looks at so many things is known to everybody."""
    for check, told in shown["told"].items():
        within = np.array([row[0] == check or (not check and reaches[row[0]] == "live") for row in rows])
        if check:
            yield within
        for name, count in {**told.outcomes, **told.gaps}.items():
            if count is not None:
                mask = within & np.array([name in _parts(row) for row in rows])
                assert _real(rows, mask) == count
                yield mask
    if shown["quiet"] is not None:
        yield np.array([reaches[row[0]] != "live" and "open_gaps" in _parts(row) for row in rows])


def isolated(rows: list[Row], masks: list[np.ndarray]) -> list[set[str]]:
    """The groups of too few people that sums and differences of up to three of these figures count."""
    distinct = list({mask.tobytes(): mask.astype(np.int8) for mask in masks if mask.any()}.values())
    found = []
    for size in (1, 2, 3):
        for chosen in itertools.combinations(distinct, size):
            for signs in itertools.product((1, -1), repeat=size - 1):
                total = chosen[0] + sum(sign * one for sign, one in zip(signs, chosen[1:], strict=True))
                if total.min() < 0:
                    total = -total
                if total.min() >= 0 and total.max() == 1:
                    apart = _apart(rows, total)
                    # Of what passes or does not apply nobody looks whose it is: there the things stand for the people.
                    looked = {row[3] for row in apart if row[2] in ("fail", "unknown")} - {None}
                    unlooked = {row[1] for row in apart if row[2] in ("pass", "not_applicable")}
                    if 0 < len(looked) + len(unlooked) < FLOOR:
                        found.append(looked | unlooked)
    return found


def _real(rows: list[Row], mask: np.ndarray) -> int:
    return sum(1 for row, within in zip(rows, mask.tolist(), strict=True) if within and row[1])


def possible(checks: Mapping[str, str]) -> list[Row]:
    """A row of nothing for all that a check might say: a reader does not know which of these are none."""
    told = (("pass", ""), ("unknown", ""), ("not_applicable", ""), *(("fail", gap) for gap in _GAPS))
    return [(check, "", outcome, None, gap) for check in checks for outcome, gap in told]


def _apart(rows: list[Row], chosen: np.ndarray) -> list[Row]:
    """These without what is all that a check looks at: how many things there are is known to everybody."""
    told: dict[str, set[bool]] = {}
    for row, within in zip(rows, chosen.tolist(), strict=True):
        told.setdefault(row[0], set()).add(bool(within))
    return [
        row for row, within in zip(rows, chosen.tolist(), strict=True) if within and row[1] and len(told[row[0]]) > 1
    ]


_GAPS = ("overdue", "waits", "excepted")


@st.composite
def activities(draw: st.DrawFn) -> tuple[list[Row], dict[str, str]]:
    """Up to three checks of one activity over a few dozen things of a few people."""
    reaches = {f"c{n}": draw(st.sampled_from(("live", "live", "trial"))) for n in range(draw(st.integers(1, 3)))}
    owners = st.sampled_from([None, *(f"person-{number}" for number in range(draw(st.sampled_from((2, 6, 14)))))])
    rows: list[Row] = []
    for check in reaches:
        for outcome in OUTCOMES:
            for number in range(draw(st.sampled_from((0, 0, 2, 7) if outcome != "fail" else (0, 2, 7, 12)))):
                owner = draw(owners) if outcome in ("fail", "unknown") else f"other-{number}"
                rows.append((check, f"{check}-{outcome}-{number}", outcome, owner, draw(st.sampled_from(_GAPS))))
    return rows, reaches


@given(activities())
@settings(max_examples=60, deadline=None)
def test_no_sum_or_difference_of_what_is_shown_counts_a_group_under_the_floor(
    made: tuple[list[Row], dict[str, str]],
) -> None:
    rows, reaches = made
    shown, every = published(rows, reaches), [*rows, *possible(reaches)]
    assert isolated(every, list(vectors(every, reaches, shown))) == []


def test_forty_purchases_of_three_buyers_are_a_count_over_three_people() -> None:
    rows = [("c", str(n), "fail", f"person-{n % 3}", "waits") for n in range(40)]
    rows += [("c", f"other-{n}", "pass", f"other-{n}", "waits") for n in range(30)]
    told = published(rows, {"c": "live"})["told"]
    assert told["c"].outcomes == dict.fromkeys(OUTCOMES)
    assert told[""].outcomes["fail"] is None
    assert set(told[""].gaps.values()) == {None}


def test_gaps_are_withheld_where_what_was_accepted_would_come_out() -> None:
    rows = [("c", str(n), "fail", f"person-{n}", "excepted" if n < 2 else "waits") for n in range(20)]
    told = published(rows, {"c": "live"})["told"][""]
    assert told.outcomes["fail"] == 20
    assert set(told.gaps.values()) == {None}


def test_every_page_the_api_and_the_week_say_the_same_of_an_activity(served: Served) -> None:
    from drystone.accountability import summary
    from drystone.catalogue import api as catalogue
    from drystone.catalogue import objectives as goals
    from drystone.measures import api, queries
    from drystone.shell import site

    program, asking = site.program(), _request(served)
    told = {one["activity"]: one for one in api.standings(asking)}
    with site.reading() as engine:
        mine = {one.activity.id: one for one in summary.summaries(program, engine, dict.fromkeys(told, "A"))}
    lines = {
        line.activity_id: line
        for objective in program.objectives
        for part in ("firm", "loose", "missing", "unknown", "suggested")
        for line in getattr(goals.page(objective), part)
    }
    withheld = 0
    for activity_id in sorted({one.activity for one in program.checks.values()}):
        page, week = catalogue.activity(asking, activity_id=activity_id), queries.trend(activity_id, weeks=1)[-1]
        assert page.open_gaps == week.gaps["open_gaps"], "what a check on trial sees is not among them"
        outcomes = told[activity_id]["outcomes"]
        assert list(outcomes.values()) == list(week.outcomes.values())
        assert dict(mine[activity_id].figures.outcomes) == dict(week.outcomes)
        line = lines.get(activity_id)
        if line and line.loose:
            assert (line.loose.things, line.loose.late) == (week.gaps["open_gaps"], week.gaps["overdue"])
        for check in page.checks:
            kept = queries.trend(activity_id, weeks=1, check_id=check.id)[-1].outcomes
            assert (check.passed, check.failed, check.unknown) == (kept["pass"], kept["fail"], kept["unknown"]), (
                check.id
            )
            withheld += None in kept.values()
    assert withheld > 10


def test_nothing_that_an_employee_reads_of_the_organisation_counts_few_people(served: Served) -> None:
    """Of every activity: the things that the run judged, with their owners; of what passes only how many there are."""
    from drystone.measures import standing
    from drystone.shell import site

    with site.reading() as engine:
        told = standing.standings(site.program(), engine)
        judged = engine.rows(_JUDGED, {"now": AS_OF.replace(tzinfo=None)})
        rest = engine.rows(_REST)
        reaches = dict(engine.rows("select check_id, reach from check_reach"))
    tried = 0
    for activity_id, one in told.items():
        rows = [row[1:] for row in judged if row[0] == activity_id]
        for _activity, check, *counts in (row for row in rest if row[0] == activity_id):
            for outcome, count in zip(("pass", "not_applicable"), counts, strict=True):
                rows += [
                    (check, f"{check}-{outcome}-{number}", outcome, f"other-{number}", "") for number in range(count)
                ]
        checks = {row[0]: reaches[row[0]] for row in rows}
        shown = {key: value for key, value in one.figures.items() if not key or key in checks}
        every = [*rows, *possible(checks)]
        assert isolated(every, list(_masks(every, checks, shown, one.quiet_gaps))) == [], activity_id
        tried += bool(rows)
    assert tried > 15


_JUDGED = """
select f.activity_id, f.check_id, f.asset_id, min(f.outcome), any_value(a.owner_id),
       any_value(case when g.gap_id is null then 'none' when g.due < $now then 'overdue' else 'waits' end)
from finding f left join asset a using (asset_kind, asset_id)
left join gap g on g.check_id = f.check_id and g.asset_id = f.asset_id and g.item = coalesce(f.item, '')
where f.origin = 'check' group by f.activity_id, f.check_id, f.asset_id order by all
"""
_REST = """
select distinct k.activity_id, k.check_id, o.pass, o.not_applicable
from finding_check k join outcome_count o using (check_id) where k.origin = 'check'
"""


def _masks(
    rows: list[Row], reaches: Mapping[str, str], shown: Mapping[str, Any], quiet: int | None
) -> Iterator[np.ndarray]:
    """Outcomes as which things they count; gaps where there is one for each thing that fails, as most checks have."""
    for key, told in shown.items():
        within = np.array([row[0] == key or (not key and reaches[row[0]] == "live") for row in rows], dtype=bool)
        if key:
            yield within
        for name, count in {**told.outcomes, **told.gaps}.items():
            mask = within & np.array([name in _parts(row) for row in rows], dtype=bool)
            if count is not None and (name in told.gaps) <= (count == _real(rows, mask)):
                assert name in told.gaps or count == _real(rows, mask), (key, name)
                yield mask
    mask = np.array([reaches[row[0]] != "live" and "open_gaps" in _parts(row) for row in rows], dtype=bool)
    if quiet == _real(rows, mask):
        yield mask


def _request(served: Served) -> Any:
    from dataclasses import replace

    from drystone.directory import queries
    from drystone.shell import site

    viewer = queries.viewer_of(served.user("employee"), site.program(), strong=True)
    scopes = frozenset(("measures:read", "program:read"))
    return SimpleNamespace(viewer=replace(viewer, scopes=scopes), now=NOW)
