"""Coverage, steadiness and change on the pages and in the API: right counts, and nobody found by any way of asking."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from browser import Visit
from served import AS_OF, NOW, Served

WEEK = dt.timedelta(days=7)
MONDAY = dt.date(2026, 6, 15)
HABIT = "report-early"
SIZES = {"Sales X": 60, "Works X": 45, "Law X": 12, "Board X": 3}


@pytest.fixture
def people(served: Served) -> dict[str, list[str]]:
    """A hundred and twenty people who are nobody else's learners, by department."""
    from drystone.habits.models import Learner
    from drystone.measures.models import KeptFigures

    Learner.objects.all().delete()
    KeptFigures.objects.all().delete()
    made = {name: [f"person-{name[:3]}{number:02d}" for number in range(size)] for name, size in SIZES.items()}
    Learner.objects.bulk_create(
        Learner(person_id=who, department=name, audiences="developers" if name == "Law X" else "")
        for name, everyone in made.items()
        for who in everyone
    )
    return made


def item(habit: str = HABIT) -> str:
    from drystone.habits import course
    from drystone.shell import site

    return next(key for key, lesson in course.items(site.program()).items() if lesson.habits[0] == habit)


def answer(who: str, *, right: bool, at: dt.datetime, number: int = 0, habit: str = HABIT) -> None:
    from drystone.habits.models import Answer

    Answer.objects.create(
        answer_id=f"{who[-5:]}{number}{habit[:5]}", person_id=who, item_id=item(habit), variant="a", options="best",
        right=right, number=number, at=at,
    )  # fmt: skip


def keep(as_of: dt.datetime = AS_OF, run_id: str = "run") -> int:
    from drystone.measures import keeping
    from drystone.shell import site

    with site.reading() as engine:
        return keeping.keep(keeping.of_run(site.program(), engine, as_of=as_of), run_id=run_id)


def api(served: Served, path: str) -> Any:
    from ninja.testing import TestClient

    from drystone.directory import queries
    from drystone.measures.habits_api import router
    from drystone.shell import site

    viewer = replace(queries.viewer_of(served.user("editor"), site.program(), strong=True),
                     scopes=frozenset({"measures:read"}))  # fmt: skip
    return TestClient(router).get(path, viewer=viewer, now=NOW).json()


def whole(served: Served, habit: str = HABIT) -> Any:
    return next(one for one in api(served, "/measures/habits")["habits"] if one["habit"] == habit)["coverage"]


def test_whoever_gave_a_fresh_sign_counts_and_what_is_not_known_stands_apart(
    served: Served, people: dict[str, list[str]]
) -> None:
    from drystone.habits.models import Shown

    sales, works = people["Sales X"], people["Works X"]
    for who in sales[:40]:
        answer(who, right=True, at=AS_OF - WEEK)
    for who in works[:20]:
        answer(who, right=False, at=AS_OF - WEEK)
    for who in works[:5]:  # What somebody does counts more than what they answer.
        Shown.objects.create(person_id=who, habit_id=HABIT, shown_at=AS_OF - 3 * WEEK, how="reported")
    for who in sales[40:50]:  # Stale, and of a week that is not over.
        answer(who, right=True, at=AS_OF - 13 * WEEK)
        answer(who, right=True, at=AS_OF, number=1)
    assert keep() > 0
    told = whole(served)
    assert (told["people"], told["showing"]["count"], told["showing"]["of"]) == (120, 45, 120)
    assert (told["waiting"], told["unheard"]) == (15, 60)
    assert told["showing"]["low"] < 45 / 120 < told["showing"]["high"]
    answer(sales[0], right=False, at=AS_OF - dt.timedelta(days=1), number=7)
    assert keep() == 0, "a week is counted once"
    assert keep(AS_OF + WEEK, "next") > 0
    assert whole(served)["showing"]["count"] == 55, "the latest answer counts, and those of last week do now"


def test_what_waits_past_its_day_counts_against_a_habit_whatever_was_answered(
    served: Served, people: dict[str, list[str]]
) -> None:
    from drystone.habits.models import Learner
    from drystone.measures import coverage_counting, keeping
    from drystone.shell import site

    program = site.program()
    with site.reading() as engine:
        checks = {check.id: check.habit for check in program.checks.values() if check.habit}
        live = {key for key, reach in engine.rows("select check_id, reach from check_reach") if reach == "live"}
        late = {
            (checks[check_id], owner)
            for check_id, owner in engine.rows(
                "select g.check_id, a.owner_id from gap g join asset a using (asset_kind, asset_id) "
                "where g.outcome = 'fail' and a.owner_id is not null and g.due < $later",
                {"later": AS_OF.replace(tzinfo=None) + 8 * WEEK},
            )
            if check_id in checks and check_id in live
        }
        habit, owner = sorted(late)[0]
        Learner.objects.update_or_create(person_id=owner, defaults={"department": "Late", "here": True})
        now = keeping.of_run(program, engine, as_of=AS_OF + 8 * WEEK)
        counts = coverage_counting.counted(engine, program, now.week, as_of=now.as_of)
        early = keeping.of_run(program, engine, as_of=AS_OF - 52 * WEEK)
        before = coverage_counting.counted(engine, program, early.week, as_of=early.as_of)
    assert counts[habit]["Late"].waiting == 1
    assert before[habit]["Late"].waiting == 0
    assert not [name for name in ("habit_learner", "habit_sign") if engine.columns(name)]


def main(text: str) -> str:
    """What a page says, without what stands round it."""
    return text[text.index("<main") : text.index("</main>")]


def numbers(served: Served, people: dict[str, list[str]]) -> list[int]:
    """Every count of habits that anybody may read, by page and by operation: the whole, departments, habits, weeks."""
    client, said = served.client("employee"), []
    habits = [f"/measures/habits/{one['habit']}" for one in api(served, "/measures/habits")["habits"][:4]]
    for address, operation in (("/measures", "/measures/habits"), *zip(habits, habits, strict=True)):
        told, text = str(api(served, operation)), main(client.get(address).content.decode())
        assert not [who for group in people.values() for who in group if who in text or who in told]
        for more in (f"person={people['Law X'][0]}", "department=Law+X", "since=2026-06-01", "by=person"):
            assert main(client.get(f"{address}?{more}").content.decode()) == text, "nothing can be asked for"
        counts = [int(one) for one in re.findall(r"'(?:people|count|of|waiting|unheard)': (\d+)", told)]
        page = {int(one) for one in re.findall(r"about (\d+)", text)}
        assert page <= set(counts), "the page says no number that the API does not"
        # Of how many weeks it looks is no count of people.
        said += [one for one in counts if one != 12]
    return said


def test_nobody_is_found_by_filter_export_difference_or_count(served: Served, people: dict[str, list[str]]) -> None:
    """Weeks that differ by one person, habits for nested groups, departments and the whole, the page and the API."""
    from drystone.habits import counting
    from drystone.habits.weeks import week_of
    from drystone.shell import site

    said: list[int] = []
    for number, who in enumerate([*people["Law X"], *people["Sales X"][:20], *people["Board X"]]):
        answer(who, right=number % 3 > 0, at=AS_OF - WEEK)
    for week in range(4):
        # One person more each week, in the smallest groups.
        answer(people["Law X"][week], right=week % 2 == 0, at=AS_OF + (week - 1) * WEEK, number=20 + week)
        answer(people["Board X"][week % 3], right=True, at=AS_OF + (week - 1) * WEEK, number=40 + week)
        keep(AS_OF + week * WEEK, f"run-{week}")
        counting.keep_week(week_of(AS_OF + (week - 1) * WEEK, site.program()), site.program(), floor=5)
        said += numbers(served, people)
    assert {count % 5 for count in said} == {0}, "no two of them differ by one to four"
    told = api(served, f"/measures/habits/{HABIT}")
    groups = [group for one in told["weeks"] for group in (one["everybody"], *one["departments"])]
    assert "Board X" not in {group["name"] for group in groups}, "three people are no group"
    for group in groups:
        did = group["showing"]
        assert did["said"] != "shown" or (did["count"] >= 5 and did["of"] - did["count"] >= 5)


def _walked(window: Visit) -> dict[str, str]:
    """Read all that links lead to from the measures, with everything unfolded, as path and words."""
    waiting, read = ["/measures"], dict[str, str]()
    while waiting:
        path = waiting.pop(0)
        window.go(path)
        window.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        inside = window.page.locator("main")
        assert not inside.locator("form, input, select, textarea, button, [download], [href*='?']").count(), path
        read[path] = inside.inner_text()
        links = inside.locator("a").evaluate_all("links => links.map(one => one.getAttribute('href'))")
        known = {*read, *waiting}
        ours = [one for one in dict.fromkeys(links) if one.startswith(("/measures", "/practice")) and one not in known]
        # One habit's page is like the next.
        enough = any("/habits/" in one for one in known)
        waiting += [one for one in ours if "/habits/" not in one or (not enough and one.endswith(HABIT))]
    return read


@pytest.mark.chromium
def test_a_lead_at_a_browser_finds_no_person_by_whatever_can_be_pressed_or_subtracted(
    served: Served, people: dict[str, list[str]], visit: Callable[..., Visit]
) -> None:
    """All pages that a lead gets to: no filter, no export, no name; and one person's answer moves nothing by one."""
    from drystone.directory.models import Person

    for number, who in enumerate([*people["Law X"], *people["Sales X"][:40]]):
        answer(who, right=number % 3 > 0, at=AS_OF - WEEK)
    keep()
    window = visit("department-head")
    before = _walked(window)
    assert {"/measures/beliefs", "/measures/levers", f"/measures/habits/{HABIT}", "/practice"} <= set(before)
    everybody = set(Person.objects.values_list("name", flat=True)) - {""}
    ids = [who for group in people.values() for who in group]
    assert everybody
    assert not [who for who in (*everybody, *ids) if any(who in text for text in before.values())]
    answer(people["Law X"][0], right=True, at=AS_OF, number=1)
    keep(AS_OF + WEEK, "run-2")
    after = _walked(window)
    counts = [
        int(one) for text in (*before.values(), *after.values()) for one in re.findall(r"(?:about|least) (\d+)", text)
    ]
    assert len(counts) > 20
    assert {one % 5 for one in counts} == {0}


def test_a_floor_that_was_raised_takes_older_figures_back(served: Served, people: dict[str, list[str]]) -> None:
    from drystone.measures.models import KeptFigures

    for who in people["Sales X"]:
        answer(who, right=True, at=AS_OF - WEEK)
    keep()
    assert whole(served)["showing"]["count"] == 60
    KeptFigures.objects.update(floor=4)
    assert whole(served) is None
    assert "Nobody counted yet" in served.client("employee").get("/measures").content.decode()


def test_twelve_weeks_outlive_their_snapshots_and_bursts_are_marked(
    served: Served, people: dict[str, list[str]]
) -> None:
    from drystone.habits.models import HabitWeek
    from drystone.shell import site

    HabitWeek.objects.all().delete()
    HabitWeek.objects.bulk_create(
        HabitWeek(week_start=MONDAY - back * WEEK, habit_id=habit,
                  people=(60 if back == 3 else 12) if habit in ("", HABIT) else None if back == 1 else 0)
        for back in range(1, 13) for habit in ("", *site.program().habits)
    )  # fmt: skip
    text = served.client("employee").get("/measures").content.decode()
    assert "1 week stands out as a burst: that of 25 May" in text or "that of May 25" in text
    told = api(served, "/measures/habits")["any_habit"]
    assert (told["kept_up"], told["of"]) == (12, 12)
    assert [one["people"] for one in told["weeks"]].count(10) == 11, "twelve people are about ten"
    assert [one["week_start"] for one in told["weeks"] if one["burst"]] == [str(MONDAY - 3 * WEEK)]
    assert '<path class="point"' in text
    HabitWeek.objects.filter(week_start=MONDAY - 5 * WEEK).delete()
    assert api(served, "/measures/habits")["any_habit"]["kept_up"] is None, "nothing is said of eleven weeks"


def test_what_changed_in_the_program_is_marked_on_the_trend(served: Served, people: dict[str, list[str]]) -> None:
    from drystone.measures.models import KeptFigures, Week

    keep()
    now = KeptFigures.objects.get(subject="program")
    check = next(key for key, reach in now.figures["checks"].items() if reach == "live")
    before = {**now.figures, "digest": "before", "checks": {**now.figures["checks"], check: "trial", "gone": "live"}}
    KeptFigures.objects.create(since=MONDAY - WEEK, subject="program", floor=5, figures=before, run_id="r")
    for row in Week.objects.filter(activity_id="", check_id=""):
        row.pk, row.week_start = None, MONDAY - WEEK
        row.save()
    text = served.client("employee").get("/measures").content.decode()
    assert '<g class="change">' in text
    assert "this check reaches people now" in text
    assert "no longer checked: gone" in text
    [changed] = api(served, "/measures/habits")["changed"]
    assert {(one["what"], one["id"]) for one in changed["changes"]} == {("check-live", check), ("check-gone", "gone")}


def test_pages_ask_as_much_of_a_small_and_of_a_large_organisation(served: Served, people: dict[str, list[str]]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = served.client("employee")
    counts = []
    for weeks in (1, 6):
        for week in range(weeks):
            keep(AS_OF - week * WEEK, f"run-{week}")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/measures")
            client.get(f"/measures/habits/{HABIT}")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_habits_are_called_as_their_reader_speaks_and_no_name_is_cut(
    served: Served, people: dict[str, list[str]]
) -> None:
    from drystone.directory.models import User
    from drystone.shell import site

    assert keep() > 0
    client = served.client("employee")
    page = client.get("/measures").content.decode()
    User.objects.filter(person_id=served.people["employee"]).update(language="de")
    german = client.get("/measures").content.decode()
    for habit in site.program().habits.values():
        name, theirs = habit.name, habit.text("de").name
        assert name in page
        assert theirs not in page
        assert theirs in german
        assert name not in german
    for told in (page, german):
        drawn = re.findall(r'<text class="name"[^>]*>([^<]*)<', told)
        assert len(drawn) > 2 * len(site.program().habits)
        assert not [line for line in drawn if line.endswith("…")]
    one = client.get(f"/measures/habits/{HABIT}").content.decode()
    text = site.program().habits[HABIT].text("de")
    assert all(part in one for part in (text.name, text.words, text.why))
