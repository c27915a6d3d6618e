"""Three-valued logic, days and items of checks, each outcome worked out by hand from six rows."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.by_hand import Organisation

#: Check → how many of r1 to r6 pass, fail and are unknown; a NULL is neither true nor false.
BY_HAND = {
    "or": (1, 3, 2), "and": (2, 1, 3), "notand": (1, 3, 2), "innull": (0, 1, 5), "notin": (2, 2, 2),
    "like": (3, 1, 2), "ilike": (2, 2, 2), "notlike": (1, 3, 2), "between": (3, 2, 1), "notbetween": (2, 3, 1),
    "coal": (4, 2, 0), "dist": (3, 3, 0), "case": (0, 1, 5), "nullif": (1, 3, 2), "isnull": (4, 2, 0),
    "mixed": (2, 1, 3), "pct": (3, 1, 2),
    # 30 days and a second less than 31 are 30 whole days; an offset counts.
    "days": (4, 2, 0), "days0": (1, 5, 0),
    # It errs: unknown for its things, and the others go on.
    "err": (0, 0, 6),
}  # fmt: skip


def test_every_outcome_is_what_sql_means(organisation: Callable[[str], Organisation]) -> None:
    house = organisation("software_house")
    report = house.run("2026-07-01T12:00:00Z")
    outcomes = report["outcomes"]
    assert {check: outcomes[check][:3] for check in BY_HAND} == BY_HAND
    assert [check["id"] for check in report["checks"] if check["error"]] == ["err"]
    # A population whose condition is NULL does not have the thing; what `applies` leaves out is not judged.
    assert (outcomes["wherenull"], outcomes["items"], outcomes["never"]) == ((2, 1, 0, 3), (1, 3, 1, 1), (0, 0, 0, 6))
    assert house.gaps("asset_name", "item", "detail", check="items") == {
        ("r1", "x", "detail 1"), ("r1", "y", "detail 2"), ("r3", "z", "detail 5"), ("r6", None, "detail 8"),
    }  # fmt: skip
