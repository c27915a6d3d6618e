"""Charts: gaps in the line, words beside it, and no markup from names."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

DAYS = [dt.date(2026, 6, 1) + dt.timedelta(weeks=n) for n in range(4)]


def test_an_unknown_week_breaks_the_line(sqlite_state: Any) -> None:
    from drystone.measures import charts

    drawn = charts.line([charts.Series("Open", [1, None, 2, 3])], days=DAYS, title="Open gaps")
    strokes = re.findall(r'<path d="([^"]*)"', drawn)
    assert [stroke.count("M") for stroke in strokes] == [1], "one stretch from the third week to the fourth"
    assert drawn.count("<circle") == 2, "the lonely first, and the newest"
    assert "Open: 3" in drawn


def test_a_legend_says_what_each_line_is_its_latest_value_and_what_is_withheld(sqlite_state: Any) -> None:
    from drystone.measures import charts

    series = [charts.Series("To do", [None, None, 4, 3], "loose"), charts.Series("Not known", [None] * 4, "unknown")]
    drawn = charts.figure(series, days=DAYS, title="Weeks", ran=[False, False, True, True])
    legend = drawn[drawn.index("chart-legend") :]
    assert "To do: <strong>3</strong>" in legend
    assert "Not known: <strong>withheld: too few people</strong>" in legend
    assert "nothing ran in these weeks" in legend
    assert drawn.count('<g class="series absent"><rect x="40.0"') == 1, "one band over both weeks"
    whole = charts.figure(series, days=DAYS, title="Weeks", ran=[True] * 4)
    assert "absent" not in whole


def test_two_lines_never_look_the_same(sqlite_state: Any) -> None:
    from drystone.measures import charts

    with pytest.raises(ValueError, match="look different"):
        charts.line([charts.Series("a", [1] * 4), charts.Series("b", [1] * 4)], days=DAYS, title="Weeks")


def test_a_name_cannot_become_markup(sqlite_state: Any) -> None:
    from drystone.measures import charts

    series = [charts.Series("<script>x</script>", [1, 2, 3, 4])]
    for drawn in (charts.line(series, days=DAYS, title="<b>"), charts.table(series, days=DAYS, title="<b>")):
        assert "<script" not in drawn
        assert "<b>" not in drawn


def test_the_table_says_the_same_newest_first(sqlite_state: Any) -> None:
    from drystone.measures import charts

    told = charts.table([charts.Series("Pass", [0.5, None, 0.25, 1])], days=DAYS, title="Passing", say=charts.percent)
    assert told.index("100 %") < told.index("25 %") < told.index("–") < told.index("50 %")
    assert "<caption>Passing</caption>" in told


def test_a_line_has_one_value_a_day(sqlite_state: Any) -> None:
    from drystone.measures import charts

    with pytest.raises(ValueError, match="one value a day"):
        charts.line([charts.Series("Open", [1])], days=DAYS, title="Open gaps")
