"""The life of one gap at a school: a laptop of Tea, for which Ida (IT) answers and the head is Ida's superior."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.journeys.by_hand import Organisation

_LIFE = ("status", "outcome", "first_seen", "due", "reopened_count", "unverified_since")
_OTHERS = "".join(f"lap-{number},yes\n" for number in range(1, 10))


def _day(school: Organisation, day: str, laptop: str, others: str = _OTHERS) -> tuple[object, ...]:
    (school.folder / "exports" / "mdm.csv").write_text(f"id,e\n{laptop}{others}")
    school.run(day)
    (gap,) = school.gaps(*_LIFE, check="disk")
    return gap


def test_one_gap_from_opening_to_its_exception(organisation: Callable[[str], Organisation]) -> None:
    school = organisation("school")
    # High severity, no criticality: 14 days.
    assert _day(school, "2026-07-01", "lap-0,no\n") == ("open", "fail", "2026-07-01", "2026-07-15", 0, None)
    assert _day(school, "2026-07-02", "lap-0,\n") == ("open", "unknown", "2026-07-01", "2026-07-15", 0, "2026-07-02")
    assert _day(school, "2026-07-03", "") == ("closed", "unknown", "2026-07-01", "2026-07-15", 0, None)
    # Back again it is the same gap with a new time to mend; 4 of 10 rows are fewer than half:
    # the last complete ones count on, and close nothing.
    back = ("open", "fail", "2026-07-01", "2026-07-18", 1, None)
    assert _day(school, "2026-07-04", "lap-0,no\n") == back
    few = "".join(_OTHERS.splitlines(keepends=True)[:4])
    assert _day(school, "2026-07-05", "", few) == back
    assert _day(school, "2026-07-06", "lap-0,no\n") == back

    # Ida, who answers for it, asks; neither she nor Tea decides, but her superior.
    ((gap,),) = school.gaps("gap_id", check="disk")
    asked = school.say(
        "exception", "ask", gap, "--reason", "old kit", "--until", "2026-07-08", "--by", "ida@school.example",
        "--as-of", "2026-07-06",
    )  # fmt: skip
    (exception,) = re.findall(r"exception-\w+", asked)
    for person, code in (("ida", 2), ("tea", 2), ("boss", 0)):
        words = ("exception", "approve", exception, "--by", f"{person}@school.example", "--as-of", "2026-07-06")
        school.say(*words, exits=code)
    assert _day(school, "2026-07-08", "lap-0,no\n") == ("excepted", *back[1:])
    assert _day(school, "2026-07-09", "lap-0,no\n") == back
    assert _day(school, "2026-07-10", "lap-0,yes\n")[0] == "closed"
