"""The monthly letter, how fast gaps close, and what those who lead see: right, rounded, kept, and of nobody."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest

from drystone.lib.survival import Observation
from drystone.measures import closing, letter
from drystone.measures.letter import Facts
from served import AS_OF, NOW, Served

WEEK = dt.timedelta(days=7)
MONDAY = dt.date(2026, 6, 15)
FACTS = Facts(
    month=dt.date(2026, 5, 1), organisation="Fenwick Foods", over=True, weeks=4,
    wall={"firm": 40, "loose": 12, "missing": 5, "unknown": 20}, before={"firm": 38}, first="Encrypt laptops",
    closed=45, in_time=30, half=7, doing=40, lessons=60, habits=({"": "Say it early", "de": "Sag es früh"},),
    belief=({"en": "It is IT's job.", "de": "Das macht die IT."}, {"en": "It is ours.", "de": "Es ist unser."}),
    practice=(("A parcel", 120, 250),), changes=(("lesson-new", {"en": "Odd calls", "de": "Seltsame Anrufe"}),),
)  # fmt: skip


def keep(as_of: dt.datetime = AS_OF, run_id: str = "run") -> int:
    from drystone.measures import keeping
    from drystone.shell import site

    with site.reading() as engine:
        return keeping.keep(keeping.of_run(site.program(), engine, as_of=as_of), run_id=run_id)


def test_a_letter_is_made_of_its_figures_and_of_nothing_else(sqlite_state: Any) -> None:
    told = letter.written(FACTS, "en")
    assert told.title == "Fenwick Foods in May 2026"
    assert [one.heading for one in told.sections] == [
        "The wall", "What we closed together", "What we learned", "What changed",
    ]  # fmt: skip
    assert "40 sit firm, 12 are loose, 5 are missing, and of 20 we cannot tell" in told.text
    assert "more than the month before, when it was 38" in told.text
    assert "New lesson: Odd calls." in told.text
    assert "“It is IT's job.” It is ours." in told.text
    assert "within 7 days" in told.text
    assert set(re.findall(r"\d+", told.text)) <= {"2026", "77", "40", "12", "5", "20", "38", "45", "30", "7", "60",
                                                  "120", "250"}  # fmt: skip
    german = letter.written(FACTS, "de")
    assert "Das macht die IT." in german.text
    assert "Seltsame Anrufe" in german.text
    assert "Say it early" in told.text
    assert "Sag es früh" in german.text
    assert "Mai 2026" in german.title
    assert Facts.of_figures(FACTS.as_figures()) == FACTS


def test_a_letter_of_nothing_says_so_and_stops(sqlite_state: Any) -> None:
    nothing = replace(
        FACTS, wall={}, before={}, first="", closed=None, in_time=None, half=None, doing=None, lessons=None,
        habits=(), belief=None, practice=(), changes=(), weeks=0,
    )  # fmt: skip
    assert nothing.empty
    assert [one.heading for one in letter.written(nothing, "en").sections] == ["The wall", "What we closed together"]


def test_how_many_habits_half_of_the_people_show_is_said_of_each(sqlite_state: Any) -> None:
    from types import SimpleNamespace

    from drystone.lib.proportions import share
    from drystone.measures import habit_words
    from drystone.measures.coverage import Coverage, Group
    from drystone.measures.shares import Rate

    few, half = (
        SimpleNamespace(coverage=Coverage("x", Group("", 60, Rate("shown", count, 60, share(count, 60)))))
        for count in (15, 30)
    )

    def said(*rows: Any) -> str:
        board: Any = SimpleNamespace(rows=rows, whole=SimpleNamespace(steady=None))
        return habit_words.in_short(board)[0]

    # Not "most people show none": they may well show one or another.
    tell = "Of 3 habits we can tell how many people show each: "
    assert said(few, few, few) == f"{tell}none is shown by half of them yet."
    assert said(few, half, few) == f"{tell}1 is shown by at least half of them."
    assert said(half) == "Of 1 habit we can tell how many people show it: at least half of them."


def test_what_is_withheld_is_not_told_as_nothing(sqlite_state: Any) -> None:
    for closed, said in ((None, "is not said"), (0, "We know of nothing that was closed")):
        assert said in letter.written(replace(FACTS, closed=closed, in_time=closed, half=None), "en").text


def test_a_month_is_kept_once_it_is_over_and_never_changes(served: Served) -> None:
    from drystone.measures import letter_keeping
    from drystone.measures.models import KeptFigures, Week
    from drystone.shell import site

    def page(address: str = "/letter") -> str:
        return str(served.client("employee").get(address).content.decode())

    assert letter_keeping.keep(MONDAY) == 0, "nothing was counted in May"
    assert "June 2026, so far" in page()
    assert served.client("employee").get("/letter/2026-06").status_code == 404, "it is not over"
    july = MONDAY.replace(month=7)
    assert [letter_keeping.keep(july) for _ in range(2)] == [1, 0]
    kept = letter_keeping.read(dt.date(2026, 6, 1), july)
    assert kept is not None
    assert kept.over
    assert sum(kept.wall.values()) == len(site.program().activities)
    Week.objects.all().delete()
    assert letter_keeping.read(dt.date(2026, 6, 1), july) == kept
    text = page("/letter/2026-06")
    from drystone.directory.models import Person

    names = [*Person.objects.values_list("name", flat=True)]
    assert "<h2>What we closed together" in text
    said = main(text)
    assert not [name for name in names if name and name in said]
    KeptFigures.objects.update(floor=4)
    assert served.client("employee").get("/letter/2026-06").status_code == 404
    for wrong in ("2026-13", "26-06", "nonsense", "2026-6-1"):
        assert letter_keeping.named(wrong) is None


def test_how_fast_gaps_close_counts_those_that_still_wait(served: Served) -> None:
    from drystone.gaps.models import Gap
    from drystone.habits.weeks import week_of
    from drystone.measures import closing_counting
    from drystone.shell import site

    rows = list(Gap.objects.filter(reach="live", origin="check").order_by("gap_id"))
    later = AS_OF + 4 * WEEK
    week = week_of(later, site.program())
    opened = week.begins - dt.timedelta(days=20)
    for number, gap in enumerate(rows):
        gap.opened_at = opened
        if number % 2 == 0:
            gap.status, gap.close_reason = "closed", "fixed" if number % 4 == 0 else "gone"
            gap.closed_at = opened + dt.timedelta(days=3 if number % 4 == 0 else 1)
        gap.save()
    with site.reading() as engine:
        told = closing_counting.counted(engine, week, 5)
        assert not engine.columns("gap_life")
    assert told.gaps == 5 * ((len(rows) + 2) // 5)
    by = {one.days: one for one in told.points}
    # A quarter was set straight on the third day, of three quarters that were still watched then.
    assert by[3].share == pytest.approx(1 / 3, abs=0.05)
    assert by[3].low < 1 / 3 < by[3].high
    assert told.half is None


def test_points_of_few_people_are_left_out_and_shares_come_in_steps() -> None:
    lives = [Observation(2, happened=True, count=3), Observation(6, happened=True, count=30),
             Observation(100, happened=False, count=31)]  # fmt: skip
    behind = {(0, 2): 3, (0, 3): 3, (0, 5): 3, (0, 7): 20, (2, 10_000): 20, (7, 10_000): 0}
    [point] = closing.shown(lives, behind, 5).points
    assert (point.days, closing.shown(lives, behind, 5).gaps) == (7, 65)
    one_more = [replace(lives[0], count=4), *lives[1:]]
    assert closing.shown(one_more, behind, 5).points == (point,), "one gap more or less is not seen"
    few = {(0, day): 4 for day in closing.GRID}
    assert closing.shown(lives, few, 5).points == ()


@pytest.fixture
def believers(served: Served) -> list[str]:
    """Thirty people of whom every other holds one belief, in two departments of which one is large."""
    from drystone.habits.models import Answer, Learner
    from drystone.measures.models import KeptFigures
    from drystone.shell import site

    Learner.objects.all().delete()
    KeptFigures.objects.all().delete()
    lesson = next(one for one in site.program().lessons.values() if one.id == "blame-costs-time")
    item = lesson.items[0]
    variant = item.variants[0]
    wrong = next(option for option in variant.options if option.misconception)
    best = next(option for option in variant.options if option.best)
    made = [f"person-b{number:02d}" for number in range(30)]
    Learner.objects.bulk_create(
        Learner(person_id=who, department="Sales X" if number < 26 else "Law X") for number, who in enumerate(made)
    )
    Answer.objects.bulk_create(
        Answer(answer_id=who[-8:], person_id=who, item_id=item.id, variant=variant.id, number=0, at=AS_OF - WEEK,
               options=(wrong if number % 2 else best).id, right=not number % 2)
        for number, who in enumerate(made)
    )  # fmt: skip
    return made


def main(text: str) -> str:
    return text[text.index("<main") : text.index("</main>")]


def test_those_who_lead_see_what_is_believed_and_what_would_free_the_most_and_never_who(
    served: Served, believers: list[str]
) -> None:
    keep()
    client = served.client("department-head")
    pages = [client.get(f"/measures/{name}").content.decode() for name in ("beliefs", "levers")]
    mains = [main(text) for text in pages]
    assert "at least 15 of 30" in mains[0]
    assert "Sales X" in mains[0]
    assert "at least 10 of 25" in mains[0]
    assert "Law X" not in mains[0], "four people are no group"
    assert not [who for who in believers if any(who in text for text in mains)]
    counts = [int(one) for text in mains for one in re.findall(r"(?:about|least|of) (\d+)", text)]
    assert counts
    assert {one % 5 for one in counts} == {0}
    assert "What this cannot tell" in mains[1]
    from drystone.habits.models import Answer

    Answer.objects.filter(person_id=believers[1]).delete()
    keep(AS_OF + dt.timedelta(days=1), "again")
    assert main(client.get("/measures/beliefs").content.decode()) == mains[0], "within a week, nothing moves"
    for who in ("employee", "colleague"):
        assert [served.client(who).get(f"/measures/{name}").status_code for name in ("beliefs", "levers")] == [403, 403]


def test_the_api_says_what_the_pages_say(served: Served, believers: list[str]) -> None:
    from ninja.testing import TestClient

    from drystone.directory import queries
    from drystone.measures.habits_api import router
    from drystone.shell import site

    keep()
    viewer = replace(queries.viewer_of(served.user("editor"), site.program(), strong=True),
                     scopes=frozenset({"measures:read"}))  # fmt: skip
    client: Any = TestClient(router)
    told = {path: client.get(path, viewer=viewer, now=NOW).json()
            for path in ("/measures/beliefs", "/measures/levers", "/measures/closing", "/letters")}  # fmt: skip
    assert [one["group"] for one in told["/measures/beliefs"]["groups"]] == ["", "Sales X"]
    levers = told["/measures/levers"]["habits"]
    assert [one["gaps"] or 0 for one in levers] == sorted((one["gaps"] or 0 for one in levers), reverse=True)
    assert levers[0]["gaps"] > 0
    assert told["/measures/closing"]["since"] == str(MONDAY)
    assert told["/letters"]["current"]["month"] == "2026-06"
    assert not [who for who in believers if who in str(told)]
